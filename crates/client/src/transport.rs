//! The connection: TLS 1.3, whom to trust, and what to show at the door.

use std::path::Path;
use std::time::Duration;

use coffer_api::{Code, Problem};
use coffer_model::Private;
use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url, tls};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// Establishing a connection may take this long.
const CONNECT: Duration = Duration::from_secs(15);
/// An answer that is one JSON document may take this long.
const ANSWER: Duration = Duration::from_secs(120);
/// The largest JSON document that is read, in bytes.
const DOCUMENT_BYTES: usize = 64 << 20;
/// Attempts of a request that changes nothing.
const ATTEMPTS: u32 = 4;

/// Whose certificates are trusted.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// Those that this system trusts.
    #[default]
    System,
    /// Only these, as PEM: a private authority, or the server's own self-signed certificate, which is thereby pinned.
    Only(Vec<u8>),
}

impl Trust {
    /// Reads certificates from a PEM file.
    ///
    /// # Errors
    /// When the file cannot be read or holds no certificate.
    pub fn from_file(path: &Path) -> Result<Self> {
        let pem = std::fs::read(path).map_err(Error::local(path))?;
        let found = reqwest::Certificate::from_pem_bundle(&pem).map_or(0, |list| list.len());
        if found == 0 {
            return Err(Error::Invalid(format!(
                "{} holds no certificate in PEM form",
                path.display()
            )));
        }
        Ok(Self::Only(pem))
    }
}

/// What is shown at the door.
#[derive(Debug, Clone, Default)]
pub enum Credential {
    /// Nothing.
    #[default]
    None,
    /// An API token.
    Token(Private<String>),
    /// The secret of an upload request or a send link.
    Link(Private<String>),
    /// The secret of a send link, and the session that its proof gave.
    Take {
        /// The link's secret.
        link: Private<String>,
        /// The session's secret.
        session: Private<String>,
    },
}

impl Credential {
    fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: String| -> Result<()> {
            let mut value = HeaderValue::from_str(&value).map_err(|_| {
                Error::Invalid(
                    "the token or link holds characters that none has: copy it again".into(),
                )
            })?;
            value.set_sensitive(true);
            headers.insert(name, value);
            Ok(())
        };
        match self {
            Self::None => {}
            Self::Token(token) => put("authorization", format!("Bearer {}", token.expose()))?,
            Self::Link(link) => put("coffer-link", link.expose().clone())?,
            Self::Take { link, session } => {
                put("coffer-link", link.expose().clone())?;
                put("coffer-link-session", session.expose().clone())?;
            }
        }
        Ok(headers)
    }
}

/// A connection to one server, as one caller.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Url,
    host: String,
    trust: Trust,
    credential: HeaderMap,
}

impl Client {
    /// A client of the server at `base_url`, such as `https://files.example.com`.
    ///
    /// Plain HTTP is spoken with this machine itself only.
    ///
    /// # Errors
    /// When the address is none, or names another machine without TLS.
    pub fn new(base_url: &str, trust: Trust, credential: &Credential) -> Result<Self> {
        let base = Url::parse(base_url)
            .ok()
            .filter(|url| url.has_host() && matches!(url.scheme(), "https" | "http"))
            .ok_or_else(|| {
                Error::Invalid("the server's address looks like https://files.example.com".into())
            })?;
        let local = matches!(base.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if base.scheme() == "http" && !local {
            return Err(Error::Invalid(
                "the server's address must start with https://: nothing is sent in the clear"
                    .into(),
            ));
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("coffer/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .tls_version_min(tls::Version::TLS_1_3)
            .connect_timeout(CONNECT);
        if local {
            builder = builder.no_proxy();
        }
        if let Trust::Only(pem) = &trust {
            let certificates = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| {
                Error::Invalid("the trusted certificates are not in PEM form".into())
            })?;
            builder = builder.tls_certs_only(certificates);
        }
        let host = match (base.host_str(), base.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let http = builder
            .build()
            .map_err(|error| Error::transport(&host, error))?;
        Ok(Self {
            http,
            base,
            host,
            trust,
            credential: credential.headers()?,
        })
    }

    /// The same server as another caller.
    ///
    /// # Errors
    /// When the credential holds characters that none has.
    pub fn with(&self, credential: &Credential) -> Result<Self> {
        Ok(Self {
            credential: credential.headers()?,
            ..self.clone()
        })
    }

    /// Where the server is, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Host and port, for texts.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whose certificates are trusted.
    #[must_use]
    pub const fn trust(&self) -> &Trust {
        &self.trust
    }

    /// The address of `/api/v1/…` with each segment encoded on its own.
    fn address(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path("");
        url.set_query(None);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(["api", "v1"]).extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    pub(crate) fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> RequestBuilder {
        self.http
            .request(method, self.address(path, query))
            .headers(self.credential.clone())
    }

    /// A request outside the API, without a credential.
    pub(crate) fn plain(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(path);
        }
        self.http.request(method, url)
    }

    /// Sends a request; an answer that is not a success becomes an error.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let response = request
            .send()
            .await
            .map_err(|error| Error::transport(&self.host, error))?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.refusal(response).await)
        }
    }

    /// What an answer that is not a success says.
    pub(crate) async fn refusal(&self, response: Response) -> Error {
        let status = response.status();
        let body = self.body(response, 256 << 10).await.unwrap_or_default();
        match serde_json::from_slice::<Problem>(&body) {
            Ok(problem) => Error::Refused(Box::new(problem)),
            // A proxy in between answers in its own words, or the answer had no body (HEAD).
            Err(_) => match code_of(status) {
                Some(code) => {
                    let mut problem =
                        Problem::new(code, format!("{} answered {status}", self.host));
                    problem.status = status.as_u16();
                    Error::Refused(Box::new(problem))
                }
                None => self.strange(format!("status {status} without a problem document")),
            },
        }
    }

    pub(crate) fn strange(&self, why: impl Into<String>) -> Error {
        Error::Answer {
            host: self.host.clone(),
            why: why.into(),
        }
    }

    /// Reads a body of at most `limit` bytes.
    pub(crate) async fn body(&self, mut response: Response, limit: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| Error::transport(&self.host, error))?
        {
            if out.len() + piece.len() > limit {
                return Err(self.strange(format!("more than {limit} bytes")));
            }
            out.extend_from_slice(&piece);
        }
        Ok(out)
    }

    async fn document<T: DeserializeOwned>(&self, response: Response) -> Result<T> {
        let body = self.body(response, DOCUMENT_BYTES).await?;
        let body: &[u8] = if body.is_empty() { b"null" } else { &body };
        serde_json::from_slice(body).map_err(|error| {
            self.strange(format!(
                "JSON of another form at line {} column {}",
                error.line(),
                error.column()
            ))
        })
    }

    /// `GET /api/v1/…`. Tried again a few times when the server is busy or out of reach.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<T> {
        let mut attempt = 1;
        loop {
            let request = self.request(Method::GET, path, query).timeout(ANSWER);
            match self.send(request).await {
                Ok(response) => return self.document(response).await,
                Err(error) if error.is_transient() && attempt < ATTEMPTS => {
                    tokio::time::sleep(Duration::from_millis(250 << attempt)).await;
                    attempt += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// `GET /api/v1/…` for text.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached; text that is not UTF-8.
    pub async fn text(&self, path: &[&str]) -> Result<String> {
        let response = self
            .send(self.request(Method::GET, path, &[]).timeout(ANSWER))
            .await?;
        let body = self.body(response, DOCUMENT_BYTES).await?;
        String::from_utf8(body).map_err(|_| self.strange("text that is not UTF-8"))
    }

    /// `POST /api/v1/…` with a JSON body. Not tried again: it may have been done.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &(impl Serialize + Sync),
    ) -> Result<T> {
        let request = self
            .request(Method::POST, path, &[])
            .timeout(ANSWER)
            .json(body);
        self.document(self.send(request).await?).await
    }

    /// `PATCH /api/v1/…` with a JSON body.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn patch<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &(impl Serialize + Sync),
    ) -> Result<T> {
        let request = self
            .request(Method::PATCH, path, &[])
            .timeout(ANSWER)
            .json(body);
        self.document(self.send(request).await?).await
    }

    /// `DELETE /api/v1/…`.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn delete<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T> {
        let request = self.request(Method::DELETE, path, &[]).timeout(ANSWER);
        self.document(self.send(request).await?).await
    }

    /// Signs in with a JSON body at `/api/v1/…` and goes on as that session.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn sign_in<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &(impl Serialize + Sync),
    ) -> Result<(Session, T)> {
        let request = self
            .request(Method::POST, path, &[])
            .header("coffer-request", "1")
            .timeout(ANSWER)
            .json(body);
        let response = self.send(request).await?;
        let mut session = Session {
            client: self.clone(),
        };
        if !session.keep_cookie(&response)? {
            return Err(self.strange("a sign-in without a session"));
        }
        let answer = self.document(response).await?;
        Ok((session, answer))
    }
}

/// A browser-like session: a cookie instead of a token, and the header that guards against forged requests.
#[derive(Debug, Clone)]
pub struct Session {
    client: Client,
}

impl Session {
    /// The client that carries the session.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Takes over a cookie that an answer sets. A proof of presence changes the session's secret.
    fn keep_cookie(&mut self, response: &Response) -> Result<bool> {
        let cookie = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .filter_map(|text| text.split(';').next())
            .find(|pair| pair.starts_with("__Host-coffer="));
        let Some(cookie) = cookie else {
            return Ok(false);
        };
        let mut value =
            HeaderValue::from_str(cookie).map_err(|_| self.client.strange("a malformed cookie"))?;
        value.set_sensitive(true);
        self.client.credential = HeaderMap::from_iter([
            (COOKIE, value),
            (
                reqwest::header::HeaderName::from_static("coffer-request"),
                HeaderValue::from_static("1"),
            ),
        ]);
        Ok(true)
    }

    /// `POST` that may change the session's secret, such as a proof or an enrolment.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn prove<T: DeserializeOwned>(
        &mut self,
        path: &[&str],
        body: &(impl Serialize + Sync),
    ) -> Result<T> {
        let request = self
            .client
            .request(Method::POST, path, &[])
            .timeout(ANSWER)
            .json(body);
        let response = self.client.send(request).await?;
        self.keep_cookie(&response)?;
        self.client.document(response).await
    }
}

/// The code that goes with a bare status.
fn code_of(status: StatusCode) -> Option<Code> {
    // 412 and 460 mean something only with a problem that says so.
    Some(match status.as_u16() {
        401 => Code::SignInRequired,
        403 => Code::Denied,
        404 => Code::NotFound,
        409 => Code::Conflict,
        410 => Code::LinkEnded,
        413 => Code::TooLarge,
        416 => Code::RangeNotSatisfiable,
        429 => Code::TooManyRequests,
        507 => Code::Full,
        408 | 423 | 502..=504 => Code::Unavailable,
        500..=599 => Code::Bug,
        400..=499 => Code::Invalid,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_sent_in_the_clear_to_another_machine() {
        let open = |url: &str| Client::new(url, Trust::System, &Credential::None);
        assert!(
            open("http://files.example.com")
                .unwrap_err()
                .to_string()
                .contains("https://")
        );
        assert!(open("http://127.0.0.1:8080").is_ok());
        for url in ["", "files.example.com", "ftp://x", "https://"] {
            assert!(open(url).is_err(), "{url}");
        }
    }

    #[test]
    fn ids_in_paths_cannot_leave_their_segment() {
        let client = Client::new("https://h:1/", Trust::System, &Credential::None).unwrap();
        let url = client.address(&["cases", "../../etc", "a/b?c#d"], &[("q", "a&b=c")]);
        assert_eq!(
            url.as_str(),
            "https://h:1/api/v1/cases/..%2F..%2Fetc/a%2Fb%3Fc%23d?q=a%26b%3Dc"
        );
    }

    #[test]
    fn secrets_do_not_show_when_a_client_is_printed() {
        let credential = Credential::Take {
            link: "linksecret".to_owned().into(),
            session: "sessionsecret".to_owned().into(),
        };
        let client = Client::new("https://h", Trust::System, &credential).unwrap();
        let printed = format!("{client:?} {credential:?}");
        assert!(
            !printed.contains("linksecret") && !printed.contains("sessionsecret"),
            "{printed}"
        );
    }

    #[test]
    fn a_token_with_line_ends_is_refused() {
        let credential = Credential::Token("a\r\nx-evil: 1".to_owned().into());
        assert!(Client::new("https://h", Trust::System, &credential).is_err());
    }
}
