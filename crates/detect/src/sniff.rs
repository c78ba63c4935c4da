//! What a file is, by its first bytes.

use serde::Serialize;

/// How the text of a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8, ASCII or another encoding in which ASCII bytes mean ASCII.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text.
    Text(Encoding),
    /// ZIP and what is built on it: Office documents, Java archives.
    Zip,
    /// gzip.
    Gzip,
    /// tar.
    Tar,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// Zstandard.
    Zstd,
    /// 7-Zip.
    SevenZ,
    /// RAR.
    Rar,
    /// PDF.
    Pdf,
    /// A picture.
    Image,
    /// A network capture.
    Pcap,
    /// A database of SQLite.
    Sqlite,
    /// A program or library.
    Executable,
    /// Bytes of another kind.
    Binary,
}

impl Kind {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text(Encoding::Utf8) => "text",
            Self::Text(Encoding::Utf16Le) => "text-utf-16le",
            Self::Text(Encoding::Utf16Be) => "text-utf-16be",
            Self::Zip => "zip",
            Self::Gzip => "gzip",
            Self::Tar => "tar",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
            Self::SevenZ => "7z",
            Self::Rar => "rar",
            Self::Pdf => "pdf",
            Self::Image => "image",
            Self::Pcap => "pcap",
            Self::Sqlite => "sqlite",
            Self::Executable => "executable",
            Self::Binary => "binary",
        }
    }

    /// Whether the content can be looked at completely: text, and containers that are opened.
    #[must_use]
    pub const fn is_readable(self) -> bool {
        matches!(
            self,
            Self::Text(_)
                | Self::Zip
                | Self::Gzip
                | Self::Tar
                | Self::Bzip2
                | Self::Xz
                | Self::Zstd
        )
    }

    /// Whether there are other files inside that are opened.
    #[must_use]
    pub const fn is_container(self) -> bool {
        self.is_readable() && !matches!(self, Self::Text(_))
    }
}

/// How many first bytes are enough for [`sniff`].
pub const SNIFF_BYTES: usize = 4096;

const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"PK\x03\x04", Kind::Zip),
    (0, b"PK\x05\x06", Kind::Zip),
    (0, b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (0, b"\x1f\x8b\x08", Kind::Gzip),
    (0, b"\xfd7zXZ\0", Kind::Xz),
    (0, b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (0, b"7z\xbc\xaf\x27\x1c", Kind::SevenZ),
    (0, b"Rar!\x1a\x07", Kind::Rar),
    (0, b"%PDF-", Kind::Pdf),
    (0, b"\x89PNG\r\n\x1a\n", Kind::Image),
    (0, b"\xff\xd8\xff", Kind::Image),
    (0, b"GIF87a", Kind::Image),
    (0, b"GIF89a", Kind::Image),
    (0, b"II*\0", Kind::Image),
    (0, b"MM\0*", Kind::Image),
    (8, b"WEBP", Kind::Image),
    (4, b"ftypheic", Kind::Image),
    (4, b"ftypavif", Kind::Image),
    (0, b"\xd4\xc3\xb2\xa1", Kind::Pcap),
    (0, b"\xa1\xb2\xc3\xd4", Kind::Pcap),
    (0, b"\x4d\x3c\xb2\xa1", Kind::Pcap),
    (0, b"\x0a\x0d\x0d\x0a", Kind::Pcap),
    (0, b"SQLite format 3\0", Kind::Sqlite),
    (0, b"\x7fELF", Kind::Executable),
    (0, b"MZ\x90\0", Kind::Executable),
    (0, b"\xcf\xfa\xed\xfe", Kind::Executable),
    (0, b"\xfe\xed\xfa\xcf", Kind::Executable),
    (0, b"\xca\xfe\xba\xbe", Kind::Executable),
    (0, b"\0asm", Kind::Executable),
    (257, b"ustar", Kind::Tar),
];

/// What a file with these first bytes is: by signature, else text if it reads like text.
#[must_use]
pub fn sniff(head: &[u8]) -> Kind {
    let head = &head[..head.len().min(SNIFF_BYTES)];
    if head.starts_with(b"\xff\xfe") && !head.starts_with(b"\xff\xfe\0\0") {
        return Kind::Text(Encoding::Utf16Le);
    }
    if head.starts_with(b"\xfe\xff") {
        return Kind::Text(Encoding::Utf16Be);
    }
    let known = MAGIC
        .iter()
        .find(|(at, magic, _)| head.get(*at..at + magic.len()) == Some(*magic))
        .map(|(_, _, kind)| *kind);
    if let Some(kind) = known {
        return kind;
    }
    // `BZh`, a level, and the first block's or the end's signature: three letters alone may begin a text.
    let bzip2 = head.starts_with(b"BZh") && head.get(3).is_some_and(|b| matches!(b, b'1'..=b'9'));
    if bzip2
        && (head.get(4..10) == Some(b"1AY&SY")
            || head.get(4..10) == Some(b"\x17\x72\x45\x38\x50\x90"))
    {
        return Kind::Bzip2;
    }
    if crate::inspect::is_tar_header(head) {
        return Kind::Tar;
    }
    text_or_binary(head)
}

fn text_or_binary(head: &[u8]) -> Kind {
    if head.contains(&0) {
        return match sixteen_bit(head) {
            Some(encoding) => Kind::Text(encoding),
            None => Kind::Binary,
        };
    }
    let control = head.iter().filter(|b| is_odd(**b)).count();
    if control * 20 > head.len() {
        Kind::Binary
    } else {
        Kind::Text(Encoding::Utf8)
    }
}

/// A control character that text does not use; escape and backspace occur in terminal logs.
const fn is_odd(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 0x08)
}

/// UTF-16 without a mark: every other byte of what is mostly ASCII is zero.
fn sixteen_bit(head: &[u8]) -> Option<Encoding> {
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let ascii = |byte: u8| (0x20..0x7f).contains(&byte) || matches!(byte, b'\t' | b'\n' | b'\r');
    let low_first = head
        .chunks_exact(2)
        .filter(|pair| pair[1] == 0 && ascii(pair[0]))
        .count();
    let high_first = head
        .chunks_exact(2)
        .filter(|pair| pair[0] == 0 && ascii(pair[1]))
        .count();
    if low_first * 10 >= pairs * 7 {
        Some(Encoding::Utf16Le)
    } else if high_first * 10 >= pairs * 7 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_their_first_bytes() {
        let table: [(&[u8], Kind); 16] = [
            (b"", Kind::Text(Encoding::Utf8)),
            (b"hello\n", Kind::Text(Encoding::Utf8)),
            (
                "g\u{fc}nstig \u{1f600}".as_bytes(),
                Kind::Text(Encoding::Utf8),
            ),
            (b"caf\xe9 latin", Kind::Text(Encoding::Utf8)),
            (b"\x1b[31mred\x1b[0m", Kind::Text(Encoding::Utf8)),
            (b"\xff\xfeh\0i\0", Kind::Text(Encoding::Utf16Le)),
            (b"h\0e\0l\0l\0o\0", Kind::Text(Encoding::Utf16Le)),
            (b"\0h\0e\0l\0l\0o", Kind::Text(Encoding::Utf16Be)),
            (b"PK\x03\x04....", Kind::Zip),
            (b"\x1f\x8b\x08\0", Kind::Gzip),
            (b"BZh91AY&SY", Kind::Bzip2),
            (b"BZh9 is not compressed", Kind::Text(Encoding::Utf8)),
            (b"%PDF-1.7", Kind::Pdf),
            (b"\0\x01\x02\x03\x04\x05\x06", Kind::Binary),
            (b"\x01\x02\x03\x04\x05\x06", Kind::Binary),
            (b"SQLite format 3\0", Kind::Sqlite),
        ];
        for (head, kind) in table {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
    }
}
