//! Reading tar as a stream, with limits: POSIX.1-2001 (pax), ustar and GNU names.

use std::io::{self, Read};

/// The unit of the format, in bytes.
pub(crate) const BLOCK: usize = 512;
/// The longest name carried in an extension, in bytes.
const NAME_BYTES: u64 = 64 << 10;
/// The longest pax header, in bytes.
const PAX_BYTES: u64 = 1 << 20;
/// The longest map of a file with holes, in bytes.
const MAX_MAP_BYTES: usize = 1 << 20;
/// Extensions in front of one entry.
const MAX_EXTENSIONS: usize = 8;

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum TarError {
    /// The stream under it failed.
    Io(io::Error),
    /// Not tar, or not any more.
    Bad,
}

impl From<io::Error> for TarError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// One entry, before its content.
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    /// The type flag.
    pub(crate) flag: u8,
    /// The header as it stands, and what stood in front of it.
    pub(crate) header: [u8; BLOCK],
    pub(crate) extensions: Vec<u8>,
}

/// A tar stream. Reading it reads the content of the present entry.
pub(crate) struct Tar<R> {
    inner: R,
    left: u64,
    padding: u64,
}

/// Whether a block is a header: its sum is right (POSIX ustar; both readings of `char` are in use).
pub(crate) fn is_tar_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else {
        return false;
    };
    // A block of zeros ends an archive and is no header.
    let Some(stated) = octal(&block[148..156]).filter(|_| block[0] != 0 || block[345] != 0) else {
        return false;
    };
    let outside = |at: usize| !(148..156).contains(&at);
    let unsigned: u64 = block
        .iter()
        .enumerate()
        .map(|(at, b)| if outside(at) { u64::from(*b) } else { 32 })
        .sum();
    let signed: i64 = block
        .iter()
        .enumerate()
        .map(|(at, b)| {
            if outside(at) {
                i64::from(b.cast_signed())
            } else {
                32
            }
        })
        .sum();
    unsigned == stated || i64::try_from(stated) == Ok(signed)
}

/// A number in octal, ended by a blank or a zero.
fn octal(field: &[u8]) -> Option<u64> {
    let text = field.trim_ascii_start();
    let digits = text.iter().take_while(|b| matches!(b, b'0'..=b'7')).count();
    if digits == 0 || !text[digits..].iter().all(|b| matches!(b, 0 | b' ')) {
        return None;
    }
    text[..digits].iter().try_fold(0u64, |n, b| {
        n.checked_mul(8)?.checked_add(u64::from(b - b'0'))
    })
}

/// A size: octal, or binary with the first bit set (GNU).
fn size(field: &[u8]) -> Option<u64> {
    if field[0] & 0x80 == 0 {
        return octal(field);
    }
    // Only what fits in 63 bits is a size.
    if field[0] != 0x80 || field[1..4].iter().any(|b| *b != 0) {
        return None;
    }
    field[4..]
        .iter()
        .try_fold(0u64, |n, b| n.checked_mul(256).map(|n| n + u64::from(*b)))
        .filter(|n| *n < 1 << 62)
}

impl<R: Read> Tar<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            left: 0,
            padding: 0,
        }
    }

    /// The next entry; `None` at the end of the archive.
    pub(crate) fn next(&mut self) -> Result<Option<Entry>, TarError> {
        self.skip_rest()?;
        let mut long_name = None;
        let mut pax = Pax::default();
        let mut extensions = Vec::new();
        for _ in 0..=MAX_EXTENSIONS {
            let mut header = [0; BLOCK];
            if !self.block(&mut header)? {
                return if extensions.is_empty() {
                    Ok(None)
                } else {
                    Err(TarError::Bad)
                };
            }
            if header.iter().all(|b| *b == 0) {
                return if extensions.is_empty() {
                    Ok(None)
                } else {
                    Err(TarError::Bad)
                };
            }
            if !is_tar_header(&header) {
                return Err(TarError::Bad);
            }
            let length = size(&header[124..136]).ok_or(TarError::Bad)?;
            match header[156] {
                b'L' | b'K' => {
                    let text = self.extension(length, NAME_BYTES, &header, &mut extensions)?;
                    if header[156] == b'L' {
                        long_name = Some(until_nul(&text).to_vec());
                    }
                }
                b'x' | b'g' => {
                    let text = self.extension(length, PAX_BYTES, &header, &mut extensions)?;
                    if header[156] == b'x' {
                        pax = Pax::parse(&text);
                    }
                }
                flag => {
                    if flag == b'S' {
                        self.sparse_map(&header, &mut extensions)?;
                    }
                    let length = pax.size.unwrap_or(length);
                    // Links and special files have no content, whatever they state.
                    let length = if matches!(flag, b'1'..=b'6') {
                        0
                    } else {
                        length
                    };
                    self.left = length;
                    self.padding = padding(length);
                    let name = pax
                        .path
                        .or(long_name)
                        .unwrap_or_else(|| ustar_name(&header));
                    return Ok(Some(Entry {
                        name,
                        flag,
                        header,
                        extensions,
                    }));
                }
            }
        }
        Err(TarError::Bad)
    }

    /// The blocks in which GNU tar continues the map of a file with holes.
    fn sparse_map(&mut self, header: &[u8; BLOCK], raw: &mut Vec<u8>) -> Result<(), TarError> {
        let mut more = header[482] != 0;
        while more {
            let mut block = [0; BLOCK];
            if raw.len() > MAX_MAP_BYTES || !self.block(&mut block)? {
                return Err(TarError::Bad);
            }
            more = block[504] != 0;
            raw.extend_from_slice(&block);
        }
        Ok(())
    }

    /// After the end: whether anything but zeros follows.
    pub(crate) fn trailing(&mut self) -> io::Result<bool> {
        let mut buffer = [0; 8192];
        loop {
            match self.inner.read(&mut buffer)? {
                0 => return Ok(false),
                read if buffer[..read].iter().any(|b| *b != 0) => return Ok(true),
                _ => {}
            }
        }
    }

    fn skip_rest(&mut self) -> io::Result<()> {
        let rest = self.left + self.padding;
        let skipped = io::copy(&mut (&mut self.inner).take(rest), &mut io::sink())?;
        // Padding may be missing at the very end.
        if skipped < self.left {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (self.left, self.padding) = (0, 0);
        Ok(())
    }

    /// Fills a block; false at the end of the stream.
    fn block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<bool> {
        let mut filled = 0;
        while filled < BLOCK {
            match self.inner.read(&mut block[filled..])? {
                0 if filled == 0 => return Ok(false),
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                read => filled += read,
            }
        }
        Ok(true)
    }

    fn extension(
        &mut self,
        length: u64,
        most: u64,
        header: &[u8],
        raw: &mut Vec<u8>,
    ) -> Result<Vec<u8>, TarError> {
        if length > most {
            return Err(TarError::Bad);
        }
        let mut text = Vec::new();
        (&mut self.inner)
            .take(length + padding(length))
            .read_to_end(&mut text)?;
        if (text.len() as u64) < length {
            return Err(TarError::Io(io::ErrorKind::UnexpectedEof.into()));
        }
        raw.extend_from_slice(header);
        raw.extend_from_slice(&text);
        text.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Ok(text)
    }
}

impl<R: Read> Read for Tar<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out
            .len()
            .min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = self.inner.read(&mut out[..most])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

const fn padding(length: u64) -> u64 {
    (BLOCK as u64 - length % BLOCK as u64) % BLOCK as u64
}

fn until_nul(field: &[u8]) -> &[u8] {
    memchr::memchr(0, field).map_or(field, |at| &field[..at])
}

fn ustar_name(header: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_nul(&header[..100]);
    let prefix = until_nul(&header[345..500]);
    // GNU's own format uses the place of the prefix for times.
    if &header[257..263] == b"ustar\0" && !prefix.is_empty() {
        [prefix, b"/", name].concat()
    } else {
        name.to_vec()
    }
}

/// What matters here of a pax header.
#[derive(Default)]
struct Pax {
    path: Option<Vec<u8>>,
    size: Option<u64>,
}

impl Pax {
    /// Records of the form `length key=value\n`; a record that is not is the end of what is read.
    fn parse(mut text: &[u8]) -> Self {
        let mut pax = Self::default();
        while let Some(blank) = memchr::memchr(b' ', &text[..text.len().min(12)]) {
            let length = std::str::from_utf8(&text[..blank])
                .ok()
                .and_then(|n| n.parse::<usize>().ok());
            let Some(record) = length.and_then(|n| text.get(blank + 1..n)) else {
                break;
            };
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            if let Some(sign) = memchr::memchr(b'=', record) {
                let (key, value) = (&record[..sign], &record[sign + 1..]);
                match key {
                    b"path" | b"GNU.sparse.name" => pax.path = Some(value.to_vec()),
                    b"size" => {
                        pax.size = std::str::from_utf8(value)
                            .ok()
                            .and_then(|n| n.parse().ok())
                            .filter(|n: &u64| *n < 1 << 62);
                    }
                    _ => {}
                }
            }
            text = &text[length.unwrap_or(text.len()).max(1)..];
        }
        pax
    }
}
