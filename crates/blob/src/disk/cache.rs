//! Files that were read lately and are kept open: the kernel then recognises a sequence of reads and reads ahead.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_model::ObjectId;

/// How many files are kept open.
const KEPT: usize = 64;

/// The files, the one used last at the end, each with its length. Objects never change, so neither does that.
pub(super) struct OpenFiles(Mutex<Vec<(ObjectId, Arc<File>, u64)>>);

impl OpenFiles {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    pub(super) fn get(&self, id: ObjectId) -> Option<(Arc<File>, u64)> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = files.iter().rposition(|(kept, ..)| *kept == id)?;
        files[at..].rotate_left(1);
        files.last().map(|(_, file, len)| (Arc::clone(file), *len))
    }

    pub(super) fn put(&self, id: ObjectId, file: File, len: u64) -> (Arc<File>, u64) {
        let file = Arc::new(file);
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() == KEPT {
            files.remove(0);
        }
        files.push((id, Arc::clone(&file), len));
        (file, len)
    }

    /// Closes the files of an object, so that its bytes go when it is deleted.
    pub(super) fn forget(&self, id: ObjectId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|(kept, ..)| *kept != id);
    }
}
