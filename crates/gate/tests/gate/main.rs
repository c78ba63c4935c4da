//! The gate from outside: decide, record, mint, finish.

mod deciding;
mod recording;
mod world;
