//! Logs to measure with: the same on every run, no two lines alike, sensitive values among them.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// One line in this many holds a sensitive value.
const PLANT_EVERY: u64 = 200;
/// One line in this many says [`RARE`].
pub const RARE_EVERY: u64 = 250_007;
/// What stands in few lines.
pub const RARE: &str = "settlement drift beyond tolerance";
/// One line in this many says [`FREQUENT`].
const FREQUENT_EVERY: u64 = 97;
/// What stands in many lines.
pub const FREQUENT: &str = "upstream timeout";

/// What is planted, each reserved for tests and examples: none of it may be seen in a masked view.
pub const PLANTED: &[&str] = &[
    "4111111111111111",
    "DE89370400440532013000",
    "maria.lindqvist@northwind-bank.example",
    "Tr4vel-Kettle-92",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI4ODE3IiwiZXhwIjoxODAwMDAwMDAwfQ.Zm9yLXRoZS1kZW1vLW9ubHktbm90LWEtc2VjcmV0",
    "5555555555554444",
];

/// Milliseconds from one line to the next.
const STEP_MILLIS: u64 = 4;
const DAY_MILLIS: u64 = 86_400_000;

/// A log without end.
pub struct Log {
    line: u64,
    state: u64,
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Bytes.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
}

impl Written {
    /// Lines that say [`RARE`].
    pub fn rare(self) -> u64 {
        self.lines / RARE_EVERY
    }
}

impl Log {
    /// A log from its first line on.
    pub fn new() -> Self {
        Self {
            line: 0,
            state: 0x2545_f491_4f6c_dd1d,
        }
    }

    /// xorshift64: any spread will do, and it is the same every time.
    fn next(&mut self) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state
    }

    /// Appends one line.
    pub fn line(&mut self, out: &mut Vec<u8>) {
        self.line += 1;
        let n = self.line;
        stamp(out, n * STEP_MILLIS);
        let (first, second) = (self.next(), self.next());
        let worker = first % 16;
        let millis = 8 + second % 240;
        if n.is_multiple_of(RARE_EVERY) {
            out.extend_from_slice(b"ERROR books-");
            digits(out, worker, 2);
            out.push(b' ');
            out.extend_from_slice(RARE.as_bytes());
        } else if n.is_multiple_of(PLANT_EVERY) {
            plant(out, n / PLANT_EVERY, worker);
        } else if n.is_multiple_of(FREQUENT_EVERY) {
            out.extend_from_slice(b"ERROR pay-");
            digits(out, worker, 2);
            out.push(b' ');
            out.extend_from_slice(FREQUENT.as_bytes());
            out.extend_from_slice(b" after 30000 ms");
        } else {
            out.extend_from_slice(if n.is_multiple_of(13) {
                b"WARN  http-"
            } else {
                b"INFO  http-"
            });
            digits(out, worker, 2);
            out.extend_from_slice(b" POST /v2/charges 201 in ");
            digits(out, millis, 3);
            out.extend_from_slice(b" ms");
        }
        out.extend_from_slice(b" request=");
        hex(out, first);
        out.extend_from_slice(b" trace=");
        hex(out, second);
        out.push(b'\n');
    }

    /// Writes whole lines until there are at least so many bytes.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&mut self, out: &mut impl Write, bytes: u64) -> std::io::Result<Written> {
        let mut buffer = Vec::with_capacity(1 << 20);
        let (before, mut done) = (self.line, 0);
        while done < bytes {
            buffer.clear();
            while buffer.len() < (1 << 20) - 512 && done + (buffer.len() as u64) < bytes {
                self.line(&mut buffer);
            }
            out.write_all(&buffer)?;
            done += buffer.len() as u64;
        }
        out.flush()?;
        Ok(Written {
            bytes: done,
            lines: self.line - before,
        })
    }
}

/// A line's sensitive value, of each kind in turn.
fn plant(out: &mut Vec<u8>, turn: u64, worker: u64) {
    let which = usize::try_from(turn).unwrap_or(0) % PLANTED.len();
    let (before, after): (&[u8], &[u8]) = match which {
        0 | 5 => (b"WARN  pay-", b" authorisation declined card="),
        1 => (b"ERROR refund-", b" payout timed out to "),
        2 => (b"INFO  mail-", b" receipt sent to "),
        3 => (b"DEBUG db-", b" connect postgres://pay:"),
        _ => (b"DEBUG http-", b" > Authorization: Bearer "),
    };
    out.extend_from_slice(before);
    digits(out, worker, 2);
    out.extend_from_slice(after);
    out.extend_from_slice(PLANTED[which].as_bytes());
    if which == 3 {
        out.extend_from_slice(b"@db1.internal:5432/pay");
    }
}

fn stamp(out: &mut Vec<u8>, millis: u64) {
    let (day, of_day) = (millis / DAY_MILLIS % 28, millis % DAY_MILLIS);
    let seconds = of_day / 1000;
    out.extend_from_slice(b"2026-11-");
    digits(out, 1 + day, 2);
    out.push(b'T');
    digits(out, seconds / 3600, 2);
    out.push(b':');
    digits(out, seconds / 60 % 60, 2);
    out.push(b':');
    digits(out, seconds % 60, 2);
    out.push(b'.');
    digits(out, of_day % 1000, 3);
    out.extend_from_slice(b"Z ");
}

/// The last digits of a number, with leading zeros.
fn digits(out: &mut Vec<u8>, number: u64, width: u32) {
    for place in (0..width).rev() {
        out.push(b"0123456789"[usize::try_from(number / 10_u64.pow(place) % 10).unwrap_or(0)]);
    }
}

fn hex(out: &mut Vec<u8>, number: u64) {
    let mut text = [0; 16];
    for (at, byte) in number.to_be_bytes().into_iter().enumerate() {
        text[2 * at] = b"0123456789abcdef"[usize::from(byte >> 4)];
        text[2 * at + 1] = b"0123456789abcdef"[usize::from(byte & 15)];
    }
    out.extend_from_slice(&text);
}

/// Writes a log of at least so many bytes into a file.
///
/// # Errors
/// When it cannot be written.
pub fn file(path: &Path, bytes: u64) -> Result<Written, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    eprintln!("  writing a log of {} MiB", bytes >> 20);
    let mut file = File::create(path).map_err(failed)?;
    let written = Log::new().write(&mut file, bytes).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(bytes: u64) -> (String, Written) {
        let mut out = Vec::new();
        let written = Log::new().write(&mut out, bytes).unwrap();
        (String::from_utf8(out).unwrap(), written)
    }

    #[test]
    fn it_counts_what_it_writes_and_is_the_same_every_time() {
        let (text, written) = log(3 << 20);
        assert_eq!(written.bytes, text.len() as u64);
        assert_eq!(written.lines, text.lines().count() as u64);
        assert!(written.bytes >= 3 << 20 && written.bytes < (3 << 20) + 512);
        assert_eq!(text, log(3 << 20).0);
        // Ten million lines fit into two gigabytes.
        assert!(written.bytes / written.lines < 200);
    }

    #[test]
    fn every_kind_is_planted_and_lines_differ() {
        let (text, _) = log(1 << 20);
        for planted in PLANTED {
            assert!(text.contains(planted), "{planted}");
        }
        assert!(text.contains(FREQUENT));
        let lines: std::collections::BTreeSet<&str> = text.lines().collect();
        assert_eq!(lines.len(), text.lines().count());
    }

    #[test]
    fn rare_lines_are_where_they_are_said_to_be() {
        let (text, written) = log(70 << 20);
        let found: Vec<u64> = (1..)
            .zip(text.lines())
            .filter(|(_, line)| line.contains(RARE))
            .map(|(n, _)| n)
            .collect();
        assert_eq!(found.len() as u64, written.rare());
        assert_eq!(found[0], RARE_EVERY);
    }
}
