//! Manifests: the ordered list of the extents of a stream, authenticated as a whole.
//!
//! Each extent protects itself and its number. That none is missing at the end, that each is the very object that was
//! stored, and that the stream is complete, only the manifest can say.

use coffer_model::{Limits, ObjectId, VersionId};

use crate::{Key, SealError, Stream, constant_time_eq, digest};

const MAGIC: &[u8; 4] = b"CFM1";
const LABEL: &str = "coffer.manifest.v1";
const HEAD_LEN: usize = 4 + 16 + 1 + 1 + 4 + 8;
const ENTRY_LEN: usize = 16 + 8 + 8 + 32;
/// The most extents of a manifest that is read: an upload cut this often would hold 64 bytes of each.
const MAX_EXTENTS: usize = 1 << 20;

/// One extent in a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtentRef {
    /// The stored object.
    pub object: ObjectId,
    /// Bytes of plaintext.
    pub plain_len: u64,
    /// Bytes of the object, header page included.
    pub cipher_len: u64,
    /// BLAKE3 of the object, header page included.
    pub digest: [u8; 32],
}

/// The extents of one stream of one version, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// The version.
    pub version: VersionId,
    /// The stream.
    pub stream: Stream,
    /// The extents, in order.
    pub extents: Vec<ExtentRef>,
    /// Whether nothing follows. While a version is being received this is false.
    pub complete: bool,
}

impl Manifest {
    /// Bytes of plaintext of all extents together.
    #[must_use]
    pub fn total_len(&self) -> u64 {
        self.extents
            .iter()
            .fold(0, |total, extent| total.saturating_add(extent.plain_len))
    }

    /// The extent that holds the byte of plaintext at `offset`, and the offset within it.
    #[must_use]
    pub fn locate(&self, offset: u64) -> Option<(usize, u64)> {
        let mut before = 0_u64;
        for (at, extent) in self.extents.iter().enumerate() {
            let end = before.saturating_add(extent.plain_len);
            if offset < end {
                return Some((at, offset - before));
            }
            before = end;
        }
        None
    }

    /// The authentication code: HMAC-SHA-256 of [`Manifest::to_bytes`] under a key derived from the data key.
    #[must_use]
    pub fn mac(&self, data_key: &Key) -> [u8; 32] {
        digest::hmac(&data_key.derive(LABEL, &[]), &[&self.to_bytes()])
    }

    /// Checks the authentication code, then that the lengths are possible.
    ///
    /// Whoever expects the whole stream checks [`Manifest::complete`] as well: an earlier, shorter manifest of the same
    /// version was genuine once.
    ///
    /// # Errors
    /// [`SealError::Refused`] when the manifest is not the one that this code was made for.
    pub fn verify(&self, data_key: &Key, mac: &[u8; 32]) -> Result<(), SealError> {
        if !constant_time_eq(&self.mac(data_key), mac) {
            return Err(SealError::Refused);
        }
        self.check_lengths()
    }

    fn check_lengths(&self) -> Result<(), SealError> {
        if self.extents.len() > MAX_EXTENTS {
            return Err(SealError::Malformed(
                "a manifest of more than 1,048,576 extents",
            ));
        }
        for extent in &self.extents {
            if extent.plain_len > Limits::EXTENT_BYTES || extent.cipher_len <= extent.plain_len {
                return Err(SealError::Malformed(
                    "a manifest with an extent of impossible length",
                ));
            }
        }
        Ok(())
    }

    /// The stored form, which is also what the authentication code covers.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD_LEN + ENTRY_LEN * self.extents.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(self.version.as_bytes());
        out.push(self.stream.code());
        out.push(u8::from(self.complete));
        // A manifest of more extents than fit here is refused by every reader; it need not be distinguishable.
        out.extend_from_slice(
            &u32::try_from(self.extents.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        out.extend_from_slice(&self.total_len().to_be_bytes());
        for extent in &self.extents {
            out.extend_from_slice(extent.object.as_bytes());
            out.extend_from_slice(&extent.plain_len.to_be_bytes());
            out.extend_from_slice(&extent.cipher_len.to_be_bytes());
            out.extend_from_slice(&extent.digest);
        }
        out
    }

    /// Reads the stored form. What it says is true only after [`Manifest::verify`].
    ///
    /// # Errors
    /// When the bytes are not a manifest in its one allowed form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let short = SealError::Malformed("a manifest that is cut short");
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(short)?;
        if magic != MAGIC {
            return Err(SealError::Malformed(
                "no manifest: the first four bytes are not CFM1",
            ));
        }
        let (version, rest) = rest.split_first_chunk::<16>().ok_or(short)?;
        let (&[stream, complete], rest) = rest.split_first_chunk::<2>().ok_or(short)?;
        let (count, rest) = rest.split_first_chunk::<4>().ok_or(short)?;
        let (total, rest) = rest.split_first_chunk::<8>().ok_or(short)?;
        let count = usize::try_from(u32::from_be_bytes(*count)).unwrap_or(usize::MAX);
        if count > MAX_EXTENTS || rest.len() != count * ENTRY_LEN {
            return Err(SealError::Malformed(
                "a manifest whose length does not match its count",
            ));
        }
        let manifest = Self {
            version: VersionId::from_bytes(*version),
            stream: Stream::try_from(stream)?,
            extents: rest.chunks_exact(ENTRY_LEN).map(read_entry).collect(),
            complete: match complete {
                0 => false,
                1 => true,
                _ => {
                    return Err(SealError::Malformed(
                        "a manifest that is neither complete nor incomplete",
                    ));
                }
            },
        };
        manifest.check_lengths()?;
        if manifest.total_len() != u64::from_be_bytes(*total) {
            return Err(SealError::Malformed(
                "a manifest whose total is not the sum of its extents",
            ));
        }
        Ok(manifest)
    }
}

fn read_entry(entry: &[u8]) -> ExtentRef {
    let mut object = [0; 16];
    object.copy_from_slice(&entry[..16]);
    let number = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&entry[at..at + 8]);
        u64::from_be_bytes(bytes)
    };
    let mut digest = [0; 32];
    digest.copy_from_slice(&entry[32..]);
    ExtentRef {
        object: ObjectId::from_bytes(object),
        plain_len: number(16),
        cipher_len: number(24),
        digest,
    }
}
