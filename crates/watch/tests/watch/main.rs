//! The default rules on made-up days, and the loader on rules that are wrong.
#![allow(
    clippy::unwrap_used,
    reason = "in a test, an unexpected error is a failure"
)]

mod days;
mod loading;
mod scenarios;
