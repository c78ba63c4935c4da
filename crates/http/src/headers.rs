//! Headers that go on every answer.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::failure::Failure;

/// The most header bytes of a request.
const REQUEST_HEADER_BYTES: usize = 48 * 1024;

/// What an answer that is no page may do: nothing.
const NOTHING: &str =
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Adds what is missing to an answer, and refuses requests with too many header bytes.
pub(crate) async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = if header_bytes(&request) > REQUEST_HEADER_BYTES {
        Failure::headers_too_large().into_response()
    } else {
        next.run(request).await
    };
    complete(response.headers_mut(), promises_tls(&app.origin));
    response
}

/// Whether browsers may be told to speak nothing but TLS with this host. On `localhost` that would lock out whatever
/// else runs there.
fn promises_tls(origin: &str) -> bool {
    origin.strip_prefix("https://").is_some_and(|host| {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        name != "localhost" && !name.ends_with(".localhost")
    })
}

fn header_bytes(request: &Request) -> usize {
    let fields: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    fields
        + request
            .uri()
            .path_and_query()
            .map_or(0, |path| path.as_str().len())
}

/// The content security policy of pages. Nothing inline is allowed but styles with this answer's nonce, and text from
/// strangers cannot become markup (Trusted Types).
pub(crate) fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; \
         object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

fn complete(headers: &mut HeaderMap, https: bool) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NOTHING));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_says_nothing_itself_is_locked_down() {
        let mut headers = HeaderMap::new();
        complete(&mut headers, true);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("default-src 'none'")
        );
        assert!(headers.contains_key("strict-transport-security"));
    }

    #[test]
    fn an_answer_keeps_its_own_policy_and_plain_http_promises_no_tls() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public"));
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox"),
        );
        complete(&mut headers, false);
        assert_eq!(
            (
                &headers["cache-control"],
                &headers["content-security-policy"]
            ),
            (&"public".parse().unwrap(), &"sandbox".parse().unwrap())
        );
        assert!(!headers.contains_key("strict-transport-security"));
    }

    #[test]
    fn tls_is_promised_for_hosts_that_are_ours_alone() {
        assert!(
            promises_tls("https://files.example.com")
                && promises_tls("https://files.example.com:8443")
        );
        for other in [
            "http://files.example.com",
            "https://localhost:8443",
            "https://coffer.localhost",
            "localhost",
        ] {
            assert!(!promises_tls(other), "{other}");
        }
    }

    #[test]
    fn pages_run_no_inline_script_and_no_string_becomes_markup() {
        let policy = page_policy("abc");
        assert!(
            policy.contains("script-src 'self';")
                && policy.contains("require-trusted-types-for 'script'")
        );
        assert!(policy.contains("trusted-types 'none'") && policy.contains("'nonce-abc'"));
        assert!(!policy.contains("unsafe") && !policy.contains('*'));
    }
}
