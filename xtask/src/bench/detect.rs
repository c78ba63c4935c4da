//! Detection, engine beside engine: the same files, the same expressions, in turns.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::Ground;
use super::figures::{Figures, table};
use crate::run::{cargo, command, show, take, target_directory, works};

/// What is measured on a file.
struct Bench {
    file: &'static str,
    what: &'static str,
    engines: &'static [&'static str],
}

const BENCHES: &[Bench] = &[
    Bench {
        file: "plain.log",
        what: "A server's log, one line in 200 with a sensitive value",
        engines: &[
            "lines",
            "scan",
            "scan-held",
            "scan-2",
            "scan-pair",
            "mask",
            "mask-2",
            "imported",
            "regex",
            "ripgrep",
            "vectorscan",
        ],
    },
    Bench {
        file: "dense.json",
        what: "Lines of JSON full of names such as `token_type` and `password_age_days`",
        engines: &[
            "lines",
            "scan",
            "scan-2",
            "mask",
            "regex",
            "ripgrep",
            "vectorscan",
        ],
    },
    Bench {
        file: "capture.har",
        what: "A browser capture, every value of which is withheld unless it is known to be harmless",
        engines: &["lines", "scan", "mask", "regex", "ripgrep", "vectorscan"],
    },
    Bench {
        file: "examples.txt",
        what: "Examples of every rule, over and over: what memory it takes to have all of them in use",
        engines: &["lines", "scan", "scan-2", "mask", "mask-2"],
    },
    Bench {
        file: "bundle.tar.zst",
        what: "The log in eight parts, as `tar.zst`; per second of compressed bytes",
        engines: &["inspect", "inspect-2", "inspect-pair", "ripgrep"],
    },
];

/// What an engine's name stands for.
fn described(engine: &str) -> &str {
    match engine {
        "lines" => "counting line ends (`memchr`)",
        "scan" => "default rules, findings only, one thread",
        "scan-held" => "the same, out of memory in place of a file",
        "scan-2" => "findings only, two threads",
        "scan-pair" => "two programs side by side, one thread each: what two cores have to give",
        "mask" => "found, masked and looked at again, one thread",
        "mask-2" => "the same, two threads",
        "imported" => "default rules and 220 in the gitleaks format, one thread",
        "regex" => "the expressions of the default rules as one set of `regex-automata`",
        "ripgrep" => "the same as one alternation, `rg -c -j1`",
        "vectorscan" => "the same, Vectorscan, stream mode",
        "inspect" => "unpacked and looked at, one thread",
        "inspect-2" => "the same, two threads",
        "inspect-pair" => "two programs side by side, one thread each",
        other => other,
    }
}

/// Where the programs are.
struct Programs {
    engines: PathBuf,
    vectorscan: Option<PathBuf>,
    ripgrep: bool,
}

/// Measures and prints.
///
/// # Errors
/// When a program fails.
pub fn run(ground: &Ground) -> Result<String, String> {
    let size = ground.size(512 << 20, 64 << 20);
    ground.room(size * 3)?;
    let programs = Programs::build(&ground.dir)?;
    let dir = ground.dir.display().to_string();
    let engines = programs.engines.display().to_string();
    show(command(
        &engines,
        &["write", &dir, &(size >> 20).to_string()],
    ))?;
    let left_out = if programs.ripgrep {
        for_ripgrep(&ground.dir)?
    } else {
        0
    };
    let mut text = String::from("### Detection\n");
    for bench in BENCHES {
        text.push('\n');
        text.push_str(&programs.measure(ground, bench, left_out)?);
    }
    Ok(text)
}

/// What one engine did with one file.
#[derive(Default)]
struct Row {
    speed: Figures,
    peak_kib: u64,
    found: u64,
    left_out: u64,
}

impl Programs {
    /// Builds what is ours and what only needs a library; does without what is not there.
    fn build(dir: &Path) -> Result<Self, String> {
        show(cargo(&[
            "build",
            // As it is given to people.
            "--profile",
            "dist",
            "--workspace",
            "--example",
            "engines",
        ]))?;
        let engines = target_directory()?.join("dist/examples/engines");
        let vectorscan = dir.join("vectorscan");
        let built = command("cc", &["-O2", "-o"])
            .arg(&vectorscan)
            .args(["xtask/src/bench/vectorscan.c", "-lhs"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !built {
            eprintln!("  without Vectorscan (Debian: apt-get install libvectorscan-dev)");
        }
        let ripgrep = works("rg", &["--version"]);
        if !ripgrep {
            eprintln!("  without ripgrep (Debian: apt-get install ripgrep)");
        }
        Ok(Self {
            engines,
            vectorscan: built.then_some(vectorscan),
            ripgrep,
        })
    }

    fn has(&self, engine: &str) -> bool {
        match engine {
            "ripgrep" => self.ripgrep,
            "vectorscan" => self.vectorscan.is_some(),
            _ => true,
        }
    }

    fn measure(&self, ground: &Ground, bench: &Bench, left_out: usize) -> Result<String, String> {
        let engines: Vec<&str> = bench
            .engines
            .iter()
            .copied()
            .filter(|engine| self.has(engine))
            .collect();
        let path = ground.dir.join(bench.file);
        let bytes = path
            .metadata()
            .map_err(|error| format!("{}: {error}", path.display()))?
            .len();
        let mut rows: Vec<Row> = engines.iter().map(|_| Row::default()).collect();
        for round in 0..ground.rounds {
            eprintln!("  {}: round {} of {}", bench.file, round + 1, ground.rounds);
            for at in 0..engines.len() {
                // In turns, and each first once, so that nobody always runs on a warm or a cold machine.
                let at = (at + round) % engines.len();
                self.once(ground, engines[at], &path, bytes, &mut rows[at])?;
            }
        }
        let base = rows.first().map_or(1.0, |row| row.speed.median());
        let regex = engines.iter().position(|engine| *engine == "regex");
        let regex = regex.map(|at| rows[at].speed.median());
        let lines: Vec<Vec<String>> = engines
            .iter()
            .zip(&rows)
            .map(|(engine, row)| {
                let ripgrep = if *engine == "ripgrep" {
                    left_out as u64
                } else {
                    0
                };
                let left_out = match row.left_out + ripgrep {
                    0 => String::new(),
                    count => format!(" ({count} expressions left out)"),
                };
                vec![
                    format!("{}{left_out}", described(engine)),
                    row.speed.spread(0),
                    format!("{:.2}", row.speed.median() / base),
                    regex.map_or("–".to_owned(), |regex| {
                        format!("{:.2}", row.speed.median() / regex)
                    }),
                    if row.peak_kib == 0 {
                        "–".to_owned()
                    } else {
                        format!("{:.0}", row.peak_kib as f64 / 1024.0)
                    },
                    row.found.to_string(),
                ]
            })
            .collect();
        let first = engines.first().copied().unwrap_or_default();
        let heading = format!("÷ {first}");
        Ok(format!(
            "**`{}`**, {:.0} MB. {}.\n\n{}",
            bench.file,
            bytes as f64 / 1e6,
            bench.what,
            table(
                &["engine", "MB/s", &heading, "÷ regex", "peak MiB", "found"],
                &lines
            )
        ))
    }

    fn once(
        &self,
        ground: &Ground,
        engine: &str,
        path: &Path,
        bytes: u64,
        row: &mut Row,
    ) -> Result<(), String> {
        let path = path.display().to_string();
        let expressions = ground.dir.join("expressions.txt").display().to_string();
        if engine == "ripgrep" {
            return ripgrep(&format!("{expressions}.rg"), &path, bytes, row);
        }
        let ours = |engine: &str| command(&self.engines, &["run", engine, &path, "1"]);
        let said = match (&self.vectorscan, engine.strip_suffix("-pair")) {
            (Some(program), _) if engine == "vectorscan" => {
                vec![take(command(program, &[&expressions, &path, "1"]))?]
            }
            (_, Some(single)) => side_by_side(ours(single), ours(single))?,
            _ => vec![take(ours(engine))?],
        };
        let mut speed = 0.0;
        let mut peak_kib = 0;
        for said in said {
            let said: serde_json::Value =
                serde_json::from_str(&said).map_err(|error| format!("{engine}: {error}"))?;
            let seconds = said["seconds"][0]
                .as_f64()
                .ok_or_else(|| format!("{engine} said nothing of seconds"))?;
            speed += bytes as f64 / 1e6 / seconds;
            peak_kib += said["peak_kib"].as_u64().unwrap_or(0);
            row.found = said["found"].as_u64().unwrap_or(0);
            row.left_out = said["left_out"].as_u64().unwrap_or(0);
        }
        row.speed.push(speed);
        row.peak_kib = row.peak_kib.max(peak_kib);
        Ok(())
    }
}

/// What two programs say that run at the same time.
fn side_by_side(one: Command, other: Command) -> Result<Vec<String>, String> {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| take(other));
        let one = take(one);
        let other = other.join().map_err(|_| "a program beside another one")?;
        Ok(vec![one?, other?])
    })
}

/// Writes the expressions that this ripgrep takes to a file of their own; returns how many it does not.
fn for_ripgrep(dir: &Path) -> Result<usize, String> {
    let path = dir.join("expressions.txt");
    let text =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let taken: Vec<&str> = text
        .lines()
        .filter(|expression| {
            let mut command = command(
                "rg",
                &[
                    "--no-config",
                    "--no-unicode",
                    "-a",
                    "-e",
                    expression,
                    "/dev/null",
                ],
            );
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
                .status()
                .is_ok_and(|status| status.code() == Some(1))
        })
        .collect();
    let path = dir.join("expressions.txt.rg");
    std::fs::write(&path, taken.join("\n") + "\n")
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.lines().count() - taken.len())
}

/// Lines with a match. What starting it costs is in it, a tenth of a second for so many expressions.
fn ripgrep(expressions: &str, path: &str, bytes: u64, row: &mut Row) -> Result<(), String> {
    let mut command = command(
        "rg",
        &[
            "-c",
            "-j1",
            "-a",
            "-z",
            "--no-config",
            "--no-unicode",
            "--regex-size-limit",
            "1G",
            "--dfa-size-limit",
            "1G",
            "-f",
            expressions,
            path,
        ],
    );
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    let start = Instant::now();
    let output = command.output().map_err(|error| format!("rg: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    // 1: no line matches.
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("rg ended with {}", output.status));
    }
    row.speed.push(bytes as f64 / 1e6 / seconds);
    row.found = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or(0);
    Ok(())
}
