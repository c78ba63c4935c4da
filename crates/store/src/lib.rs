//! Metadata and ledger persistence
