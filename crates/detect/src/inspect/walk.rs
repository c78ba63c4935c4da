//! The walk through containers: each layer under the same budget, each leaf through the scanner.

use std::io::{self, Cursor, Read, SeekFrom};
use std::rc::Rc;

use coffer_model::Class;

use super::budget::{Shared, Stop};
use super::eye::Eye;
use super::open::{Checked, drain, fill, open, open_method};
use super::tar::{Tar, TarError};
use super::zip::{Directory, Record};
use super::{Budget, Inspect, Member, NotInspected, ReadSeek, Reason, Report, name};
use crate::mask::Places;
use crate::rules::Rules;
use crate::scan::{Finding, Summary};
use crate::sniff::{Encoding, Kind, SNIFF_BYTES, sniff};
use crate::token::Pseudonyms;
use crate::views::Sighting;

pub(super) struct Walk<'a> {
    pub(super) rules: &'a Rules,
    pub(super) pseudonyms: Option<&'a Pseudonyms>,
    pub(super) shared: Rc<Shared<'a>>,
    pub(super) size: u64,
    pub(super) sink: &'a mut dyn Inspect,
    pub(super) report: Report,
    /// Set when nothing more may be done at all.
    pub(super) halted: Option<Reason>,
}

/// A place in the walk.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) path: &'p str,
    pub(super) depth: u32,
    /// The stream is what a compressed file held: it has no name of its own.
    pub(super) unnamed: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        rules: &'a Rules,
        pseudonyms: Option<&'a Pseudonyms>,
        budget: &'a Budget<'a>,
        size: u64,
        sink: &'a mut dyn Inspect,
    ) -> Self {
        let report = Report {
            ruleset: rules.hash(),
            kind: Kind::Binary,
            members: 0,
            findings: [0; Class::ALL.len()],
            tokens: 0,
            scanned_bytes: 0,
            gaps: 0,
            remarks: 0,
        };
        Self {
            rules,
            pseudonyms,
            shared: Shared::new(*budget, size),
            size,
            sink,
            report,
            halted: None,
        }
    }

    pub(super) fn file(mut self, reader: &mut dyn ReadSeek, raw_name: &str) -> Report {
        let (path, _) = name::shown(raw_name.as_bytes());
        let place = Place {
            path: &path,
            depth: 0,
            unnamed: false,
        };
        match self.outermost(reader, place) {
            Ok(()) => {}
            Err(error) => self.note(&path, Stop::reason(&error)),
        }
        self.report
    }

    fn outermost(&mut self, reader: &mut dyn ReadSeek, place: Place<'_>) -> io::Result<()> {
        let mut head = vec![0; SNIFF_BYTES];
        let length = fill(reader, &mut head)?;
        self.report.kind = sniff(&head[..length]);
        reader.seek(SeekFrom::Start(0))?;
        match self.report.kind {
            Kind::Zip => {
                self.zip(reader, self.size, place);
                return Ok(());
            }
            kind if needs_seeking(kind) => self.sought(reader, self.size, kind, place),
            _ => {
                let mut stream: &mut dyn ReadSeek = &mut *reader;
                self.stream(&mut stream, place);
            }
        }
        // An archive may stand behind anything: programs find it from its end.
        if !self.report.kind.is_container()
            && self.size > 22
            && let Ok(directory) = Directory::read(reader, self.size, self.shared.budget.entries)
            && !directory.records.is_empty()
        {
            self.note(place.path, Reason::Hidden);
            self.zip(reader, self.size, place);
        }
        Ok(())
    }

    /// Looks at one stream: a container, or content to scan.
    pub(super) fn stream(&mut self, reader: &mut dyn Read, place: Place<'_>) {
        let mut head = vec![0; SNIFF_BYTES];
        let (length, failed) = match fill(reader, &mut head) {
            Ok(length) => (length, None),
            Err(error) => (0, Some(error)),
        };
        if let Some(error) = failed {
            self.failed(place.path, &error);
            return;
        }
        head.truncate(length);
        let kind = sniff(&head);
        let mut whole = Cursor::new(head).chain(reader);
        // `bundle.tgz!/a`, not `bundle.tgz!/bundle.tar!/a`.
        let named;
        let place = if place.unnamed && kind != Kind::Tar {
            named = format!("{}!/{}", place.path, name::inner(place.path));
            Place {
                path: &named,
                unnamed: false,
                ..place
            }
        } else {
            place
        };
        if kind.is_container() && place.depth >= self.shared.budget.depth {
            self.note(place.path, Reason::TooDeep);
            self.scan(&mut whole, place, kind);
            return;
        }
        match kind {
            Kind::Gzip | Kind::Bzip2 | Kind::Xz | Kind::Zstd | Kind::Lz4 => {
                self.compressed(&mut whole, place, kind);
            }
            Kind::Tar => self.tar(&mut whole, place),
            kind if needs_seeking(kind) => self.held(&mut whole, kind, place),
            Kind::Mail => self.mail(&mut whole, place),
            Kind::Image => self.picture(&mut whole, place),
            _ => self.scan(&mut whole, place, kind),
        }
    }

    fn compressed(&mut self, reader: &mut dyn Read, place: Place<'_>, kind: Kind) {
        let place = Place {
            path: place.path,
            depth: place.depth + 1,
            unnamed: true,
        };
        match open(reader, kind, &self.shared) {
            Ok(mut inner) => {
                self.stream(&mut *inner, place);
                // What the layers inside did not ask for may still hide something, or be damaged.
                if self.halted.is_none()
                    && let Err(error) = drain(&mut *inner)
                {
                    self.failed(place.path, &error);
                }
            }
            Err(reason) => self.note(place.path, reason),
        }
    }

    fn tar(&mut self, reader: &mut dyn Read, place: Place<'_>) {
        let mut tar = Tar::new(reader);
        loop {
            let entry = match tar.next() {
                Ok(Some(entry)) => entry,
                Ok(None) => break,
                Err(TarError::Bad) => return self.note(place.path, Reason::Corrupt),
                Err(TarError::Io(error)) => return self.failed(place.path, &error),
            };
            if let Err(reason) = self.shared.entry() {
                return self.halt(place.path, reason);
            }
            let (path, odd) = self.entry_path(place, &entry.name);
            if odd {
                self.note(&path, Reason::UnsafeName);
            }
            match entry.flag {
                b'1' | b'2' => self.note(&path, Reason::Link),
                b'3' | b'4' | b'6' => self.note(&path, Reason::Special),
                b'5' => {}
                _ => self.stream(
                    &mut tar,
                    Place {
                        path: &path,
                        depth: place.depth + 1,
                        unnamed: false,
                    },
                ),
            }
            if self.halted.is_some() {
                return;
            }
        }
        match tar.trailing() {
            Ok(false) => {}
            Ok(true) => self.note(place.path, Reason::Hidden),
            Err(error) => self.failed(place.path, &error),
        }
    }

    /// A file inside another that is read from its end, or from many places: it must be held.
    fn held(&mut self, reader: &mut dyn Read, kind: Kind, place: Place<'_>) {
        let most = self.shared.memory_left() / 2;
        let memory = self.shared.reserve(most);
        let mut held = Vec::new();
        match reader.take(most as u64 + 1).read_to_end(&mut held) {
            Ok(_) if held.len() > most => {
                self.note(place.path, Reason::Memory);
                let mut whole = Cursor::new(held).chain(reader);
                self.scan(&mut whole, place, kind);
            }
            Ok(_) => {
                let size = held.len() as u64;
                self.sought(&mut Cursor::new(held), size, kind, place);
            }
            Err(error) => self.failed(place.path, &error),
        }
        drop(memory);
    }

    /// Looks at a file that can be read in any order.
    fn sought(&mut self, reader: &mut dyn ReadSeek, size: u64, kind: Kind, place: Place<'_>) {
        match kind {
            Kind::Pdf => self.pdf(reader, place),
            Kind::Sqlite => self.sqlite(reader, size, place),
            Kind::Pcap => self.capture(reader, size, place),
            Kind::SevenZ => self.sevenz(reader, size, place),
            _ => self.zip(reader, size, place),
        }
    }

    fn zip(&mut self, reader: &mut dyn ReadSeek, size: u64, place: Place<'_>) {
        let directory = match Directory::read(reader, size, self.shared.budget.entries) {
            Ok(directory) => directory,
            Err(reason) => return self.unreadable_zip(reader, place, reason),
        };
        if directory.cut {
            self.note(place.path, Reason::TooManyEntries);
        }
        let mut covered = 0;
        for record in &directory.records {
            if let Err(reason) = self.shared.entry() {
                return self.halt(place.path, reason);
            }
            self.zip_entry(reader, record, &directory, &mut covered, place);
            if self.halted.is_some() {
                return;
            }
        }
        self.uncovered(reader, covered, directory.at, place);
    }

    /// Without its directory an archive cannot be opened: its bytes are scanned as they are.
    fn unreadable_zip(&mut self, reader: &mut dyn ReadSeek, place: Place<'_>, reason: Reason) {
        self.note(place.path, reason);
        match reader.seek(SeekFrom::Start(0)) {
            Ok(_) => {
                let mut stream = reader;
                self.scan(&mut stream, place, Kind::Zip);
            }
            Err(error) => self.failed(place.path, &error),
        }
    }

    fn zip_entry(
        &mut self,
        reader: &mut dyn ReadSeek,
        record: &Record,
        directory: &Directory,
        covered: &mut u64,
        place: Place<'_>,
    ) {
        let Ok(local) = record.local(reader) else {
            return self.note(place.path, Reason::Corrupt);
        };
        let (path, odd) = self.entry_path(place, &local.name);
        let end = local.content_at.saturating_add(record.compressed);
        if record.at < *covered || end > directory.at {
            return self.note(&path, Reason::Overlap);
        }
        self.uncovered(reader, *covered, record.at, place);
        *covered = end + self.descriptor_length(reader, record, end);
        for (is, reason) in [
            (odd, Reason::UnsafeName),
            (record.duplicate, Reason::DuplicateName),
            (local.differs, Reason::Mismatch),
            (record.is_link(), Reason::Link),
        ] {
            if is {
                self.note(&path, reason);
            }
        }
        if record.is_encrypted() {
            return self.note(&path, Reason::Encrypted);
        }
        if local.name.ends_with(b"/") && record.compressed == 0 {
            return;
        }
        if let Err(error) = reader.seek(SeekFrom::Start(local.content_at)) {
            return self.failed(&path, &error);
        }
        self.zip_content(reader, record, &path, place.depth + 1);
    }

    fn zip_content(&mut self, reader: &mut dyn ReadSeek, record: &Record, path: &str, depth: u32) {
        let mut content = reader.take(record.compressed);
        match open_method(&mut content, record.method, &self.shared) {
            Ok(inner) => {
                let mut checked = Checked::new(inner);
                self.stream(
                    &mut checked,
                    Place {
                        path,
                        depth,
                        unnamed: false,
                    },
                );
                if self.halted.is_some() {
                    return;
                }
                match drain(&mut checked) {
                    Ok(()) if !checked.holds(record) => self.note(path, Reason::Mismatch),
                    Ok(()) => {}
                    Err(error) => self.failed(path, &error),
                }
            }
            Err(reason) => self.note(path, reason),
        }
    }

    /// How long the description after the content is: 12 to 24 bytes, with or without its signature.
    fn descriptor_length(&self, reader: &mut dyn ReadSeek, record: &Record, at: u64) -> u64 {
        let mut bytes = [0; 24];
        if record.descriptor() == 0 || reader.seek(SeekFrom::Start(at)).is_err() {
            return 0;
        }
        let Ok(length) = fill(reader, &mut bytes) else {
            return 0;
        };
        let crc = record.crc.to_le_bytes();
        let (signature, rest) = if bytes.starts_with(b"PK\x07\x08") {
            (4, &bytes[4..length.max(4)])
        } else {
            (0, &bytes[..length])
        };
        if !rest.starts_with(&crc) {
            return 0;
        }
        let narrow = rest.get(4..8)
            == u32::try_from(record.compressed)
                .ok()
                .map(u32::to_le_bytes)
                .as_ref()
                .map(|b| &b[..])
            && rest.get(8..12)
                == u32::try_from(record.size)
                    .ok()
                    .map(u32::to_le_bytes)
                    .as_ref()
                    .map(|b| &b[..]);
        signature + if narrow { 12 } else { 20 }
    }

    /// Bytes of an archive that belong to no entry are scanned as they are, and reported unless they are padding.
    fn uncovered(&mut self, reader: &mut dyn ReadSeek, from: u64, to: u64, place: Place<'_>) {
        if to <= from || reader.seek(SeekFrom::Start(from)).is_err() {
            return;
        }
        let mut part = (&mut *reader).take(to - from);
        let mut first = [0; 512];
        let Ok(length) = fill(&mut part, &mut first) else {
            return;
        };
        if to - from <= 512 && first[..length].iter().all(|b| *b == 0) {
            return;
        }
        let path = format!("{}!/(bytes {from} to {to})", place.path);
        self.note(&path, Reason::Hidden);
        let mut whole = Cursor::new(first[..length].to_vec()).chain(part);
        self.scan(
            &mut whole,
            Place {
                path: &path,
                depth: place.depth + 1,
                unnamed: false,
            },
            Kind::Binary,
        );
    }

    fn entry_path(&self, place: Place<'_>, raw: &[u8]) -> (String, bool) {
        let (shown, odd) = name::shown(raw);
        (format!("{}!/{shown}", place.path), odd)
    }

    /// Scans a stream to its end, and says what of it cannot be read.
    pub(super) fn scan(&mut self, reader: &mut dyn Read, place: Place<'_>, kind: Kind) {
        let is_binary = self.look(reader, place, kind);
        match kind {
            Kind::SevenZ | Kind::Rar | Kind::Archive | Kind::Pdf | Kind::Compound => {
                self.note(place.path, Reason::Unsupported);
            }
            Kind::Image => self.note(place.path, Reason::Picture),
            Kind::Pcap | Kind::Sqlite | Kind::Executable | Kind::Dump | Kind::Binary => {
                self.note(place.path, Reason::Binary);
            }
            // It began like text and did not go on like it.
            Kind::Text(_) if is_binary => self.note(place.path, Reason::Binary),
            _ => {}
        }
    }

    /// Scans a stream to its end. True if what was taken for text is none.
    pub(super) fn look(&mut self, reader: &mut dyn Read, place: Place<'_>, kind: Kind) -> bool {
        let index = self.begin(place, kind);
        let mut eye = Eye::new(
            kind,
            self.rules,
            self.pseudonyms,
            self.shared.budget.threads,
        );
        let outermost = place.depth == 0 && kind == Kind::Text(Encoding::Utf8);
        let mut places = (outermost && self.sink.wants_places()).then(Places::default);
        let failed = loop {
            let (sink, report) = (&mut *self.sink, &mut self.report);
            let read = match eye.fill(reader) {
                Ok([]) => break None,
                Ok(bytes) => {
                    if let Some(places) = &mut places {
                        sink.bytes(bytes);
                        places.take(bytes);
                    }
                    bytes.len() as u64
                }
                Err(error) => break Some(error),
            };
            eye.look(&mut |found, sighting| {
                give(sink, report, index, found);
                note_place(places.as_mut(), found, sighting);
            });
            if let Some(places) = &mut places {
                places.places(eye.settled(), &mut |place| sink.place(place));
            }
            if let Err(error) = self.shared.work(read) {
                break Some(error);
            }
        };
        let (sink, report) = (&mut *self.sink, &mut self.report);
        let summary = eye.finish(&mut |found, sighting| {
            give(sink, report, index, found);
            note_place(places.as_mut(), found, sighting);
        });
        if let Some(places) = &mut places {
            places.places(u64::MAX, &mut |place| sink.place(place));
        }
        self.end(index, &summary, eye.taken());
        if let Some(error) = failed {
            self.failed(place.path, &error);
        }
        eye.is_binary()
    }

    /// Begins a member and tells its number.
    pub(super) fn begin(&mut self, place: Place<'_>, kind: Kind) -> usize {
        let index = usize::try_from(self.report.members).unwrap_or(usize::MAX);
        self.report.members += 1;
        self.sink.member(&Member {
            index,
            path: place.path.to_owned(),
            kind,
            depth: place.depth,
        });
        index
    }

    pub(super) fn end(&mut self, index: usize, summary: &Summary, bytes: u64) {
        self.report.tokens += summary.tokens;
        self.report.scanned_bytes += bytes;
        self.sink.done(index, summary);
    }

    pub(super) fn failed(&mut self, path: &str, error: &io::Error) {
        match Stop::reason(error) {
            reason @ (Reason::TooLarge | Reason::CalledOff | Reason::Bomb) => {
                self.halt(path, reason);
            }
            reason => self.note(path, reason),
        }
    }

    /// Ends the walk. The reason is reported where it arose; nothing after it is looked at.
    pub(super) fn halt(&mut self, path: &str, reason: Reason) {
        if self.halted.is_none() {
            self.note(path, reason);
            self.halted = Some(reason);
        }
    }

    pub(super) fn note(&mut self, path: &str, reason: Reason) {
        if self.halted.is_some() {
            return;
        }
        if reason.is_gap() {
            self.report.gaps += 1;
        } else {
            self.report.remarks += 1;
        }
        self.sink.not_inspected(&NotInspected {
            path: path.to_owned(),
            reason,
        });
    }
}

/// Whether a file of this kind is read from its end, or from many places.
const fn needs_seeking(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Zip | Kind::Pdf | Kind::Sqlite | Kind::Pcap | Kind::SevenZ
    )
}

fn note_place(places: Option<&mut Places>, found: Finding, sighting: Option<Sighting>) {
    match (places, sighting) {
        (Some(places), Some(sighting)) => places.add_sighting(sighting),
        (Some(places), None) => places.add_finding(found),
        (None, _) => {}
    }
}

pub(super) fn give(sink: &mut dyn Inspect, report: &mut Report, index: usize, finding: Finding) {
    if let Some(at) = Class::ALL.iter().position(|class| *class == finding.class) {
        report.findings[at] += 1;
    }
    sink.finding(index, &finding);
}
