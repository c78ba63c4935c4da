//! Offline detection and masking, beside programs that only read.

use std::process::Stdio;
use std::time::Instant;

use super::Ground;
use super::figures::{Figures, table};
use super::process::Clock;
use super::text;
use crate::run::command;

/// Measures and prints.
///
/// # Errors
/// When a program fails.
pub fn run(ground: &Ground) -> Result<String, String> {
    let size = ground.size(1_000_000_000, 256_000_000);
    ground.room(size)?;
    let file = ground.dir.join("scan.log");
    let written = text::file(&file, size)?;
    let (path, coffer) = (
        file.display().to_string(),
        ground.binary.display().to_string(),
    );
    // With the statuses that are a success: scan says by its own that something was found.
    let programs: [(&str, &str, &[&str], i32); 4] = [
        ("`wc -l`", "wc", &["-l", &path], 0),
        ("`grep -c ERROR`", "grep", &["-c", "ERROR", &path], 0),
        (
            "`coffer scan --format json`",
            &coffer,
            &["scan", "--quiet", "--format", "json", &path],
            1,
        ),
        ("`coffer mask`", &coffer, &["mask", "--quiet", &path], 0),
    ];
    let clock = Clock::new()?;
    let mut measured = [(); 4].map(|()| (Figures::default(), Figures::default()));
    for round in 0..=ground.rounds {
        eprintln!("  round {round} of {}", ground.rounds);
        for at in 0..programs.len() {
            let at = (at + round) % programs.len();
            let (name, program, arguments, success) = programs[at];
            let (start, before) = (Instant::now(), clock.of_ended());
            let mut command = command(program, arguments);
            command.env("LC_ALL", "C").stdin(Stdio::null());
            // grep counts nothing where nobody would read it; the others have much to say.
            command.stdout(if at < 2 {
                Stdio::piped()
            } else {
                Stdio::null()
            });
            let child = command
                .spawn()
                .and_then(std::process::Child::wait_with_output);
            let output = child.map_err(|error| format!("{program}: {error}"))?;
            let (seconds, processor) = (start.elapsed().as_secs_f64(), clock.of_ended() - before);
            if output.status.code() != Some(success) {
                return Err(format!("{name} ended with {}", output.status));
            }
            let said = String::from_utf8_lossy(&output.stdout);
            if at == 0 && !said.starts_with(&written.lines.to_string()) {
                return Err(format!(
                    "{name} counted {said:?} instead of {}",
                    written.lines
                ));
            }
            // The first round brings the file into memory.
            if round > 0 {
                measured[at].0.push(seconds);
                measured[at].1.push(processor);
            }
        }
    }
    let megabytes = written.bytes as f64 / 1e6;
    let gib = written.bytes as f64 / (1_u64 << 30) as f64;
    let rows: Vec<Vec<String>> = programs
        .iter()
        .zip(&measured)
        .map(|((name, ..), (seconds, processor))| {
            vec![
                (*name).to_owned(),
                seconds.map(|seconds| megabytes / seconds).spread(0),
                processor.map(|seconds| seconds / gib).spread(2),
                format!("{:.2}", measured[0].0.median() / seconds.median()),
                seconds.count().to_string(),
            ]
        })
        .collect();
    Ok(format!(
        "### Scan\n\nA log of {megabytes:.0} MB and {} lines from memory, one line in 200 with a sensitive value; output thrown away.\n\n{}",
        written.lines,
        table(
            &["program", "MB/s", "CPU s/GiB", "speed ÷ `wc -l`", "rounds"],
            &rows
        )
    ))
}
