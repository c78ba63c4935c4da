//! Where the bytes of an extent lie. Pure arithmetic: nothing here needs a key.

use std::ops::Range;

use crate::SealError;
use crate::floe::OVERHEAD;
use crate::header::{PAGE_LEN, SEGMENT_LEN};

const PAGE: u64 = PAGE_LEN as u64;
const OVER: u64 = OVERHEAD as u64;

/// The layout of an extent with a given segment length.
///
/// An extent of `n` bytes of plaintext has `max(1, ceil(n / plain_segment_len))` segments. Its last segment is empty
/// only when the whole extent is, so each length of plaintext has exactly one length of ciphertext and the other way
/// round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    segment_len: u32,
}

impl Default for Geometry {
    /// Segments of [`SEGMENT_LEN`].
    fn default() -> Self {
        Self {
            segment_len: SEGMENT_LEN,
        }
    }
}

/// The segments that cover a range of plaintext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The number of the first segment.
    pub first: u64,
    /// How many segments; 0 for an empty range.
    pub segments: u64,
    /// Their bytes, counted from the start of the object.
    pub bytes: Range<u64>,
    /// How many bytes of plaintext lie before the range in the first segment.
    pub skip: usize,
    /// The length of the range, in bytes of plaintext.
    pub take: usize,
    /// Whether the last of these segments is the last of the extent.
    pub ends: bool,
}

impl Geometry {
    /// The smallest and the largest segment length that is accepted, in bytes.
    pub const SEGMENT_LENS: std::ops::RangeInclusive<u32> = 4096..=1 << 20;

    /// The layout with segments of `segment_len` bytes, overhead included.
    ///
    /// # Errors
    /// When it is not a power of two within [`Geometry::SEGMENT_LENS`].
    pub fn new(segment_len: u32) -> Result<Self, SealError> {
        if !segment_len.is_power_of_two() || !Self::SEGMENT_LENS.contains(&segment_len) {
            return Err(SealError::Malformed(
                "a segment length that is no power of two from 4 KiB to 1 MiB",
            ));
        }
        Ok(Self { segment_len })
    }

    /// Bytes of a full segment.
    #[must_use]
    pub const fn segment_len(self) -> u32 {
        self.segment_len
    }

    /// Bytes of plaintext in a full segment.
    #[must_use]
    pub const fn plain_segment_len(self) -> u64 {
        self.segment_len as u64 - OVER
    }

    /// Bytes of an object that holds `plain_len` bytes of plaintext, header page included.
    #[must_use]
    pub fn cipher_len(self, plain_len: u64) -> u64 {
        let segments = plain_len.div_ceil(self.plain_segment_len()).max(1);
        PAGE.saturating_add(plain_len)
            .saturating_add(segments.saturating_mul(OVER))
    }

    /// Bytes of plaintext in an object of `cipher_len` bytes.
    ///
    /// # Errors
    /// When no plaintext gives an object of this length: it was cut or extended.
    pub fn plain_len(self, cipher_len: u64) -> Result<u64, SealError> {
        let impossible = SealError::Malformed("no extent has this length");
        let body = cipher_len.checked_sub(PAGE).ok_or(impossible)?;
        let segments = body.div_ceil(u64::from(self.segment_len));
        let plain = segments
            .checked_mul(OVER)
            .and_then(|over| body.checked_sub(over))
            .ok_or(impossible)?;
        if self.cipher_len(plain) == cipher_len {
            Ok(plain)
        } else {
            Err(impossible)
        }
    }

    /// How many segments an object of `cipher_len` bytes has.
    ///
    /// # Errors
    /// When no extent has this length.
    pub fn segments(self, cipher_len: u64) -> Result<u64, SealError> {
        self.plain_len(cipher_len)?;
        Ok((cipher_len - PAGE).div_ceil(u64::from(self.segment_len)))
    }

    /// The number of the segment that holds the byte of plaintext at `offset`.
    #[must_use]
    pub const fn segment_of(self, offset: u64) -> u64 {
        offset / self.plain_segment_len()
    }

    /// The bytes of segment `no`, counted from the start of an object of `cipher_len` bytes; empty when there is no such
    /// segment.
    #[must_use]
    pub fn segment_range(self, no: u64, cipher_len: u64) -> Range<u64> {
        let at = |no: u64| {
            no.saturating_mul(u64::from(self.segment_len))
                .saturating_add(PAGE)
                .min(cipher_len)
        };
        at(no)..at(no.saturating_add(1))
    }

    /// The segments that cover a range of plaintext in an object of `cipher_len` bytes.
    ///
    /// # Errors
    /// When the range is reversed or reaches beyond the plaintext, or no extent has this length.
    pub fn cover(self, plain: Range<u64>, cipher_len: u64) -> Result<Span, SealError> {
        let total = self.plain_len(cipher_len)?;
        if plain.start > plain.end || plain.end > total {
            return Err(SealError::OutOfRange("a range beyond the plaintext"));
        }
        let too_long = SealError::OutOfRange("a range longer than memory");
        let take = usize::try_from(plain.end - plain.start).map_err(|_| too_long)?;
        let first = self.segment_of(plain.start);
        let start = self.segment_range(first, cipher_len).start;
        if take == 0 {
            return Ok(Span {
                first,
                segments: 0,
                bytes: start..start,
                skip: 0,
                take,
                ends: false,
            });
        }
        let last = self.segment_of(plain.end - 1);
        let skip = usize::try_from(plain.start - first * self.plain_segment_len())
            .map_err(|_| too_long)?;
        Ok(Span {
            first,
            segments: last - first + 1,
            bytes: start..self.segment_range(last, cipher_len).end,
            skip,
            take,
            ends: last + 1 == self.segments(cipher_len)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_at_the_boundaries_are_those_of_the_specification() {
        let geometry = Geometry::default();
        for (plain, cipher) in [
            (0, 4096 + 32),
            (1, 4096 + 33),
            (65503, 4096 + 65535),
            (65504, 4096 + 65536),
            (65505, 4096 + 65536 + 33),
            (131_008, 4096 + 2 * 65536),
        ] {
            assert_eq!(geometry.cipher_len(plain), cipher);
            assert_eq!(geometry.plain_len(cipher), Ok(plain));
        }
    }

    #[test]
    fn impossible_lengths_are_refused() {
        let geometry = Geometry::default();
        for cipher in [
            0,
            1,
            4095,
            4096,
            4097,
            4096 + 31,
            4096 + 65536 + 1,
            4096 + 65536 + 31,
            4096 + 65536 + 32,
        ] {
            assert!(geometry.plain_len(cipher).is_err(), "{cipher}");
            assert!(geometry.cover(0..0, cipher).is_err(), "{cipher}");
        }
        let largest = geometry.plain_len(u64::MAX).unwrap();
        assert_eq!(geometry.cipher_len(largest), u64::MAX);
    }

    #[test]
    fn odd_segment_lengths_are_refused() {
        for len in [
            0,
            1,
            32,
            33,
            2048,
            4095,
            4097,
            65504,
            (1 << 20) + 1,
            1 << 21,
            u32::MAX,
        ] {
            assert!(Geometry::new(len).is_err(), "{len}");
        }
        for len in [4096, 65536, 1 << 20] {
            assert!(Geometry::new(len).is_ok(), "{len}");
        }
    }

    #[test]
    fn a_range_is_covered_by_exactly_the_segments_it_touches() {
        let geometry = Geometry::default();
        let cipher_len = geometry.cipher_len(200_000);
        let span = geometry.cover(65_503..65_505, cipher_len).unwrap();
        assert_eq!(
            (span.first, span.segments, span.skip, span.take, span.ends),
            (0, 2, 65_503, 2, false)
        );
        assert_eq!(span.bytes, 4096..4096 + 2 * 65536);
        let span = geometry.cover(199_999..200_000, cipher_len).unwrap();
        assert_eq!(
            (span.first, span.segments, span.ends, span.bytes.end),
            (3, 1, true, cipher_len)
        );
        assert_eq!(
            geometry.cover(200_000..200_000, cipher_len).unwrap().take,
            0
        );
        assert!(geometry.cover(200_000..200_001, cipher_len).is_err());
        #[expect(clippy::reversed_empty_ranges, reason = "that is what is refused")]
        let reversed = geometry.cover(5..4, cipher_len);
        assert!(reversed.is_err());
        assert!(geometry.cover(0..u64::MAX, cipher_len).is_err());
    }
}
