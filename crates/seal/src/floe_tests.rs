//! FLOE against published vectors and against an unrelated implementation on unrelated primitives.

#![allow(
    clippy::unwrap_used,
    reason = "a test whose preparation fails has failed"
)]

use coffer_model::Entropy;
use data_encoding::HEXLOWER_PERMISSIVE;
use proptest::prelude::*;

use super::*;

const AAD: &[u8] = b"This is AAD";

/// A stream of bytes that never repeats: SHA-256 in counter mode.
struct Counted(std::sync::atomic::AtomicU64);

impl Entropy for Counted {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            chunk.copy_from_slice(&crate::sha256(&n.to_be_bytes())[..chunk.len()]);
        }
    }
}

fn entropy() -> Counted {
    Counted(std::sync::atomic::AtomicU64::new(0))
}

fn seal_all(key: &Key, params: Params, aad: &[u8], plain: &[u8]) -> Vec<u8> {
    let entropy = entropy();
    let (mut sealer, header) = Encryptor::new(key, params, aad, &entropy);
    let mut out = header.to_vec();
    let full = params.plain_len();
    let count = plain.len().div_ceil(full).max(1);
    for no in 0..count {
        let piece = &plain[no * full..plain.len().min((no + 1) * full)];
        let mut segment = vec![0; piece.len() + OVERHEAD];
        sealer
            .seal(
                piece,
                no + 1 == count,
                (&entropy as &dyn Entropy).bytes(),
                &mut segment,
            )
            .unwrap();
        out.extend(segment);
    }
    out
}

/// Opens a whole message; which segment is the last follows from where the bytes end.
fn open_all(key: &Key, params: Params, aad: &[u8], message: &[u8]) -> Result<Vec<u8>, SealError> {
    let (header, body) = message
        .split_first_chunk::<HEADER_LEN>()
        .ok_or(SealError::Malformed("short"))?;
    let opener = Decryptor::new(key, params, aad, header)?;
    let segments: Vec<_> = body.chunks(params.segment_len as usize).collect();
    let mut plain = Vec::new();
    for (no, segment) in segments.iter().enumerate() {
        let start = plain.len();
        plain.resize(start + segment.len().saturating_sub(OVERHEAD), 0);
        opener.open(
            no as u64,
            no + 1 == segments.len(),
            segment,
            &mut plain[start..],
        )?;
    }
    if segments.is_empty() {
        Err(SealError::Malformed("no segment"))
    } else {
        Ok(plain)
    }
}

fn hex(text: &str) -> Vec<u8> {
    HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).unwrap()
}

macro_rules! vector {
    ($name:literal) => {
        (
            hex(include_str!(concat!("../tests/vectors/", $name, ".ct.hex"))),
            hex(include_str!(concat!("../tests/vectors/", $name, ".pt.hex"))),
        )
    };
}

const fn rotating(segment_len: u32, rotation_bits: u32) -> Params {
    Params {
        segment_len,
        rotation_bits,
    }
}

fn published() -> Vec<(Params, Vec<u8>, Vec<u8>)> {
    [
        (Params::new(64), vector!("floe-cpp-64")),
        (rotating(40, 2), vector!("floe-cpp-rotation-40")),
        (Params::new(40), vector!("floe-empty-last-40")),
    ]
    .map(|(params, (sealed, plain))| (params, sealed, plain))
    .into()
}

#[test]
fn published_messages_open() {
    for (params, sealed, plain) in published() {
        assert_eq!(
            open_all(&Key::from_bytes([0; 32]), params, AAD, &sealed),
            Ok(plain)
        );
    }
}

#[test]
fn a_published_message_with_any_bit_flipped_is_refused() {
    for (params, sealed, _) in published() {
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(
                open_all(&Key::from_bytes([0; 32]), params, AAD, &changed).is_err(),
                "bit {bit}"
            );
        }
    }
}

#[test]
fn a_published_message_cut_anywhere_is_refused() {
    for (params, sealed, _) in published() {
        for len in 0..sealed.len() {
            assert!(
                open_all(&Key::from_bytes([0; 32]), params, AAD, &sealed[..len]).is_err(),
                "{len} bytes"
            );
        }
    }
}

#[test]
fn keys_that_rotate_are_needed_where_they_rotate() {
    let (sealed, _) = vector!("floe-cpp-rotation-40");
    for bits in [0, 1, 3, 20] {
        assert_eq!(
            open_all(&Key::from_bytes([0; 32]), rotating(40, bits), AAD, &sealed),
            Err(SealError::Refused)
        );
    }
}

/// The draft derived segment keys in another way: its header verifies and its segments must not.
#[test]
fn a_message_of_an_earlier_draft_is_refused() {
    let (sealed, _) = vector!("floe-draft-64");
    let header: &[u8; HEADER_LEN] = sealed.first_chunk().unwrap();
    let opener = Decryptor::new(&Key::from_bytes([0; 32]), Params::new(64), AAD, header).unwrap();
    let mut out = [0; 32];
    assert_eq!(
        opener.open(0, false, &sealed[HEADER_LEN..HEADER_LEN + 64], &mut out),
        Err(SealError::Refused)
    );
}

#[test]
fn another_key_other_data_or_other_parameters_are_refused() {
    let (sealed, _) = vector!("floe-cpp-64");
    let zero = || Key::from_bytes([0; 32]);
    assert_eq!(
        open_all(&Key::from_bytes([1; 32]), Params::new(64), AAD, &sealed),
        Err(SealError::Refused)
    );
    assert_eq!(
        open_all(&zero(), Params::new(64), b"This is AAd", &sealed),
        Err(SealError::Refused)
    );
    assert_eq!(
        open_all(&zero(), Params::new(64), b"", &sealed),
        Err(SealError::Refused)
    );
    assert!(matches!(
        open_all(&zero(), Params::new(65), AAD, &sealed),
        Err(SealError::Malformed(_))
    ));
}

#[test]
fn a_segment_opens_only_at_its_position_and_in_its_role() {
    let (sealed, _) = vector!("floe-cpp-64");
    let header: &[u8; HEADER_LEN] = sealed.first_chunk().unwrap();
    let opener = Decryptor::new(&Key::from_bytes([0; 32]), Params::new(64), AAD, header).unwrap();
    let first = &sealed[HEADER_LEN..HEADER_LEN + 64];
    let mut out = [0; 32];
    assert_eq!(opener.open(0, false, first, &mut out), Ok(()));
    for position in [1, 2, 1 << 20, (1 << 40) - 1] {
        assert_eq!(
            opener.open(position, false, first, &mut out),
            Err(SealError::Refused)
        );
    }
    assert!(opener.open(1 << 40, false, first, &mut out).is_err());
    assert!(opener.open(0, true, first, &mut out).is_err());
    // Rewriting the length field does not make a last segment of it.
    let mut as_last = first.to_vec();
    as_last[..4].copy_from_slice(&64_u32.to_be_bytes());
    assert_eq!(
        opener.open(0, true, &as_last, &mut out),
        Err(SealError::Refused)
    );
}

#[test]
fn segments_of_the_wrong_length_are_not_sealed() {
    let entropy = entropy();
    let (mut sealer, _) = Encryptor::new(&Key::from_bytes([0; 32]), Params::new(64), AAD, &entropy);
    let mut out = [0; 128];
    assert!(
        sealer
            .seal(&[0; 31], false, [0; 12], &mut out[..63])
            .is_err()
    );
    assert!(
        sealer
            .seal(&[0; 33], true, [0; 12], &mut out[..65])
            .is_err()
    );
    assert!(
        sealer
            .seal(&[0; 32], false, [0; 12], &mut out[..63])
            .is_err()
    );
    assert!(
        sealer
            .seal(&[0; 32], false, [0; 12], &mut out[..64])
            .is_ok()
    );
}

fn theirs(segment_len: u32) -> fast_floe::Parameters {
    fast_floe::Parameters::with_segment_length(segment_len).unwrap()
}

fn agree(key: [u8; 32], segment_len: u32, aad: &[u8], plain: &[u8]) {
    let params = Params::new(segment_len);
    let (ours, other) = (Key::from_bytes(key), fast_floe::Key::from_bytes(key));
    let sealed = seal_all(&ours, params, aad, plain);
    let opened =
        fast_floe::decrypt_with_parameters(&other, aad, theirs(segment_len), &sealed).unwrap();
    assert_eq!(opened, plain, "sealed here, opened there");
    let sealed = fast_floe::encrypt(&other, aad, theirs(segment_len), plain).unwrap();
    assert_eq!(
        open_all(&ours, params, aad, &sealed).as_deref(),
        Ok(plain),
        "sealed there, opened here"
    );
}

#[test]
fn both_implementations_agree_at_the_boundaries_of_our_segments() {
    let plain: Vec<u8> = (0_u32..140_000)
        .flat_map(|n| u8::try_from(n % 251))
        .collect();
    for len in [
        0, 1, 65_503, 65_504, 65_505, 131_007, 131_008, 131_009, 140_000,
    ] {
        agree([7; 32], 65_536, &[3; 48], &plain[..len]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_implementations_agree(
        key: [u8; 32],
        segment_len in 64_u32..5000,
        aad in prop::collection::vec(any::<u8>(), 0..100),
        plain in prop::collection::vec(any::<u8>(), 0..12_000),
    ) {
        agree(key, segment_len, &aad, &plain);
    }

    #[test]
    fn hostile_bytes_are_refused_without_a_panic(
        message in prop::collection::vec(any::<u8>(), 0..400),
        segment_len in 40_u32..200,
    ) {
        prop_assert!(open_all(&Key::from_bytes([0; 32]), Params::new(segment_len), AAD, &message).is_err());
    }
}
