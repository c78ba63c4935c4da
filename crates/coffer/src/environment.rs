//! What comes from the process's surroundings: environment variables and the folders of its user.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place where the environment is read"
)]

use std::path::PathBuf;

/// An environment variable, if it is set and not empty.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A folder of this user, by the XDG Base Directory Specification.
fn folder(variable_name: &str, below_home: &str) -> Option<PathBuf> {
    let set = variable(variable_name)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let base = set.or_else(|| Some(PathBuf::from(variable("HOME")?).join(below_home)))?;
    Some(base.join("coffer"))
}

/// Where the client session is kept.
pub fn config_folder() -> Option<PathBuf> {
    folder("XDG_CONFIG_HOME", ".config")
}

/// Where records of interrupted transfers are kept.
pub fn state_folder() -> Option<PathBuf> {
    folder("XDG_STATE_HOME", ".local/state")
}

/// Now, for what is printed. What is decided takes its time from the vault's clock.
pub fn now_millis() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
