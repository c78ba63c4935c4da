//! Uploads and downloads beside nginx, which stores plain files and answers before they are durable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::Ground;
use super::curl::{Answer, Body, Http};
use super::deployment::{Deployment, Link, Who, version};
use super::figures::{Figures, table};
use super::nginx::Nginx;
use super::process::Clock;
use super::text;
use crate::Outcome;
use crate::run::{command, show, take};

const GIB: f64 = (1_u64 << 30) as f64;
/// A control that moved by more than this share says that the machine was not quiet.
const QUIET: f64 = 0.2;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    NginxPut,
    NginxPutSynced,
    CofferPut,
    NginxGet,
    CofferGet,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::NginxPut => "upload, nginx, plain, not durable",
            Self::NginxPutSynced => "upload, nginx, plain, then `sync FILE FOLDER`",
            Self::CofferPut => "upload, coffer, sealed and durable",
            Self::NginxGet => "download, nginx, plain",
            Self::CofferGet => "download, coffer, sealed",
        }
    }
}

/// One transfer that is measured in a round.
type Turn = (What, Http);

const TURNS: &[Turn] = &[
    (What::NginxPut, Http::One),
    (What::CofferPut, Http::One),
    (What::NginxGet, Http::One),
    (What::CofferGet, Http::One),
    (What::NginxPut, Http::Two),
    (What::CofferPut, Http::Two),
    (What::NginxGet, Http::Two),
    (What::CofferGet, Http::Two),
];

/// A claim: what is divided by what, the control that must stand still, and the goal.
const CLAIMS: &[(What, What, f64)] = &[
    (What::CofferPut, What::NginxPutSynced, 1.0),
    (What::CofferPut, What::NginxPut, 0.8),
    (What::CofferGet, What::NginxGet, 1.0),
];

#[derive(Default)]
struct Samples {
    seconds: Figures,
    processor: Figures,
}

struct Bench<'a> {
    ground: &'a Ground,
    nginx: Nginx,
    coffer: Deployment,
    link: Link,
    clock: Clock,
    file: PathBuf,
    bytes: u64,
    /// The version that is downloaded, again and again.
    kept: String,
    measured: BTreeMap<Turn, Samples>,
}

/// Measures and prints.
///
/// # Errors
/// When a server or a transfer fails, or what comes back is not what was sent.
pub fn run(ground: &Ground) -> Result<String, String> {
    let size = ground.size(1 << 30, 256 << 20);
    // The file, both servers' copies of it, and what is received meanwhile.
    ground.room(7 * size)?;
    let file = ground.dir.join("transfer.log");
    let bytes = text::file(&file, size)?.bytes;
    let nginx = Nginx::start(&ground.dir)?;
    let coffer = Deployment::start(ground)?;
    let link = coffer.link()?;
    let kept = String::new();
    let clock = Clock::new()?;
    let mut bench = Bench {
        ground,
        nginx,
        coffer,
        link,
        clock,
        file,
        bytes,
        kept,
        measured: BTreeMap::new(),
    };
    let ciphers = bench.warm_up()?;
    for round in 0..ground.rounds {
        eprintln!("  round {} of {}", round + 1, ground.rounds);
        for at in 0..TURNS.len() {
            // Nobody always goes first.
            bench.turn(TURNS[(at + 3 * round) % TURNS.len()])?;
        }
    }
    Ok(bench.report(&ciphers))
}

impl Bench<'_> {
    /// One file on each server to download, checked, and every path gone once.
    fn warm_up(&mut self) -> Result<String, String> {
        eprintln!("  warming up");
        let (nginx, coffer) = (&self.nginx, &self.coffer);
        nginx
            .curl
            .one(nginx.upload("kept.log", &self.file, Http::One))?;
        let request = coffer.upload(
            &self.link,
            "kept.log",
            Body::File(self.file.clone()),
            Http::One,
        );
        let kept = version(&coffer.curl.one(request)?)?;
        let (view, seconds) = coffer.inspected(&kept)?;
        eprintln!("  inspected in {seconds:.1} s");
        let path = self.file.display().to_string();
        let digest = take(command("sha256sum", &[&path]))?;
        let digest = digest.split_whitespace().next();
        if view["sha256"].as_str() != digest {
            return Err(format!(
                "coffer received {} instead of {digest:?}",
                view["sha256"]
            ));
        }
        self.kept = kept;
        for turn in [(What::NginxGet, Http::One), (What::CofferGet, Http::One)] {
            self.download(turn)?;
        }
        let ciphers = [&self.nginx.url("kept.log"), self.coffer.base()].map(cipher);
        Ok(format!(
            "TLS as negotiated: nginx {}, coffer {}.",
            ciphers[0], ciphers[1]
        ))
    }

    fn turn(&mut self, turn: Turn) -> Outcome {
        self.clock.settle(self.coffer.pid())?;
        // What earlier turns wrote is not for this one to wait for.
        let dir = self.ground.dir.display().to_string();
        show_quietly("sync", &["-f", &dir])?;
        match turn.0 {
            What::NginxPut | What::NginxPutSynced => self.nginx_upload(turn.1),
            What::CofferPut => self.coffer_upload(turn.1),
            What::NginxGet | What::CofferGet => {
                let (answer, processor) = self.download(turn)?;
                self.note(turn, answer.seconds, processor);
                Ok(())
            }
        }
    }

    fn nginx_upload(&mut self, http: Http) -> Outcome {
        let file = self.nginx.file("sent.log");
        let before = self.clock.of_tree(self.nginx.pid());
        let answer = self
            .nginx
            .curl
            .one(self.nginx.upload("sent.log", &self.file, http))?;
        let processor = self.clock.of_tree(self.nginx.pid()) - before;
        let start = Instant::now();
        // Its content and its name, as a server does that promises both.
        let folder = file.parent().unwrap_or(Path::new("/"));
        show_quietly(
            "sync",
            &[&file.display().to_string(), &folder.display().to_string()],
        )?;
        let synced = start.elapsed().as_secs_f64();
        whole(answer.sent, self.bytes)?;
        whole(
            std::fs::metadata(&file).map_or(0, |metadata| metadata.len()),
            self.bytes,
        )?;
        std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        self.note((What::NginxPut, http), answer.seconds, processor);
        self.note(
            (What::NginxPutSynced, http),
            answer.seconds + synced,
            processor,
        );
        Ok(())
    }

    fn coffer_upload(&mut self, http: Http) -> Outcome {
        let request =
            self.coffer
                .upload(&self.link, "sent.log", Body::File(self.file.clone()), http);
        let before = self.clock.of_tree(self.coffer.pid());
        let answer = self.coffer.curl.one(request)?;
        let processor = self.clock.of_tree(self.coffer.pid()) - before;
        whole(answer.sent, self.bytes)?;
        self.note((What::CofferPut, http), answer.seconds, processor);
        let version = version(&answer)?;
        // Its inspection ends, and it makes room, before anything else is measured.
        self.coffer.inspected(&version)?;
        self.coffer.withdraw(&self.link, &version)
    }

    fn download(&self, (what, http): Turn) -> Result<(Answer, f64), String> {
        // Two people, because the watch freezes one who downloads too often.
        let who = if http == Http::One {
            Who::Agent
        } else {
            Who::Lead
        };
        let (curl, request, pid) = match what {
            What::CofferGet => {
                let path = format!("/versions/{}/content", self.kept);
                (
                    &self.coffer.curl,
                    self.coffer.request(who, &path),
                    self.coffer.pid(),
                )
            }
            _ => {
                let request = super::curl::Request::get(self.nginx.url("kept.log"));
                (&self.nginx.curl, request, self.nginx.pid())
            }
        };
        let before = self.clock.of_tree(pid);
        let answer = curl.one(request.http(http))?;
        whole(answer.received, self.bytes)?;
        Ok((answer, self.clock.of_tree(pid) - before))
    }

    fn note(&mut self, turn: Turn, seconds: f64, processor: f64) {
        let samples = self.measured.entry(turn).or_default();
        samples.seconds.push(seconds);
        samples.processor.push(processor);
    }

    fn speed(&self, what: What, http: Http) -> Figures {
        let bytes = self.bytes as f64;
        let samples = self.measured.get(&(what, http));
        samples
            .map(|samples| samples.seconds.map(|seconds| bytes / 1e6 / seconds))
            .unwrap_or_default()
    }

    fn report(&self, ciphers: &str) -> String {
        let mut rows = Vec::new();
        for http in [Http::One, Http::Two] {
            for ((what, _), samples) in self
                .measured
                .iter()
                .filter(|((_, spoken), _)| *spoken == http)
            {
                let gib = self.bytes as f64 / GIB;
                rows.push(vec![
                    what.name().to_owned(),
                    http.name().to_owned(),
                    self.speed(*what, http).spread(0),
                    samples.processor.map(|seconds| seconds / gib).spread(2),
                    samples.seconds.count().to_string(),
                ]);
            }
        }
        let head = ["transfer", "protocol", "MB/s", "server CPU s/GiB", "rounds"];
        format!(
            "### Transfer\n\nOne stream of {:.0} MB over TLS 1.3 on loopback, with curl; both servers measured in turns.\n\
             Downloads come from memory, uploads go to the disk.\n{ciphers}\n\n{}\n{}",
            self.bytes as f64 / 1e6,
            table(&head, &rows),
            self.claims()
        )
    }

    fn claims(&self) -> String {
        let (mut rows, mut moved) = (Vec::new(), Vec::new());
        for http in [Http::One, Http::Two] {
            for (what, than, goal) in CLAIMS {
                let (ours, theirs) = (self.speed(*what, http), self.speed(*than, http));
                let drift = theirs.drift();
                let ratio = ours.median() / theirs.median();
                let each = ours.over(&theirs);
                let verdict = if drift > QUIET {
                    moved.push(format!(
                        "{} over {} by {:.0} %",
                        than.name(),
                        http.name(),
                        100.0 * drift
                    ));
                    "no claim".to_owned()
                } else {
                    let word = if ratio >= *goal {
                        "held"
                    } else {
                        "**not held**"
                    };
                    format!(
                        "{ratio:.2} ({:.2}–{:.2}), {word}",
                        each.least(),
                        each.most()
                    )
                };
                rows.push(vec![
                    format!("{} ÷ {}", what.name(), than.name()),
                    http.name().to_owned(),
                    format!("≥ {goal:.1}"),
                    verdict,
                ]);
            }
        }
        let table = table(
            &[
                "ratio of the medians (least–most of a round)",
                "protocol",
                "goal",
                "measured",
            ],
            &rows,
        );
        if moved.is_empty() {
            return table;
        }
        format!(
            "{table}\n**The machine was not quiet.** Between the halves of the run these controls moved by more than {:.0} %, so \
             that nothing is claimed against them: {}. Run it again.\n",
            100.0 * QUIET,
            moved.join("; ")
        )
    }
}

fn whole(bytes: u64, expected: u64) -> Outcome {
    if bytes == expected {
        Ok(())
    } else {
        Err(format!(
            "{bytes} bytes were transferred instead of {expected}"
        ))
    }
}

/// What a server negotiates with curl.
fn cipher(url: &str) -> String {
    let arguments = [
        "--disable",
        "--noproxy",
        "*",
        "--silent",
        "--verbose",
        "--insecure",
        "--head",
        "--output",
        "/dev/null",
        url,
    ];
    let said = command("curl", &arguments)
        .output()
        .map(|output| output.stderr)
        .unwrap_or_default();
    let said = String::from_utf8_lossy(&said).into_owned();
    let line = said
        .lines()
        .find_map(|line| line.split_once("SSL connection using "));
    line.map_or_else(
        || "unknown".to_owned(),
        |(_, cipher)| cipher.trim().to_owned(),
    )
}

fn show_quietly(program: &str, arguments: &[&str]) -> Outcome {
    if crate::run::works(program, arguments) {
        Ok(())
    } else {
        show(command(program, arguments))
    }
}
