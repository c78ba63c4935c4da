//! The library behind the remote commands: it speaks `/api/v1` and tus 1.0 to a Coffer server over TLS 1.3.
//!
//! Transfers survive what networks and machines do. An upload is cut into requests, each acknowledged only when the
//! server made it durable, and goes on from the server's own count after any failure, in this process or a later one.
//! A download lands under a temporary name, goes on where it stopped, and gets its real name only once its SHA-256 is
//! what the server declared. Names that arrive from a server never leave the folder they are meant for.

mod download;
mod error;
mod folder;
mod link;
mod name;
mod receipt;
mod rest;
mod resume;
mod transport;
mod upload;

pub use download::{Download, Place, Taken};
pub use error::{Error, Result};
pub use folder::{Item, gather};
pub use link::{Link, LinkKind};
pub use name::{local_path, with_number};
pub use receipt::{CheckedReceipt, check_certificate, check_receipt};
pub use rest::Hits;
pub use resume::ResumeStore;
pub use transport::{Client, Credential, Session, Trust};
pub use upload::{Event, Progress, Put, Sent, Target};
