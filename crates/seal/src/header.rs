//! The header page of an extent. The bytes are specified in `docs/formats/sealed-stream.md`.

use aws_lc_rs::digest;
use coffer_model::{CaseId, CustomerId, FileId, Id, KeyId, Kind, VersionId};

use crate::floe::{self, Params};
use crate::{Geometry, SealError};

/// Bytes of the header page: one page, so that segments of 64 KiB stay aligned for direct I/O.
pub const PAGE_LEN: usize = 4096;
/// Bytes of a segment, overhead included, unless a header says otherwise.
pub const SEGMENT_LEN: u32 = 65_536;

const MAGIC: &[u8; 4] = b"CFB1";
const VERSION: u8 = 1;
const FIELDS_LEN: usize = 96;
const FLOE_END: usize = FIELDS_LEN + floe::HEADER_LEN;

/// How an extent is sealed. An unknown suite is refused, so a new one is a new variant and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Suite {
    /// FLOE with AES-256-GCM and HKDF-SHA-384.
    FloeAes256Gcm = 1,
}

impl Suite {
    /// The byte that stands for it in formats.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The written form, for inventories.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FloeAes256Gcm => "FLOE AES-256-GCM HKDF-SHA-384",
        }
    }
}

impl TryFrom<u8> for Suite {
    type Error = SealError;

    fn try_from(code: u8) -> Result<Self, SealError> {
        match code {
            1 => Ok(Self::FloeAes256Gcm),
            _ => Err(SealError::UnknownAlgorithm(code)),
        }
    }
}

/// Which of the streams of a version an extent belongs to. All are sealed under the same data key and end with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stream {
    /// The bytes that were sent.
    Content = 1,
    /// Where the lines begin.
    LineIndex = 2,
    /// What detection found and masked.
    Spans = 3,
    /// What an archive contains.
    Listing = 4,
    /// A backup of metadata.
    Backup = 5,
}

impl Stream {
    /// Every stream, in the order of its code.
    pub const ALL: [Self; 5] = [
        Self::Content,
        Self::LineIndex,
        Self::Spans,
        Self::Listing,
        Self::Backup,
    ];

    /// The byte that stands for it in formats.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::LineIndex => "line-index",
            Self::Spans => "spans",
            Self::Listing => "listing",
            Self::Backup => "backup",
        }
    }
}

impl TryFrom<u8> for Stream {
    type Error = SealError;

    fn try_from(code: u8) -> Result<Self, SealError> {
        Self::ALL
            .into_iter()
            .find(|stream| stream.code() == code)
            .ok_or(SealError::Malformed("an unknown stream"))
    }
}

/// What an extent is, where it belongs and how it is sealed. None of it is secret; all of it is authenticated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtentHeader {
    /// How it is sealed.
    pub suite: Suite,
    /// How it is laid out.
    pub geometry: Geometry,
    /// The customer.
    pub customer: CustomerId,
    /// The case.
    pub case: CaseId,
    /// The file.
    pub file: FileId,
    /// The version of the file.
    pub version: VersionId,
    /// The stream of the version.
    pub stream: Stream,
    /// The number of the extent within its stream, from 0.
    pub extent: u32,
    /// The id of the data key.
    pub key: KeyId,
}

impl ExtentHeader {
    /// A header with the present suite and the usual segment length.
    #[must_use]
    pub fn new(
        customer: CustomerId,
        case: CaseId,
        file: FileId,
        version: VersionId,
        stream: Stream,
        extent: u32,
        key: KeyId,
    ) -> Self {
        let (suite, geometry) = (Suite::FloeAes256Gcm, Geometry::default());
        Self {
            suite,
            geometry,
            customer,
            case,
            file,
            version,
            stream,
            extent,
            key,
        }
    }

    /// Reads a header page without a key: what it claims, not yet what is true. For rebuilding lost metadata and for
    /// inventories.
    ///
    /// # Errors
    /// When the page is not exactly one page in the one allowed form, or its version, suite or stream is unknown.
    pub fn read(page: &[u8]) -> Result<Self, SealError> {
        Ok(Self::parse(page)?.0)
    }

    pub(crate) fn parse(page: &[u8]) -> Result<(Self, [u8; floe::HEADER_LEN]), SealError> {
        if page.len() != PAGE_LEN {
            return Err(SealError::Malformed("a header page of the wrong length"));
        }
        if &page[..4] != MAGIC {
            return Err(SealError::Malformed(
                "no header page: the first four bytes are not CFB1",
            ));
        }
        if page[4] != VERSION {
            return Err(SealError::UnknownVersion {
                format: "an extent",
                version: page[4],
            });
        }
        let suite = Suite::try_from(page[5])?;
        if page[7] != 0 || page[FLOE_END..].iter().any(|&byte| byte != 0) {
            return Err(SealError::Malformed("bytes that must be zero are not"));
        }
        let header = Self {
            suite,
            stream: Stream::try_from(page[6])?,
            geometry: Geometry::new(u32_at(page, 8))?,
            extent: u32_at(page, 12),
            customer: id_at(page, 16),
            case: id_at(page, 32),
            file: id_at(page, 48),
            version: id_at(page, 64),
            key: id_at(page, 80),
        };
        let mut floe_header = [0; floe::HEADER_LEN];
        floe_header.copy_from_slice(&page[FIELDS_LEN..FLOE_END]);
        Ok((header, floe_header))
    }

    /// The page: the fields, the header of the message, zeros.
    pub(crate) fn page(&self, floe_header: &[u8; floe::HEADER_LEN]) -> Vec<u8> {
        let mut page = vec![0; PAGE_LEN];
        page[..FIELDS_LEN].copy_from_slice(&self.fields());
        page[FIELDS_LEN..FLOE_END].copy_from_slice(floe_header);
        page
    }

    fn fields(&self) -> [u8; FIELDS_LEN] {
        let mut out = [0; FIELDS_LEN];
        out[..4].copy_from_slice(MAGIC);
        out[4] = VERSION;
        out[5] = self.suite.code();
        out[6] = self.stream.code();
        out[8..12].copy_from_slice(&self.geometry.segment_len().to_be_bytes());
        out[12..16].copy_from_slice(&self.extent.to_be_bytes());
        out[16..32].copy_from_slice(self.customer.as_bytes());
        out[32..48].copy_from_slice(self.case.as_bytes());
        out[48..64].copy_from_slice(self.file.as_bytes());
        out[64..80].copy_from_slice(self.version.as_bytes());
        out[80..].copy_from_slice(self.key.as_bytes());
        out
    }

    /// The associated data of the message: SHA-384 of the fields.
    pub(crate) fn associated_data(&self) -> [u8; 48] {
        let mut out = [0; 48];
        out.copy_from_slice(digest::digest(&digest::SHA384, &self.fields()).as_ref());
        out
    }

    pub(crate) fn params(&self) -> Params {
        Params::new(self.geometry.segment_len())
    }

    /// Names the first field in which `self` differs from `expected`.
    pub(crate) fn check_is(&self, expected: &Self) -> Result<(), SealError> {
        let checks = [
            (self.suite == expected.suite, "suite"),
            (self.geometry == expected.geometry, "segment length"),
            (self.customer == expected.customer, "customer"),
            (self.case == expected.case, "case"),
            (self.file == expected.file, "file"),
            (self.version == expected.version, "version"),
            (self.stream == expected.stream, "stream"),
            (self.extent == expected.extent, "extent number"),
            (self.key == expected.key, "data key"),
        ];
        match checks.into_iter().find(|(same, _)| !same) {
            Some((_, field)) => Err(SealError::Mismatch(field)),
            None => Ok(()),
        }
    }
}

fn u32_at(page: &[u8], at: usize) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&page[at..at + 4]);
    u32::from_be_bytes(bytes)
}

fn id_at<K: Kind>(page: &[u8], at: usize) -> Id<K> {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&page[at..at + 16]);
    Id::from_bytes(bytes)
}
