//! FLOE: AES-256-GCM with HKDF-SHA-384, random access, key commitment (<https://c2sp.org/FLOE>).
//!
//! The names follow the specification. A message is a header of 74 bytes and segments of one length, the last of which
//! may be shorter. Each segment has a random IV of its own and is bound to its position and to whether it is the last.

use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce};
use aws_lc_rs::hkdf;
use coffer_model::Entropy;
use zeroize::Zeroizing;

use crate::aead::{NONCE_LEN, TAG_LEN, cipher};
use crate::key::Len;
use crate::{Key, SealError, constant_time_eq};

/// Bytes of the header: parameters 10, IV 32, tag 32.
pub(crate) const HEADER_LEN: usize = 74;
/// How many bytes longer a segment is than its plaintext: length 4, IV 12, tag 16.
pub(crate) const OVERHEAD: usize = 4 + NONCE_LEN + TAG_LEN;
/// Bytes of the IV of a segment.
pub(crate) const IV_LEN: usize = NONCE_LEN;

const PARAMS_LEN: usize = 10;
const FLOE_IV_LEN: usize = 32;
const HEADER_TAG_LEN: usize = 32;
const KDF_KEY_LEN: usize = 48;
const NOT_FINAL: u32 = u32::MAX;
const MAX_SEGMENTS: u64 = 1 << 40;

/// What distinguishes one member of the FLOE family from another. Only the segment length is free.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Params {
    segment_len: u32,
    /// 2 to this power segments share one AEAD key.
    rotation_bits: u32,
}

impl Params {
    /// Segments of this many bytes, overhead included.
    pub(crate) const fn new(segment_len: u32) -> Self {
        Self {
            segment_len,
            rotation_bits: 20,
        }
    }

    /// Bytes of plaintext in a full segment.
    pub(crate) const fn plain_len(self) -> usize {
        self.segment_len as usize - OVERHEAD
    }

    fn encode(self) -> [u8; PARAMS_LEN] {
        // AEAD_ID 0 is AES-GCM-256, KDF_ID 0 is HKDF-Expand-SHA-384.
        let mut out = [0; PARAMS_LEN];
        out[2..6].copy_from_slice(&self.segment_len.to_be_bytes());
        out[9] = 32;
        out
    }
}

/// What sealing and opening share: `State` of the specification.
struct State {
    params: Params,
    iv: [u8; FLOE_IV_LEN],
    aad: Vec<u8>,
    message_key: Zeroizing<[u8; KDF_KEY_LEN]>,
}

impl State {
    /// Derives the message key, and the tag that the header carries.
    fn start(
        key: &Key,
        params: Params,
        iv: [u8; FLOE_IV_LEN],
        aad: &[u8],
    ) -> (Self, [u8; HEADER_TAG_LEN]) {
        let mut tag = [0; HEADER_TAG_LEN];
        kdf(key.expose(), params, &iv, &[b"HEADER_TAG:", aad], &mut tag);
        let mut message_key = Zeroizing::new([0; KDF_KEY_LEN]);
        kdf(
            key.expose(),
            params,
            &iv,
            &[b"MESSAGE_KEY:", aad],
            &mut message_key[..],
        );
        (
            Self {
                params,
                iv,
                aad: aad.to_vec(),
                message_key,
            },
            tag,
        )
    }

    /// The first position that uses the same AEAD key as `position`.
    const fn key_position(&self, position: u64) -> u64 {
        position >> self.params.rotation_bits << self.params.rotation_bits
    }

    fn segment_key(&self, key_position: u64) -> LessSafeKey {
        let mut key = Zeroizing::new([0; 32]);
        let purpose: [&[u8]; 3] = [b"DEK:", &key_position.to_be_bytes(), &self.aad];
        kdf(
            &self.message_key[..],
            self.params,
            &self.iv,
            &purpose,
            &mut key[..],
        );
        cipher(&key)
    }
}

/// `FLOE_KDF`: HKDF-Expand over parameters, IV, purpose and associated data.
fn kdf(
    prk: &[u8],
    params: Params,
    iv: &[u8; FLOE_IV_LEN],
    purpose_and_aad: &[&[u8]],
    out: &mut [u8],
) {
    let params = params.encode();
    let mut info: [&[u8]; 5] = [&[]; 5];
    info[0] = &params;
    info[1] = iv;
    info[2..2 + purpose_and_aad.len()].copy_from_slice(purpose_and_aad);
    hkdf::Prk::new_less_safe(hkdf::HKDF_SHA384, prk)
        .expand(&info, Len(out.len()))
        .and_then(|okm| okm.fill(out))
        .expect("48 bytes are within what HKDF-SHA-384 can give");
}

fn segment_aad(position: u64, last: bool) -> Aad<[u8; 9]> {
    let mut aad = [0; 9];
    aad[..8].copy_from_slice(&position.to_be_bytes());
    aad[8] = u8::from(last);
    Aad::from(aad)
}

/// Seals the segments of one message, in order.
pub(crate) struct Encryptor {
    state: State,
    segment_key: LessSafeKey,
    key_position: u64,
    position: u64,
}

impl Encryptor {
    /// Starts a message, and gives its header.
    pub(crate) fn new(
        key: &Key,
        params: Params,
        aad: &[u8],
        entropy: &dyn Entropy,
    ) -> (Self, [u8; HEADER_LEN]) {
        let iv: [u8; FLOE_IV_LEN] = entropy.bytes();
        let (state, tag) = State::start(key, params, iv, aad);
        let mut header = [0; HEADER_LEN];
        header[..PARAMS_LEN].copy_from_slice(&params.encode());
        header[PARAMS_LEN..PARAMS_LEN + FLOE_IV_LEN].copy_from_slice(&iv);
        header[PARAMS_LEN + FLOE_IV_LEN..].copy_from_slice(&tag);
        let segment_key = state.segment_key(0);
        (
            Self {
                state,
                segment_key,
                key_position: 0,
                position: 0,
            },
            header,
        )
    }

    /// Seals the next segment into `out`, which is exactly [`OVERHEAD`] longer than `plain`. A segment that is not the
    /// last must be full.
    pub(crate) fn seal(
        &mut self,
        plain: &[u8],
        last: bool,
        iv: [u8; IV_LEN],
        out: &mut [u8],
    ) -> Result<(), SealError> {
        let full = self.state.params.plain_len();
        if out.len() != plain.len() + OVERHEAD
            || plain.len() > full
            || (!last && plain.len() != full)
        {
            return Err(SealError::OutOfRange("a segment of the wrong length"));
        }
        if self.position >= MAX_SEGMENTS - u64::from(!last) {
            return Err(SealError::OutOfRange(
                "more segments than a message may have",
            ));
        }
        let key_position = self.state.key_position(self.position);
        if key_position != self.key_position {
            self.segment_key = self.state.segment_key(key_position);
            self.key_position = key_position;
        }
        let length = u32::try_from(out.len())
            .map_err(|_| SealError::OutOfRange("a segment of the wrong length"))?;
        let (prefix, body) = out.split_at_mut(4 + IV_LEN);
        prefix[..4].copy_from_slice(&(if last { length } else { NOT_FINAL }).to_be_bytes());
        prefix[4..].copy_from_slice(&iv);
        let (text, tag) = body.split_at_mut(plain.len());
        self.segment_key
            .seal_out_of_place_scatter(
                Nonce::assume_unique_for_key(iv),
                segment_aad(self.position, last),
                plain,
                text,
                &[],
                tag,
            )
            .expect("a segment is far below the 64 GiB that GCM can seal");
        self.position += 1;
        Ok(())
    }
}

/// Opens segments of one message, in any order.
pub(crate) struct Decryptor {
    state: State,
    /// The key of the first 2^20 segments, which is the only one that an extent uses.
    first_key: LessSafeKey,
}

impl Decryptor {
    /// Checks a header against the key and the associated data.
    pub(crate) fn new(
        key: &Key,
        params: Params,
        aad: &[u8],
        header: &[u8; HEADER_LEN],
    ) -> Result<Self, SealError> {
        let (encoded, rest) = header.split_at(PARAMS_LEN);
        if encoded != params.encode() {
            return Err(SealError::Malformed(
                "other parameters in the header of the message",
            ));
        }
        let (iv, tag) = rest.split_at(FLOE_IV_LEN);
        let mut own_iv = [0; FLOE_IV_LEN];
        own_iv.copy_from_slice(iv);
        let (state, expected) = State::start(key, params, own_iv, aad);
        if !constant_time_eq(&expected, tag) {
            return Err(SealError::Refused);
        }
        let first_key = state.segment_key(0);
        Ok(Self { state, first_key })
    }

    /// Opens the segment at `position` into `out`, which is exactly [`OVERHEAD`] shorter than `segment`.
    pub(crate) fn open(
        &self,
        position: u64,
        last: bool,
        segment: &[u8],
        out: &mut [u8],
    ) -> Result<(), SealError> {
        let full = self.state.params.segment_len as usize;
        if position >= MAX_SEGMENTS {
            return Err(SealError::OutOfRange(
                "more segments than a message may have",
            ));
        }
        if segment.len() < OVERHEAD || segment.len() > full || (!last && segment.len() != full) {
            return Err(SealError::Malformed("a segment of the wrong length"));
        }
        if out.len() != segment.len() - OVERHEAD {
            return Err(SealError::OutOfRange("an output of the wrong length"));
        }
        let (length, rest) = segment.split_at(4);
        let expected = if last {
            u32::try_from(segment.len())
                .map_err(|_| SealError::Malformed("a segment of the wrong length"))?
        } else {
            NOT_FINAL
        };
        if length != expected.to_be_bytes() {
            return Err(SealError::Malformed(
                "a segment whose length field says otherwise",
            ));
        }
        let (iv, body) = rest.split_at(IV_LEN);
        let (text, tag) = body.split_at(body.len() - TAG_LEN);
        let mut nonce = [0; IV_LEN];
        nonce.copy_from_slice(iv);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let aad = segment_aad(position, last);
        let key_position = self.state.key_position(position);
        if key_position == 0 {
            self.first_key
                .open_separate_gather(nonce, aad, text, tag, out)
        } else {
            self.state
                .segment_key(key_position)
                .open_separate_gather(nonce, aad, text, tag, out)
        }
        .map_err(|_| SealError::Refused)
    }
}

#[cfg(test)]
#[path = "floe_tests.rs"]
mod tests;
