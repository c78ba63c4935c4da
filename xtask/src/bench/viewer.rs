//! The masked view of a large log: how soon there is something to read, and how soon something else.

use std::io::{BufRead as _, BufReader};
use std::time::Instant;

use serde_json::{Value, json};

use super::Ground;
use super::curl::{Body, Http, Request};
use super::deployment::{Deployment, Who, version};
use super::figures::{Figures, held, table};
use super::text::{self, FREQUENT, PLANTED, RARE};
use crate::Outcome;

/// Lines of a screen.
pub const SCREEN: u64 = 200;
/// Jumps that are made.
pub const JUMPS: u64 = 200;
/// The first screen comes within this, in milliseconds.
const FIRST_LIMIT: f64 = 1000.0;
/// Every other comes within this, in milliseconds.
const NEXT_LIMIT: f64 = 200.0;
/// How often the first screen is asked for.
const COLD: usize = 5;
const WARM: usize = 20;

/// A version to look at.
pub struct View<'a> {
    /// Where it is.
    pub coffer: &'a Deployment,
    /// Its id.
    pub version: &'a str,
    /// Its lines.
    pub lines: u64,
}

/// A search, measured.
struct Search {
    /// Until the first hit, in milliseconds.
    first: f64,
    /// Until the end, in milliseconds.
    end: f64,
    hits: u64,
    cut: bool,
}

/// Measures and prints.
///
/// # Errors
/// When something fails, or a planted value is to be seen.
pub fn run(ground: &Ground) -> Result<String, String> {
    let size = ground.size(2_000_000_000, 256_000_000);
    ground.room(3 * size)?;
    let file = ground.dir.join("viewer.log");
    let written = text::file(&file, size)?;
    let coffer = Deployment::start(ground)?;
    let link = coffer.link()?;
    eprintln!("  uploading");
    let sent =
        coffer
            .curl
            .one(coffer.upload(&link, "viewer.log", Body::File(file.clone()), Http::Two))?;
    let version = version(&sent)?;
    let (inspected, seconds) = coffer.inspected(&version)?;
    std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    if inspected["lines"].as_u64() != Some(written.lines) {
        return Err(format!(
            "the view has {} lines instead of {}",
            inspected["lines"], written.lines
        ));
    }
    let found: u64 = inspected["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|class| class["count"].as_u64())
        .sum();
    let view = View {
        coffer: &coffer,
        version: &version,
        lines: written.lines,
    };
    let rows = view.measure(written)?;
    let megabytes = written.bytes as f64 / 1e6;
    Ok(format!(
        "### Viewer\n\nA log of {megabytes:.0} MB with {} lines; {found} findings in it. Uploaded at {:.0} MB/s; inspected in \
         {seconds:.1} s, {:.0} MB/s.\nTimes are those of the answers to curl over TLS on loopback; \
         none of the screens showed a planted value.\n\n{}",
        written.lines,
        megabytes / sent.seconds,
        megabytes / seconds,
        table(&["", "measured", "limit", ""], &rows)
    ))
}

impl View<'_> {
    fn measure(&self, written: text::Written) -> Result<Vec<Vec<String>>, String> {
        eprintln!("  first screens");
        let cold = self.cold()?;
        let warm = self.screens(&[1; WARM])?;
        eprintln!("  {JUMPS} jumps");
        let jumps = self.jumps()?;
        eprintln!("  overview");
        let overviews = vec![self.get("/overview?buckets=300"); COLD];
        let overview = self.times(&overviews)?;
        eprintln!("  searches");
        let frequent = self.search(FREQUENT)?;
        let rare = self.search(RARE)?;
        if rare.cut || rare.hits != written.rare() {
            return Err(format!(
                "{} lines were found instead of {}",
                rare.hits,
                written.rare()
            ));
        }
        let scanned = written.bytes as f64 / 1e6 / (rare.end / 1000.0);
        let timed = |what: &str, measured: String, limit: Option<(f64, f64)>| {
            let (text, verdict) = limit.map_or_else(Default::default, |(measure, limit)| {
                (format!("< {limit:.0} ms"), held(measure, limit))
            });
            vec![what.to_owned(), measured, text, verdict]
        };
        let distribution = |figures: &Figures| {
            let [half, most] = [0.5, 0.95].map(|share| figures.quantile(share));
            format!(
                "p50 {half:.1} ms, p95 {most:.1} ms, max {:.1} ms",
                figures.most()
            )
        };
        Ok(vec![
            timed(
                "first screen, new connection, nothing of the file in memory",
                format!("{} ms", cold.spread(1)),
                Some((cold.most(), FIRST_LIMIT)),
            ),
            timed(
                "first screen again, open connection",
                distribution(&warm),
                Some((warm.quantile(0.95), NEXT_LIMIT)),
            ),
            timed(
                &format!("jump to a line at random, {JUMPS} jumps"),
                distribution(&jumps),
                Some((jumps.quantile(0.95), NEXT_LIMIT)),
            ),
            timed(
                "overview of the whole, 300 buckets",
                format!("{} ms", overview.spread(1)),
                Some((overview.most(), NEXT_LIMIT)),
            ),
            timed(
                "search for a frequent text, first hit",
                format!("{:.1} ms", frequent.first),
                Some((frequent.first, NEXT_LIMIT)),
            ),
            timed(
                &format!("the same until it is cut after {} hits", frequent.hits),
                format!("{:.1} ms", frequent.end),
                None,
            ),
            timed(
                &format!(
                    "search for a text in {} lines, first hit at line {}",
                    rare.hits,
                    text::RARE_EVERY
                ),
                format!("{:.1} ms", rare.first),
                None,
            ),
            timed(
                "the same to the end of the log",
                format!("{:.2} s, {scanned:.0} MB/s", rare.end / 1000.0),
                None,
            ),
        ])
    }

    fn get(&self, path: &str) -> Request {
        self.coffer
            .request(Who::Agent, &format!("/versions/{}{path}", self.version))
    }

    fn screen(&self, from: u64) -> Request {
        self.get(&format!("/lines?from={from}&count={SCREEN}"))
            .keep()
    }

    /// First screens with nothing of the version in the system's memory, each over a new connection.
    fn cold(&self) -> Result<Figures, String> {
        let mut figures = Figures::default();
        for _ in 0..COLD {
            self.coffer.forget()?;
            let answer = self.coffer.curl.one(self.screen(1))?;
            self.looks_right(&answer.body, 1)?;
            figures.push(answer.seconds * 1000.0);
        }
        Ok(figures)
    }

    /// Jumps to lines at random, the same on every run, over one connection.
    ///
    /// # Errors
    /// When one is refused or shows what it must not.
    pub fn jumps(&self) -> Result<Figures, String> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let lines: Vec<u64> = (0..JUMPS)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                1 + state % self.lines.saturating_sub(SCREEN).max(1)
            })
            .collect();
        self.screens(&lines)
    }

    /// Screens over one connection, which is there before the first is timed.
    fn screens(&self, from: &[u64]) -> Result<Figures, String> {
        let requests: Vec<_> = from.iter().map(|line| self.screen(*line)).collect();
        let mut all = vec![self.get("")];
        all.extend(requests);
        let answers = self.coffer.curl.run(&all)?;
        let mut figures = Figures::default();
        for (answer, line) in answers[1..].iter().zip(from) {
            if answer.connections != 0 {
                return Err("the server does not keep its connections".to_owned());
            }
            self.looks_right(&answer.body, *line)?;
            figures.push(answer.seconds * 1000.0);
        }
        Ok(figures)
    }

    fn times(&self, requests: &[Request]) -> Result<Figures, String> {
        let mut all = vec![self.get("")];
        all.extend_from_slice(requests);
        let mut figures = Figures::default();
        for answer in &self.coffer.curl.run(&all)?[1..] {
            figures.push(answer.seconds * 1000.0);
        }
        Ok(figures)
    }

    /// The lines asked for, masked.
    fn looks_right(&self, body: &[u8], from: u64) -> Outcome {
        let lines: Value =
            serde_json::from_slice(body).map_err(|error| format!("lines: {error}"))?;
        let shown = lines["lines"].as_array().map_or(0, Vec::len) as u64;
        let due = SCREEN.min(self.lines + 1 - from);
        if lines["total"].as_u64() != Some(self.lines)
            || shown != due
            || lines["lines"][0]["n"].as_u64() != Some(from)
        {
            return Err(format!(
                "{shown} lines came from line {from} instead of {due}"
            ));
        }
        let pieces = lines["lines"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|line| line["pieces"].as_array());
        let masked = pieces
            .flatten()
            .filter(|piece| piece["span"].is_object())
            .count();
        // Among so many lines there is always a planted one.
        if shown == SCREEN && masked == 0 {
            return Err(format!("nothing is masked from line {from} on"));
        }
        let text = String::from_utf8_lossy(body);
        match PLANTED.iter().find(|planted| text.contains(**planted)) {
            Some(planted) => Err(format!("{planted} is to be seen from line {from} on")),
            None => Ok(()),
        }
    }

    /// Does what somebody does who looks around.
    ///
    /// # Errors
    /// When something is refused.
    pub fn look_around(&self) -> Outcome {
        self.jumps()?;
        self.times(&[self.get("/overview?buckets=300")])?;
        self.search(RARE).map(drop)
    }

    /// A search, timed from the start of curl on, so with a new connection.
    fn search(&self, pattern: &str) -> Result<Search, String> {
        let body = json!({ "pattern": pattern, "case_sensitive": true }).to_string();
        let request = self.get("/search").body(Body::Json(body));
        let start = Instant::now();
        let mut child = self.coffer.curl.stream(&request)?;
        let output = child.stdout.take().ok_or("curl has no output")?;
        let millis = || start.elapsed().as_secs_f64() * 1000.0;
        let (mut first, mut done) = (None, None);
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| format!("search: {error}"))?;
            let event: Value =
                serde_json::from_str(&line).map_err(|error| format!("search: {error}"))?;
            if event["hit"].is_object() {
                first.get_or_insert_with(millis);
            } else if event["done"].is_object() {
                done = Some((millis(), event["done"].clone()));
            }
        }
        let status = child.wait().map_err(|error| format!("curl: {error}"))?;
        let (end, done) = done
            .filter(|_| status.success())
            .ok_or("a search did not come to its end")?;
        let hits = done["hits"].as_u64().unwrap_or(0);
        // Where nothing is to be found, the first hit is the end.
        Ok(Search {
            first: first.unwrap_or(end),
            end,
            hits,
            cut: done["cut"].as_bool().unwrap_or(false),
        })
    }
}
