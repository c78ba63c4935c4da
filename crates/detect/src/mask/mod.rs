//! Masking: the same bytes with a token in place of each sensitive value.

mod archive;
mod checks;
mod cut;
mod line;
mod mail;
mod pcap;
mod places;
mod quote;
#[cfg(test)]
mod second;
mod sevenz;
mod sqlite;
mod stream;
mod tar;

pub use archive::{MaskArchive, MaskError, Scratch, mask_archive};
pub use line::{LineSpan, Piece, mask_line};
pub(crate) use places::Places;
pub use places::{Place, QUOTES};
pub use stream::{MaskedSpan, Masker, mask_stream};

use coffer_model::Class;

use crate::inspect::NotInspected;

/// What is masked, and how surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaskOptions {
    /// Mask network addresses too. Off by default: who looks for a fault needs them.
    pub network: bool,
    /// Look at the output again, until nothing is found, so that one value hidden by another cannot come out.
    pub recheck: bool,
    /// Threads that look at one stream. Each takes some mebibytes of memory. With more than one, the looks that check have one more.
    pub threads: usize,
}

impl Default for MaskOptions {
    fn default() -> Self {
        Self {
            network: false,
            recheck: true,
            threads: 1,
        }
    }
}

/// What masking amounted to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MaskReport {
    /// Bytes read, after decompression.
    pub bytes_in: u64,
    /// Bytes written, before compression.
    pub bytes_out: u64,
    /// Values masked, by class in the order of [`Class::ALL`].
    pub masked: [u64; Class::ALL.len()],
    /// Findings left readable by the options.
    pub left: u64,
    /// Tokens of earlier masking left as they are.
    pub tokens: u64,
    /// Values that only a further look found, because masking others brought them to light. They are masked too.
    pub residual: u64,
    /// The last look still found something: the output deserves another run. Only text made for it comes to this.
    pub unsettled: bool,
    /// What could not be masked and is therefore not in the output, with its path.
    pub withheld: Vec<NotInspected>,
    /// What is in the output and was looked into only as far as it can be read: the text in a binary file is masked in
    /// place, the rest of its bytes went through as they were. A reason says which kind of file it is.
    pub partial: Vec<NotInspected>,
}

impl MaskReport {
    /// All values masked.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.masked.iter().sum()
    }

    fn count(&mut self, class: Class) {
        if let Some(at) = Class::ALL.iter().position(|known| *known == class) {
            self.masked[at] += 1;
        }
    }

    fn add(&mut self, other: &Self) {
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.left += other.left;
        self.tokens += other.tokens;
        self.residual += other.residual;
        self.unsettled |= other.unsettled;
        for (sum, count) in self.masked.iter_mut().zip(other.masked) {
            *sum += count;
        }
    }
}
