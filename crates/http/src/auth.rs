//! Who is calling: session cookie, bearer token or link.

use std::time::Instant;

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use coffer_api::{Code, Problem};
use coffer_model::Private;
use coffer_vault::{Caller, Error, SignedIn, Source};

use crate::app::App;
use crate::failure::{Answer, Failure};
use crate::source;

/// Name of the session cookie. The prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`.
const SESSION: &str = "__Host-coffer";
/// The longest secret that is looked up, in bytes.
const SECRET_BYTES: usize = 256;

static LINK: HeaderName = HeaderName::from_static("coffer-link");
static LINK_SESSION: HeaderName = HeaderName::from_static("coffer-link-session");
static REQUEST: HeaderName = HeaderName::from_static("coffer-request");
static FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// An authenticated caller. What they may do is for the vault to say.
pub(crate) struct Auth(pub(crate) Caller);

/// Somebody who tries to sign in or to prove something: not authenticated, and rated by source.
pub(crate) struct Attempt(pub(crate) Source);

/// An authenticated caller who proves something again: rated by source too.
pub(crate) struct Proving(pub(crate) Caller, pub(crate) Source);

/// What a request authenticates itself with.
enum Credential {
    Session(Private<String>),
    Bearer(Private<String>),
    Link(Private<String>),
    /// A send link with the session that followed its proof.
    Take(Private<String>, Private<String>),
}

impl Credential {
    /// The one credential of a request.
    ///
    /// Programs send a header of their own choice, so two kinds of it are a mistake. The cookie beside a link is none:
    /// the browser of somebody who is signed in adds it by itself, and the page of the link means the link.
    fn of(headers: &HeaderMap) -> Answer<Option<Self>> {
        let one = |name: &HeaderName| -> Answer<Option<Private<String>>> {
            let mut values = headers.get_all(name).iter();
            let (first, second) = (values.next(), values.next());
            if second.is_some() {
                return Err(Failure::invalid(format!(
                    "the header {name} occurs twice: send it once"
                )));
            }
            first
                .map(|value| secret(value.to_str().unwrap_or_default()))
                .transpose()
        };
        let bearer = match one(&AUTHORIZATION)? {
            Some(value) => Some(bearer(value.expose())?),
            None => None,
        };
        match (session(headers)?, bearer, one(&LINK)?, one(&LINK_SESSION)?) {
            (None, None, None, None) => Ok(None),
            (Some(session), None, None, None) => Ok(Some(Self::Session(session))),
            (None, Some(bearer), None, None) => Ok(Some(Self::Bearer(bearer))),
            (_, None, Some(link), None) => Ok(Some(Self::Link(link))),
            (_, None, Some(link), Some(session)) => Ok(Some(Self::Take(link, session))),
            (_, None, None, Some(_)) => Err(Failure::invalid(
                "Coffer-Link-Session goes with Coffer-Link: send both".to_owned(),
            )),
            _ => Err(Failure::invalid(
                "several credentials came with the request: send one kind".to_owned(),
            )),
        }
    }
}

fn secret(text: &str) -> Answer<Private<String>> {
    let plausible =
        (1..=SECRET_BYTES).contains(&text.len()) && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    if plausible {
        Ok(Private::new(text.to_owned()))
    } else {
        Err(not_valid())
    }
}

fn bearer(value: &str) -> Answer<Private<String>> {
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            secret(token.trim_start_matches(' '))
        }
        _ => Err(Failure::invalid(
            "Authorization takes a token: Authorization: Bearer cof_…".to_owned(),
        )),
    }
}

/// The value of the session cookie. Two of them mean that somebody planted one.
fn session(headers: &HeaderMap) -> Answer<Option<Private<String>>> {
    let mut found = None;
    for cookies in headers.get_all(COOKIE) {
        // A cookie of another program on this host may hold any bytes; it is not ours to judge.
        let text = String::from_utf8_lossy(cookies.as_bytes());
        for (name, value) in text.split(';').filter_map(|pair| pair.split_once('=')) {
            if name.trim() == SESSION && found.replace(secret(value.trim())?).is_some() {
                return Err(Failure::invalid(
                    "the session cookie occurs twice: clear the cookies of this site".to_owned(),
                ));
            }
        }
    }
    Ok(found)
}

fn not_valid() -> Failure {
    Error::SignInRequired("the session, token or link is not valid").into()
}

/// Refuses a request that a page of another site made the browser send (Fetch Metadata, RFC 6454).
fn check_site(parts: &Parts, own: &str) -> Answer<()> {
    let refused = || {
        let detail = "the request came from a page of another site";
        Err(Failure::from(Problem::new(Code::Denied, detail)))
    };
    if let Some(site) = parts.headers.get(&FETCH_SITE)
        && site != "same-origin"
        && site != "none"
    {
        return refused();
    }
    if let Some(origin) = parts.headers.get(ORIGIN) {
        let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
        if origin != own && !is_own_host(&origin, parts) {
            return refused();
        }
    }
    Ok(())
}

/// Whether an origin is the very host that the request was sent to: how a server is reached under a second name.
fn is_own_host(origin: &str, parts: &Parts) -> bool {
    let host = match parts.uri.authority() {
        Some(authority) => authority.as_str(),
        None => parts
            .headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default(),
    };
    !host.is_empty()
        && origin.split_once("://").is_some_and(|(scheme, rest)| {
            matches!(scheme, "https" | "http") && rest.eq_ignore_ascii_case(host)
        })
}

/// Refuses a change that a browser was made to send. Only our own pages can add the header: another site's would need
/// a preflight, and none is ever answered.
fn check_browser_change(parts: &Parts, own: &str) -> Answer<()> {
    check_site(parts, own)?;
    if parts.method.is_safe()
        || parts
            .headers
            .get(&REQUEST)
            .is_some_and(|value| value == "1")
    {
        return Ok(());
    }
    Err(Problem::new(
        Code::Denied,
        "a change by a browser session needs the header Coffer-Request: 1",
    )
    .into())
}

/// Looks whether this source presented too many wrong credentials lately.
fn check_failures(app: &App, source: &Source) -> Answer<()> {
    app.failures
        .check(source.address, Instant::now())
        .map_err(Failure::busy)
}

/// Passes a caller on, and remembers a wrong credential against its source.
fn counted(app: &App, source: &Source, result: coffer_vault::Result<Caller>) -> Answer<Caller> {
    if matches!(
        result,
        Err(Error::SignInRequired(_) | Error::SignInFailed | Error::NotFound(_))
    ) {
        // Refused or not, this one is spent: only the next request looks at what is left.
        let _ = app.failures.take(source.address, Instant::now());
    }
    Ok(result?)
}

/// The caller who holds a link that came in a path or a form.
pub(crate) async fn by_link(app: &App, source: Source, link: &str) -> Answer<Caller> {
    check_failures(app, &source)?;
    let link = secret(link)?;
    let result = app
        .vault
        .sign_in()
        .authenticate_link(link.expose(), &source)
        .await;
    counted(app, &source, result)
}

/// The caller who holds a send link and the session after its proof, both from a form.
pub(crate) async fn by_take(
    app: &App,
    source: Source,
    link: &str,
    session: &str,
) -> Answer<Caller> {
    check_failures(app, &source)?;
    let (link, session) = (secret(link)?, secret(session)?);
    let result = app
        .vault
        .sign_in()
        .authenticate_take(link.expose(), session.expose(), &source)
        .await;
    counted(app, &source, result)
}

impl FromRequestParts<App> for Auth {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let source = source::of(parts, &app.trusted_proxies);
        let Some(credential) = Credential::of(&parts.headers)? else {
            return Err(
                Error::SignInRequired("no session, token or link came with the request").into(),
            );
        };
        let sign_in = app.vault.sign_in();
        if let Credential::Session(secret) = &credential {
            check_browser_change(parts, &app.origin)?;
            // Not rated: a browser whose session ended asks several times at once, and it shares its address with a
            // whole office.
            return Ok(Self(
                sign_in
                    .authenticate_session(secret.expose(), &source)
                    .await?,
            ));
        }
        check_failures(app, &source)?;
        let result = match &credential {
            Credential::Session(secret) => {
                sign_in.authenticate_session(secret.expose(), &source).await
            }
            Credential::Bearer(secret) => {
                sign_in.authenticate_token(secret.expose(), &source).await
            }
            Credential::Link(link) => sign_in.authenticate_link(link.expose(), &source).await,
            Credential::Take(link, session) => {
                sign_in
                    .authenticate_take(link.expose(), session.expose(), &source)
                    .await
            }
        };
        Ok(Self(counted(app, &source, result)?))
    }
}

impl FromRequestParts<App> for Attempt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        check_site(parts, &app.origin)?;
        let source = source::of(parts, &app.trusted_proxies);
        app.attempts
            .take(source.address, Instant::now())
            .map_err(Failure::busy)?;
        Ok(Self(source))
    }
}

impl FromRequestParts<App> for Proving {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let Auth(caller) = Auth::from_request_parts(parts, app).await?;
        let Attempt(source) = Attempt::from_request_parts(parts, app).await?;
        Ok(Self(caller, source))
    }
}

/// The cookie of a session that was just opened or renewed.
pub(crate) fn session_cookie(signed_in: &SignedIn) -> Answer<HeaderValue> {
    cookie(signed_in.secret.expose(), signed_in.max_age_seconds)
}

/// The cookie that ends a session in the browser.
pub(crate) fn ended_cookie() -> Answer<HeaderValue> {
    cookie("", 0)
}

fn cookie(value: &str, max_age_seconds: impl std::fmt::Display) -> Answer<HeaderValue> {
    let text = format!(
        "{SESSION}={value}; Path=/; Max-Age={max_age_seconds}; Secure; HttpOnly; SameSite=Strict"
    );
    let mut value =
        HeaderValue::try_from(text).map_err(|_| Failure::from(crate::failure::bug()))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(
                HeaderName::try_from(*name).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        headers
    }

    #[test]
    fn each_kind_of_credential_is_told_apart() {
        let of = |pairs: &[(&str, &str)]| Credential::of(&with(pairs)).ok().flatten();
        assert!(
            matches!(of(&[("cookie", "theme=dark; __Host-coffer=abc")]), Some(Credential::Session(s)) if *s.expose() == "abc")
        );
        assert!(
            matches!(of(&[("authorization", "bearer cof_x")]), Some(Credential::Bearer(s)) if *s.expose() == "cof_x")
        );
        assert!(matches!(
            of(&[("coffer-link", "abc")]),
            Some(Credential::Link(_))
        ));
        assert!(matches!(
            of(&[("coffer-link", "a"), ("coffer-link-session", "b")]),
            Some(Credential::Take(..))
        ));
        assert!(matches!(
            of(&[("coffer-link", "a"), ("cookie", "__Host-coffer=abc")]),
            Some(Credential::Link(_))
        ));
        assert!(of(&[("cookie", "__Host-coffer2=abc; x__Host-coffer=1")]).is_none());
    }

    #[test]
    fn mixtures_and_malformed_credentials_are_refused() {
        let long = "a".repeat(SECRET_BYTES + 1);
        let hostile: &[&[(&str, &str)]] = &[
            &[("cookie", "__Host-coffer=a"), ("authorization", "Bearer b")],
            &[("coffer-link", "a"), ("authorization", "Bearer b")],
            &[("coffer-link", "a"), ("coffer-link", "b")],
            &[("coffer-link-session", "b")],
            &[("authorization", "Bearer a"), ("authorization", "Bearer b")],
            &[("authorization", "Basic YTpi")],
            &[("authorization", "Bearer")],
            &[("authorization", "Bearer ")],
            &[("cookie", "__Host-coffer=a; __Host-coffer=b")],
            &[("cookie", "__Host-coffer=a"), ("cookie", "__Host-coffer=b")],
            &[("cookie", "__Host-coffer=")],
            &[("coffer-link", "")],
            &[("coffer-link", "\u{e9}")],
            &[("coffer-link", &long)],
        ];
        for pairs in hostile {
            assert!(Credential::of(&with(pairs)).is_err(), "{pairs:?}");
        }
    }

    fn parts(method: &str, pairs: &[(&str, &str)]) -> Parts {
        let mut request = axum::http::Request::builder()
            .method(method)
            .uri("/api/v1/cases");
        for (name, value) in pairs {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    const OWN: &str = "https://files.example.com";

    #[test]
    fn our_own_pages_may_change_things() {
        let ours: &[&[(&str, &str)]] = &[
            &[("coffer-request", "1")],
            &[
                ("coffer-request", "1"),
                ("sec-fetch-site", "same-origin"),
                ("origin", OWN),
            ],
            &[
                ("coffer-request", "1"),
                ("origin", "HTTPS://Files.Example.COM"),
            ],
            &[
                ("coffer-request", "1"),
                ("origin", "https://127.0.0.1:8443"),
                ("host", "127.0.0.1:8443"),
            ],
        ];
        for pairs in ours {
            assert!(
                check_browser_change(&parts("POST", pairs), OWN).is_ok(),
                "{pairs:?}"
            );
        }
        assert!(
            check_browser_change(&parts("GET", &[]), OWN).is_ok(),
            "reading needs no header"
        );
        let typed = parts("GET", &[("sec-fetch-site", "none")]);
        assert!(check_browser_change(&typed, OWN).is_ok(), "a typed address");
    }

    #[test]
    fn pages_of_others_may_not() {
        let asked = ("coffer-request", "1");
        let forged: &[&[(&str, &str)]] = &[
            &[],
            &[("coffer-request", "0")],
            &[("coffer-request", "")],
            &[("sec-fetch-site", "same-origin")],
            &[asked, ("sec-fetch-site", "cross-site")],
            &[asked, ("sec-fetch-site", "same-site")],
            &[asked, ("sec-fetch-site", "nonsense")],
            &[asked, ("origin", "https://evil.example")],
            &[asked, ("origin", "null")],
            &[asked, ("origin", "")],
            &[asked, ("origin", "https://files.example.com.evil.example")],
            &[
                asked,
                ("origin", "https://files.example.com:444"),
                ("host", "files.example.com"),
            ],
            &[
                asked,
                ("origin", "file://files.example.com"),
                ("host", "files.example.com"),
            ],
            &[asked, ("origin", "https://"), ("host", "")],
        ];
        for pairs in forged {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                let parts = parts(method, pairs);
                assert!(
                    check_browser_change(&parts, OWN).is_err(),
                    "{method} {pairs:?}"
                );
            }
        }
        let read = parts("GET", &[("sec-fetch-site", "cross-site")]);
        assert!(check_browser_change(&read, OWN).is_err());
    }

    #[test]
    fn the_cookie_is_bound_to_host_browser_and_site() {
        let text = cookie("abc", 60).unwrap();
        assert_eq!(
            text,
            "__Host-coffer=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Strict"
        );
        assert!(text.is_sensitive());
        assert!(cookie("a\r\nSet-Cookie: b", 60).is_err());
    }
}
