//! Content on its way out: always an attachment, never something a browser would run.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_vault::{Content, Slice};
use data_encoding::HEXLOWER;
use futures_util::TryStreamExt;

use crate::failure::{Answer, Failure};
use crate::range::{IfRange, Wanted, if_range, wanted};

/// What a download is served with: no scripts, no frames, no origin.
const POLICY: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/// The part of a content that a request asks for. `tag` is the content's validator, without quotes.
pub(crate) fn asked(headers: &HeaderMap, tag: &str) -> Slice {
    let same = match if_range(headers) {
        IfRange::Absent => true,
        IfRange::Tag(wanted) => wanted == quoted(tag),
        IfRange::Useless => false,
    };
    match wanted(headers) {
        Wanted::From(from) if same => Slice::Bytes { from, to: None },
        Wanted::Between(from, to) if same => Slice::Bytes { from, to: Some(to) },
        Wanted::Last(count) if same => Slice::Last(count),
        _ => Slice::Whole,
    }
}

/// Renders a content as an attachment, 200 or 206.
///
/// # Errors
/// Only when what the vault gave cannot be written into a header.
pub(crate) fn attachment(content: Content, media_type: &'static str) -> Answer<Response> {
    let whole = content.len.is_none_or(|len| content.range == (0..len));
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if content.len.is_some() {
        let length = content.range.end.saturating_sub(content.range.start);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    headers.insert(
        header::CONTENT_DISPOSITION,
        value(disposition(&content.name))?,
    );
    headers.insert(header::ETAG, value(quoted(&content.etag))?);
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    if let Some(digest) = content.sha256.as_deref().and_then(representation_digest) {
        headers.insert("repr-digest", value(digest)?);
    }
    if let Some(len) = content.len.filter(|_| !whole) {
        let (first, last) = (content.range.start, content.range.end.saturating_sub(1));
        headers.insert(
            header::CONTENT_RANGE,
            value(format!("bytes {first}-{last}/{len}"))?,
        );
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    *response.body_mut() = Body::from_stream(content.stream.inspect_err(|error| {
        // The status is long gone: breaking the connection off is how the client learns of it.
        tracing::warn!(%error, "a download ended early");
    }));
    Ok(response)
}

fn value(text: String) -> Answer<HeaderValue> {
    HeaderValue::try_from(text).map_err(|_| Failure::from(crate::failure::bug()))
}

fn quoted(tag: &str) -> String {
    if tag.starts_with('"') {
        tag.to_owned()
    } else {
        format!("\"{tag}\"")
    }
}

/// `Repr-Digest` (RFC 9530) from hexadecimal.
fn representation_digest(hex: &str) -> Option<String> {
    let digest = HEXLOWER
        .decode(hex.as_bytes())
        .ok()
        .filter(|digest| digest.len() == 32)?;
    Some(format!("sha-256=:{}:", STANDARD.encode(digest)))
}

/// `Content-Disposition` (RFC 6266) with the name twice: plain ASCII for old readers, and as RFC 8187 writes it.
fn disposition(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')');
    let ascii: String = name
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    let mut extended = String::with_capacity(name.len());
    for byte in name.bytes() {
        // attr-char of RFC 8187 §3.2.1
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            extended.push(char::from(byte));
        } else {
            extended.push('%');
            extended.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            extended.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{extended}")
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[test]
    fn a_range_holds_only_for_the_content_that_it_was_meant_for() {
        let of = |if_range: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static("bytes=5-9"));
            if let Some(tag) = if_range {
                headers.insert(header::IF_RANGE, HeaderValue::from_static(tag));
            }
            asked(&headers, "ver_1")
        };
        let range = Slice::Bytes {
            from: 5,
            to: Some(9),
        };
        assert_eq!((of(None), of(Some("\"ver_1\""))), (range, range));
        for other in [
            "\"ver_2\"",
            "W/\"ver_1\"",
            "ver_1",
            "Sat, 21 Nov 2026 10:00:00 GMT",
        ] {
            assert_eq!(of(Some(other)), Slice::Whole, "{other}");
        }
    }

    fn content(len: Option<u64>, range: std::ops::Range<u64>) -> Content {
        let stream = futures_util::stream::empty().boxed();
        Content {
            name: "a.log".to_owned(),
            len,
            range,
            etag: "ver_1".to_owned(),
            sha256: None,
            stream,
        }
    }

    #[test]
    fn a_part_says_which_and_a_whole_does_not() {
        let part = attachment(content(Some(100), 10..20), "text/plain").unwrap();
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(part.headers()["content-range"], "bytes 10-19/100");
        assert_eq!(part.headers()["content-length"], "10");
        for (len, range) in [(Some(100), 0..100), (Some(0), 0..0), (None, 0..0)] {
            let whole = attachment(content(len, range), "text/plain").unwrap();
            assert_eq!(whole.status(), StatusCode::OK);
            assert!(!whole.headers().contains_key("content-range"));
            assert_eq!(
                whole.headers().contains_key("content-length"),
                len.is_some()
            );
            assert!(
                whole.headers()["content-security-policy"]
                    .to_str()
                    .unwrap()
                    .ends_with("sandbox")
            );
            assert_eq!(whole.headers()["etag"], "\"ver_1\"");
        }
    }

    #[test]
    fn a_name_is_given_in_both_writings() {
        assert_eq!(
            disposition("logs/app.log"),
            "attachment; filename=\"app.log\"; filename*=UTF-8''app.log"
        );
        assert_eq!(
            disposition("Bär & Söhne.txt"),
            "attachment; filename=\"B_r _ S_hne.txt\"; filename*=UTF-8''B%C3%A4r%20&%20S%C3%B6hne.txt"
        );
    }

    #[test]
    fn a_name_cannot_leave_its_quotes_or_its_header() {
        for hostile in [
            "a\".exe",
            "a\\\".exe",
            "a\r\nSet-Cookie: x=1",
            "a;filename=b",
            "a'b%00",
            "../../etc/passwd",
            "\u{202e}gpj.exe",
            "a\0b",
        ] {
            let text = disposition(hostile);
            let plain = text.split('"').nth(1).unwrap();
            assert_eq!(text.matches('"').count(), 2, "{text}");
            assert!(
                !plain.contains(['\\', ';', '%', '/', '\r', '\n', '\0']),
                "{text}"
            );
            assert!(HeaderValue::try_from(text).is_ok());
        }
    }

    #[test]
    fn a_digest_is_base64_between_colons_or_absent() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(
            representation_digest(hex).unwrap(),
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
        );
        for wrong in [
            "",
            "e3b0",
            "zz",
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        ] {
            assert_eq!(representation_digest(wrong), None, "{wrong}");
        }
    }
}
