//! Running other programs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Outcome;

/// The root of the checkout.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A command that runs at the root of the checkout.
pub fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// `cargo` as this program was called by it.
pub fn cargo(arguments: &[&str]) -> Command {
    command(
        std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        arguments,
    )
}

/// Runs a command with its output shown.
pub fn show(mut command: Command) -> Outcome {
    let text = describe(&command);
    eprintln!("+ {text}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{text} ended with {status}")),
        Err(error) => Err(format!("{text}: {error}")),
    }
}

/// Runs a command and takes its standard output.
pub fn take(mut command: Command) -> Result<String, String> {
    let text = describe(&command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{text}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{text} ended with {}", output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("{text} printed something that is not UTF-8"))
}

/// Whether a program can be started.
pub fn works(program: &str, arguments: &[&str]) -> bool {
    command(program, arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where cargo puts what it builds.
pub fn target_directory() -> Result<PathBuf, String> {
    let text = take(cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let directory = metadata["target_directory"]
        .as_str()
        .ok_or("cargo metadata names no target directory")?;
    Ok(PathBuf::from(directory))
}

/// The program as built for tests and the demonstration.
pub fn coffer() -> Result<PathBuf, String> {
    Ok(target_directory()?
        .join("debug")
        .join(format!("coffer{}", std::env::consts::EXE_SUFFIX)))
}

fn describe(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    if let Some(name) = Path::new(&text).file_name() {
        text = name.to_string_lossy().into_owned();
    }
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
