//! Sealed files of any length: extents one behind the other, so that the length alone says where each one lies.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;

use coffer_model::{
    CaseId, CustomerId, DeploymentId, Entropy, FileId, KeyId, Limits, SnapshotId, VersionId,
};
use coffer_seal::{
    ExtentHeader, ExtentOpener, ExtentSealer, Geometry, Key, PAGE_LEN, Stream, hmac,
};
use data_encoding::HEXLOWER;

use super::format::SealedFile;
use super::tree::{create, failed};
use crate::error::{Error, Result};

/// How much is sealed at once, in bytes.
const PIECE: usize = 1 << 20;

/// What a sealed file is and where it belongs: moved elsewhere, it does not open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) deployment: DeploymentId,
    pub(super) snapshot: SnapshotId,
    /// At most sixteen bytes.
    pub(super) name: &'static str,
}

impl Place {
    fn header(&self, key: &Key, extent: u32) -> ExtentHeader {
        let mut name = [0; 16];
        name[..self.name.len()].copy_from_slice(self.name.as_bytes());
        let mut key_id = [0; 16];
        key_id.copy_from_slice(&hmac(key, &[b"coffer.backup.key-id.v1"])[..16]);
        ExtentHeader::new(
            CustomerId::from_bytes(*self.deployment.as_bytes()),
            CaseId::from_bytes(*self.snapshot.as_bytes()),
            FileId::from_bytes(name),
            VersionId::from_bytes(*self.snapshot.as_bytes()),
            Stream::Backup,
            extent,
            KeyId::from_bytes(key_id),
        )
    }
}

/// Seals what is pushed into a new file.
pub(super) struct SealedWriter {
    key: Key,
    place: Place,
    entropy: Arc<dyn Entropy>,
    path: std::path::PathBuf,
    file: std::fs::File,
    digest: blake3::Hasher,
    current: Option<ExtentSealer>,
    next: u32,
    plain_len: u64,
    cipher_len: u64,
    cipher: Vec<u8>,
}

impl SealedWriter {
    pub(super) fn create(
        path: &Path,
        key: &Key,
        place: Place,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self> {
        Ok(Self {
            key: key.duplicate(),
            place,
            entropy,
            path: path.to_owned(),
            file: create(path)?,
            digest: blake3::Hasher::new(),
            current: None,
            next: 0,
            plain_len: 0,
            cipher_len: 0,
            cipher: Vec::with_capacity(PIECE + (128 << 10)),
        })
    }

    /// Seals more bytes.
    pub(super) fn push(&mut self, mut plain: &[u8]) -> Result<()> {
        while !plain.is_empty() {
            let mut sealer = self.take_current();
            let room = usize::try_from(sealer.room()).unwrap_or(usize::MAX);
            let (now, later) = plain.split_at(plain.len().min(room).min(PIECE));
            sealer.push(now, &mut self.cipher)?;
            self.plain_len += now.len() as u64;
            plain = later;
            // A full extent is ended at once, so that the layout follows from the length.
            if sealer.room() == 0 {
                sealer.finish(&mut self.cipher)?;
            } else {
                self.current = Some(sealer);
            }
            self.flush()?;
        }
        Ok(())
    }

    /// Ends the file and makes it durable but for its name.
    pub(super) fn finish(mut self) -> Result<SealedFile> {
        if self.current.is_some() || self.next == 0 {
            let sealer = self.take_current();
            sealer.finish(&mut self.cipher)?;
            self.flush()?;
        }
        self.file.sync_all().map_err(failed(&self.path))?;
        Ok(SealedFile {
            plain_len: self.plain_len,
            cipher_len: self.cipher_len,
            blake3: HEXLOWER.encode(self.digest.finalize().as_bytes()),
        })
    }

    fn take_current(&mut self) -> ExtentSealer {
        if let Some(sealer) = self.current.take() {
            return sealer;
        }
        let header = self.place.header(&self.key, self.next);
        self.next += 1;
        let (sealer, page) = ExtentSealer::new(&self.key, header, Arc::clone(&self.entropy));
        self.cipher.extend_from_slice(&page);
        sealer
    }

    fn flush(&mut self) -> Result<()> {
        self.file
            .write_all(&self.cipher)
            .map_err(failed(&self.path))?;
        self.digest.update(&self.cipher);
        self.cipher_len += self.cipher.len() as u64;
        self.cipher.clear();
        Ok(())
    }
}

/// Seals a whole file.
pub(super) fn seal_file(
    from: &Path,
    to: &Path,
    key: &Key,
    place: Place,
    entropy: Arc<dyn Entropy>,
) -> Result<SealedFile> {
    let mut input = std::fs::File::open(from).map_err(failed(from))?;
    let mut writer = SealedWriter::create(to, key, place, entropy)?;
    let mut piece = vec![0; PIECE];
    loop {
        let count = input.read(&mut piece).map_err(failed(from))?;
        if count == 0 {
            return writer.finish();
        }
        writer.push(&piece[..count])?;
    }
}

/// Opens a sealed file into a new one. What `known` says must come from a verified manifest: it is what makes a file
/// that was cut short be noticed.
pub(super) fn open_file(
    from: &Path,
    to: &Path,
    key: &Key,
    place: Place,
    known: &SealedFile,
) -> Result<()> {
    let damaged = |what: &str| Error::Integrity(format!("{}: {what}", from.display()));
    let geometry = Geometry::default();
    let input = std::fs::File::open(from).map_err(failed(from))?;
    if input.metadata().map_err(failed(from))?.len() != known.cipher_len {
        return Err(damaged("it does not have the length it was written with"));
    }
    let mut input = std::io::BufReader::with_capacity(PIECE, input);
    let mut output = std::io::BufWriter::with_capacity(PIECE, create(to)?);
    let mut digest = blake3::Hasher::new();
    let mut read = |bytes: &mut [u8]| -> Result<()> {
        input
            .read_exact(bytes)
            .map_err(|_| damaged("it ends too early or cannot be read"))?;
        digest.update(bytes);
        Ok(())
    };
    let mut rest = known.plain_len;
    let mut number = 0;
    let (mut cipher, mut plain) = (Vec::new(), Vec::new());
    loop {
        let length = rest.min(Limits::EXTENT_BYTES);
        let cipher_len = geometry.cipher_len(length);
        let mut page = [0; PAGE_LEN];
        read(&mut page)?;
        let opener = ExtentOpener::open(key, &place.header(key, number), &page)
            .map_err(|error| damaged(&error.to_string()))?;
        let segments = geometry.segments(cipher_len)?;
        for no in 0..segments {
            let range = opener.segment_range(no, cipher_len);
            cipher.resize(
                usize::try_from(range.end - range.start).unwrap_or(usize::MAX),
                0,
            );
            read(&mut cipher)?;
            plain.clear();
            opener
                .open_segment(no, no + 1 == segments, &cipher, &mut plain)
                .map_err(|error| damaged(&error.to_string()))?;
            output.write_all(&plain).map_err(failed(to))?;
        }
        rest -= length;
        number += 1;
        if rest == 0 {
            break;
        }
    }
    if HEXLOWER.encode(digest.finalize().as_bytes()) != known.blake3 {
        return Err(damaged("it does not have the hash it was written with"));
    }
    let file = output
        .into_inner()
        .map_err(|error| failed(to)(error.into_error()))?;
    file.sync_all().map_err(failed(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(std::sync::atomic::AtomicU8);

    impl Entropy for Counter {
        fn fill(&self, out: &mut [u8]) {
            for byte in out {
                *byte = self.0.fetch_add(37, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }

    fn entropy() -> Arc<dyn Entropy> {
        Arc::new(Counter(1.into()))
    }

    fn place(name: &'static str) -> Place {
        Place {
            deployment: DeploymentId::from_bytes([1; 16]),
            snapshot: SnapshotId::from_bytes([2; 16]),
            name,
        }
    }

    #[test]
    fn files_of_any_length_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([3; 32]);
        let extent = usize::try_from(Limits::EXTENT_BYTES).unwrap();
        for length in [0, 1, 65_504, 65_505, extent, extent + 1] {
            let (a, b, c) = (
                dir.path().join(format!("a{length}")),
                dir.path().join(format!("b{length}")),
                dir.path().join(format!("c{length}")),
            );
            let bytes: Vec<u8> = (0..251_u8).cycle().take(length).collect();
            std::fs::write(&a, &bytes).unwrap();
            let known = seal_file(&a, &b, &key, place("coffer.db"), entropy()).unwrap();
            assert_eq!(known.plain_len, length as u64);
            assert_eq!(known.cipher_len, std::fs::metadata(&b).unwrap().len());
            open_file(&b, &c, &key, place("coffer.db"), &known).unwrap();
            assert!(std::fs::read(&c).unwrap() == bytes, "{length}");
        }
    }

    #[test]
    fn a_file_that_was_touched_cut_or_moved_does_not_open() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::from_bytes([3; 32]);
        let (a, b) = (dir.path().join("a"), dir.path().join("b"));
        std::fs::write(&a, vec![9; 200_000]).unwrap();
        let known = seal_file(&a, &b, &key, place("coffer.db"), entropy()).unwrap();
        let sound = std::fs::read(&b).unwrap();
        let mut out = 0;
        let mut refused = |bytes: &[u8], key: &Key, place: Place, known: &SealedFile| {
            out += 1;
            std::fs::write(&b, bytes).unwrap();
            let to = dir.path().join(format!("out{out}"));
            assert!(matches!(
                open_file(&b, &to, key, place, known),
                Err(Error::Integrity(_))
            ));
        };
        for at in [0, 5, 100, 4095, 4096, 70_000, sound.len() - 1] {
            let mut bytes = sound.clone();
            bytes[at] ^= 1;
            refused(&bytes, &key, place("coffer.db"), &known);
        }
        refused(&sound[..sound.len() - 1], &key, place("coffer.db"), &known);
        refused(
            &[&sound[..], b"x"].concat(),
            &key,
            place("coffer.db"),
            &known,
        );
        refused(&sound, &key, place("keyring.db"), &known);
        refused(
            &sound,
            &Key::from_bytes([4; 32]),
            place("coffer.db"),
            &known,
        );
        let shorter = SealedFile {
            plain_len: 131_008,
            cipher_len: 4096 + 2 * 65_536,
            ..known.clone()
        };
        refused(
            &sound[..4096 + 2 * 65_536],
            &key,
            place("coffer.db"),
            &shorter,
        );
    }
}
