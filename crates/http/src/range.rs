//! Byte ranges of downloads (RFC 9110 §14): one range per request, everything else is answered with the whole.

use axum::http::{HeaderMap, header};

use crate::decimal::decimal;

/// Which part of a content is wanted. Offsets are bytes, both ends included, as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// From this byte to the end.
    From(u64),
    /// From the first to the last of these bytes.
    Between(u64, u64),
    /// So many bytes at the end.
    Last(u64),
}

/// What the `Range` header asks for.
///
/// A header that is malformed, in another unit, repeated, or names several ranges is ignored, which RFC 9110 §14.2
/// allows: the client gets the whole and can see that from the status.
pub(crate) fn wanted(headers: &HeaderMap) -> Wanted {
    let mut all = headers.get_all(header::RANGE).iter();
    match (all.next(), all.next()) {
        (Some(one), None) => one.to_str().ok().and_then(parse).unwrap_or(Wanted::Whole),
        _ => Wanted::Whole,
    }
}

fn parse(text: &str) -> Option<Wanted> {
    let (unit, set) = text.split_once('=')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = set.trim_matches([' ', '\t']).split_once('-')?;
    match (first, last) {
        ("", last) => Some(Wanted::Last(decimal(last)?)),
        (first, "") => Some(Wanted::From(decimal(first)?)),
        (first, last) => {
            let (first, last) = (decimal(first)?, decimal(last)?);
            (first <= last).then_some(Wanted::Between(first, last))
        }
    }
}

/// The validator of `If-Range`, if the request has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IfRange {
    /// None: the range holds whatever the content is.
    Absent,
    /// A strong entity tag, quotes included.
    Tag(String),
    /// A date or a weak tag. Neither identifies bytes, so the range is ignored (RFC 9110 §13.1.5).
    Useless,
}

/// Reads `If-Range`.
pub(crate) fn if_range(headers: &HeaderMap) -> IfRange {
    let mut all = headers.get_all(header::IF_RANGE).iter();
    match (all.next(), all.next()) {
        (None, _) => IfRange::Absent,
        (Some(one), None) => match one.to_str() {
            Ok(tag) if tag.len() >= 2 && tag.starts_with('"') && tag.ends_with('"') => {
                IfRange::Tag(tag.to_owned())
            }
            _ => IfRange::Useless,
        },
        _ => IfRange::Useless,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, value.parse().unwrap());
        wanted(&headers)
    }

    #[test]
    fn the_three_forms_are_understood() {
        assert_eq!(of("bytes=0-"), Wanted::From(0));
        assert_eq!(of("bytes=0-0"), Wanted::Between(0, 0));
        assert_eq!(
            of("bytes=5-18446744073709551615"),
            Wanted::Between(5, u64::MAX)
        );
        assert_eq!(of("Bytes=-500"), Wanted::Last(500));
        assert_eq!(
            of("bytes=9007199254740993-"),
            Wanted::From(9_007_199_254_740_993),
            "beyond 2^53"
        );
    }

    #[test]
    fn anything_else_means_the_whole() {
        for hostile in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=--1",
            "bytes=1-0",
            "bytes=+1-2",
            "bytes=1-+2",
            "bytes=0x1-2",
            "bytes=1.5-2",
            "bytes=1e3-",
            "bytes=18446744073709551616-",
            "bytes=99999999999999999999999999999-",
            "bytes=0-1,2-3",
            "bytes=0-0,0-0,0-0,0-0,0-0",
            "bytes=a-b",
            "bytes =0-1",
            "items=0-1",
            "bytes:0-1",
            "bytes=٣-٤",
        ] {
            assert_eq!(of(hostile), Wanted::Whole, "{hostile}");
        }
    }

    #[test]
    fn two_range_headers_are_no_range() {
        let mut headers = HeaderMap::new();
        headers.append(header::RANGE, "bytes=0-1".parse().unwrap());
        headers.append(header::RANGE, "bytes=5-6".parse().unwrap());
        assert_eq!(wanted(&headers), Wanted::Whole);
    }

    #[test]
    fn only_a_strong_tag_makes_if_range_useful() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_RANGE, value.parse().unwrap());
            if_range(&headers)
        };
        assert_eq!(of("\"abc\""), IfRange::Tag("\"abc\"".to_owned()));
        for useless in [
            "W/\"abc\"",
            "abc",
            "\"",
            "",
            "Sat, 21 Nov 2026 10:00:00 GMT",
            "\"open",
        ] {
            assert_eq!(of(useless), IfRange::Useless, "{useless}");
        }
        assert_eq!(if_range(&HeaderMap::new()), IfRange::Absent);
    }
}
