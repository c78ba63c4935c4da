//! What the figures were measured on and with.

use std::process::Stdio;

use super::Ground;
use super::figures::table;
use crate::run::{command, take};

/// The head of the output: the machine, the versions and the command.
///
/// # Errors
/// When the program does not say its version.
pub fn about(ground: &Ground, names: &[String]) -> Result<String, String> {
    let binary = ground.binary.display().to_string();
    let version = take(command(&binary, &["--version"]))?;
    let digest = first(&said("sha256sum", &[&binary]))
        .chars()
        .take(12)
        .collect::<String>();
    let commit = said("git", &["rev-parse", "--short", "HEAD"]);
    let dir = ground.dir.display().to_string();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let mut command = format!("cargo xtask bench {}", names.join(" "));
    if ground.quick {
        command.push_str(" --quick");
    }
    if let Some(mib) = ground.mib {
        command.push_str(&format!(" --mib {mib}"));
    }
    let rows = [
        ("day", said("date", &["-u", "+%F"])),
        ("command", format!("`{command}`, {} rounds", ground.rounds)),
        (
            "program",
            format!(
                "{}, SHA-256 {digest}…, checkout {commit}",
                version.lines().next().unwrap_or_default()
            ),
        ),
        ("processor", format!("{}, {cores} cores", processor())),
        ("memory", format!("{} GiB", memory_kib() >> 20)),
        ("kernel", said("uname", &["-sr"])),
        ("system", system()),
        (
            "disk",
            said("df", &["--output=fstype,source", &dir])
                .lines()
                .last()
                .unwrap_or_default()
                .to_owned(),
        ),
        (
            "client",
            said("curl", &["--version"])
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned(),
        ),
        ("nginx", said("nginx", &["-v"])),
    ];
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|(what, fact)| vec![what.to_owned(), fact])
        .collect();
    let warning = if ground.quick || ground.mib.is_some() {
        "**A trial run with sizes of its own: figures to see that it works, not to quote.**\n\n"
    } else {
        ""
    };
    let table = table(&["", "measured on"], &rows).replace("---:", "---");
    Ok(format!(
        "{warning}{table}\nMB = 10⁶ bytes, GiB = 2³⁰ bytes; medians with (least–most).\n"
    ))
}

/// The load of the machine over the last minute.
pub fn load() -> String {
    first(&std::fs::read_to_string("/proc/loadavg").unwrap_or_default())
}

/// What a program says on either output; nothing where it is missing.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = command(program, arguments).stdin(Stdio::null()).output();
    let text = output
        .map(|output| [output.stdout, output.stderr].concat())
        .unwrap_or_default();
    String::from_utf8_lossy(&text).trim().to_owned()
}

fn first(text: &str) -> String {
    text.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("model name"));
    line.and_then(|line| line.split_once(": "))
        .map_or_else(|| said("uname", &["-m"]), |(_, name)| name.to_owned())
}

fn memory_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    line.and_then(|line| first(line).parse().ok()).unwrap_or(0)
}

fn system() -> String {
    let text = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.unwrap_or_default().trim_matches('"').to_owned()
}
