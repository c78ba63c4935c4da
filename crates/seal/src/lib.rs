//! Sealing: content, wrapped keys, single fields, blind indexes, manifests and signatures.
//!
//! Content is stored as extents, each a header page followed by one FLOE message (<https://c2sp.org/FLOE>). The bytes
//! are specified in `docs/formats/sealed-stream.md` and `docs/formats/key-envelope.md`; this crate follows them, and its
//! tests hold it to published vectors and to an unrelated implementation.
//!
//! Everything here is a function of its arguments. Randomness comes in as [`coffer_model::Entropy`], so a test can
//! fix it. All primitives are those of AWS-LC; none is written here.
//!
//! ```
//! # use std::sync::Arc;
//! # use coffer_model::{CaseId, CustomerId, Entropy, FileId, KeyId, VersionId};
//! # use coffer_seal::{ExtentHeader, ExtentOpener, ExtentSealer, Key, Stream};
//! # struct Counter;
//! # impl Entropy for Counter { fn fill(&self, out: &mut [u8]) { out.fill(7); } }
//! # let entropy: Arc<dyn Entropy> = Arc::new(Counter);
//! let key = Key::generate(&*entropy);
//! let header = ExtentHeader::new(
//!     CustomerId::from_bytes([1; 16]),
//!     CaseId::from_bytes([2; 16]),
//!     FileId::from_bytes([3; 16]),
//!     VersionId::from_bytes([4; 16]),
//!     Stream::Content,
//!     0,
//!     KeyId::from_bytes([5; 16]),
//! );
//! let (mut sealer, mut object) = ExtentSealer::new(&key, header.clone(), entropy);
//! sealer.push(b"the first line\n", &mut object)?;
//! let summary = sealer.finish(&mut object)?;
//!
//! let opener = ExtentOpener::open(&key, &header, &object[..4096])?;
//! let span = opener.geometry().cover(4..9, summary.cipher_len)?;
//! let mut plain = Vec::new();
//! let bytes = &object[span.bytes.start as usize..span.bytes.end as usize];
//! opener.open_span(&span, bytes, &mut plain)?;
//! assert_eq!(plain, b"first");
//! # Ok::<(), coffer_seal::SealError>(())
//! ```

mod aead;
mod digest;
mod envelope;
mod error;
mod extent;
mod field;
mod floe;
mod geometry;
mod header;
mod key;
mod manifest;
mod sign;

pub use digest::{Fingerprint, Sha256, blind_index, constant_time_eq, hmac, sha256};
pub use envelope::{Binding, Envelope, unwrap, wrap};
pub use error::SealError;
pub use extent::{ExtentOpener, ExtentSealer, ExtentSummary};
pub use field::{FIELD_OVERHEAD, Place, open_field, seal_field};
pub use geometry::{Geometry, Span};
pub use header::{ExtentHeader, PAGE_LEN, SEGMENT_LEN, Stream, Suite};
pub use key::Key;
pub use manifest::{ExtentRef, Manifest};
pub use sign::{SigningKey, VerifyingKey};
