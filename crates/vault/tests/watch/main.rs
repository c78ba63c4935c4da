//! The default rules of the watch on made-up days of real ledger entries. It is here that both are known: neither of
//! their crates may depend on the other.
#![allow(
    clippy::unwrap_used,
    reason = "in a test, an unexpected error is a failure"
)]

mod days;
mod scenarios;
