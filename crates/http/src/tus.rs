//! The headers of tus 1.0 (<https://tus.io/protocols/resumable-upload>), read strictly.

use std::time::{Duration, UNIX_EPOCH};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use coffer_api::{Code, Problem};
use coffer_model::{Limits, UnixMillis};
use coffer_vault::Checksum;

use crate::decimal::decimal;
use crate::failure::Failure;

/// The one version that is spoken.
pub(crate) const VERSION: &str = "1.0.0";
/// The extensions that are offered.
pub(crate) const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination";
/// The checksum algorithms that are offered.
pub(crate) const ALGORITHMS: &str = "sha256";
/// The media type of upload bodies.
pub(crate) const MEDIA_TYPE: &str = "application/offset+octet-stream";

/// The longest `Upload-Metadata`, in bytes.
const METADATA_BYTES: usize = 8 * 1024;
/// The most keys in one `Upload-Metadata`.
const METADATA_KEYS: usize = 16;
/// The longest key, in bytes.
const KEY_BYTES: usize = 64;

pub(crate) static RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(crate) static TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(crate) static TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(crate) static TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(crate) static TUS_ALGORITHMS: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(crate) static OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(crate) static LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(crate) static DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
pub(crate) static METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(crate) static CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
pub(crate) static EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
pub(crate) static CONCAT: HeaderName = HeaderName::from_static("upload-concat");
pub(crate) static METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// What `Upload-Metadata` said, as far as it means something here.
#[derive(Default, PartialEq, Eq)]
pub(crate) struct Metadata {
    /// The file's name, as UTF-8 or otherwise.
    pub(crate) filename: Option<Vec<u8>>,
    /// The case that an agent adds a file to.
    pub(crate) case: Option<Vec<u8>>,
    /// The file that an agent makes a new version of.
    pub(crate) file: Option<Vec<u8>>,
}

impl std::fmt::Debug for Metadata {
    // The values are customer data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metadata(…)")
    }
}

/// The value of a header that may occur at most once.
///
/// # Errors
/// When it occurs twice or is not visible ASCII.
pub(crate) fn single<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, Failure> {
    let mut all = headers.get_all(name).iter();
    let (first, second) = (all.next(), all.next());
    if second.is_some() {
        return Err(Failure::invalid(format!(
            "the header {name} occurs twice: send it once"
        )));
    }
    first
        .map(|value| {
            value
                .to_str()
                .map_err(|_| Failure::invalid(format!("the header {name} is not plain ASCII")))
        })
        .transpose()
}

/// Refuses a request that does not say that it speaks tus 1.0.
///
/// # Errors
/// Problem `unsupported-version`, which carries `Tus-Version` (§ Tus-Resumable of the protocol).
pub(crate) fn check_version(headers: &HeaderMap) -> Result<(), Failure> {
    if single(headers, &RESUMABLE)? == Some(VERSION) {
        return Ok(());
    }
    let detail = "send the header Tus-Resumable: 1.0.0; this server speaks tus 1.0.0 only";
    Err(
        Failure::from(Problem::new(Code::UnsupportedVersion, detail))
            .with(TUS_VERSION.clone(), HeaderValue::from_static(VERSION)),
    )
}

/// Refuses a body that is not an upload body.
///
/// # Errors
/// Status 415.
pub(crate) fn check_media_type(headers: &HeaderMap) -> Result<(), Failure> {
    if single(headers, &axum::http::header::CONTENT_TYPE)? == Some(MEDIA_TYPE) {
        Ok(())
    } else {
        Err(Failure::unsupported_media_type(MEDIA_TYPE))
    }
}

/// Whether a creation brings the first bytes along.
///
/// # Errors
/// Status 415 for a body of another kind.
pub(crate) fn brings_body(headers: &HeaderMap) -> Result<bool, Failure> {
    if headers.contains_key(axum::http::header::CONTENT_TYPE) {
        check_media_type(headers)?;
        return Ok(true);
    }
    let empty = match single(headers, &axum::http::header::CONTENT_LENGTH)? {
        Some(length) => decimal(length) == Some(0),
        None => !headers.contains_key(axum::http::header::TRANSFER_ENCODING),
    };
    if empty {
        Ok(false)
    } else {
        Err(Failure::unsupported_media_type(MEDIA_TYPE))
    }
}

/// The length of a new upload in bytes; `None` when it is deferred.
///
/// # Errors
/// When neither or both of `Upload-Length` and `Upload-Defer-Length` are there, one is malformed, or the file would be
/// too large.
pub(crate) fn creation_length(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    if headers.contains_key(&CONCAT) {
        return Err(Failure::invalid(
            "Upload-Concat is not offered: send the file as one upload".to_owned(),
        ));
    }
    match (length(headers)?, single(headers, &DEFER_LENGTH)?) {
        (Some(length), None) => Ok(Some(length)),
        (None, Some("1")) => Ok(None),
        (None, Some(_)) => Err(Failure::invalid(
            "Upload-Defer-Length can only be 1".to_owned(),
        )),
        (Some(_), Some(_)) => Err(Failure::invalid(
            "Upload-Length and Upload-Defer-Length exclude each other: send one".to_owned(),
        )),
        (None, None) => Err(Failure::invalid(
            "send Upload-Length with the size in bytes, or Upload-Defer-Length: 1".to_owned(),
        )),
    }
}

/// `Upload-Length` in bytes, if it is there.
///
/// # Errors
/// When it is malformed or larger than any file may be.
pub(crate) fn length(headers: &HeaderMap) -> Result<Option<u64>, Failure> {
    let Some(text) = single(headers, &LENGTH)? else {
        return Ok(None);
    };
    let length = decimal(text).ok_or_else(|| {
        Failure::invalid("Upload-Length is not a number of bytes in digits".to_owned())
    })?;
    if length > Limits::FILE_BYTES {
        let detail = format!("a file may have {} bytes", Limits::FILE_BYTES);
        return Err(Failure::from(Problem::new(Code::TooLarge, detail))
            .with(TUS_MAX_SIZE.clone(), HeaderValue::from(Limits::FILE_BYTES)));
    }
    Ok(Some(length))
}

/// `Upload-Offset` in bytes.
///
/// # Errors
/// When it is missing or malformed.
pub(crate) fn offset(headers: &HeaderMap) -> Result<u64, Failure> {
    single(headers, &OFFSET)?.and_then(decimal).ok_or_else(|| {
        Failure::invalid("send Upload-Offset with the byte to continue from, in digits".to_owned())
    })
}

/// `Upload-Checksum`, if it is there.
///
/// # Errors
/// When the algorithm is not offered or the digest does not have its length.
pub(crate) fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Failure> {
    let Some(text) = single(headers, &CHECKSUM)? else {
        return Ok(None);
    };
    let malformed = || {
        Failure::invalid(
            "Upload-Checksum is an algorithm, a space and the digest in base64".to_owned(),
        )
    };
    let (algorithm, digest) = text.split_once(' ').ok_or_else(malformed)?;
    if algorithm != ALGORITHMS {
        return Err(Failure::invalid(format!(
            "unknown checksum algorithm: {ALGORITHMS} is offered"
        )));
    }
    let digest = STANDARD.decode(digest).map_err(|_| malformed())?;
    Ok(Some(Checksum::Sha256(
        digest.try_into().map_err(|_| malformed())?,
    )))
}

/// `Upload-Metadata`. A missing or empty header is a set without keys, because clients send both.
///
/// # Errors
/// When it is too long, has too many keys, a key twice, or a value that is not base64.
pub(crate) fn metadata(headers: &HeaderMap) -> Result<Metadata, Failure> {
    let Some(text) = single(headers, &METADATA)? else {
        return Ok(Metadata::default());
    };
    parse_metadata(text).map_err(|what| Failure::invalid(format!("Upload-Metadata {what}")))
}

fn parse_metadata(text: &str) -> Result<Metadata, &'static str> {
    if text.len() > METADATA_BYTES {
        return Err("is longer than 8 KiB");
    }
    let mut found = Metadata::default();
    if text.trim_matches(' ').is_empty() {
        return Ok(found);
    }
    let mut keys: Vec<&str> = Vec::new();
    for pair in text.split(',') {
        let pair = pair.trim_matches(' ');
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let plain = |b: u8| b.is_ascii_graphic();
        if key.is_empty() || key.len() > KEY_BYTES || !key.bytes().all(plain) {
            return Err("has a key that is empty, too long or not plain ASCII");
        }
        if keys.contains(&key) {
            return Err("has a key twice");
        }
        if keys.len() == METADATA_KEYS {
            return Err("has more than 16 keys");
        }
        keys.push(key);
        let value = STANDARD
            .decode(value)
            .map_err(|_| "has a value that is not base64")?;
        let slot = match key {
            "filename" => &mut found.filename,
            "case" => &mut found.case,
            "file" => &mut found.file,
            _ => continue,
        };
        *slot = Some(value);
    }
    Ok(found)
}

/// A moment as an HTTP date (RFC 9110 §5.6.7), for `Upload-Expires`.
pub(crate) fn http_date(moment: UnixMillis) -> HeaderValue {
    let millis = u64::try_from(moment.as_i64()).unwrap_or(0);
    // The formatter ends at the year 9999.
    let at = UNIX_EPOCH + Duration::from_millis(millis.min(253_402_300_799_000));
    HeaderValue::try_from(httpdate::fmt_http_date(at))
        .unwrap_or_else(|_| HeaderValue::from_static("0"))
}

/// Puts `Tus-Resumable` on every answer of the upload routes, refusals included, as the protocol asks.
pub(crate) async fn stamp(request: Request, next: Next) -> Response {
    let of_uploads = request
        .extensions()
        .get::<MatchedPath>()
        .is_some_and(|path| path.as_str().starts_with("/api/v1/uploads"));
    let mut response = next.run(request).await;
    if of_uploads {
        response
            .headers_mut()
            .insert(RESUMABLE.clone(), HeaderValue::from_static(VERSION));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                (*name).clone(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        headers
    }

    #[test]
    fn metadata_as_clients_send_it() {
        let found =
            parse_metadata("filename YXBwLmxvZw==,filetype dGV4dC9wbGFpbg==, key a2V5").unwrap();
        assert_eq!(found.filename.as_deref(), Some(&b"app.log"[..]));
        assert_eq!((found.case, found.file), (None, None));
        assert_eq!(
            parse_metadata("").unwrap(),
            Metadata::default(),
            "tuspy sends an empty header"
        );
        assert_eq!(
            parse_metadata("is_confidential").unwrap(),
            Metadata::default(),
            "a key without a value"
        );
        assert_eq!(
            parse_metadata("filename ").unwrap().filename.as_deref(),
            Some(&b""[..]),
            "an empty value"
        );
        assert_eq!(
            metadata(&HeaderMap::new()).unwrap(),
            Metadata::default(),
            "no header at all"
        );
    }

    #[test]
    fn hostile_metadata_is_refused_and_never_repeated() {
        let many = (0..17)
            .map(|n| format!("k{n}"))
            .collect::<Vec<_>>()
            .join(",");
        let long = format!("filename {}", "A".repeat(9000));
        let long_key = "k".repeat(65);
        for hostile in [
            ",",
            "filename YQ==,",
            ",filename YQ==",
            "filename YQ==,,key YQ==",
            "filename YQ==,filename Yg==",
            "filename not base64!",
            "filename YQ",
            "filename YQ===",
            "filename YR==",
            "filename Y Q==",
            "filename _-8=",
            "filename\tYQ==",
            many.as_str(),
            long.as_str(),
            long_key.as_str(),
        ] {
            let refusal = parse_metadata(hostile).unwrap_err();
            assert!(!refusal.contains("YQ"), "{hostile}");
        }
        assert!(
            metadata(&with(&[
                (&METADATA, "filename YQ=="),
                (&METADATA, "filename Yg==")
            ]))
            .is_err()
        );
        assert!(metadata(&with(&[(&METADATA, "filename \u{e9}")])).is_err());
    }

    #[test]
    fn a_length_is_given_or_deferred_and_not_both() {
        assert_eq!(creation_length(&with(&[(&LENGTH, "0")])).unwrap(), Some(0));
        assert_eq!(
            creation_length(&with(&[(&LENGTH, "1099511627776")])).unwrap(),
            Some(1 << 40)
        );
        assert_eq!(
            creation_length(&with(&[(&DEFER_LENGTH, "1")])).unwrap(),
            None
        );
        let hostile: &[&[(&HeaderName, &str)]] = &[
            &[],
            &[(&LENGTH, "")],
            &[(&LENGTH, "-1")],
            &[(&LENGTH, "+5")],
            &[(&LENGTH, "5 ")],
            &[(&LENGTH, "1099511627777")],
            &[(&LENGTH, "18446744073709551616")],
            &[(&LENGTH, "5"), (&LENGTH, "6")],
            &[(&LENGTH, "5"), (&DEFER_LENGTH, "1")],
            &[(&DEFER_LENGTH, "0")],
            &[(&DEFER_LENGTH, "true")],
            &[(&LENGTH, "5"), (&CONCAT, "partial")],
        ];
        for pairs in hostile {
            assert!(creation_length(&with(pairs)).is_err(), "{pairs:?}");
        }
    }

    #[test]
    fn an_offset_is_digits_and_keeps_all_of_them() {
        assert_eq!(
            offset(&with(&[(&OFFSET, "9007199254740993")])).unwrap(),
            9_007_199_254_740_993
        );
        for hostile in [
            "",
            "-0",
            "0x0",
            "1.0",
            "1e1",
            " 1",
            "01",
            "99999999999999999999999",
        ] {
            assert!(offset(&with(&[(&OFFSET, hostile)])).is_err(), "{hostile}");
        }
        assert!(offset(&HeaderMap::new()).is_err());
        assert!(offset(&with(&[(&OFFSET, "1"), (&OFFSET, "1")])).is_err());
    }

    #[test]
    fn checksums_have_a_known_algorithm_and_its_length() {
        let sha256 = format!("sha256 {}", STANDARD.encode([7; 32]));
        assert!(
            matches!(checksum(&with(&[(&CHECKSUM, &sha256)])).unwrap(), Some(Checksum::Sha256(d)) if d == [7; 32])
        );
        assert!(checksum(&HeaderMap::new()).unwrap().is_none());
        let short = format!("sha256 {}", STANDARD.encode([7; 31]));
        let sha1 = format!("sha1 {}", STANDARD.encode([7; 20]));
        for hostile in [
            "",
            "sha256",
            "sha256 ",
            "md5 AAAA",
            "SHA256 AAAA",
            "sha256 !!!!",
            &short,
            &sha1,
            "crc32 AAAAAA==",
        ] {
            assert!(
                checksum(&with(&[(&CHECKSUM, hostile)])).is_err(),
                "{hostile}"
            );
        }
    }

    #[test]
    fn another_version_is_refused() {
        assert!(check_version(&with(&[(&RESUMABLE, "1.0.0")])).is_ok());
        for hostile in ["", "1.0", "0.2.2", "2.0.0", "1.0.0 ", "1.0.0,1.0.0"] {
            assert!(
                check_version(&with(&[(&RESUMABLE, hostile)])).is_err(),
                "{hostile}"
            );
        }
        assert!(check_version(&HeaderMap::new()).is_err());
    }

    #[test]
    fn a_date_is_written_as_http_writes_it() {
        assert_eq!(
            http_date(UnixMillis::from_i64(784_111_777_000)),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
        assert_eq!(
            http_date(UnixMillis::from_i64(i64::MAX)),
            "Fri, 31 Dec 9999 23:59:59 GMT"
        );
        assert_eq!(
            http_date(UnixMillis::from_i64(-1)),
            "Thu, 01 Jan 1970 00:00:00 GMT"
        );
    }
}
