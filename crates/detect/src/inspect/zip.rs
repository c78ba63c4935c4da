//! The directory of a ZIP archive (PKWARE APPNOTE 6.3.10), read with limits.
//!
//! The directory is held as one small record per entry, never whole, so that a hostile one costs bounded memory.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader, Read, SeekFrom};

use super::{ReadSeek, Reason};

/// The end record and the longest comment, in bytes.
const END_BYTES: u64 = 22 + 65_535;
const UTF8_OR_ENCRYPTED: u16 = 1;
const DESCRIPTOR: u16 = 1 << 3;
const STRONG_ENCRYPTION: u16 = 1 << 6;
/// The method number that stands for AES.
const AES: u16 = 99;

/// What the directory says of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Where its own header begins, in the file.
    pub(crate) at: u64,
    pub(crate) compressed: u64,
    pub(crate) size: u64,
    pub(crate) crc: u32,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) time: [u16; 2],
    pub(crate) attributes: u32,
    directory_at: u64,
    name_hash: u64,
    pub(crate) duplicate: bool,
}

impl Record {
    pub(crate) const fn is_encrypted(&self) -> bool {
        self.flags & (UTF8_OR_ENCRYPTED | STRONG_ENCRYPTION) != 0 || self.method == AES
    }

    /// A symbolic link, by the mode that Unix programs leave in the attributes.
    pub(crate) const fn is_link(&self) -> bool {
        self.attributes >> 16 & 0xf000 == 0xa000
    }
}

/// The entries, in the order in which they lie in the file.
pub(crate) struct Directory {
    pub(crate) records: Vec<Record>,
    /// Where the directory begins, in the file.
    pub(crate) at: u64,
    /// There are more entries than were asked for.
    pub(crate) cut: bool,
}

/// Where the content of an entry lies, by its own header.
pub(crate) struct Local {
    pub(crate) name: Vec<u8>,
    pub(crate) content_at: u64,
    /// The entry's header says something else than the directory.
    pub(crate) differs: bool,
}

fn le16(bytes: &[u8], at: usize) -> u16 {
    bytes
        .get(at..at + 2)
        .and_then(|b| b.first_chunk())
        .map_or(0, |b| u16::from_le_bytes(*b))
}

fn le32(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.first_chunk())
        .map_or(0, |b| u32::from_le_bytes(*b))
}

fn le64(bytes: &[u8], at: usize) -> u64 {
    bytes
        .get(at..at + 8)
        .and_then(|b| b.first_chunk())
        .map_or(0, |b| u64::from_le_bytes(*b))
}

fn read_at(reader: &mut dyn ReadSeek, at: u64, out: &mut [u8]) -> io::Result<()> {
    reader.seek(SeekFrom::Start(at))?;
    reader.read_exact(out)
}

struct End {
    entries: u64,
    size: u64,
    offset: u64,
    /// Where the end record begins, in the file.
    at: u64,
}

/// The end record: the last one whose comment reaches exactly to the end of the file, else the last one.
fn find_end(reader: &mut dyn ReadSeek, file: u64) -> io::Result<Option<End>> {
    let length = file.min(END_BYTES);
    let mut tail = vec![0; usize::try_from(length).unwrap_or(0)];
    read_at(reader, file - length, &mut tail)?;
    let places: Vec<usize> = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06")
        .filter(|at| at + 22 <= tail.len())
        .take(64)
        .collect();
    let exact = places
        .iter()
        .find(|at| **at + 22 + usize::from(le16(&tail, **at + 20)) == tail.len());
    let Some(place) = exact.or(places.first()) else {
        return Ok(None);
    };
    let record = &tail[*place..];
    let mut end = End {
        entries: u64::from(le16(record, 10)),
        size: u64::from(le32(record, 12)),
        offset: u64::from(le32(record, 16)),
        at: file - length + *place as u64,
    };
    if let Some(locator) = place
        .checked_sub(20)
        .map(|at| &tail[at..])
        .filter(|l| l.starts_with(b"PK\x06\x07"))
    {
        zip64(reader, le64(locator, 8), &mut end)?;
    }
    Ok(Some(end))
}

fn zip64(reader: &mut dyn ReadSeek, offset: u64, end: &mut End) -> io::Result<()> {
    // Bytes in front of the archive move the record; then it lies right before its locator.
    for at in [offset, end.at.saturating_sub(20 + 56)] {
        let mut record = [0; 56];
        if at < end.at
            && read_at(reader, at, &mut record).is_ok()
            && record.starts_with(b"PK\x06\x06")
        {
            (end.entries, end.size, end.offset, end.at) =
                (le64(&record, 32), le64(&record, 40), le64(&record, 48), at);
            return Ok(());
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

impl Directory {
    /// Reads the directory of an archive of `file` bytes, at most `most` entries.
    pub(crate) fn read(reader: &mut dyn ReadSeek, file: u64, most: u64) -> Result<Self, Reason> {
        let end = find_end(reader, file)
            .map_err(|_| Reason::Corrupt)?
            .ok_or(Reason::Corrupt)?;
        let at = end.at.checked_sub(end.size).ok_or(Reason::Corrupt)?;
        // What stands in front of an archive is not counted by its offsets.
        let base = at.checked_sub(end.offset).ok_or(Reason::Corrupt)?;
        reader
            .seek(SeekFrom::Start(at))
            .map_err(|_| Reason::Corrupt)?;
        let mut stream = BufReader::with_capacity(32 << 10, (&mut *reader).take(end.size));
        let mut directory = Self {
            records: Vec::new(),
            at,
            cut: false,
        };
        let mut names = HashSet::new();
        let mut place = at;
        while place < at + end.size {
            if directory.records.len() as u64 >= most {
                directory.cut = true;
                break;
            }
            let (mut record, length) =
                record(&mut stream, base, place).map_err(|_| Reason::Corrupt)?;
            record.duplicate = !names.insert(record.name_hash);
            directory.records.push(record);
            place += length;
        }
        // A smaller count would hide the last entries from programs that believe it.
        if !directory.cut
            && directory.records.len() as u64 != end.entries
            && directory.records.len() as u64 & 0xffff != end.entries
        {
            return Err(Reason::Mismatch);
        }
        directory.records.sort_by_key(|record| record.at);
        Ok(directory)
    }
}

/// One directory record and its length.
fn record(stream: &mut impl Read, base: u64, place: u64) -> io::Result<(Record, u64)> {
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let mut fixed = [0; 46];
    stream.read_exact(&mut fixed)?;
    if !fixed.starts_with(b"PK\x01\x02") {
        return Err(invalid());
    }
    let [name, extra, comment] = [28, 30, 32].map(|at| usize::from(le16(&fixed, at)));
    let mut rest = vec![0; name + extra + comment];
    stream.read_exact(&mut rest)?;
    let mut record = Record {
        at: u64::from(le32(&fixed, 42)),
        compressed: u64::from(le32(&fixed, 20)),
        size: u64::from(le32(&fixed, 24)),
        crc: le32(&fixed, 16),
        method: le16(&fixed, 10),
        flags: le16(&fixed, 8),
        time: [le16(&fixed, 12), le16(&fixed, 14)],
        attributes: le32(&fixed, 38),
        directory_at: place,
        name_hash: hash(&rest[..name]),
        duplicate: false,
    };
    wide_sizes(&rest[name..name + extra], &mut record);
    record.at = record.at.checked_add(base).ok_or_else(invalid)?;
    Ok((record, 46 + rest.len() as u64))
}

/// The extra field that carries what does not fit in 32 bits (4.5.3), in this order, only what is needed.
fn wide_sizes(mut extra: &[u8], record: &mut Record) {
    while extra.len() >= 4 {
        let (id, length) = (le16(extra, 0), usize::from(le16(extra, 2)));
        let Some(mut field) = extra.get(4..4 + length) else {
            return;
        };
        if id == 1 {
            for value in [&mut record.size, &mut record.compressed, &mut record.at] {
                if *value == u64::from(u32::MAX) && field.len() >= 8 {
                    *value = le64(field, 0);
                    field = &field[8..];
                }
            }
        }
        extra = &extra[4 + length..];
    }
}

fn hash(name: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

impl Record {
    /// The entry's own header, compared with the directory.
    pub(crate) fn local(&self, reader: &mut dyn ReadSeek) -> io::Result<Local> {
        let mut fixed = [0; 30];
        read_at(reader, self.at, &mut fixed)?;
        if !fixed.starts_with(b"PK\x03\x04") {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let (name_length, extra) = (usize::from(le16(&fixed, 26)), u64::from(le16(&fixed, 28)));
        let mut name = vec![0; name_length];
        reader.read_exact(&mut name)?;
        let described = le16(&fixed, 6) & DESCRIPTOR != 0;
        let size = |at: usize, known: u64| {
            let own = le32(&fixed, at);
            own == u32::MAX || u64::from(own) == known || described && own == 0
        };
        let same = hash(&name) == self.name_hash
            && le16(&fixed, 8) == self.method
            && size(18, self.compressed)
            && size(22, self.size)
            && (described || le32(&fixed, 14) == self.crc);
        let content_at = self.at + 30 + name_length as u64 + extra;
        // The directory's name is the one that other programs show.
        let name = if hash(&name) == self.name_hash {
            name
        } else {
            self.name(reader)?
        };
        Ok(Local {
            name,
            content_at,
            differs: !same,
        })
    }

    fn name(&self, reader: &mut dyn ReadSeek) -> io::Result<Vec<u8>> {
        let mut fixed = [0; 46];
        read_at(reader, self.directory_at, &mut fixed)?;
        let mut name = vec![0; usize::from(le16(&fixed, 28))];
        reader.read_exact(&mut name)?;
        Ok(name)
    }

    /// The longest description that may follow the content, in bytes.
    pub(crate) const fn descriptor(&self) -> u64 {
        if self.flags & DESCRIPTOR != 0 { 24 } else { 0 }
    }
}
