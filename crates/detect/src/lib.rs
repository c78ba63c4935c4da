//! Finds sensitive values in streams, archives and structured files, and masks them.
//!
//! Nothing here opens a file, reads a clock or draws a random number: readers, keys and limits are arguments. Memory is
//! bounded whatever the input; hostile input ends in a finding or in "not inspected", never in a panic or in silence.

mod bytes;
mod canonical;
mod check;
mod dictionary;
mod directives;
mod documents;
mod fields;
mod grams;
mod inspect;
mod mask;
mod memo;
mod people;
mod planes;
mod report;
mod rules;
mod scan;
mod shapes;
mod sniff;
mod structure;
mod text;
mod token;
mod values;
mod views;
mod words;

pub use dictionary::{Dictionary, DictionaryError};
pub use inspect::{Budget, Inspect, Member, NotInspected, ReadSeek, Reason, Report, inspect};
pub use mask::{
    LineSpan, MaskArchive, MaskError, MaskOptions, MaskReport, MaskedSpan, Masker, Piece, Place,
    QUOTES, Scratch, mask_archive, mask_line, mask_stream,
};
pub use report::json_line;
pub use rules::{Detector, DetectorId, Rules, RulesError, RulesetHash, Selection};
pub use scan::{Finding, Scanner, Summary, scan_all};
pub use sniff::{Encoding, Kind, SNIFF_BYTES, sniff};
pub use token::{Pseudonyms, Tag, looks_like_token};
