//! Looking at one stream in every way that fits what it is.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::breaks::Breaks;
use crate::rules::Rules;
use crate::scan::{Finding, Scanner, Summary};
use crate::sniff::{Kind, Texture};
use crate::text::Utf16;
use crate::token::Pseudonyms;
use crate::views::{Lens, Markup, Sighting, View, Wide};

/// Bytes of text in another encoding that are read at once.
const CHUNK: usize = 64 << 10;
/// Places of findings that are remembered, so that what two ways of reading show is reported once.
const MAX_SEEN: usize = 10_000;

/// Takes what is found: in the bytes as they are, or through another way to read them.
pub(super) type Found<'s> = &'s mut dyn FnMut(Finding, Option<Sighting>);

/// A scanner for the bytes as they are, and for the other ways to read them.
pub(super) struct Eye<'r> {
    rules: &'r Rules,
    pseudonyms: Option<&'r Pseudonyms>,
    scanner: Scanner<'r>,
    lenses: Vec<Lens<'r>>,
    utf16: Option<Utf16>,
    texture: Texture,
    breaks: Breaks,
    seen: VecDeque<(u64, u64)>,
    text: String,
    /// What was read last of text in another encoding.
    read: Vec<u8>,
    taken: u64,
}

impl<'r> Eye<'r> {
    pub(super) fn new(
        kind: Kind,
        rules: &'r Rules,
        pseudonyms: Option<&'r Pseudonyms>,
        threads: usize,
    ) -> Self {
        let utf16 = match kind {
            Kind::Text(encoding) => Utf16::new(encoding),
            _ => None,
        };
        let wide = utf16
            .is_none()
            .then(|| Lens::new(View::Wide(Wide::default()), rules, pseudonyms));
        Self {
            rules,
            pseudonyms,
            scanner: Scanner::new(rules)
                .with_pseudonyms(pseudonyms)
                .with_threads(threads),
            lenses: wide.into_iter().collect(),
            utf16,
            texture: Texture::default(),
            breaks: Breaks::default(),
            seen: VecDeque::new(),
            text: String::new(),
            read: Vec::new(),
            taken: 0,
        }
    }

    /// Reads the next bytes. [`Self::look`] is to follow, but for the end of the stream, which no bytes mean.
    ///
    /// # Errors
    /// Those of the reader.
    pub(super) fn fill(&mut self, reader: &mut dyn Read) -> io::Result<&[u8]> {
        if self.utf16.is_none() {
            return self.scanner.fill(reader);
        }
        // One call at a time: what came before an error is not lost with it.
        self.read.resize(CHUNK, 0);
        let read = loop {
            match reader.read(&mut self.read) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.read.truncate(*read.as_ref().unwrap_or(&0));
        read.map(|_| self.read.as_slice())
    }

    /// Looks at what was read. Findings come with offsets in the original.
    pub(super) fn look(&mut self, sink: Found<'_>) {
        if self.utf16.is_some() {
            let read = std::mem::take(&mut self.read);
            self.decode(&read, sink);
            self.read = read;
            return;
        }
        let mut sightings = Vec::new();
        let bytes = self.scanner.fresh();
        if self.taken == 0 && Markup::is(bytes) {
            let markup = View::Markup(Markup::default());
            self.lenses
                .push(Lens::new(markup, self.rules, self.pseudonyms));
        }
        self.taken += bytes.len() as u64;
        self.texture.push(bytes);
        self.breaks.push(bytes);
        for lens in &mut self.lenses {
            lens.push(bytes, &mut |sighting| sightings.push(sighting));
        }
        let seen = &mut self.seen;
        self.scanner.look(&mut |found| {
            remember(seen, &found);
            sink(found, None);
        });
        for sighting in sightings {
            self.once(sighting, sink);
        }
        let settled = self
            .lenses
            .iter()
            .map(Lens::settled)
            .fold(self.taken, u64::min);
        self.breaks.forget(settled);
    }

    /// Takes bytes that are at hand.
    pub(super) fn push(&mut self, mut bytes: &[u8], sink: Found<'_>) {
        // Reading from memory does not fail.
        while self.fill(&mut bytes).is_ok_and(|read| !read.is_empty()) {
            self.look(sink);
        }
    }

    fn decode(&mut self, bytes: &[u8], sink: Found<'_>) {
        self.taken += bytes.len() as u64;
        if let Some(utf16) = &mut self.utf16 {
            self.text.clear();
            utf16.push(bytes, &mut self.text);
            self.scanner.push(self.text.as_bytes(), &mut |found| {
                sink(placed(utf16, found), None);
            });
            utf16.forget(self.scanner.settled());
        }
    }

    /// Ends the stream.
    pub(super) fn finish(&mut self, sink: Found<'_>) -> Summary {
        if let Some(utf16) = &mut self.utf16 {
            self.text.clear();
            utf16.finish(&mut self.text);
            self.scanner.push(self.text.as_bytes(), &mut |found| {
                sink(placed(utf16, found), None);
            });
            return self
                .scanner
                .finish(&mut |found| sink(placed(utf16, found), None));
        }
        let seen = &mut self.seen;
        let mut summary = self.scanner.finish(&mut |found| {
            remember(seen, &found);
            sink(found, None);
        });
        for mut lens in std::mem::take(&mut self.lenses) {
            lens.finish(&mut |sighting| {
                summary.findings += 1;
                self.once(sighting, sink);
            });
        }
        summary
    }

    /// Passes on what the look at the raw bytes has not found in the same place.
    fn once(&mut self, mut sighting: Sighting, sink: Found<'_>) {
        let found = sighting.finding;
        let after = self.seen.partition_point(|(_, end)| *end <= found.start);
        let known = self
            .seen
            .get(after)
            .is_some_and(|(start, end)| *start <= found.start && found.end <= *end);
        if !known {
            // Lines of a view are none of the file.
            sighting.finding.line = self.breaks.line_of(found.start);
            sink(sighting.finding, Some(sighting));
        }
    }

    /// The offset before which nothing more will be found.
    pub(super) fn settled(&self) -> u64 {
        let lenses = self.lenses.iter().map(Lens::settled);
        lenses.fold(self.scanner.settled(), u64::min)
    }

    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// Whether what was taken as text was none.
    pub(super) fn is_binary(&self) -> bool {
        self.texture.is_binary()
    }
}

fn remember(seen: &mut VecDeque<(u64, u64)>, found: &Finding) {
    if seen.len() == MAX_SEEN {
        seen.pop_front();
    }
    seen.push_back((found.start, found.end));
}

fn placed(utf16: &Utf16, finding: Finding) -> Finding {
    Finding {
        start: utf16.source_of(finding.start),
        end: utf16.source_of(finding.end),
        ..finding
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::Encoding;

    struct Fails;

    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }

    #[test]
    fn what_came_before_reading_failed_is_looked_at_in_any_encoding() {
        let text = "card 4111 1111 1111 1111\n";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (kind, bytes) in [
            (Kind::Text(Encoding::Utf8), text.as_bytes()),
            (Kind::Text(Encoding::Utf16Le), wide.as_slice()),
        ] {
            let mut eye = Eye::new(kind, Rules::default_pack(), None, 1);
            let mut found = 0;
            let mut reader = bytes.chain(Fails);
            while eye.fill(&mut reader).is_ok_and(|read| !read.is_empty()) {
                eye.look(&mut |_, _| found += 1);
            }
            eye.finish(&mut |_, _| found += 1);
            assert_eq!(found, 1, "{kind:?}");
        }
    }
}
