//! The suite on SQLite, and what holds for its files only.

#![allow(
    clippy::unwrap_used,
    clippy::cloned_ref_to_slice_refs,
    reason = "helpers of tests fail as tests do"
)]

mod documented;
mod files;
mod kill;
mod laws;

use std::future::Future;
use std::path::Path;

use coffer_store::testing::Place;
use coffer_store::{Result, Store};

/// A directory that is gone when the test ends.
pub(crate) struct Directory(tempfile::TempDir);

impl Directory {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Place for Directory {
    fn open(&self) -> impl Future<Output = Result<Store>> + Send {
        Store::open(self.0.path())
    }
}

coffer_store::conformance!(crate::Directory::new());
