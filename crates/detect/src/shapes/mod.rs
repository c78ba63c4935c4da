//! Values that are recognised by their shape: the checks behind the candidates of [`crate::planes`].

mod mail;
mod net;
mod numbers;
mod web;

pub(crate) use mail::{at_sign, escaped_email};
pub(crate) use net::{ipv4, ipv6, mac};
pub(crate) use numbers::{card, iban, mbi, nanp, national_phone, paren_phone, plus_phone, ssn};
pub(crate) use web::{authorization, cookies, header, jwt, scheme};

use crate::rules::Builtin;

/// A value that passed the check of its shape; offsets in the view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hit {
    pub(crate) kind: Builtin,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) confidence: f32,
}

impl Hit {
    pub(crate) const fn new(kind: Builtin, start: usize, end: usize, confidence: f32) -> Self {
        Self {
            kind,
            start,
            end,
            confidence,
        }
    }
}

/// Whether a number or word may begin at `at`: what stands before is no part of one.
///
/// The `n` of `\n` and the digits of `%3D` are parts of an escape, not of a word.
pub(crate) fn free_before(view: &[u8], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|b| view.get(b)) else {
        return true;
    };
    if !before.is_ascii_alphanumeric() && !matches!(before, b'_') {
        return true;
    }
    let two = at.checked_sub(2).map_or(0, |b| view[b]);
    let three = at.checked_sub(3).map_or(0, |b| view[b]);
    matches!(before, b'n' | b'r' | b't') && two == b'\\'
        || three == b'%' && two.is_ascii_hexdigit() && before.is_ascii_hexdigit()
}

/// Whether a number or word may end before `at`.
fn free_after(view: &[u8], at: usize) -> bool {
    view.get(at)
        .is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')
}
