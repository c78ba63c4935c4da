//! `cargo xtask bench`: figures, as measured here and now.

use std::time::Instant;

use crate::Outcome;
use crate::run::{cargo, command, show, take, target_directory};

/// A bench that times a command of the program over a generated file of this many MiB.
const MIB: usize = 256;

/// Builds in release mode and times offline detection and masking over a generated log.
pub fn run(wanted: &[String]) -> Outcome {
    show(cargo(&["build", "--release", "--package", "coffer"]))?;
    let program = target_directory()?.join("release/coffer");
    let log = target_directory()?.join("bench.log");
    write_log(&log)?;
    for name in ["scan", "mask"] {
        if !wanted.is_empty() && !wanted.iter().any(|w| w == name) {
            continue;
        }
        let path = log.display().to_string();
        let started = Instant::now();
        match name {
            // Findings are expected, and so is their exit status.
            "scan" => drop(take(command(
                &program,
                &["scan", "--format", "json", &path],
            ))),
            _ => show(command(&program, &["mask", &path, "-o", "/dev/null"]))?,
        }
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "{name}: {MIB} MiB in {seconds:.2} s, {:.0} MiB/s",
            MIB as f64 / seconds
        );
    }
    std::fs::remove_file(&log).map_err(|error| format!("{}: {error}", log.display()))
}

/// A log of one line in a hundred with something to find.
fn write_log(path: &std::path::Path) -> Outcome {
    use std::io::Write as _;
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).map_err(failed)?);
    let (mut bytes, mut line) = (0, 0_u64);
    while bytes < MIB << 20 {
        let text = if line.is_multiple_of(100) {
            format!(
                "2026-11-03T10:{:02}:{:02}Z WARN checkout card=4111111111111111 mail=person{line}@example.com\n",
                line / 60 % 60,
                line % 60
            )
        } else {
            format!(
                "2026-11-03T10:{:02}:{:02}Z INFO worker-{} handled request {line} in {} ms\n",
                line / 60 % 60,
                line % 60,
                line % 16,
                line % 900
            )
        };
        out.write_all(text.as_bytes()).map_err(failed)?;
        bytes += text.len();
        line += 1;
    }
    out.flush().map_err(failed)
}
