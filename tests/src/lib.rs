//! The integration binary lives in tests/; this library is empty on purpose.
