//! One engine over one file, streamed, for `cargo xtask bench detect`: what it does per second and what memory it takes.
//!
//! `engines write FOLDER MEBIBYTES` makes the files and the list of expressions; `engines run ENGINE FILE ROUNDS` prints one line of
//! JSON. Every engine reads the file, in pieces of a mebibyte or as its library does, so that what reading costs falls on all; one is
//! given pieces out of memory, to tell what that is.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a program that measures knows its numbers to be small"
)]

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::Instant;

use coffer_detect::{
    Budget, Finding, Inspect, MaskOptions, Member, NotInspected, Pseudonyms, Rules, Scanner,
    inspect, mask_stream,
};
use regex_automata::meta::Regex;
use regex_automata::util::syntax;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const CHUNK: usize = 1 << 20;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words {
        ["write", folder, size] => write(Path::new(folder), size.parse::<usize>()? << 20),
        ["run", engine, file, rounds] => run(engine, file, rounds.parse()?),
        _ => Err("engines write FOLDER MEBIBYTES | engines run ENGINE FILE ROUNDS".into()),
    }
}

fn run(engine: &str, file: &str, rounds: usize) -> Outcome {
    let mut file = File::open(file)?;
    let bytes = file.metadata()?.len();
    let key = Pseudonyms::new(&[7; 32]);
    let imported;
    let rules = if engine == "imported" {
        imported = Rules::parse(&imported_rules())?;
        &imported
    } else {
        Rules::default_pack()
    };
    let expressions = match engine {
        "regex" => Some(regex(rules)?),
        _ => None,
    };
    let mut held = Vec::new();
    if engine == "scan-held" {
        file.read_to_end(&mut held)?;
    }
    let mut seconds = Vec::new();
    let mut found = 0;
    // One round more: the first one warms up.
    for round in 0..=rounds {
        file.rewind()?;
        let start = Instant::now();
        found = match engine {
            "lines" => file.each(|chunk| memchr::memchr_iter(b'\n', chunk).count() as u64)?,
            "scan" | "imported" => scan(&mut file, rules, 1)?,
            "scan-held" => scan_held(&held, rules),
            "scan-2" => scan(&mut file, rules, 2)?,
            "mask" => mask(&mut file, rules, &key, 1)?,
            "mask-2" => mask(&mut file, rules, &key, 2)?,
            "inspect" => look(&mut file, bytes, rules, 1),
            "inspect-2" => look(&mut file, bytes, rules, 2),
            "regex" => {
                let regex = expressions.as_ref().ok_or("built above")?;
                file.each(|chunk| regex.find_iter(chunk).count() as u64)?
            }
            other => return Err(format!("there is no engine {other:?}").into()),
        };
        if round > 0 {
            seconds.push(start.elapsed().as_secs_f64());
        }
    }
    let line = serde_json::json!({
        "engine": engine, "bytes": bytes, "seconds": seconds, "found": found, "peak_kib": peak(),
    });
    println!("{line}");
    Ok(())
}

/// A file that is read in pieces.
trait Pieces {
    fn each(&mut self, look: impl FnMut(&[u8]) -> u64) -> io::Result<u64>;
}

impl Pieces for File {
    fn each(&mut self, mut look: impl FnMut(&[u8]) -> u64) -> io::Result<u64> {
        let mut buffer = vec![0; CHUNK];
        let mut found = 0;
        loop {
            match self.read(&mut buffer)? {
                0 => return Ok(found),
                read => found += look(&buffer[..read]),
            }
        }
    }
}

fn scan(file: &mut File, rules: &Rules, threads: usize) -> io::Result<u64> {
    let mut scanner = Scanner::new(rules).with_threads(threads);
    while !scanner.fill(file)?.is_empty() {
        scanner.look(&mut |_| {});
    }
    Ok(scanner.finish(&mut |_| {}).findings)
}

/// A file that is in memory already: what reading costs falls on nobody.
fn scan_held(held: &[u8], rules: &Rules) -> u64 {
    let mut scanner = Scanner::new(rules);
    for chunk in held.chunks(CHUNK) {
        scanner.push(chunk, &mut |_| {});
    }
    scanner.finish(&mut |_| {}).findings
}

fn mask(file: &mut File, rules: &Rules, key: &Pseudonyms, threads: usize) -> io::Result<u64> {
    let options = MaskOptions {
        threads,
        ..MaskOptions::default()
    };
    let report = mask_stream(file, &mut io::sink(), rules, key, options, &mut |_, _| {})?;
    Ok(report.total())
}

/// Counts what an inspection reports.
struct Count(u64);

impl Inspect for Count {
    fn member(&mut self, _: &Member) {}
    fn finding(&mut self, _: usize, _: &Finding) {
        self.0 += 1;
    }
    fn not_inspected(&mut self, _: &NotInspected) {}
}

fn look(file: &mut File, size: u64, rules: &Rules, threads: usize) -> u64 {
    let budget = Budget {
        threads,
        ..Budget::default()
    };
    let mut count = Count(0);
    inspect(file, size, "bench", rules, None, &budget, &mut count);
    count.0
}

/// The expressions of the rules as one set, as whoever has no engine of their own would write it.
fn regex(rules: &Rules) -> Outcome<Regex> {
    let expressions: Vec<&str> = rules
        .expressions()
        .map(|(_, expression)| expression)
        .collect();
    let built = Regex::builder()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .configure(
            Regex::config()
                .utf8_empty(false)
                .nfa_size_limit(Some(1 << 30))
                .hybrid_cache_capacity(64 << 20),
        )
        .build_many(&expressions)?;
    Ok(built)
}

/// As many rules as the best-known public list has, of the same make: a prefix, a class, a length, and names of services in
/// front of a value.
fn imported_rules() -> String {
    let mut rules = String::new();
    for at in 0..220_u32 {
        let name = format!(
            "svc{}{}",
            char::from(b'a' + (at % 26) as u8),
            char::from(b'a' + (at / 26) as u8)
        );
        let (regex, keyword) = if at % 2 == 0 {
            (format!("\\b({name}_[a-z0-9]{{32}})\\b"), format!("{name}_"))
        } else {
            (
                format!(
                    "(?i){name}(?:[0-9a-z_. \\t-]{{0,20}})(?:[\\s|'\"]){{0,3}}(?:=|>|:=|\\|\\|:|<=|=>|:)(?:'|\"|\\s|=){{0,5}}([a-z0-9]{{40}})(?:['\"\\n\\r\\s`]|$)"
                ),
                name.clone(),
            )
        };
        rules.push_str(&format!(
            "[[rules]]\nid = \"imported-{name}\"\nregex = '''{regex}'''\nkeywords = [\"{keyword}\"]\n\n"
        ));
    }
    rules
}

fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

/// The same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 8) % limit
    }

    fn hex(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b"0123456789abcdef"[(self.below(16)) as usize]))
            .collect()
    }

    fn one<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len() as u64) as usize]
    }
}

fn write(folder: &Path, size: usize) -> Outcome {
    std::fs::create_dir_all(folder)?;
    let plain = plain_log(size);
    std::fs::write(folder.join("plain.log"), &plain)?;
    std::fs::write(folder.join("dense.json"), dense_json(size / 4))?;
    std::fs::write(folder.join("capture.har"), capture(size / 4))?;
    std::fs::write(folder.join("examples.txt"), examples(size / 32))?;
    let mut packed = zstd::Encoder::new(File::create(folder.join("bundle.tar.zst"))?, 3)?;
    let mut tar = tar::Builder::new(&mut packed);
    for (at, part) in plain.chunks(size / 8).enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(part.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, format!("var/log/app-{at}.log"), part)?;
    }
    tar.finish()?;
    drop(tar);
    packed.finish()?.flush()?;
    let mut patterns = File::create(folder.join("expressions.txt"))?;
    for (_, expression) in Rules::default_pack().expressions() {
        writeln!(patterns, "{expression}")?;
    }
    Ok(())
}

/// Examples of every rule, over and over: all of them come into use, which takes memory.
fn examples(size: usize) -> Vec<u8> {
    let all: Vec<String> = Rules::default_pack().examples().collect();
    let mut out = Vec::with_capacity(size + 400);
    for text in all.iter().cycle() {
        if out.len() >= size {
            break;
        }
        out.extend_from_slice(text.as_bytes());
        out.push(b'\n');
    }
    out
}

/// A server's log: one line in 200 holds a sensitive value.
fn plain_log(size: usize) -> Vec<u8> {
    const PROGRAMS: [&str; 6] = [
        "gateway",
        "orders.Worker",
        "c.e.app.Scheduler",
        "replica-3",
        "kernel",
        "billing.Queue",
    ];
    const WORDS: [&str; 24] = [
        "connection accepted",
        "worker finished",
        "upstream timeout",
        "retrying request",
        "cache miss for shard",
        "compaction done",
        "segment flushed",
        "heartbeat lost",
        "session opened for user",
        "token refreshed",
        "index rebuilt",
        "snapshot taken",
        "leader elected",
        "queue drained",
        "certificate reloaded",
        "configuration read",
        "slow query",
        "batch committed",
        "replication lag",
        "garbage collected",
        "handshake complete",
        "route updated",
        "lock acquired",
        "job scheduled",
    ];
    let mut n = Numbers(42);
    let mut out = Vec::with_capacity(size + 400);
    while out.len() < size {
        let line = format!(
            "2026-11-{:02}T{:02}:{:02}:{:02}.{:03}Z {} {}[{}]: {} id={} took={}ms bytes={} trace={} node=app-{}.eu-west\n",
            n.below(28) + 1,
            n.below(24),
            n.below(60),
            n.below(60),
            n.below(1000),
            n.one(&["INFO", "WARN", "DEBUG", "ERROR"]),
            n.one(&PROGRAMS),
            n.below(30000),
            n.one(&WORDS),
            n.below(1 << 24),
            n.below(9000),
            n.below(1 << 20),
            n.hex(16),
            n.below(40),
        );
        out.extend_from_slice(line.as_bytes());
        if n.below(200) == 0 {
            let line = match n.below(4) {
                0 => format!(
                    "login of customer{}@example.com password=Kettle-{}-tr4vel\n",
                    n.below(9999),
                    n.below(9999)
                ),
                1 => "charged card 4111 1111 1111 1111 for order\n".to_owned(),
                2 => "transfer to GB82 WEST 1234 5698 7654 32 done\n".to_owned(),
                _ => format!("GET /items Authorization: Bearer {}\n", n.hex(40)),
            };
            out.extend_from_slice(line.as_bytes());
        }
    }
    out
}

/// Lines of JSON full of names that make a detector look: `token_type`, `session`, `auth`, `key`.
fn dense_json(size: usize) -> Vec<u8> {
    let mut n = Numbers(43);
    let mut out = Vec::with_capacity(size + 400);
    while out.len() < size {
        let line = format!(
            "{{\"ts\":\"2026-11-22T{:02}:{:02}:{:02}Z\",\"level\":\"info\",\"session_count\":{},\"token_type\":\"Bearer\",\"auth\":\"ok\",\"key\":\"orders/{}\",\"user\":\"user{}\",\"password_age_days\":{},\"secret_name\":\"db-main\",\"path\":\"/api/v1/accounts/{}\",\"passed\":true,\"account_type\":\"business\"}}\n",
            n.below(24),
            n.below(60),
            n.below(60),
            n.below(500),
            n.below(1 << 20),
            n.below(9999),
            n.below(90),
            n.below(1 << 20),
        );
        out.extend_from_slice(line.as_bytes());
    }
    out
}

/// A browser's capture: a few dozen headers an entry, cookies, and bodies of some kilobytes.
fn capture(size: usize) -> Vec<u8> {
    let mut n = Numbers(44);
    let mut out = Vec::from(
        &br#"{"log":{"version":"1.2","creator":{"name":"bench","version":"1"},"entries":["#[..],
    );
    let mut first = true;
    while out.len() < size {
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        let script: String = (0..40)
            .map(|_| {
                format!(
                    "function {}(a,b){{return a.map(x=>x+{}).join('{}')}};",
                    n.one(&["render", "update", "reduce", "merge"]),
                    n.below(999),
                    n.one(&["-", "/", " "])
                )
            })
            .collect();
        let rows: Vec<String> = (0..12)
            .map(|_| {
                format!(
                    r#"{{\"id\":{},\"name\":\"item {}\",\"state\":\"{}\",\"total\":\"{}.{:02}\"}}"#,
                    n.below(1 << 20),
                    n.below(5000),
                    n.one(&["open", "paid", "late"]),
                    n.below(900),
                    n.below(100)
                )
            })
            .collect();
        let (mime, text) = if n.below(3) == 0 {
            ("application/javascript", script)
        } else {
            ("application/json", format!("[{}]", rows.join(",")))
        };
        let entry = format!(
            r#"{{"startedDateTime":"2026-11-22T10:{:02}:{:02}.000Z","time":{},"request":{{"method":"GET","url":"https://app.example.com/api/items/{}?page={}&sid={}","httpVersion":"HTTP/2","headers":[{{"name":"accept","value":"*/*"}},{{"name":"accept-language","value":"en-GB,en;q=0.9"}},{{"name":"user-agent","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"}},{{"name":"cookie","value":"session={}; theme=dark"}},{{"name":"authorization","value":"Bearer {}"}}],"cookies":[{{"name":"session","value":"{}"}}],"queryString":[{{"name":"page","value":"{}"}}]}},"response":{{"status":200,"statusText":"OK","headers":[{{"name":"content-type","value":"{mime}"}},{{"name":"cache-control","value":"no-cache"}},{{"name":"date","value":"Sun, 22 Nov 2026 10:00:00 GMT"}}],"content":{{"size":{},"mimeType":"{mime}","text":"{text}"}}}},"timings":{{"send":1,"wait":{},"receive":2}}}}"#,
            n.below(60),
            n.below(60),
            n.below(900),
            n.below(1 << 20),
            n.below(40),
            n.hex(24),
            n.hex(32),
            n.hex(40),
            n.hex(32),
            n.below(40),
            text.len(),
            n.below(400),
        );
        out.extend_from_slice(entry.as_bytes());
    }
    out.extend_from_slice(b"]}}");
    out
}
