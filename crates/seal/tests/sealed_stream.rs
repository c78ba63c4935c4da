//! The life of sealed content, told from outside: what opens, and everything that must not.

#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

mod common;

use coffer_model::{CaseId, CustomerId, FileId, KeyId, Limits, VersionId};
use coffer_seal::{
    ExtentHeader, ExtentOpener, ExtentSealer, ExtentSummary, Geometry, Key, PAGE_LEN, SealError,
    Stream,
};
use common::{entropy, noise};
use proptest::prelude::*;

const SEGMENT: usize = 4096;
const PLAIN_SEGMENT: usize = SEGMENT - 32;

fn header() -> ExtentHeader {
    ExtentHeader::new(
        CustomerId::from_bytes([1; 16]),
        CaseId::from_bytes([2; 16]),
        FileId::from_bytes([3; 16]),
        VersionId::from_bytes([4; 16]),
        Stream::Content,
        0,
        KeyId::from_bytes([5; 16]),
    )
}

/// Small segments, so that a few kilobytes make several of them.
fn small() -> ExtentHeader {
    ExtentHeader {
        geometry: Geometry::new(4096).unwrap(),
        ..header()
    }
}

fn data_key() -> Key {
    Key::from_bytes([42; 32])
}

fn seal(header: ExtentHeader, pieces: &[&[u8]]) -> (Vec<u8>, ExtentSummary) {
    let (mut sealer, mut object) = ExtentSealer::new(&data_key(), header, entropy());
    for piece in pieces {
        sealer.push(piece, &mut object).unwrap();
    }
    let summary = sealer.finish(&mut object).unwrap();
    (object, summary)
}

/// Opens a whole object as a reader does that knows its true length from a manifest.
fn open_as_long_as(
    key: &Key,
    header: &ExtentHeader,
    object: &[u8],
    cipher_len: u64,
) -> Result<Vec<u8>, SealError> {
    let page = object
        .get(..PAGE_LEN)
        .ok_or(SealError::Malformed("shorter than a page"))?;
    let opener = ExtentOpener::open(key, header, page)?;
    let geometry = opener.geometry();
    let span = geometry.cover(0..geometry.plain_len(cipher_len)?, cipher_len)?;
    let mut plain = Vec::new();
    if span.take == 0 {
        let last = geometry.segment_range(0, cipher_len);
        opener.open_segment(0, true, slice(object, last)?, &mut plain)?;
    } else {
        opener.open_span(&span, slice(object, span.bytes.clone())?, &mut plain)?;
    }
    Ok(plain)
}

fn open(header: &ExtentHeader, object: &[u8]) -> Result<Vec<u8>, SealError> {
    open_as_long_as(&data_key(), header, object, object.len() as u64)
}

fn slice(object: &[u8], range: std::ops::Range<u64>) -> Result<&[u8], SealError> {
    let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
    object.get(range).ok_or(SealError::OutOfRange(
        "the object is shorter than its manifest says",
    ))
}

#[test]
fn content_of_every_awkward_length_comes_back() {
    let plain = noise(200_000);
    for len in [
        0, 1, 2, 65_503, 65_504, 65_505, 131_007, 131_008, 131_009, 200_000,
    ] {
        let (object, summary) = seal(header(), &[&plain[..len]]);
        assert_eq!(summary.plain_len, len as u64);
        assert_eq!(summary.cipher_len, object.len() as u64);
        assert_eq!(
            summary.cipher_len,
            Geometry::default().cipher_len(len as u64)
        );
        assert_eq!(summary.digest, *blake3::hash(&object).as_bytes());
        assert_eq!(
            open(&header(), &object).as_deref(),
            Ok(&plain[..len]),
            "{len} bytes"
        );
    }
}

#[test]
fn an_empty_extent_has_one_empty_segment() {
    let (object, _) = seal(header(), &[]);
    assert_eq!(object.len(), PAGE_LEN + 32);
    let (pushed, _) = seal(header(), &[b"", b""]);
    assert_eq!(pushed.len(), PAGE_LEN + 32);
}

#[test]
fn how_content_is_cut_into_pushes_does_not_show() {
    let plain = noise(30_000);
    let (whole, _) = seal(small(), &[&plain]);
    let pieces: Vec<&[u8]> = plain.chunks(777).collect();
    let (pieced, _) = seal(small(), &pieces);
    let full: Vec<&[u8]> = plain.chunks(PLAIN_SEGMENT).collect();
    let (aligned, _) = seal(small(), &full);
    assert!(whole == pieced && whole == aligned);
}

#[test]
fn a_buffer_that_is_kept_gets_the_same_bytes() {
    let plain = noise(50_000);
    let (expected, _) = seal(small(), &[&plain]);
    let (mut sealer, mut object) = ExtentSealer::new(&data_key(), small(), entropy());
    let mut buffer = vec![0xaa; 3 * SEGMENT];
    for piece in plain.chunks(9000) {
        let announced = sealer.output_len(piece.len());
        let written = sealer.push_to(piece, &mut buffer).unwrap();
        assert_eq!(written, announced);
        object.extend_from_slice(&buffer[..written]);
    }
    sealer.finish(&mut object).unwrap();
    assert!(object == expected);
}

#[test]
fn a_buffer_that_is_too_small_is_refused_and_nothing_is_lost() {
    let plain = noise(2 * PLAIN_SEGMENT + 1);
    let (mut sealer, mut object) = ExtentSealer::new(&data_key(), small(), entropy());
    let mut buffer = vec![0; 2 * SEGMENT];
    assert_eq!(
        sealer.push_to(&plain, &mut buffer[1..]),
        Err(SealError::NoRoom { missing: 1 })
    );
    assert_eq!(sealer.plain_len(), 0);
    let written = sealer.push_to(&plain, &mut buffer).unwrap();
    object.extend_from_slice(&buffer[..written]);
    sealer.finish(&mut object).unwrap();
    assert_eq!(open(&small(), &object), Ok(plain));
}

#[test]
fn an_extent_does_not_outgrow_its_limit() {
    let (mut sealer, mut object) = ExtentSealer::new(&data_key(), header(), entropy());
    let mib = noise(1 << 20);
    for _ in 0..64 {
        object.clear();
        sealer.push(&mib, &mut object).unwrap();
    }
    assert_eq!(sealer.room(), 0);
    assert_eq!(
        sealer.push(&[0], &mut object),
        Err(SealError::ExtentFull {
            limit: Limits::EXTENT_BYTES
        })
    );
    assert_eq!(sealer.push(&[], &mut object), Ok(()));
    assert_eq!(
        sealer.finish(&mut object).unwrap().plain_len,
        Limits::EXTENT_BYTES
    );
}

#[test]
fn nothing_of_the_plaintext_is_in_the_object() {
    let plain = b"4111 1111 1111 1111 ".repeat(1000);
    let (object, _) = seal(small(), &[&plain]);
    assert!(!object.windows(16).any(|window| window == &plain[..16]));
}

#[test]
fn two_seals_of_the_same_content_have_nothing_in_common() {
    let entropy = entropy();
    let mut objects = Vec::new();
    for _ in 0..2 {
        let (mut sealer, mut object) = ExtentSealer::new(&data_key(), small(), entropy.clone());
        sealer.push(&[7; 10_000], &mut object).unwrap();
        sealer.finish(&mut object).unwrap();
        objects.push(object);
    }
    let (one, two) = (&objects[0][PAGE_LEN..], &objects[1][PAGE_LEN..]);
    let equal = one.iter().zip(two).filter(|(a, b)| a == b).count();
    assert!(
        equal < one.len() / 50,
        "{equal} of {} bytes are equal",
        one.len()
    );
}

// ---- what must not open ----

#[test]
fn another_key_does_not_open_it() {
    let (object, _) = seal(small(), &[b"secret"]);
    let len = object.len() as u64;
    assert_eq!(
        open_as_long_as(&Key::from_bytes([43; 32]), &small(), &object, len),
        Err(SealError::Refused)
    );
    let derived = data_key().derive("coffer.extent.v1", &[1]);
    assert_eq!(
        open_as_long_as(&derived, &small(), &object, len),
        Err(SealError::Refused)
    );
}

#[test]
fn moved_anywhere_else_it_does_not_open() {
    let (object, _) = seal(small(), &[b"secret"]);
    let elsewhere: [(ExtentHeader, &str); 8] = [
        (
            ExtentHeader {
                customer: CustomerId::from_bytes([9; 16]),
                ..small()
            },
            "customer",
        ),
        (
            ExtentHeader {
                case: CaseId::from_bytes([9; 16]),
                ..small()
            },
            "case",
        ),
        (
            ExtentHeader {
                file: FileId::from_bytes([9; 16]),
                ..small()
            },
            "file",
        ),
        (
            ExtentHeader {
                version: VersionId::from_bytes([9; 16]),
                ..small()
            },
            "version",
        ),
        (
            ExtentHeader {
                stream: Stream::Spans,
                ..small()
            },
            "stream",
        ),
        (
            ExtentHeader {
                extent: 1,
                ..small()
            },
            "extent number",
        ),
        (
            ExtentHeader {
                key: KeyId::from_bytes([9; 16]),
                ..small()
            },
            "data key",
        ),
        (header(), "segment length"),
    ];
    for (elsewhere, field) in elsewhere {
        assert_eq!(open(&elsewhere, &object), Err(SealError::Mismatch(field)));
    }
}

/// Rewriting the page so that it names the other place does not help: the fields are bound into the message.
#[test]
fn moved_with_its_page_rewritten_it_does_not_open() {
    let (object, _) = seal(small(), &[b"secret"]);
    let elsewhere = [
        ExtentHeader {
            customer: CustomerId::from_bytes([9; 16]),
            ..small()
        },
        ExtentHeader {
            case: CaseId::from_bytes([9; 16]),
            ..small()
        },
        ExtentHeader {
            file: FileId::from_bytes([9; 16]),
            ..small()
        },
        ExtentHeader {
            version: VersionId::from_bytes([9; 16]),
            ..small()
        },
        ExtentHeader {
            stream: Stream::LineIndex,
            ..small()
        },
        ExtentHeader {
            extent: 7,
            ..small()
        },
        ExtentHeader {
            key: KeyId::from_bytes([9; 16]),
            ..small()
        },
    ];
    for elsewhere in elsewhere {
        let (mut forged, _) = seal(elsewhere.clone(), &[b"decoy!"]);
        forged[96..].copy_from_slice(&object[96..]);
        assert_eq!(open(&elsewhere, &forged), Err(SealError::Refused));
    }
}

#[test]
fn a_segment_of_another_message_under_the_same_key_is_refused() {
    let plain = noise(3 * PLAIN_SEGMENT);
    let (victim, _) = seal(small(), &[&plain]);
    let other = ExtentHeader {
        extent: 1,
        ..small()
    };
    let (donor, _) = seal(other, &[&plain]);
    for no in 0..3 {
        let range = PAGE_LEN + no * SEGMENT..PAGE_LEN + (no + 1) * SEGMENT;
        let mut spliced = victim.clone();
        spliced[range.clone()].copy_from_slice(&donor[range]);
        assert_eq!(
            open(&small(), &spliced),
            Err(SealError::Refused),
            "segment {no}"
        );
    }
}

#[test]
fn reordered_repeated_and_dropped_segments_are_refused() {
    let plain = noise(4 * PLAIN_SEGMENT);
    let (object, summary) = seal(small(), &[&plain]);
    let segment =
        |no: usize| object[PAGE_LEN + no * SEGMENT..PAGE_LEN + (no + 1) * SEGMENT].to_vec();
    for order in [
        [1, 0, 2, 3],
        [0, 2, 1, 3],
        [0, 0, 2, 3],
        [0, 1, 3, 2],
        [3, 1, 2, 0],
        [0, 1, 2, 2],
    ] {
        let mut changed = object[..PAGE_LEN].to_vec();
        order.iter().for_each(|&no| changed.extend(segment(no)));
        assert!(open(&small(), &changed).is_err(), "{order:?}");
    }
    for dropped in 0..4 {
        let mut changed = object[..PAGE_LEN].to_vec();
        (0..4)
            .filter(|&no| no != dropped)
            .for_each(|no| changed.extend(segment(no)));
        assert!(
            open(&small(), &changed).is_err(),
            "without segment {dropped}"
        );
        assert!(open_as_long_as(&data_key(), &small(), &changed, summary.cipher_len).is_err());
    }
}

#[test]
fn an_object_cut_anywhere_is_refused() {
    let plain = noise(2 * PLAIN_SEGMENT + 100);
    let (object, summary) = seal(small(), &[&plain]);
    let near_boundaries = (0..3).flat_map(|no| {
        let at = PAGE_LEN + no * SEGMENT;
        at.saturating_sub(40)..at + 40
    });
    for len in near_boundaries
        .chain(object.len() - 140..object.len())
        .chain([0, 1, 95, 96, 169, 170])
    {
        if len < object.len() {
            assert!(
                open(&small(), &object[..len]).is_err(),
                "{len} bytes, judged by what is left"
            );
            let cut = &object[..len];
            assert!(
                open_as_long_as(&data_key(), &small(), cut, summary.cipher_len).is_err(),
                "{len} bytes"
            );
        }
    }
}

#[test]
fn an_object_that_was_extended_is_refused() {
    let (object, _) = seal(small(), &[&noise(PLAIN_SEGMENT + 50)]);
    for extra in [1, 31, 32, 33, 100, SEGMENT - 82, SEGMENT, 2 * SEGMENT] {
        let mut longer = object.clone();
        longer.extend(vec![0; extra]);
        assert!(open(&small(), &longer).is_err(), "{extra} zeros");
        let mut longer = object.clone();
        longer.extend_from_slice(&object[PAGE_LEN..PAGE_LEN + extra.min(SEGMENT)]);
        assert!(open(&small(), &longer).is_err(), "{extra} bytes of itself");
    }
}

#[test]
fn any_flipped_bit_is_noticed() {
    let (object, _) = seal(small(), &[&noise(PLAIN_SEGMENT + 20)]);
    for at in 0..object.len() {
        let mut changed = object.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(open(&small(), &changed).is_err(), "byte {at}");
    }
}

#[test]
fn every_bit_of_the_page_counts() {
    let (object, _) = seal(small(), &[b"x"]);
    for bit in 0..PAGE_LEN * 8 {
        let mut page = object[..PAGE_LEN].to_vec();
        page[bit / 8] ^= 1 << (bit % 8);
        assert!(
            ExtentOpener::open(&data_key(), &small(), &page).is_err(),
            "bit {bit}"
        );
    }
}

#[test]
fn unknown_versions_suites_and_streams_are_named() {
    let (object, _) = seal(small(), &[b"x"]);
    let with = |at: usize, value: u8| {
        let mut page = object[..PAGE_LEN].to_vec();
        page[at] = value;
        ExtentHeader::read(&page).unwrap_err()
    };
    assert_eq!(
        with(4, 2),
        SealError::UnknownVersion {
            format: "an extent",
            version: 2
        }
    );
    for suite in [0, 2, 3, 255] {
        assert_eq!(with(5, suite), SealError::UnknownAlgorithm(suite));
    }
    for stream in [0, 6, 255] {
        assert_eq!(with(6, stream), SealError::Malformed("an unknown stream"));
    }
    assert!(matches!(with(0, b'X'), SealError::Malformed(_)));
    assert!(matches!(with(7, 1), SealError::Malformed(_)));
    assert!(matches!(with(PAGE_LEN - 1, 1), SealError::Malformed(_)));
    assert!(
        matches!(with(11, 1), SealError::Malformed(_)),
        "segment length that is no power of two"
    );
}

#[test]
fn a_page_tells_what_it_claims_without_a_key() {
    let (object, _) = seal(small(), &[b"x"]);
    assert_eq!(ExtentHeader::read(&object[..PAGE_LEN]), Ok(small()));
    assert!(ExtentHeader::read(&object[..PAGE_LEN - 1]).is_err());
    assert!(ExtentHeader::read(&object[..=PAGE_LEN]).is_err());
    assert!(ExtentHeader::read(&[]).is_err());
}

#[test]
fn a_range_with_one_bad_segment_releases_nothing() {
    let plain = noise(4 * PLAIN_SEGMENT);
    let (mut object, summary) = seal(small(), &[&plain]);
    object[PAGE_LEN + 2 * SEGMENT + 500] ^= 1;
    let opener = ExtentOpener::open(&data_key(), &small(), &object[..PAGE_LEN]).unwrap();
    let span = opener
        .geometry()
        .cover(100..plain.len() as u64, summary.cipher_len)
        .unwrap();
    let mut out = b"before".to_vec();
    let bytes = slice(&object, span.bytes.clone()).unwrap();
    assert_eq!(
        opener.open_span(&span, bytes, &mut out),
        Err(SealError::Refused)
    );
    assert_eq!(out, b"before");
    // What lies before the damage is still readable.
    let span = opener
        .geometry()
        .cover(100..200, summary.cipher_len)
        .unwrap();
    opener
        .open_span(&span, slice(&object, span.bytes.clone()).unwrap(), &mut out)
        .unwrap();
    assert_eq!(&out[6..], &plain[100..200]);
}

#[test]
fn a_span_given_other_bytes_is_refused() {
    let plain = noise(4 * PLAIN_SEGMENT);
    let (object, summary) = seal(small(), &[&plain]);
    let opener = ExtentOpener::open(&data_key(), &small(), &object[..PAGE_LEN]).unwrap();
    let span = opener.geometry().cover(0..100, summary.cipher_len).unwrap();
    let mut out = Vec::new();
    for bytes in [
        &object[PAGE_LEN..PAGE_LEN + SEGMENT - 1],
        &object[PAGE_LEN..PAGE_LEN + 2 * SEGMENT],
        &[],
    ] {
        assert!(opener.open_span(&span, bytes, &mut out).is_err());
    }
    assert!(
        opener
            .open_span(
                &span,
                &object[PAGE_LEN + SEGMENT..PAGE_LEN + 2 * SEGMENT],
                &mut out
            )
            .is_err()
    );
    assert!(out.is_empty());
}

#[test]
fn the_last_segment_is_not_taken_for_one_in_the_middle() {
    let plain = noise(2 * PLAIN_SEGMENT);
    let (object, _) = seal(small(), &[&plain]);
    let opener = ExtentOpener::open(&data_key(), &small(), &object[..PAGE_LEN]).unwrap();
    let (first, last) = object[PAGE_LEN..].split_at(SEGMENT);
    let mut out = Vec::new();
    assert!(opener.open_segment(0, true, first, &mut out).is_err());
    assert!(opener.open_segment(1, false, last, &mut out).is_err());
    assert!(opener.open_segment(0, false, first, &mut out).is_ok());
    assert!(opener.open_segment(1, true, last, &mut out).is_ok());
    assert_eq!(out, plain);
}

/// The bytes of the format are fixed: this object was computed by an unrelated program, written from
/// `docs/formats/sealed-stream.md`, with the random bytes that the test entropy gives.
#[test]
fn the_bytes_are_those_of_the_specification() {
    let expected = data_encoding::HEXLOWER
        .decode(
            include_str!("vectors/coffer-extent-4096.hex")
                .trim()
                .as_bytes(),
        )
        .unwrap();
    let plain: Vec<u8> = (0..5000_u32)
        .map(|n| u8::try_from(n % 253).unwrap())
        .collect();
    let (object, _) = seal(small(), &[&plain]);
    assert_eq!(
        blake3::hash(&object[..96]),
        blake3::hash(&expected[..96]),
        "the fields of the page"
    );
    assert!(object == expected);
    assert_eq!(open(&small(), &expected), Ok(plain));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_range_of_any_content_comes_back(
        len in 0_usize..40_000,
        cuts in prop::collection::vec(0_usize..9000, 0..12),
        (a, b) in (0.0..=1.0_f64, 0.0..=1.0_f64),
    ) {
        let plain = noise(len);
        let mut pieces = Vec::new();
        let mut rest = &plain[..];
        for cut in cuts {
            let (piece, tail) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece);
            rest = tail;
        }
        pieces.push(rest);
        let (object, summary) = seal(small(), &pieces);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a fraction of a small length")]
        let at = |fraction: f64| (fraction * len as f64) as usize;
        let (start, end) = (at(a).min(at(b)), at(a).max(at(b)));
        let opener = ExtentOpener::open(&data_key(), &small(), &object[..PAGE_LEN]).unwrap();
        let span = opener.geometry().cover(start as u64..end as u64, summary.cipher_len).unwrap();
        let mut out = Vec::new();
        opener.open_span(&span, slice(&object, span.bytes.clone()).unwrap(), &mut out).unwrap();
        prop_assert_eq!(out, &plain[start..end]);
    }

    #[test]
    fn hostile_pages_are_refused_without_a_panic(mut page in prop::collection::vec(any::<u8>(), 0..200), full: bool) {
        if full {
            page.resize(PAGE_LEN, 0);
            page[..4].copy_from_slice(b"CFB1");
        }
        prop_assert!(ExtentOpener::open(&data_key(), &small(), &page).is_err());
    }
}
