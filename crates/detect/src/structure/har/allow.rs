//! What a browser capture may show. Everything that is not listed here is withheld.

use crate::bytes::Bytes;
use crate::fields::classify;
use crate::words::lower;

/// What is done with a value, by the name in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Rule {
    /// Masked whole.
    #[default]
    Withhold,
    /// Shown when it has this form.
    Show(Form),
    /// A URL, of which parts are shown.
    Url,
    /// A URL, or a word that captures use; anything else is masked whole.
    Custom,
    /// The content of a request, a response or a message.
    Body,
    /// The name in a pair of a name and a value.
    Name,
    /// The type of a body.
    Type,
    /// How a body is written.
    Encoding,
}

/// A form that a shown value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Printable text of a bounded length.
    Text,
    /// A validator of a cache: hexadecimal digits and marks.
    Tag,
    /// A point in time.
    Time,
    /// One or more short words.
    Words,
    /// A place in the capture itself, such as `page_1`.
    Id,
    /// An address or a port.
    Address,
    /// Nothing but digits, few of them.
    Page,
    /// A language and a country.
    Locale,
    /// `true`, `false`, and numbers of two digits.
    Tiny,
}

/// The longest text that is shown.
const TEXT_BYTES: usize = 600;

impl Form {
    pub(super) fn holds(self, value: &[u8]) -> bool {
        let digits = || value.iter().all(u8::is_ascii_digit);
        match self {
            Self::Text => {
                // Without an early end the bytes are compared many at a time.
                let other = |bad, b: &u8| bad | !matches!(b, b' '..=b'~');
                value.len() <= TEXT_BYTES && !value.iter().fold(false, other)
            }
            Self::Tag => {
                let tag = value.strip_prefix(b"W/").unwrap_or(value);
                tag.len() <= 72 && IN_TAGS.hold(tag)
            }
            Self::Time => {
                value.len() <= 48
                    && IN_TIMES.hold(value)
                    && value.iter().filter(|b| b.is_ascii_alphabetic()).count() <= 9
            }
            Self::Words => value.len() <= 48 && IN_WORDS.hold(value),
            Self::Id => value.len() <= 32 && (value.len() <= 9 && digits() || word_like(value)),
            Self::Address => {
                value.len() <= 48 && IN_ADDRESSES.hold(value) && !(value.len() > 6 && digits())
            }
            Self::Page => value.len() <= 6 && digits(),
            Self::Locale => {
                matches!(value, [a, b] | [a, b, b'-' | b'_', ..]
                if a.is_ascii_alphabetic() && b.is_ascii_alphabetic())
                    && value.len() <= 6
            }
            Self::Tiny => {
                matches!(value, b"true" | b"false" | b"on" | b"off" | b"yes" | b"no")
                    || value.len() <= 2 && digits()
            }
        }
    }
}

static IN_TAGS: Bytes = Bytes::of(b"0123456789abcdefABCDEF\"\\-:");
static IN_TIMES: Bytes = Bytes::alphanumeric_and(b"-:+., /");
static IN_WORDS: Bytes = Bytes::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ -_.");
static IN_ADDRESSES: Bytes = Bytes::of(b"0123456789abcdefABCDEF.:[]%");

/// What is done with the value of a header (names are those of RFC 9110, RFC 9111, Fetch and common use).
pub(super) fn header(name: &[u8]) -> Rule {
    let mut buffer = [0; 40];
    match lower(name, &mut buffer) {
        // Where the request went: hosts and words of the path stay, values go.
        b"host" | b"origin" | b"referer" | b"location" | b"content-location" | b":authority"
        | b":path" | b"access-control-allow-origin" | b"timing-allow-origin"
        | b"sourcemap" | b"x-sourcemap" => Rule::Url,
        // What was asked for and what came: type, length, coding, language, range.
        b"content-type" | b"content-length" | b"content-encoding" | b"content-language"
        | b"content-range" | b"accept" | b"accept-charset" | b"accept-encoding"
        | b"accept-language" | b"accept-ranges" | b"range" | b"allow" | b"expect" | b"te"
        | b"trailer" | b"transfer-encoding" | b"vary" | b"upgrade" | b"prefer"
        | b"preference-applied" | b":method" | b":scheme" | b":status" | b"status"
        // Caching: the usual cause of what people see twice or not at all.
        | b"age" | b"cache-control" | b"pragma" | b"x-cache" | b"x-cache-status"
        | b"cf-cache-status" | b"x-cache-hits" | b"surrogate-control" | b"cdn-cache-control"
        // The connection.
        | b"connection" | b"keep-alive" | b"proxy-connection" | b"alt-svc" | b"priority"
        | b"via" | b"early-data" | b"sec-websocket-version" | b"sec-websocket-extensions"
        // Who speaks: kinds and versions of programs.
        | b"server" | b"user-agent" | b"x-powered-by" | b"x-aspnet-version" | b"x-requested-with"
        | b"x-aspnetmvc-version" | b"sec-ch-ua" | b"sec-ch-ua-mobile" | b"sec-ch-ua-platform"
        | b"sec-ch-ua-platform-version" | b"sec-ch-ua-arch" | b"sec-ch-ua-model"
        | b"sec-ch-ua-bitness" | b"sec-ch-ua-full-version" | b"sec-ch-ua-full-version-list"
        | b"sec-ch-prefers-color-scheme"
        // What the browser was allowed to do.
        | b"access-control-allow-credentials" | b"access-control-allow-headers"
        | b"access-control-allow-methods" | b"access-control-expose-headers"
        | b"access-control-max-age" | b"access-control-request-headers"
        | b"access-control-request-method" | b"access-control-request-private-network"
        | b"cross-origin-embedder-policy" | b"cross-origin-opener-policy"
        | b"cross-origin-resource-policy" | b"permissions-policy" | b"referrer-policy"
        | b"strict-transport-security" | b"x-content-type-options" | b"x-frame-options"
        | b"x-xss-protection" | b"x-permitted-cross-domain-policies" | b"x-download-options"
        | b"x-dns-prefetch-control" | b"sec-fetch-dest" | b"sec-fetch-mode" | b"sec-fetch-site"
        | b"sec-fetch-user" | b"sec-gpc" | b"sec-purpose" | b"purpose" | b"dnt" | b"save-data"
        | b"upgrade-insecure-requests" | b"origin-agent-cluster" | b"device-memory" | b"downlink"
        | b"ect" | b"rtt" | b"viewport-width" | b"dpr" | b"width"
        // Limits, which explain refusals.
        | b"ratelimit-limit" | b"ratelimit-remaining" | b"ratelimit-reset"
        | b"x-ratelimit-limit" | b"x-ratelimit-remaining" | b"x-ratelimit-reset"
        | b"x-runtime" | b"x-response-time" => Rule::Show(Form::Text),
        // Times.
        b"date" | b"expires" | b"last-modified" | b"if-modified-since"
        | b"if-unmodified-since" | b"retry-after" => Rule::Show(Form::Time),
        // A validator may be an identity in disguise: only the form that servers compute from a file is shown.
        b"etag" | b"if-none-match" | b"if-match" => Rule::Show(Form::Tag),
        _ => Rule::Withhold,
    }
}

/// What is done with the value of a parameter.
pub(super) fn parameter(name: &[u8]) -> Rule {
    let mut buffer = [0; 40];
    Rule::Show(match lower(name, &mut buffer) {
        b"page" | b"limit" | b"offset" | b"size" | b"per_page" | b"perpage" | b"page_size"
        | b"pagesize" | b"count" | b"start" | b"skip" | b"top" | b"rows" | b"width" | b"height"
        | b"w" | b"h" | b"depth" | b"level" => Form::Page,
        b"lang" | b"locale" | b"hl" | b"language" | b"country" | b"region" => Form::Locale,
        b"code" | b"pin" | b"key" | b"sig" => return Rule::Withhold,
        name if classify(name).is_some() => return Rule::Withhold,
        _ => Form::Tiny,
    })
}

/// Words that captures use for what they add to the format: kinds of resources, initiators, priorities and caches.
pub(super) fn known_word(value: &[u8]) -> bool {
    matches!(
        value,
        b"script"
            | b"parser"
            | b"preload"
            | b"preflight"
            | b"other"
            | b"redirect"
            | b"xhr"
            | b"fetch"
            | b"document"
            | b"stylesheet"
            | b"image"
            | b"img"
            | b"font"
            | b"media"
            | b"websocket"
            | b"eventsource"
            | b"manifest"
            | b"ping"
            | b"beacon"
            | b"texttrack"
            | b"signed-exchange"
            | b"prefetch"
            | b"SignedExchange"
            | b"VeryLow"
            | b"Low"
            | b"Medium"
            | b"High"
            | b"VeryHigh"
            | b"memory"
            | b"disk"
            | b"send"
            | b"receive"
            | b"error"
            | b"open"
            | b"close"
            | b"GET"
            | b"HEAD"
            | b"POST"
            | b"PUT"
            | b"PATCH"
            | b"DELETE"
            | b"OPTIONS"
            | b"CONNECT"
            | b"TRACE"
            | b"http"
            | b"https"
            | b"ws"
            | b"wss"
            | b"Lax"
            | b"Strict"
            | b"None"
            | b"lax"
            | b"strict"
            | b"none"
            | b"base64"
            | b"gzip"
            | b"br"
            | b"deflate"
            | b"zstd"
            | b"identity"
            | b""
            | b"HTTP/1.0"
            | b"HTTP/1.1"
            | b"HTTP/2"
            | b"HTTP/2.0"
            | b"HTTP/3"
            | b"http/1.1"
            | b"h2"
            | b"h3"
            | b"http/2.0"
            | b"blocked"
            | b"success"
            | b"js"
            | b"html"
            | b"css"
            | b"text"
            | b"plain"
            | b"cached"
            | b"network"
    ) || value.strip_prefix(b"net::ERR_").is_some_and(|rest| {
        rest.len() <= 48 && rest.iter().all(|b| b.is_ascii_uppercase() || *b == b'_')
    })
}

/// The longest part of a path that is shown.
const SEGMENT_BYTES: usize = 48;

/// Whether text is words and small numbers joined by marks, as people name things.
pub(super) fn word_like(text: &[u8]) -> bool {
    text.len() <= SEGMENT_BYTES
        && text
            .split(|b| matches!(b, b'-' | b'_' | b'.' | b'~' | b'+' | b'!' | b'*'))
            .all(word)
        && text.iter().filter(|b| b.is_ascii_digit()).count() <= 6
}

/// A word, a number of at most four digits, or a short mixture such as `v2`.
fn word(part: &[u8]) -> bool {
    if part.len() <= 4 {
        return part.iter().all(u8::is_ascii_alphanumeric);
    }
    if part.len() > 24 || !part.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    // Random letters have many capitals inside and long runs without a vowel.
    let humps = part
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    let mut run = 0;
    let mut longest = 0;
    for byte in part {
        let vowel = matches!(byte | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        run = if vowel { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    longest <= 5 && humps <= 3 && humps * 4 <= part.len()
}

/// Whether the name of a member or parameter may be shown: a name, and not a value in its place.
pub(super) fn name_like(name: &[u8]) -> bool {
    name.len() <= 64
        && IN_NAMES.hold(name)
        && (name.len() < 20 || name.iter().filter(|b| b.is_ascii_digit()).count() < 4)
}

/// The bytes that names consist of.
static IN_NAMES: Bytes = Bytes::alphanumeric_and(b"_-.$[]:/ %#~");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_in_its_form_only() {
        let long = "a".repeat(100);
        for (form, shown, withheld) in [
            (
                Form::Text,
                &["", "text/html; charset=utf-8"][..],
                &["é", "a\tb"][..],
            ),
            (
                Form::Tag,
                &["W/\\\"5f-1a:B\\\"", "0aF"],
                &["xyz", "5f 1a", &long],
            ),
            (
                Form::Time,
                &[
                    "Sun, 22 Nov 2026 10:00:00 GMT",
                    "2026-11-22T10:00:00.000+01:00",
                ],
                &["January February", "10_00", &long],
            ),
            (
                Form::Words,
                &["Not Found", "GET", "no-cache_x."],
                &["OK2", "a:b", &long],
            ),
            (
                Form::Id,
                &["page_1", "123456789"],
                &["1234567890123", "a b"],
            ),
            (
                Form::Address,
                &["[2001:db8::1%5]", "10.0.0.1", "443"],
                &["localhost", "1234567", "10.0.0.1/8"],
            ),
            (Form::Page, &["123456", ""], &["1234567", "1a"]),
            (
                Form::Locale,
                &["en", "en-GB", "pt_BR"],
                &["e1", "english", "en-GB-x1"],
            ),
            (Form::Tiny, &["true", "42", "off"], &["123", "maybe"]),
        ] {
            for text in shown {
                assert!(form.holds(text.as_bytes()), "{form:?} {text}");
            }
            for text in withheld {
                assert!(!form.holds(text.as_bytes()), "{form:?} {text}");
            }
        }
    }
}
