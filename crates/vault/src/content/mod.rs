//! Content below the door: sealing what arrives, opening what a permit names.
//!
//! Nothing in here decides anything. A [`Source`] can be had only through [`crate::keyring::Keyring::open_version`],
//! which asks for a permit, and its bytes come out typed: [`Plain`] for permits that may see cleartext, [`Masked`] for
//! those that may not.

pub(crate) mod index;
mod read;
pub(crate) mod spans;
mod write;

pub(crate) use read::{Masked, Plain, Source, SourceReader, blob_error};
pub(crate) use write::{ContentWriter, DerivedWriter};
