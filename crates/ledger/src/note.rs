//! Signed notes (`c2sp.org/signed-note`): text, an empty line, and one line per signature.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::node::sha256;

/// The largest note that is read, in bytes: sixteen post-quantum signatures and some text.
pub const MAX_NOTE_BYTES: usize = 128 * 1024;
/// The most signature lines that are read. The specification asks for at least sixteen.
pub const MAX_SIGNATURES: usize = 32;

/// The signature type byte of Ed25519 in key ids and written keys.
const ED25519: u8 = 0x01;

/// Signs note text. The implementation holds the key; this crate never sees it.
pub trait NoteSigner {
    /// The key's name: for a log, its origin.
    fn name(&self) -> &str;
    /// The key's id, as [`note_key_id`] computes it.
    fn key_id(&self) -> u32;
    /// The Ed25519 signature over `text` (RFC 8032).
    fn sign(&self, text: &[u8]) -> [u8; 64];
}

/// Verifies what a [`NoteSigner`] signed.
pub trait NoteVerifier {
    /// The key's name: for a log, its origin.
    fn name(&self) -> &str;
    /// The key's id, as [`note_key_id`] computes it.
    fn key_id(&self) -> u32;
    /// Whether `signature` is the Ed25519 signature over `text` (RFC 8032).
    fn verify(&self, text: &[u8], signature: &[u8; 64]) -> bool;
}

/// The id of an Ed25519 key: the first four bytes, big-endian, of SHA-256 over the name, a newline,
/// the byte `0x01` and the public key.
#[must_use]
pub fn note_key_id(name: &str, public_key: &[u8; 32]) -> u32 {
    let hash = sha256(&[name.as_bytes(), b"\n", &[ED25519], public_key]);
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// Why a note is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Too many bytes.
    #[error("the note is longer than {MAX_NOTE_BYTES} bytes")]
    TooLong,
    /// A carriage return, a tab or another control character.
    #[error(
        "the note contains a control character, such as a carriage return: transfer it unchanged"
    )]
    Control,
    /// No text, no empty line, or no newline at the end.
    #[error(
        "the note is cut short: it must be text, an empty line and signature lines, each ended by a newline"
    )]
    Truncated,
    /// A line after the empty line is not a signature.
    #[error("line {0} of the signatures has another form than: dash, name, base64")]
    Signature(usize),
    /// Too many signature lines.
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// The same name and key id sign twice.
    #[error("the note is signed twice by the same key")]
    Duplicate,
    /// A key's name that the format cannot carry.
    #[error("a key's name must have at least one character and neither spaces nor a plus sign")]
    Name,
    /// A written key that is none, or whose id does not belong to it.
    #[error("a written key has the form name+hash+base64, and the hash must belong to it")]
    Key,
    /// Text that a note cannot carry.
    #[error("the text of a note must end in a newline and contain no other control characters")]
    Text,
    /// None of the signatures is by this key.
    #[error("the note is not signed by the key that was given")]
    Unsigned,
    /// The key's signature does not fit the text.
    #[error("the signature of the given key does not fit the note: the note was altered")]
    Forged,
}

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub key_id: u32,
    /// The signature itself; 64 bytes for Ed25519, other lengths for other algorithms.
    pub bytes: Vec<u8>,
}

/// A note as it was read. Its text is a claim until [`SignedNote::verify`] gives it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

impl SignedNote {
    /// Signs text, which ends in a newline.
    ///
    /// # Errors
    /// When the text or the signer's name cannot stand in a note.
    pub fn sign(text: &str, signer: &dyn NoteSigner) -> Result<Self, NoteError> {
        check_name(signer.name())?;
        if !text.ends_with('\n') || text.bytes().any(is_control) {
            return Err(NoteError::Text);
        }
        let signature = NoteSignature {
            name: signer.name().to_owned(),
            key_id: signer.key_id(),
            bytes: signer.sign(text.as_bytes()).to_vec(),
        };
        Ok(Self {
            text: text.to_owned(),
            signatures: vec![signature],
        })
    }

    /// Reads a note strictly: anything that another reader could understand differently is refused.
    ///
    /// # Errors
    /// As the variants of [`NoteError`] say; never because of whose signatures there are.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        if note.bytes().any(is_control) {
            return Err(NoteError::Control);
        }
        let (head, tail) = note.rsplit_once("\n\n").ok_or(NoteError::Truncated)?;
        let lines = tail.strip_suffix('\n').ok_or(NoteError::Truncated)?;
        let mut signatures = Vec::new();
        let mut seen = HashSet::new();
        for (number, line) in lines.split('\n').enumerate() {
            if number == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            let signature = parse_signature(line).ok_or(NoteError::Signature(number + 1))?;
            if !seen.insert((signature.name.clone(), signature.key_id)) {
                return Err(NoteError::Duplicate);
            }
            signatures.push(signature);
        }
        Ok(Self {
            text: format!("{head}\n"),
            signatures,
        })
    }

    /// The text, once the signature of the given key is found and fits.
    ///
    /// Signatures of other keys are ignored, as the specification demands: witnesses and rotated keys
    /// sign too.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`] without a signature of this key, [`NoteError::Forged`] when it does not fit.
    pub fn verify(&self, verifier: &dyn NoteVerifier) -> Result<&str, NoteError> {
        let signature = self
            .signatures
            .iter()
            .find(|line| line.name == verifier.name() && line.key_id == verifier.key_id())
            .ok_or(NoteError::Unsigned)?;
        let bytes =
            <&[u8; 64]>::try_from(signature.bytes.as_slice()).map_err(|_| NoteError::Forged)?;
        if verifier.verify(self.text.as_bytes(), bytes) {
            Ok(&self.text)
        } else {
            Err(NoteError::Forged)
        }
    }

    /// The text before any verification. Named so that its use stands out.
    #[must_use]
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in their order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for signature in &self.signatures {
            let mut bytes = signature.key_id.to_be_bytes().to_vec();
            bytes.extend_from_slice(&signature.bytes);
            writeln!(f, "\u{2014} {} {}", signature.name, STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

/// Control characters that a note may not contain: all below U+0020 but the newline.
const fn is_control(byte: u8) -> bool {
    byte < 0x20 && byte != b'\n'
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let fits = !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+');
    if fits { Ok(()) } else { Err(NoteError::Name) }
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    check_name(name).ok()?;
    // The engine refuses missing padding, foreign characters and spare bits that are not zero.
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<4>()?;
    if signature.is_empty() {
        return None;
    }
    Some(NoteSignature {
        name: name.to_owned(),
        key_id: u32::from_be_bytes(*id),
        bytes: signature.to_vec(),
    })
}

/// A public key with its name, in the written form that note tools share:
/// `name+hash+base64(0x01 || key)`. A deployment gives this to whoever keeps receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    public_key: [u8; 32],
}

impl NoteKey {
    /// A key under a name.
    ///
    /// # Errors
    /// When the name is empty or has spaces, control characters or a plus sign.
    pub fn new(name: &str, public_key: [u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            public_key,
        })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Ed25519 public key.
    #[must_use]
    pub const fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }

    /// The id that signatures of this key carry.
    #[must_use]
    pub fn key_id(&self) -> u32 {
        note_key_id(&self.name, &self.public_key)
    }
}

impl fmt::Display for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519];
        bytes.extend_from_slice(&self.public_key);
        write!(
            f,
            "{}+{:08x}+{}",
            self.name,
            self.key_id(),
            STANDARD.encode(bytes)
        )
    }
}

impl FromStr for NoteKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(hash), Some(encoded)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(NoteError::Key);
        };
        let bytes = STANDARD.decode(encoded).map_err(|_| NoteError::Key)?;
        let (kind, public_key) = bytes.split_first().ok_or(NoteError::Key)?;
        let public_key = <[u8; 32]>::try_from(public_key).map_err(|_| NoteError::Key)?;
        let key = Self::new(name, public_key)?;
        if *kind != ED25519 || format!("{:08x}", key.key_id()) != hash {
            return Err(NoteError::Key);
        }
        Ok(key)
    }
}
