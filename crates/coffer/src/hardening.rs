//! What the process denies itself and others from its first moment on.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, setrlimit, umask};

use crate::failure::{Failure, Outcome};

/// No core dump, which would hold keys, and files for their owner only unless a mode is given.
pub fn apply() -> Outcome {
    umask(Mode::RWXG | Mode::RWXO);
    setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: Some(0),
        },
    )
    .map_err(|error| Failure::Failed(format!("cannot turn core dumps off: {error}")))
}

/// Raises the number of files that may be open to what the system allows: a server has many connections and objects.
pub fn raise_open_files() {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    // Where it cannot be raised, the limit that is there is served.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    );
}
