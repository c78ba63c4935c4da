//! A whole Coffer in one process, for tests that tell stories: real databases and objects in a temporary directory, a
//! real server over TLS on a loopback port, real mail over SMTP, a clock that is set by hand, and people who sign in.
//!
//! Every story ends with [`World::finish`], which asserts what must hold at the end of any day: no job is stuck, the
//! ledger verifies, and no allowed act is without its outcome.
//!
//! For tests only: [`Seeded`] randomness can be foretold.

mod ambient;
mod client;
mod mail;
mod people;
mod process;
mod rules;
pub mod samples;
pub mod search;
mod world;

pub use ambient::{Seeded, TestClock};
pub use client::{Answer, Client, Credential, encode_metadata};
pub use mail::Letters;
pub use people::{Contact, Person};
pub use process::{Running, binary, run};
pub use rules::PROJECTS;
pub use world::{Case, ORGANISATION, Setup, World};
