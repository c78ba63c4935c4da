//! A client that speaks HTTP and nothing else: it knows no types of the server, so it can send anything.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a request authenticates itself with.
#[derive(Clone)]
pub enum Credential {
    /// Nothing.
    None,
    /// The cookie of a session, as a browser sends it from our own pages.
    Cookie(String),
    /// A token.
    Bearer(String),
    /// The secret of a link.
    Link(String),
    /// The secret of a send link and that of the session after its proof.
    Take(String, String),
}

/// Sends requests to one server with one credential.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    /// What it authenticates itself with.
    pub credential: Credential,
}

/// What came back.
pub struct Answer {
    /// Method and path, for messages.
    pub asked: String,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(
            f,
            "{} -> {} {}",
            self.asked,
            self.status,
            body.chars().take(600).collect::<String>()
        )
    }
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, base: String) -> Self {
        Self {
            http,
            base,
            credential: Credential::None,
        }
    }

    /// The same server with another credential.
    #[must_use]
    pub fn with(&self, credential: Credential) -> Self {
        Self {
            http: self.http.clone(),
            base: self.base.clone(),
            credential,
        }
    }

    /// Where the server is: `https://host:port`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request to a path from the root of the server, with the credential.
    pub fn raw(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.credential {
            Credential::None => request,
            Credential::Cookie(secret) => request
                .header("cookie", format!("__Host-coffer={secret}"))
                .header("coffer-request", "1"),
            Credential::Bearer(secret) => {
                request.header("authorization", format!("Bearer {secret}"))
            }
            Credential::Link(secret) => request.header("coffer-link", secret),
            Credential::Take(link, session) => request
                .header("coffer-link", link)
                .header("coffer-link-session", session),
        }
    }

    /// A request to the API, with the credential.
    pub fn api(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.raw(method, &format!("/api/v1{path}"))
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let request = request.build().expect("a request that can be built");
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = match self.http.execute(request).await {
            Ok(answer) => answer,
            Err(error) => panic!("{asked}: {error:?}"),
        };
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        // A stream that the server ends early is an answer that is cut, which the caller sees by its length.
        let body = answer.bytes().await.unwrap_or_default();
        Answer {
            asked,
            status,
            headers,
            body,
        }
    }

    /// Sends a request that may be cut while its answer comes in.
    pub async fn try_send(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<Answer, reqwest::Error> {
        let request = request.build()?;
        let asked = format!("{} {}", request.method(), request.url().path());
        let answer = self.http.execute(request).await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Answer {
            asked,
            status,
            headers,
            body: answer.bytes().await?,
        })
    }

    /// `GET` of the API.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.api(Method::GET, path)).await
    }

    /// `POST` of JSON to the API.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.api(Method::POST, path).json(&body)).await
    }

    /// `PATCH` of JSON to the API.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.api(Method::PATCH, path).json(&body)).await
    }

    /// `DELETE` of the API.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.api(Method::DELETE, path)).await
    }

    /// Begins a resumable upload.
    pub async fn tus_create(&self, length: u64, metadata: &[(&str, &str)]) -> Answer {
        let request = self
            .api(Method::POST, "/uploads")
            .header("tus-resumable", "1.0.0")
            .header("upload-length", length)
            .header("upload-metadata", encode_metadata(metadata));
        self.send(request).await
    }

    /// Adds bytes to a resumable upload.
    pub async fn tus_patch(
        &self,
        location: &str,
        offset: u64,
        bytes: impl Into<reqwest::Body>,
    ) -> Answer {
        self.send(self.tus_patch_request(location, offset).body(bytes))
            .await
    }

    /// The request of [`Client::tus_patch`] without its body.
    pub fn tus_patch_request(&self, location: &str, offset: u64) -> reqwest::RequestBuilder {
        self.raw(Method::PATCH, location)
            .header("tus-resumable", "1.0.0")
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset)
    }

    /// Asks how far a resumable upload is.
    pub async fn tus_head(&self, location: &str) -> Answer {
        self.send(
            self.raw(Method::HEAD, location)
                .header("tus-resumable", "1.0.0"),
        )
        .await
    }

    /// Uploads a whole file and gives its version's id.
    pub async fn upload(&self, name: &str, more: &[(&str, &str)], bytes: &[u8]) -> String {
        let metadata = [&[("filename", name)], more].concat();
        let begun = self.tus_create(bytes.len() as u64, &metadata).await;
        begun.expect(201);
        let location = begun.header("location").to_owned();
        let done = self.tus_patch(&location, 0, bytes.to_vec()).await;
        done.expect(204);
        assert_eq!(done.header("upload-offset"), bytes.len().to_string());
        done.header("coffer-version").to_owned()
    }
}

/// `Upload-Metadata` of these pairs.
#[must_use]
pub fn encode_metadata(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .collect();
    pairs.join(",")
}

impl Answer {
    /// The answer, whose status must be this one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The JSON of a successful answer.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    /// The same as a type of the API.
    #[track_caller]
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.json()).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    /// The text of a successful answer.
    #[track_caller]
    #[must_use]
    pub fn text(&self) -> String {
        assert!((200..300).contains(&self.status), "{self:?}");
        String::from_utf8(self.body.to_vec()).expect("text in UTF-8")
    }

    /// The problem of a refused or failed request.
    #[track_caller]
    #[must_use]
    pub fn problem(&self) -> Value {
        assert!(self.status >= 400, "{self:?}");
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        let problem: Value =
            serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"));
        assert_eq!(problem["status"], self.status, "{self:?}");
        problem
    }

    /// The code of a problem; empty when there is no body, as in the answer to `HEAD`.
    #[track_caller]
    #[must_use]
    pub fn code(&self) -> String {
        self.problem()["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// The policy's reason for a refusal.
    #[track_caller]
    #[must_use]
    pub fn reason(&self) -> String {
        self.problem()["reason"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// A header; empty without it.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The secret of the session cookie that came with it.
    #[must_use]
    pub fn session(&self) -> Option<String> {
        self.headers.get_all(SET_COOKIE).iter().find_map(|value| {
            let value = value.to_str().ok()?;
            let secret = value.strip_prefix("__Host-coffer=")?.split(';').next()?;
            (!secret.is_empty()).then(|| secret.to_owned())
        })
    }
}
