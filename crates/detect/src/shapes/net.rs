//! Network and hardware addresses.

use std::net::Ipv6Addr;

use super::{Hit, free_after, free_before};
use crate::rules::Builtin;
use crate::values::near_before;

/// Four numbers up to 255; `dot` is the first dot.
pub(crate) fn ipv4(view: &[u8], dot: usize) -> Option<Hit> {
    let start = (1..=3)
        .take_while(|n| dot >= *n && view[dot - n].is_ascii_digit())
        .last()
        .map(|n| dot - n)?;
    let mut at = start;
    for part in 0..4 {
        let digits = view[at..]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let text = view.get(at..at + digits)?;
        let value = std::str::from_utf8(text).ok()?.parse::<u16>().ok()?;
        if digits == 0 || digits > 3 || value > 255 || digits > 1 && text[0] == b'0' {
            return None;
        }
        at += digits;
        if part < 3 {
            if view.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
    }
    let before = start.checked_sub(1).map(|b| view[b]);
    let longer = before == Some(b'.')
        || view.get(at) == Some(&b'.') && view.get(at + 1).is_some_and(u8::is_ascii_digit);
    // A version has four parts too.
    let version = matches!(before, Some(b'v' | b'V' | b'-' | b'/'))
        && !matches!(before, Some(b'/'))
        && !view[..start].ends_with(b"//")
        || near_before(view, start, 10, &["version", "ver ", "release"]);
    if longer
        || version
        || !free_before(view, start) && before != Some(b'_')
        || !free_after(view, at)
    {
        return None;
    }
    Some(Hit::new(Builtin::Ipv4, start, at, 0.9))
}

/// Any notation of RFC 4291 §2.2; `colon` is one of its first colons.
pub(crate) fn ipv6(view: &[u8], colon: usize) -> Option<Hit> {
    let part = |b: u8| b.is_ascii_hexdigit() || b == b':';
    let start = colon
        - view[colon.saturating_sub(40)..colon]
            .iter()
            .rev()
            .take_while(|b| part(**b))
            .count();
    let end = colon
        + view[colon..(colon + 46).min(view.len())]
            .iter()
            .take_while(|b| part(**b) || **b == b'.')
            .count();
    let mut text = &view[start..end];
    while let [rest @ .., b'.' | b':'] = text
        && !text.ends_with(b"::")
    {
        text = rest;
    }
    let address: Ipv6Addr = std::str::from_utf8(text).ok()?.parse().ok()?;
    let end = start + text.len();
    // `::` and `::1` are everywhere and name nobody; `a::b` is more often a path of names than an address.
    let named = address.is_unspecified()
        || address.is_loopback()
        || text.len() < 6 && text.starts_with(b"::");
    let before_free = start
        .checked_sub(1)
        .is_none_or(|b| !view[b].is_ascii_alphanumeric() && !matches!(view[b], b'_' | b'.' | b':'));
    let digits = text.iter().any(u8::is_ascii_digit);
    if named || !before_free || !digits || !free_after(view, end) || view.get(end) == Some(&b':') {
        return None;
    }
    Some(Hit::new(Builtin::Ipv6, start, end, 0.9))
}

/// Six pairs with one separator (IEEE 802 notation); `at` is the first separator.
pub(crate) fn mac(view: &[u8], at: usize) -> Option<Hit> {
    let start = at.checked_sub(2)?;
    let text = view.get(start..start + 17)?;
    let separator = text[2];
    for (place, byte) in text.iter().enumerate() {
        let good = if place % 3 == 2 {
            *byte == separator
        } else {
            byte.is_ascii_hexdigit()
        };
        if !good {
            return None;
        }
    }
    let edge = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != separator);
    let before = start.checked_sub(1).and_then(|b| view.get(b));
    let blank = text.iter().all(|b| matches!(b, b'0' | b':' | b'-'));
    (edge(before) && edge(view.get(start + 17)) && !blank)
        .then(|| Hit::new(Builtin::Mac, start, start + 17, 0.95))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert!(ipv4(b"10.0.0.1", 2).is_some());
        assert!(ipv4(b"from 192.168.1.254:8080", 8).is_some());
        assert!(ipv6(b"2001:db8::1", 4).is_some());
        assert!(ipv6(b"[fe80::1ff:fe23:4567:890a]", 5).is_some());
        assert!(mac(b"00:1a:2B:3c:4d:5e", 2).is_some());
    }

    #[test]
    fn what_only_resembles_addresses() {
        for (view, at) in [
            ("1.2.3.4.5", 1),
            ("256.1.1.1", 3),
            ("v1.2.3.4", 2),
            ("version 1.2.3.4", 9),
            ("1.2.3", 1),
            ("01.2.3.4", 2),
            ("1.2.3.4a", 1),
        ] {
            assert_eq!(ipv4(view.as_bytes(), at), None, "{view}");
        }
        for (view, at) in [
            ("std::vec", 3),
            ("a::b", 1),
            ("::1", 0),
            ("12:34:56", 2),
            ("1:2:3:4:5:6:7:8:9", 1),
            ("Face::Bad", 4),
        ] {
            assert_eq!(ipv6(view.as_bytes(), at), None, "{view}");
        }
        for (view, at) in [
            ("00:1a:2b:3c:4d:5g", 2),
            ("00:00:00:00:00:00", 2),
            ("11:00:1a:2b:3c:4d:5e", 5),
            ("00:1a-2b:3c:4d:5e", 2),
        ] {
            assert_eq!(mac(view.as_bytes(), at), None, "{view}");
        }
    }
}
