//! Limits on what comes from outside, each a named number with its unit.

/// The limits that hold everywhere. A deployment may lower them; nothing raises them at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits;

impl Limits {
    /// One path component, in UTF-8 bytes: what common file systems accept.
    pub const NAME_COMPONENT_BYTES: usize = 255;
    /// A whole client path, in UTF-8 bytes.
    pub const NAME_BYTES: usize = 1024;
    /// Components of a client path.
    pub const NAME_DEPTH: usize = 32;
    /// A subject line, in characters.
    pub const SUBJECT_CHARS: usize = 200;
    /// A note or a reason, in characters.
    pub const NOTE_CHARS: usize = 2000;
    /// A person's or an organisation's name, in characters.
    pub const PERSON_CHARS: usize = 200;
    /// An e-mail address, in bytes (RFC 5321 §4.5.3.1.3).
    pub const EMAIL_BYTES: usize = 254;
    /// A JSON request body, in bytes.
    pub const JSON_BODY_BYTES: usize = 256 * 1024;
    /// The largest file, in bytes: 1 TiB.
    pub const FILE_BYTES: u64 = 1 << 40;
    /// The largest extent of plaintext, in bytes: 64 MiB.
    pub const EXTENT_BYTES: u64 = 64 << 20;
    /// Files in one upload request.
    pub const FILES_PER_REQUEST: u32 = 10_000;
    /// Lines in one answer of the viewer.
    pub const VIEW_LINES: u32 = 1000;
    /// Bytes of one line in one answer of the viewer; the rest is fetched on demand.
    pub const VIEW_LINE_BYTES: usize = 4096;
    /// A search pattern, in bytes.
    pub const PATTERN_BYTES: usize = 512;
    /// Search hits before the search asks to be narrowed.
    pub const SEARCH_HITS: usize = 10_000;
}
