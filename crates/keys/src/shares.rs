//! A root key, split among people so that any few of them can restore it and fewer learn nothing (Shamir, 1979).
//!
//! Shamir's scheme alone does not notice a changed share: it silently gives another secret. So a share carries more.
//! A checksum finds mistyped letters without any other share. A check value, derived from the secret, tells whether
//! what was combined is the secret. A code under a key derived from the secret tells, once it is combined, which share
//! was changed.
//!
//! | Offset | Bytes | Content |
//! |---|---|---|
//! | 0 | 1 | version, 1 |
//! | 1 | 1 | threshold |
//! | 2 | 1 | count |
//! | 3 | 1 | index, from 1 |
//! | 4 | 16 | id of the root key |
//! | 20 | 4 | its generation, big-endian |
//! | 24 | 8 | random bytes that name the set |
//! | 32 | 32 | the share of the secret |
//! | 64 | 16 | check value of the secret |
//! | 80 | 16 | authentication code of bytes 0 to 79 |
//! | 96 | 4 | checksum: the front of SHA-256 of bytes 0 to 95 |
//!
//! Printed, that is `CFS1` and 32 groups of five letters and digits in the alphabet of Crockford, which has no letter
//! that looks like a digit. Reading forgives case, spaces, hyphens, line ends, and `O` for `0` and `I` or `L` for `1`.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use coffer_model::{Entropy, KeyId};
use coffer_seal::{Key, constant_time_eq, hmac, sha256};
use data_encoding::{Encoding, Specification};
use rand_core::{TryCryptoRng, TryRng};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;
const LEN: usize = 100;
const PREFIX: &str = "CFS1";
const GROUP: usize = 5;
/// The longest text that is read, in bytes.
const MAX_TEXT: usize = 1000;
/// The most people a key is split among.
const MAX_COUNT: u8 = 16;

const SECRET: std::ops::Range<usize> = 32..64;
const CHECK: std::ops::Range<usize> = 64..80;
const CODE: std::ops::Range<usize> = 80..96;
const SUM: std::ops::Range<usize> = 96..100;

/// Which root key a set of shares restores, and which set it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetId {
    /// The root key.
    pub key: KeyId,
    /// Its generation.
    pub generation: u32,
    /// What tells this set from others of the same key.
    pub deal: [u8; 8],
}

impl SetId {
    /// A new set for this key.
    #[must_use]
    pub fn new(key: KeyId, generation: u32, entropy: &dyn Entropy) -> Self {
        Self {
            key,
            generation,
            deal: entropy.bytes(),
        }
    }
}

/// Why shares were not split, read or combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// These numbers of people make no sense.
    #[error("a key is split among 2 to 16 people, and 2 of them or more must be needed")]
    Numbers,
    /// The text is not a share.
    #[error("not a recovery share: {0}")]
    Malformed(&'static str),
    /// The share is of a version that this program does not know.
    #[error("a recovery share of version {0}, which is unknown here")]
    UnknownVersion(u8),
    /// The checksum does not match.
    #[error("the share was mistyped or is damaged: compare it with the paper")]
    Mistyped,
    /// Not enough shares.
    #[error("{have} shares are here, and {need} are needed")]
    TooFew {
        /// How many there are.
        have: usize,
        /// How many it takes.
        need: usize,
    },
    /// A share of another set.
    #[error("share {index} belongs to another set than the first share")]
    Mixed {
        /// Its number in its own set.
        index: u8,
    },
    /// A share was given twice.
    #[error("share {index} was given twice")]
    Repeated {
        /// Its number.
        index: u8,
    },
    /// This share was changed by somebody who knew how. The others are genuine and sufficient.
    #[error("share {index} was tampered with: leave it out, and find out who held it")]
    Tampered {
        /// Its number.
        index: u8,
    },
    /// At least one share was changed by somebody who knew how, and there are too few to say which.
    #[error("a share was tampered with: add another share to find out which")]
    SomeTampered,
}

/// One person's part of a root key. Printed with `Display`, which shows it; `Debug` does not.
#[derive(Clone, PartialEq, Eq)]
pub struct Share([u8; LEN]);

impl Share {
    /// Its number within its set, from 1.
    #[must_use]
    pub const fn index(&self) -> u8 {
        self.0[3]
    }

    /// How many shares of its set restore the key.
    #[must_use]
    pub const fn threshold(&self) -> u8 {
        self.0[1]
    }

    /// How many shares its set has.
    #[must_use]
    pub const fn count(&self) -> u8 {
        self.0[2]
    }

    /// Its set.
    #[must_use]
    pub fn set(&self) -> SetId {
        let (mut key, mut generation, mut deal) = ([0; 16], [0; 4], [0; 8]);
        key.copy_from_slice(&self.0[4..20]);
        generation.copy_from_slice(&self.0[20..24]);
        deal.copy_from_slice(&self.0[24..32]);
        SetId {
            key: KeyId::from_bytes(key),
            generation: u32::from_be_bytes(generation),
            deal,
        }
    }

    /// What all shares of a set have in common: numbers, set and check value.
    fn common(&self) -> (&[u8], &[u8], &[u8]) {
        (&self.0[..3], &self.0[4..32], &self.0[CHECK])
    }

    fn point(&self) -> Result<blahaj::Share, ShareError> {
        let mut bytes = Zeroizing::new([0; 33]);
        bytes[0] = self.index();
        bytes[1..].copy_from_slice(&self.0[SECRET]);
        blahaj::Share::try_from(&bytes[..])
            .map_err(|_| ShareError::Malformed("no share of a secret in it"))
    }

    fn checked(bytes: [u8; LEN]) -> Result<Self, ShareError> {
        let share = Self(bytes);
        if share.0[SUM] != sha256(&share.0[..SUM.start])[..SUM.len()] {
            return Err(ShareError::Mistyped);
        }
        if share.0[0] != VERSION {
            return Err(ShareError::UnknownVersion(share.0[0]));
        }
        if check_numbers(share.threshold(), share.count()).is_err()
            || !(1..=share.count()).contains(&share.index())
        {
            return Err(ShareError::Malformed("numbers that make no sense"));
        }
        Ok(share)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Share {}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share")
            .field("index", &self.index())
            .field("threshold", &self.threshold())
            .field("count", &self.count())
            .field("set", &self.set())
            .finish_non_exhaustive()
    }
}

static ALPHABET: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.translate.from.push_str("abcdefghjkmnpqrstvwxyzoOiIlL");
    spec.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    spec.ignore.push_str("- \t\r\n");
    spec.encoding().expect("a constant alphabet of 32 symbols")
});

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        let letters = Zeroizing::new(ALPHABET.encode(&self.0));
        for group in letters.as_bytes().chunks(GROUP) {
            write!(f, "-{}", str::from_utf8(group).unwrap_or_default())?;
        }
        Ok(())
    }
}

impl FromStr for Share {
    type Err = ShareError;

    fn from_str(text: &str) -> Result<Self, ShareError> {
        let text = text.trim();
        if text.len() > MAX_TEXT {
            return Err(ShareError::Malformed("longer than a share can be"));
        }
        let letters = match text.split_at_checked(PREFIX.len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
            _ => return Err(ShareError::Malformed("it does not begin with CFS1")),
        };
        let decoded = ALPHABET
            .decode(letters.as_bytes())
            .map_err(|_| ShareError::Malformed("letters are missing or wrong"))?;
        let decoded = Zeroizing::new(decoded);
        let mut bytes = <[u8; LEN]>::try_from(decoded.as_slice())
            .map_err(|_| ShareError::Malformed("letters are missing or too many"))?;
        let share = Self::checked(bytes);
        bytes.zeroize();
        share
    }
}

const fn check_numbers(threshold: u8, count: u8) -> Result<(), ShareError> {
    if threshold < 2 || count < threshold || count > MAX_COUNT {
        Err(ShareError::Numbers)
    } else {
        Ok(())
    }
}

/// The keyed facts about a secret that its shares carry.
struct Facts {
    check: [u8; 16],
    code_key: Key,
}

impl Facts {
    /// `common` is what all shares have in common but the check value: numbers and set.
    fn of(secret: &Key, numbers: &[u8], set: &[u8]) -> Self {
        let context = [numbers, set].concat();
        let mut check = [0; 16];
        check.copy_from_slice(&secret.derive("coffer.share.check.v1", &context).expose()[..16]);
        Self {
            check,
            code_key: secret.derive("coffer.share.code.v1", &context),
        }
    }

    fn code(&self, share: &[u8; LEN]) -> [u8; 16] {
        let mut code = [0; 16];
        code.copy_from_slice(&hmac(&self.code_key, &[&share[..CODE.start]])[..16]);
        code
    }
}

/// Randomness in the form that the splitting wants.
struct Source<'a>(&'a dyn Entropy);

impl TryRng for Source<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Source<'_> {}

/// Splits a key into `count` shares, any `threshold` of which give it back.
///
/// # Errors
/// [`ShareError::Numbers`] unless 2 ≤ threshold ≤ count ≤ 16.
pub fn split(
    secret: &Key,
    threshold: u8,
    count: u8,
    entropy: &dyn Entropy,
    set: &SetId,
) -> Result<Vec<Share>, ShareError> {
    check_numbers(threshold, count)?;
    let points = blahaj::Sharks(threshold)
        .dealer_rng(secret.expose(), &mut Source(entropy))
        .take(usize::from(count));
    let mut shares = Vec::with_capacity(usize::from(count));
    for point in points {
        let point = Zeroizing::new(Vec::from(&point));
        let mut share = Share([0; LEN]);
        let bytes = &mut share.0;
        bytes[..4].copy_from_slice(&[VERSION, threshold, count, point[0]]);
        bytes[4..20].copy_from_slice(set.key.as_bytes());
        bytes[20..24].copy_from_slice(&set.generation.to_be_bytes());
        bytes[24..32].copy_from_slice(&set.deal);
        bytes[SECRET].copy_from_slice(&point[1..]);
        let facts = Facts::of(secret, &bytes[..3], &bytes[4..32]);
        bytes[CHECK].copy_from_slice(&facts.check);
        let code = facts.code(bytes);
        bytes[CODE].copy_from_slice(&code);
        let sum = sha256(&bytes[..SUM.start]);
        bytes[SUM].copy_from_slice(&sum[..SUM.len()]);
        shares.push(share);
    }
    Ok(shares)
}

/// Combines shares of one set into the key that was split.
///
/// # Errors
/// Names what is wrong: too few shares, one of another set, one given twice, one that was changed.
pub fn combine(shares: &[Share]) -> Result<Key, ShareError> {
    let Some(first) = shares.first() else {
        return Err(ShareError::TooFew { have: 0, need: 2 });
    };
    for (at, share) in shares.iter().enumerate() {
        if share.common() != first.common() {
            return Err(ShareError::Mixed {
                index: share.index(),
            });
        }
        if shares[..at]
            .iter()
            .any(|earlier| earlier.index() == share.index())
        {
            return Err(ShareError::Repeated {
                index: share.index(),
            });
        }
    }
    let need = usize::from(first.threshold());
    if shares.len() < need {
        return Err(ShareError::TooFew {
            have: shares.len(),
            need,
        });
    }
    // At most 16 shares of distinct index, hence at most 12,870 selections; the first succeeds unless one was changed.
    for selection in selections(shares.len(), need) {
        let chosen: Vec<&Share> = selection.iter().map(|at| &shares[*at]).collect();
        if let Some((secret, facts)) = try_combine(&chosen)? {
            let tampered = shares
                .iter()
                .find(|share| !constant_time_eq(&share.0[CODE], &facts.code(&share.0)));
            return match tampered {
                Some(share) => Err(ShareError::Tampered {
                    index: share.index(),
                }),
                None => Ok(secret),
            };
        }
    }
    Err(ShareError::SomeTampered)
}

/// The secret of exactly as many shares as are needed, if their check value agrees.
fn try_combine(shares: &[&Share]) -> Result<Option<(Key, Facts)>, ShareError> {
    let Some(first) = shares.first() else {
        return Ok(None);
    };
    let points = shares
        .iter()
        .map(|share| share.point())
        .collect::<Result<Vec<_>, _>>()?;
    let recovered = blahaj::Sharks(first.threshold())
        .recover(&points)
        .map_err(|_| ShareError::Malformed("shares that do not belong together"))?;
    let recovered = Zeroizing::new(recovered);
    let mut bytes = Zeroizing::new([0; 32]);
    if recovered.len() != bytes.len() {
        return Ok(None);
    }
    bytes.copy_from_slice(&recovered);
    let secret = Key::from_bytes(*bytes);
    let (numbers, set, check) = first.common();
    let facts = Facts::of(&secret, numbers, set);
    Ok(constant_time_eq(&facts.check, check).then_some((secret, facts)))
}

/// Every way of choosing `k` of the numbers below `n`, in order.
fn selections(n: usize, k: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut next = (k <= n).then(|| (0..k).collect::<Vec<_>>());
    std::iter::from_fn(move || {
        let present = next.take()?;
        // Advance the last place that still can, and start all behind it anew.
        if let Some(place) = (0..k).rev().find(|&place| present[place] + (k - place) < n) {
            let from = present[place] + 1;
            let advanced = present[..place]
                .iter()
                .copied()
                .chain(from..from + (k - place))
                .collect();
            next = Some(advanced);
        }
        Some(present)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_are_complete_and_distinct() {
        let all: Vec<_> = selections(5, 3).collect();
        assert_eq!(all.len(), 10);
        assert_eq!(
            (all[0].as_slice(), all[9].as_slice()),
            (&[0, 1, 2][..], &[2, 3, 4][..])
        );
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(selections(3, 3).count(), 1);
        assert_eq!(selections(16, 8).count(), 12_870);
        assert_eq!(selections(2, 3).count(), 0);
    }
}
