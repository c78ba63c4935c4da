//! Extents: a header page and one FLOE message, written once from front to back, read in any order.

use std::ops::Range;
use std::sync::Arc;

use coffer_model::{Entropy, Limits};
use zeroize::Zeroizing;

use crate::floe::{Decryptor, Encryptor, IV_LEN, OVERHEAD};
use crate::header::PAGE_LEN;
use crate::{ExtentHeader, Geometry, Key, SealError, Span};

/// Sealing and opening work on a key derived from the data key, which itself never meets a cipher.
const LABEL: &str = "coffer.extent.v1";
/// How many IVs are drawn at once, so that the generator is asked once per MiB and not once per segment.
const IV_BATCH: usize = 16;

/// What became of an extent: the facts that the manifest keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtentSummary {
    /// Bytes of plaintext.
    pub plain_len: u64,
    /// Bytes of the object, header page included.
    pub cipher_len: u64,
    /// BLAKE3 of the object, header page included.
    pub digest: [u8; 32],
}

/// Seals one extent.
///
/// Nothing is allocated per segment: plaintext is sealed straight into the output. At most one segment of plaintext is
/// held back, because whether a segment is the last is known only when more comes or [`ExtentSealer::finish`] is called.
pub struct ExtentSealer {
    floe: Encryptor,
    geometry: Geometry,
    full: usize,
    pending: Zeroizing<Vec<u8>>,
    ivs: Ivs,
    digest: Box<blake3::Hasher>,
    plain_len: u64,
    cipher_len: u64,
}

impl ExtentSealer {
    /// Starts an extent, and gives its header page, which is the first thing to store.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an extent number is used once, so its header is used up"
    )]
    pub fn new(data_key: &Key, header: ExtentHeader, entropy: Arc<dyn Entropy>) -> (Self, Vec<u8>) {
        let params = header.params();
        let key = data_key.derive(LABEL, &[header.suite.code()]);
        let (floe, floe_header) =
            Encryptor::new(&key, params, &header.associated_data(), &*entropy);
        let page = header.page(&floe_header);
        let mut digest = Box::new(blake3::Hasher::new());
        digest.update(&page);
        let sealer = Self {
            floe,
            geometry: header.geometry,
            full: params.plain_len(),
            pending: Zeroizing::new(Vec::new()),
            ivs: Ivs {
                entropy,
                batch: [0; IV_LEN * IV_BATCH],
                used: IV_BATCH,
            },
            digest,
            plain_len: 0,
            cipher_len: PAGE_LEN as u64,
        };
        (sealer, page)
    }

    /// How many more bytes of plaintext fit: [`Limits::EXTENT_BYTES`] less what was pushed.
    #[must_use]
    pub const fn room(&self) -> u64 {
        Limits::EXTENT_BYTES - self.plain_len
    }

    /// Bytes of plaintext pushed so far.
    #[must_use]
    pub const fn plain_len(&self) -> u64 {
        self.plain_len
    }

    /// Exactly how many bytes pushing `plain_len` more bytes will write now.
    #[must_use]
    pub fn output_len(&self, plain_len: usize) -> usize {
        let held = self.pending.len() + plain_len;
        held.saturating_sub(1) / self.full * (self.full + OVERHEAD)
    }

    /// Seals more plaintext, appending to `out` whatever segments are complete.
    ///
    /// # Errors
    /// [`SealError::ExtentFull`] when the extent would grow beyond its limit. Nothing has happened then.
    pub fn push(&mut self, plain: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        self.check_room(plain)?;
        let start = out.len();
        out.resize(start + self.output_len(plain.len()), 0);
        self.push_to(plain, &mut out[start..])?;
        Ok(())
    }

    /// Like [`ExtentSealer::push`], into the front of a buffer that the caller keeps; gives how many bytes were written.
    /// A buffer that is reused is never cleared in between, which `Vec` would make necessary.
    ///
    /// # Errors
    /// [`SealError::ExtentFull`] as for `push`, and [`SealError::NoRoom`] when `out` is shorter than
    /// [`ExtentSealer::output_len`]. Nothing has happened then.
    pub fn push_to(&mut self, plain: &[u8], out: &mut [u8]) -> Result<usize, SealError> {
        self.check_room(plain)?;
        let len = self.output_len(plain.len());
        let out = room_in(out, len)?;
        let mut segments = out.chunks_exact_mut(self.full + OVERHEAD);
        let mut rest = plain;
        if !self.pending.is_empty() && self.pending.len() + rest.len() > self.full {
            let (head, tail) = rest.split_at(self.full - self.pending.len());
            self.pending.extend_from_slice(head);
            let segment = segments.next().expect("output_len counts the held segment");
            self.floe
                .seal(&self.pending, false, self.ivs.next(), segment)?;
            self.pending.clear();
            rest = tail;
        }
        for segment in segments {
            let (plain, tail) = rest.split_at(self.full);
            self.floe.seal(plain, false, self.ivs.next(), segment)?;
            rest = tail;
        }
        if self.pending.capacity() == 0 && !rest.is_empty() {
            // Once and in full, so that growing never leaves plaintext behind in a freed buffer.
            self.pending.reserve_exact(self.full);
        }
        self.pending.extend_from_slice(rest);
        self.digest.update(out);
        self.plain_len += plain.len() as u64;
        self.cipher_len += len as u64;
        Ok(len)
    }

    /// Seals what is held back as the last segment, appends it to `out`, and ends the extent.
    ///
    /// # Errors
    /// None is known; the signature leaves room for suites that can fail here.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<ExtentSummary, SealError> {
        let start = out.len();
        out.resize(start + self.pending.len() + OVERHEAD, 0);
        let segment = &mut out[start..];
        self.floe
            .seal(&self.pending, true, self.ivs.next(), segment)?;
        self.digest.update(segment);
        self.cipher_len += segment.len() as u64;
        debug_assert_eq!(self.cipher_len, self.geometry.cipher_len(self.plain_len));
        Ok(ExtentSummary {
            plain_len: self.plain_len,
            cipher_len: self.cipher_len,
            digest: *self.digest.finalize().as_bytes(),
        })
    }

    fn check_room(&self, plain: &[u8]) -> Result<(), SealError> {
        if plain.len() as u64 > self.room() {
            return Err(SealError::ExtentFull {
                limit: Limits::EXTENT_BYTES,
            });
        }
        Ok(())
    }
}

/// The first `len` bytes of `out`.
fn room_in(out: &mut [u8], len: usize) -> Result<&mut [u8], SealError> {
    let missing = len.saturating_sub(out.len());
    out.get_mut(..len).ok_or(SealError::NoRoom { missing })
}

/// Random IVs, drawn a batch at a time.
struct Ivs {
    entropy: Arc<dyn Entropy>,
    batch: [u8; IV_LEN * IV_BATCH],
    used: usize,
}

impl Ivs {
    fn next(&mut self) -> [u8; IV_LEN] {
        if self.used == IV_BATCH {
            self.entropy.fill(&mut self.batch);
            self.used = 0;
        }
        let mut iv = [0; IV_LEN];
        iv.copy_from_slice(&self.batch[self.used * IV_LEN..][..IV_LEN]);
        self.used += 1;
        iv
    }
}

/// Opens segments of one extent, in any order and from several threads at once.
pub struct ExtentOpener {
    floe: Decryptor,
    geometry: Geometry,
}

impl ExtentOpener {
    /// Checks a header page: that it is that of the `expected` extent, and was made with this data key.
    ///
    /// # Errors
    /// When the page is malformed, its suite unknown, it belongs to something else, or does not verify.
    pub fn open(data_key: &Key, expected: &ExtentHeader, page: &[u8]) -> Result<Self, SealError> {
        let (header, floe_header) = ExtentHeader::parse(page)?;
        header.check_is(expected)?;
        let key = data_key.derive(LABEL, &[header.suite.code()]);
        let floe = Decryptor::new(
            &key,
            header.params(),
            &header.associated_data(),
            &floe_header,
        )?;
        Ok(Self {
            floe,
            geometry: header.geometry,
        })
    }

    /// Where the bytes lie.
    #[must_use]
    pub const fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// Bytes of plaintext in a full segment.
    #[must_use]
    pub const fn plain_segment_len(&self) -> u64 {
        self.geometry.plain_segment_len()
    }

    /// The number of the segment that holds the byte of plaintext at `plain_offset`.
    #[must_use]
    pub const fn segment_of(&self, plain_offset: u64) -> u64 {
        self.geometry.segment_of(plain_offset)
    }

    /// The bytes of segment `no`, counted from the start of the object.
    #[must_use]
    pub fn segment_range(&self, no: u64, cipher_len: u64) -> Range<u64> {
        self.geometry.segment_range(no, cipher_len)
    }

    /// Opens one segment, appending its plaintext to `out`.
    ///
    /// `last` says whether it must be the last segment of the extent; it comes from a length that the manifest
    /// authenticates, never from the segment itself, or cutting an extent short would go unnoticed.
    ///
    /// # Errors
    /// When the segment has the wrong length or does not verify. `out` is unchanged then.
    pub fn open_segment(
        &self,
        no: u64,
        last: bool,
        cipher: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), SealError> {
        let start = out.len();
        out.resize(start + cipher.len().saturating_sub(OVERHEAD), 0);
        let opened = self.floe.open(no, last, cipher, &mut out[start..]);
        if opened.is_err() {
            out.truncate(start);
        }
        opened
    }

    /// Like [`ExtentOpener::open_segment`], into the front of a buffer that the caller keeps; gives how many bytes were
    /// written.
    ///
    /// # Errors
    /// As for `open_segment`, and [`SealError::NoRoom`] when `out` is too short.
    pub fn open_segment_to(
        &self,
        no: u64,
        last: bool,
        cipher: &[u8],
        out: &mut [u8],
    ) -> Result<usize, SealError> {
        let len = cipher.len().saturating_sub(OVERHEAD);
        self.floe.open(no, last, cipher, room_in(out, len)?)?;
        Ok(len)
    }

    /// Opens the segments of a span, whose bytes `cipher` are, and appends to `out` the range of plaintext that the span
    /// was made for.
    ///
    /// # Errors
    /// When `cipher` is not as long as the span or a segment does not verify. `out` is unchanged then: nothing of a
    /// range is released unless all of it is genuine.
    pub fn open_span(
        &self,
        span: &Span,
        cipher: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), SealError> {
        let start = out.len();
        let opened = self.open_span_at(span, cipher, out, start);
        if opened.is_err() {
            out.truncate(start);
        }
        opened
    }

    fn open_span_at(
        &self,
        span: &Span,
        cipher: &[u8],
        out: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SealError> {
        if cipher.len() as u64 != span.bytes.end.saturating_sub(span.bytes.start) {
            return Err(SealError::OutOfRange("not as many bytes as the span has"));
        }
        let segment_len = self.geometry.segment_len() as usize;
        let segments = cipher.chunks(segment_len);
        if segments.len() as u64 != span.segments {
            return Err(SealError::OutOfRange(
                "not as many segments as the span has",
            ));
        }
        out.resize(
            start + cipher.len().saturating_sub(segments.len() * OVERHEAD),
            0,
        );
        let mut at = start;
        for (no, segment) in (span.first..).zip(segments) {
            let last = span.ends && no + 1 == span.first + span.segments;
            at += self.open_segment_to(no, last, segment, &mut out[at..])?;
        }
        if out.len() - start < span.skip.saturating_add(span.take) {
            return Err(SealError::OutOfRange("a range beyond the plaintext"));
        }
        if span.skip > 0 {
            out.copy_within(start + span.skip..start + span.skip + span.take, start);
        }
        out.truncate(start + span.take);
        Ok(())
    }
}
