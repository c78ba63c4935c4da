//! `coffer view`: the masked view in the terminal.

use clap::Args;
use coffer_api::{Line, Search, SearchEvent};

use crate::connect::{Remote, block_on};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless};

/// Lines fetched at a time.
const BATCH: u64 = 500;

/// Read a file masked
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer view ver_… | less -R\n  coffer view ver_… --lines 100-180\n  coffer view ver_… --grep 'timeout|refused'\n\nMasked values are shown as tokens such as card~K7Q2…; equal values have equal tokens."
)]
pub struct Command {
    /// Version id, as `coffer case show` prints it
    #[arg(value_name = "FILE-ID")]
    version: String,
    /// Lines, such as 100-180, 100- or 100
    #[arg(long, value_name = "A-B", value_parser = range)]
    lines: Option<(u64, Option<u64>)>,
    /// Only lines that match this regular expression
    #[arg(long, value_name = "RE", conflicts_with = "lines")]
    grep: Option<String>,
    /// With --grep: take capitals and small letters for the same
    #[arg(short = 'i', long, requires = "grep")]
    ignore_case: bool,
    /// With --grep: stop after so many
    #[arg(long, default_value_t = 10_000, requires = "grep")]
    max: u32,
    #[command(flatten)]
    remote: Remote,
}

/// First line and last line.
fn range(text: &str) -> Result<(u64, Option<u64>), String> {
    let number = |text: &str| text.parse::<u64>().ok().filter(|n| *n > 0);
    let parsed = match text.split_once('-') {
        None => number(text).map(|n| (n, Some(n))),
        Some((from, "")) => number(from).map(|from| (from, None)),
        Some((from, to)) => number(from)
            .zip(number(to))
            .map(|(from, to)| (from, Some(to))),
    };
    parsed
        .filter(|(from, to)| to.is_none_or(|to| to >= *from))
        .ok_or_else(|| "write lines as 100-180".to_owned())
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            if let Some(pattern) = self.grep {
                let search = Search {
                    pattern,
                    regex: true,
                    case_sensitive: !self.ignore_case,
                    from: None,
                    max: Some(self.max),
                };
                let mut outcome = Ok(());
                let hits = client
                    .search(&self.version, &search, |event| {
                        if outcome.is_ok() {
                            outcome = hit(out, event);
                        }
                    })
                    .await?;
                outcome?;
                if hits.cut {
                    out.remark(format!("only the first {} matches are shown", hits.hits));
                }
                return if hits.hits == 0 {
                    Err(Failure::Said)
                } else {
                    Ok(())
                };
            }
            let (from, to) = self.lines.unwrap_or((1, None));
            let mut next = from;
            while to.is_none_or(|to| next <= to) {
                let count = to.map_or(BATCH, |to| (to - next + 1).min(BATCH));
                let lines = client.lines(&self.version, next, count).await?;
                for line in &lines.lines {
                    print(out, line)?;
                }
                match lines.lines.last() {
                    Some(last) if last.n < lines.total => next = last.n + 1,
                    _ => break,
                }
            }
            Ok(())
        })
    }
}

fn hit(out: Output, event: &SearchEvent) -> Outcome {
    match event {
        SearchEvent::Hit { line, text, .. } if !out.is_json() => {
            out.line(format!("{line:>7}  {}", harmless(text)))
        }
        SearchEvent::Progress { .. } => Ok(()),
        SearchEvent::Done { .. } if !out.is_json() => Ok(()),
        event => out.json(event),
    }
}

fn print(out: Output, line: &Line) -> Outcome {
    if out.is_json() {
        return out.json(line);
    }
    let text: String = line
        .pieces
        .iter()
        .map(|piece| {
            let text = harmless(&piece.text);
            if piece.span.is_some() {
                out.paint(7, &text)
            } else {
                text
            }
        })
        .collect();
    out.line(format!(
        "{:>7}  {text}{}",
        line.n,
        if line.more { " …" } else { "" }
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_as_a_range() {
        assert_eq!(range("100-180"), Ok((100, Some(180))));
        assert_eq!(range("100-"), Ok((100, None)));
        assert_eq!(range("7"), Ok((7, Some(7))));
        for text in [
            "",
            "-",
            "0",
            "0-5",
            "9-3",
            "a-b",
            "1-2-3",
            "-5",
            "99999999999999999999",
        ] {
            assert!(range(text).is_err(), "{text}");
        }
    }
}
