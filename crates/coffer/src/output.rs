//! What commands print: data on standard output, as text for people or as JSON for programs.

use std::fmt::Display;
use std::io::{IsTerminal as _, Write as _};

use clap::ValueEnum;
use serde::Serialize;

use crate::environment::variable;
use crate::failure::{Failure, Outcome};

/// The form of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for people.
    Text,
    /// JSON for programs.
    Json,
    /// SARIF 2.1.0; for scan only.
    Sarif,
}

/// Standard output, in the wanted form.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    format: Format,
    quiet: bool,
    colour: bool,
}

impl Output {
    /// Output in this form. `quiet` leaves out progress and remarks.
    pub fn new(format: Format, quiet: bool) -> Self {
        let colour = std::io::stdout().is_terminal()
            && variable("NO_COLOR").is_none()
            && format == Format::Text;
        Self {
            format,
            quiet,
            colour,
        }
    }

    /// The form.
    pub fn format(self) -> Format {
        self.format
    }

    /// Whether programs read it.
    pub fn is_json(self) -> bool {
        self.format == Format::Json
    }

    /// Whether remarks and progress are unwanted.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// One JSON document on a line of its own, or text for people.
    pub fn show<T: Serialize + ?Sized>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> Outcome {
        match self.format {
            Format::Json => self.json(value),
            Format::Text | Format::Sarif => self.line(text(value)),
        }
    }

    /// One JSON document on a line of its own.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Outcome {
        let line = serde_json::to_string(value)
            .map_err(|error| Failure::Failed(format!("JSON: {error}")))?;
        self.line(line)
    }

    /// A line of text.
    pub fn line(self, text: impl Display) -> Outcome {
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            // Whoever reads us has enough: that is not a failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
            Err(error) => Err(Failure::Failed(format!("standard output: {error}"))),
        }
    }

    /// A remark on standard error, unless quiet.
    pub fn remark(self, text: impl Display) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// Text in one of the terminal's own colours, where there is a terminal that wants some.
    pub fn paint(self, ansi: u8, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{ansi}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Rows in columns as wide as their widest cell.
    pub fn table(self, head: &[&str], rows: &[Vec<String>]) -> Outcome {
        let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let print = |cells: Vec<&str>| {
            let padded: Vec<String> = cells
                .iter()
                .zip(&widths)
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            padded.join("  ").trim_end().to_owned()
        };
        self.line(self.paint(1, &print(head.to_vec())))?;
        rows.iter()
            .try_for_each(|row| self.line(print(row.iter().map(String::as_str).collect())))
    }
}

/// Text from somewhere else without what a terminal would obey: escape sequences, controls, changes of direction.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .collect()
}

/// A moment, as RFC 3339 in UTC without fractions.
pub fn moment(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis)
        .and_then(|at| at.round(jiff::Unit::Second))
        .map_or_else(|_| millis.to_string(), |at| at.to_string())
}

/// A size for people, in binary units.
pub fn size(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_given_nothing_to_obey() {
        let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31mred\u{202e}gnp.exe\r\n";
        let shown = harmless(hostile);
        assert!(
            !shown.chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{shown:?}"
        );
        assert!(shown.contains("red"));
        assert_eq!(harmless("Übersicht\t2.log"), "Übersicht 2.log");
    }

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(moment(0), "1970-01-01T00:00:00Z");
        assert_eq!(moment(1_795_000_000_123), "2026-11-18T11:06:40Z");
        assert_eq!(moment(i64::MAX), i64::MAX.to_string());
    }
}
