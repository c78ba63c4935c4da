//! Building the web pages.

use std::path::Path;
use std::time::SystemTime;

use crate::Outcome;
use crate::run::{command, root, show};

/// When to build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In any case.
    Always,
    /// When a source is younger than what was built.
    Stale,
}

/// Builds `web/dist` from the lock file, without running any package's own scripts.
pub fn build(when: When) -> Outcome {
    if when == When::Stale && !is_stale() {
        return Ok(());
    }
    crate::tools::node()?;
    packages()?;
    npm(&["run", "build"])
}

/// Installs the packages of the lock file when it changed since they were.
pub fn packages() -> Outcome {
    let web = root().join("web");
    let installed = web.join("node_modules/.package-lock.json");
    let wanted = youngest(
        &[web.join("package-lock.json"), web.join("package.json")]
            .map(|path| path.as_path().to_owned()),
    );
    if modified(&installed).is_some_and(|at| Some(at) >= wanted) {
        return Ok(());
    }
    npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
}

/// Runs npm in `web/`.
pub fn npm(arguments: &[&str]) -> Outcome {
    let mut command = command("npm", arguments);
    command.current_dir(root().join("web"));
    show(command)
}

fn is_stale() -> bool {
    let web = root().join("web");
    let Some(built) = modified(&web.join("dist/index.html")) else {
        return true;
    };
    let sources = [
        "src",
        "public",
        "tools",
        "index.html",
        "package-lock.json",
        "tsconfig.json",
        "vite.config.ts",
    ];
    let sources: Vec<_> = sources.iter().map(|name| web.join(name)).collect();
    youngest(&sources).is_some_and(|at| at > built)
}

/// When the youngest file in these folders was modified.
fn youngest(paths: &[std::path::PathBuf]) -> Option<SystemTime> {
    let mut found = None;
    let mut pending = paths.to_vec();
    while let Some(path) = pending.pop() {
        if path.file_name().is_some_and(|name| name == "node_modules") {
            continue;
        }
        match std::fs::read_dir(&path) {
            Ok(entries) => pending.extend(entries.filter_map(|entry| Some(entry.ok()?.path()))),
            Err(_) => found = found.max(modified(&path)),
        }
    }
    found
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}
