//! The labelled documents and the templates of clean logs, as `corpus/README.md` describes them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The same numbers in every run, other ones for every file.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn of(seed: &str) -> Self {
        // FNV-1a: any mixing will do.
        let mixed = seed.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(mixed | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 8) % limit.max(1)
    }

    fn text(&mut self, letters: &[u8], count: usize) -> String {
        (0..count)
            .map(|_| {
                let at = self.below(letters.len() as u64);
                char::from(letters[usize::try_from(at).unwrap_or_default()])
            })
            .collect()
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap_or_default()]
    }
}

/// A value that is known to stand in a document.
pub(crate) struct Label {
    /// The detector that names it, as far as whoever wrote the document could know; `?` where finding it is neither right nor wrong.
    pub(crate) kind: String,
    pub(crate) place: Range<usize>,
}

pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) area: String,
    pub(crate) text: String,
    pub(crate) labels: Vec<Label>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the corpus is part of the crate") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some() {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every labelled document of a folder.
pub(crate) fn documents(folder: &str) -> Vec<Document> {
    let root = root().join(folder);
    files(&root)
        .iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .expect("it lies in the folder")
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(path).unwrap_or_else(|why| panic!("{name}: {why}"));
            read(&name, &text)
        })
        .collect()
}

fn read(name: &str, marked: &str) -> Document {
    let mut numbers = Numbers::of(name);
    let mut text = String::new();
    let mut labels = Vec::new();
    let mut rest = marked;
    while let Some(open) = rest.find('⟦') {
        text.push_str(&rest[..open]);
        let inside = &rest[open + '⟦'.len_utf8()..];
        let close = inside
            .find('⟧')
            .unwrap_or_else(|| panic!("{name}: a mark is not closed: {inside:.40}"));
        let (kind, value) = inside[..close]
            .split_once('|')
            .unwrap_or_else(|| panic!("{name}: a mark has no kind: {inside:.40}"));
        assert!(
            !value.contains('⟦'),
            "{name}: a mark in a mark: {value:.40}"
        );
        let from = text.len();
        expand(value, &mut numbers, &mut text);
        if !kind.is_empty() {
            labels.push(Label {
                kind: kind.to_owned(),
                place: from..text.len(),
            });
        }
        rest = &inside[close + '⟧'.len_utf8()..];
    }
    text.push_str(rest);
    Document {
        name: name.to_owned(),
        area: name.split('/').next().unwrap_or_default().to_owned(),
        text,
        labels,
    }
}

const ALNUM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Random text in place of `{alnum:36}` and its like; everything else as it is.
fn expand(value: &str, numbers: &mut Numbers, out: &mut String) {
    let mut rest = value;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let made = rest[open + 1..]
            .split_once('}')
            .and_then(|(inside, after)| {
                let (name, count) = inside.split_once(':')?;
                Some((made(name, count.parse().ok()?, numbers)?, after))
            });
        if let Some((text, after)) = made {
            out.push_str(&text);
            rest = after;
        } else {
            out.push('{');
            rest = &rest[open + 1..];
        }
    }
    out.push_str(rest);
}

fn made(name: &str, count: usize, numbers: &mut Numbers) -> Option<String> {
    let letters: &[u8] = match name {
        "alnum" => ALNUM,
        "lower" => &ALNUM[26..52],
        "upper" => &ALNUM[..26],
        "hex" => b"0123456789abcdef",
        "HEX" => b"0123456789ABCDEF",
        "digits" => b"0123456789",
        "b64" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
        "b64url" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        "b32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        _ => return None,
    };
    Some(numbers.text(letters, count))
}

/// Clean logs: each file's name and about `size` bytes of lines from its templates.
pub(crate) fn clean(size: usize) -> Vec<(String, String)> {
    files(&root().join("clean"))
        .iter()
        .map(|path| {
            let name = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
                .unwrap_or_default();
            let templates = fs::read_to_string(path).unwrap_or_else(|why| panic!("{name}: {why}"));
            let lines: Vec<&str> = templates.lines().filter(|line| !line.is_empty()).collect();
            let mut numbers = Numbers::of(&name);
            let mut text = String::with_capacity(size + 4096);
            while text.len() < size {
                fill(numbers.one(&lines), &mut numbers, &mut text);
                text.push('\n');
            }
            (name, text)
        })
        .collect()
}

fn fill(template: &str, numbers: &mut Numbers, out: &mut String) {
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
        } else if brace == "{"
            && let Some((inside, after)) = rest.split_once('}')
            && let Some(text) = value(inside, numbers)
        {
            out.push_str(&text);
            rest = after;
        } else {
            out.push_str(brace);
        }
    }
    out.push_str(rest);
}

/// What a log prints in place of a name in braces.
fn value(name: &str, n: &mut Numbers) -> Option<String> {
    const WORDS: &[&str] = &[
        "worker",
        "cache",
        "index",
        "orders",
        "gateway",
        "billing",
        "search",
        "replica",
        "session",
        "queue",
        "shard",
        "catalog",
        "metrics",
        "backup",
        "scheduler",
        "token",
        "upload",
        "primary",
        "node",
        "stream",
    ];
    let time = |n: &mut Numbers| {
        let two = |n: &mut Numbers, limit| format!("{:02}", n.below(limit));
        (two(n, 24), two(n, 60), two(n, 60))
    };
    let (name, argument) = name.split_once(':').unwrap_or((name, ""));
    let (month, day) = (n.below(12) + 1, n.below(28) + 1);
    Some(match (name, argument) {
        ("int", range) => {
            let (from, to) = range.split_once('-').unwrap_or(("0", range));
            let (from, to): (u64, u64) = (from.parse().ok()?, to.parse().ok()?);
            (from + n.below(to.saturating_sub(from) + 1)).to_string()
        }
        ("float", _) => format!("{}.{:0width$}", n.below(5000), n.below(1000), width = 3),
        ("uuid", _) => {
            let mut hex = |count| n.text(b"0123456789abcdef", count);
            format!("{}-{}-4{}-a{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12))
        }
        ("ts", "epoch") => (1_700_000_000 + n.below(90_000_000)).to_string(),
        ("ts", "epochms") => (1_700_000_000_000 + n.below(90_000_000_000)).to_string(),
        ("ts", kind) => {
            const MONTHS: [&str; 12] = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ];
            let (h, m, s) = time(n);
            let ms = n.below(1000);
            let name = MONTHS[usize::try_from(month - 1).ok()?];
            match kind {
                "" => format!("2026-{month:02}-{day:02}T{h}:{m}:{s}.{ms:03}Z"),
                "comma" => format!("2026-{month:02}-{day:02} {h}:{m}:{s},{ms:03}"),
                "syslog" => format!("{name} {day:2} {h}:{m}:{s}"),
                "apache" => format!("{day:02}/{name}/2026:{h}:{m}:{s} +0000"),
                _ => return None,
            }
        }
        ("ip", _) => format!("10.{}.{}.{}", n.below(256), n.below(256), n.below(254) + 1),
        ("ip6", _) => format!("2001:db8:{:x}::{:x}", n.below(65536), n.below(65536)),
        ("mac", _) => (0..6)
            .map(|_| format!("{:02x}", n.below(256)))
            .collect::<Vec<_>>()
            .join(":"),
        ("word", _) => n.one(WORDS).to_owned(),
        ("path", _) => format!(
            "/var/lib/{}/{}/{}.dat",
            n.one(WORDS),
            n.one(WORDS),
            n.below(10000)
        ),
        ("class", _) => {
            let words = (n.one(WORDS), n.one(WORDS));
            format!(
                "com.example.{}.{}{}Handler",
                words.0,
                words.1[..1].to_uppercase(),
                &words.1[1..]
            )
        }
        ("ver", _) => format!("{}.{}.{}", n.below(20), n.below(40), n.below(100)),
        (name, count) => return made(name, count.parse().ok()?, n),
    })
}
