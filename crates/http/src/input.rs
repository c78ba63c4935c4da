//! Bodies, queries and paths, read with limits. A refusal says where, never what.

use std::str::FromStr;
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use coffer_api::{Code, Problem};
use coffer_model::Limits;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use utoipa::IntoParams;

use crate::app::App;
use crate::failure::{Answer, Failure};

/// How long a whole small body may take.
const SMALL_BODY_TIME: Duration = Duration::from_secs(30);
/// Rows in a page when the query does not say.
const PAGE_ROWS: u32 = 50;
/// The most rows in a page.
const PAGE_ROWS_MAX: u32 = 500;

/// A JSON body, in or out.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Answer<Self> {
        if !is_media_type(request.headers().get(CONTENT_TYPE), "application/json") {
            return Err(Failure::unsupported_media_type("application/json"));
        }
        let bytes = small_body(request, Limits::JSON_BODY_BYTES).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| malformed(&error))
    }
}

impl<T: serde::Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// No body, or the empty JSON object: for acts that need no words.
pub(crate) struct NoBody;

impl FromRequest<App> for NoBody {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Answer<Self> {
        let stated = request.headers().get(CONTENT_TYPE).cloned();
        let bytes = small_body(request, 1024).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self);
        }
        if !is_media_type(stated.as_ref(), "application/json") {
            return Err(Failure::unsupported_media_type("application/json"));
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Nothing {}
        serde_json::from_slice::<Nothing>(&bytes)
            .map(|_| Self)
            .map_err(|error| malformed(&error))
    }
}

/// Whether a `Content-Type` is this one; a `charset` of UTF-8 may follow.
pub(crate) fn is_media_type(value: Option<&axum::http::HeaderValue>, wanted: &str) -> bool {
    let Some(text) = value.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let (media_type, parameters) = text.split_once(';').unwrap_or((text, ""));
    let parameters = parameters.trim();
    media_type.trim().eq_ignore_ascii_case(wanted)
        && (parameters.is_empty()
            || parameters.eq_ignore_ascii_case("charset=utf-8")
            || parameters.eq_ignore_ascii_case("charset=\"utf-8\""))
}

/// Reads a body that must be small and must come soon.
pub(crate) async fn small_body(request: Request, limit: usize) -> Answer<Bytes> {
    let read = Limited::new(request.into_body(), limit).collect();
    match tokio::time::timeout(SMALL_BODY_TIME, read).await {
        Err(_) => Err(Failure::timeout()),
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Problem::new(Code::TooLarge, format!("the body may have {limit} bytes")).into())
        }
        Ok(Err(_)) => Err(Failure::invalid("the body broke off".to_owned())),
    }
}

/// Words for a JSON error. Those of the parser can repeat values, and values can be passwords.
fn malformed(error: &serde_json::Error) -> Failure {
    let what = match error.classify() {
        Category::Io => "could not be read",
        Category::Eof => "ends too early",
        Category::Syntax => "is not JSON",
        Category::Data => "has a field that is missing, unknown, repeated or of the wrong kind",
    };
    // A missing field is named by our own code, so its name is no secret.
    let text = error.to_string();
    let missing = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    Failure::invalid(match missing {
        Some(field) => format!("the body lacks the field {field}"),
        None => format!(
            "the body {what}, at line {} column {}",
            error.line(),
            error.column()
        ),
    })
}

/// The parameters of a path. One that is malformed names nothing, which is answered like anything else that is not there.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Named<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let path = Path::<T>::from_request_parts(parts, app).await;
        path.map(|Path(named)| Self(named))
            .map_err(|_| Failure::not_found())
    }
}

/// The parameters of a query.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Answer<Self> {
        Query::<T>::try_from_uri(&parts.uri).map(|Query(asked)| Self(asked)).map_err(|_| {
            let detail = "the query has a parameter that is unknown, repeated or of the wrong kind: see /api/openapi.json";
            Failure::invalid(detail.to_owned())
        })
    }
}

/// Where in a list to go on, and how far.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// `next` of the page before; the first page without it.
    #[serde(default)]
    after: Option<String>,
    /// Rows wanted: 1 to 500, 50 without it.
    #[serde(default)]
    limit: Option<u32>,
}

impl Paging {
    pub(crate) fn after<T: FromStr>(&self) -> Answer<Option<T>> {
        place(self.after.as_deref(), "after")
    }

    pub(crate) fn limit(&self) -> Answer<u32> {
        rows(self.limit)
    }
}

/// Reads a place in a list.
pub(crate) fn place<T: FromStr>(text: Option<&str>, name: &str) -> Answer<Option<T>> {
    text.map(str::parse).transpose().map_err(|_| {
        Failure::invalid(format!(
            "{name} is not a place in this list: pass what the page before gave"
        ))
    })
}

/// Checks the number of rows wanted.
pub(crate) fn rows(limit: Option<u32>) -> Answer<u32> {
    let limit = limit.unwrap_or(PAGE_ROWS);
    if (1..=PAGE_ROWS_MAX).contains(&limit) {
        Ok(limit)
    } else {
        Err(Failure::invalid(format!(
            "limit is between 1 and {PAGE_ROWS_MAX}"
        )))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use coffer_api::PasswordSignIn;

    use super::*;

    fn refusal(body: &str) -> String {
        let error = serde_json::from_str::<PasswordSignIn>(body).err().unwrap();
        malformed(&error).problem().detail.clone()
    }

    #[test]
    fn a_refusal_says_where_and_never_what() {
        for body in [
            r#"{"email":"a@b.example","password":hunter2}"#,
            r#"{"email":"a@b.example","password":["hunter2"]}"#,
            r#"{"email":"a@b.example","hunter2":"x"}"#,
            r#"{"email":"a@b.example","password":"hunter2","code":{"hunter2":1}}"#,
            r#"{"email":"a@b.example","password":"hunter2","password":"hunter2"}"#,
            r#"{"email":"a@b.example","password":"hunter2"} hunter2"#,
            r#"{"email":"a@b.example","password":"hunter2"#,
        ] {
            let text = refusal(body);
            assert!(!text.contains("hunter2"), "{text}");
            assert!(text.contains("line 1 column"), "{text}");
        }
        assert_eq!(
            refusal(r#"{"email":"a@b.example"}"#),
            "the body lacks the field password"
        );
    }

    #[test]
    fn deep_nesting_does_not_exhaust_the_stack() {
        let deep = format!(
            "{{\"ceremony\":\"x\",\"credential\":{}",
            "[".repeat(100_000)
        );
        assert!(serde_json::from_str::<coffer_api::CeremonyAnswer>(&deep).is_err());
    }

    #[test]
    fn only_the_stated_media_type_is_taken() {
        let of = |text: &str| {
            is_media_type(
                Some(&HeaderValue::from_str(text).unwrap()),
                "application/json",
            )
        };
        assert!(of("application/json") && of("Application/JSON; charset=UTF-8"));
        for wrong in [
            "",
            "text/plain",
            "application/jsonp",
            "application/json-seq",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "application/json, text/plain",
            "multipart/form-data",
        ] {
            assert!(!of(wrong), "{wrong}");
        }
        assert!(!is_media_type(None, "application/json"));
    }

    #[test]
    fn pages_have_a_size() {
        assert_eq!(rows(None).ok(), Some(50));
        assert_eq!(rows(Some(500)).ok(), Some(500));
        assert!(
            rows(Some(0)).is_err() && rows(Some(501)).is_err() && rows(Some(u32::MAX)).is_err()
        );
    }
}
