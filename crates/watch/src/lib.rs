//! Rules over ledger entries: alerts and proposed responses
