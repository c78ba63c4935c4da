//! What is answered when something is not done: RFC 9457 problems.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::{Code, Problem};
use coffer_vault::Error;

use crate::tus;

/// What a handler answers.
pub(crate) type Answer<T> = Result<T, Failure>;

/// What is said of things that are missing, hidden or named wrongly.
const MISSING: &str = "there is no such thing here, or it is not for you";

/// A problem with the headers that go with it.
#[derive(Debug)]
pub(crate) struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    problem: Problem,
    headers: HeaderMap,
}

impl Failure {
    /// Malformed input. The text must not repeat what came in.
    pub(crate) fn invalid(detail: String) -> Self {
        Problem::new(Code::Invalid, detail).into()
    }

    /// No such thing, worded as the vault words what it hides.
    pub(crate) fn not_found() -> Self {
        Error::NotFound("item").into()
    }

    /// A body of a kind that is not understood here.
    pub(crate) fn unsupported_media_type(wanted: &'static str) -> Self {
        let mut problem = Problem::new(
            Code::Invalid,
            format!("send the body as Content-Type: {wanted}"),
        );
        problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16();
        problem.into()
    }

    /// A method that the path does not know.
    pub(crate) fn method_not_allowed() -> Self {
        let mut problem = Problem::new(
            Code::Invalid,
            "this path does not take that method: see /api/openapi.json",
        );
        problem.status = StatusCode::METHOD_NOT_ALLOWED.as_u16();
        problem.into()
    }

    /// A body that came too slowly.
    pub(crate) fn timeout() -> Self {
        let mut problem = Problem::new(Code::Invalid, "the body came too slowly: send it again");
        problem.status = StatusCode::REQUEST_TIMEOUT.as_u16();
        problem.into()
    }

    /// More header bytes than are taken.
    pub(crate) fn headers_too_large() -> Self {
        let mut problem = Problem::new(Code::TooLarge, "the request's headers are too large");
        problem.status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.as_u16();
        problem.into()
    }

    /// A caller who came too often.
    pub(crate) fn busy(retry_after_seconds: u32) -> Self {
        Error::Busy {
            retry_after_seconds,
        }
        .into()
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// The problem that will be answered.
    pub(crate) fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The answer with another body than JSON, for people at a terminal or a form.
    pub(crate) fn into_response_with(self, body: impl IntoResponse) -> Response {
        let Inner { problem, headers } = *self.0;
        let mut response = body.into_response();
        *response.status_mut() =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().extend(headers);
        response
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let mut headers = HeaderMap::new();
        if problem.status == StatusCode::UNAUTHORIZED.as_u16() {
            // RFC 9110 §15.5.2 asks for a challenge; browsers show no dialogue for this one.
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"coffer\""),
            );
        }
        Self(Box::new(Inner { problem, headers }))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let detail = error.to_string();
        let plain = |code| Self::from(Problem::new(code, detail.as_str()));
        match error {
            Error::Denied(denied) => {
                let code = if denied.code == "step-up" {
                    Code::StepUpRequired
                } else {
                    Code::Denied
                };
                let mut problem =
                    Problem::new(code, format!("{} {}", denied.text, denied.next).trim());
                problem.reason = Some(denied.code.to_owned());
                problem.decision = denied.entry;
                problem.into()
            }
            Error::SignInRequired(_) => plain(Code::SignInRequired),
            Error::SignInFailed => plain(Code::SignInFailed),
            // A link is its own proof, so saying that there is none gives nothing away. Anything else may be hidden, and
            // then reads exactly like what is missing.
            Error::NotFound("link") => plain(Code::NotFound),
            Error::NotFound(_) => Problem::new(Code::NotFound, MISSING).into(),
            Error::Conflict(_) => plain(Code::Conflict),
            Error::Offset { at } => {
                let mut problem = Problem::new(Code::OffsetMismatch, detail.as_str());
                problem.offset = Some(at);
                Self::from(problem).with(tus::OFFSET.clone(), HeaderValue::from(at))
            }
            Error::Ended(_) => plain(Code::LinkEnded),
            Error::Invalid(_) => plain(Code::Invalid),
            Error::Name(_) => plain(Code::InvalidName),
            Error::TooLarge(_) => plain(Code::TooLarge),
            Error::Checksum => plain(Code::ChecksumMismatch),
            Error::Busy {
                retry_after_seconds,
            } => plain(Code::TooManyRequests)
                .with(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds)),
            Error::NotReady(_) => {
                plain(Code::NotReady).with(header::RETRY_AFTER, HeaderValue::from(2))
            }
            Error::Range { len } => {
                let failure = plain(Code::RangeNotSatisfiable);
                match HeaderValue::try_from(format!("bytes */{len}")) {
                    Ok(value) => failure.with(header::CONTENT_RANGE, value),
                    Err(_) => failure,
                }
            }
            Error::Full => plain(Code::Full),
            Error::Unavailable(_) => {
                plain(Code::Unavailable).with(header::RETRY_AFTER, HeaderValue::from(5))
            }
            // What is wrong inside is for the log; the caller learns that it was not their fault.
            Error::Integrity(what) => {
                tracing::error!(%what, "stored data failed verification");
                Problem::new(
                    Code::Integrity,
                    "stored data failed verification: tell whoever runs this server",
                )
                .into()
            }
            Error::Bug(what) => {
                tracing::error!(%what, "internal error");
                bug().into()
            }
        }
    }
}

/// The problem of a fault of our own.
pub(crate) fn bug() -> Problem {
    Problem::new(
        Code::Bug,
        "something went wrong on the server: tell whoever runs it the time and the request id",
    )
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(self.problem()).unwrap_or_default();
        let media_type = (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        self.into_response_with(([media_type], body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(error: Error) -> Response {
        Failure::from(error).into_response()
    }

    #[test]
    fn headers_that_help_come_along() {
        let busy = answer(Error::Busy {
            retry_after_seconds: 7,
        });
        assert_eq!(
            (busy.status().as_u16(), &busy.headers()["retry-after"]),
            (429, &HeaderValue::from(7))
        );
        let offset = answer(Error::Offset {
            at: 9_007_199_254_740_993,
        });
        assert_eq!(
            (offset.status().as_u16(), &offset.headers()["upload-offset"]),
            (409, &"9007199254740993".parse().unwrap())
        );
        let range = answer(Error::Range { len: 10 });
        assert_eq!(
            (range.status().as_u16(), &range.headers()["content-range"]),
            (416, &"bytes */10".parse().unwrap())
        );
        let unknown = answer(Error::SignInRequired("no session"));
        assert_eq!(unknown.status(), 401);
        assert!(unknown.headers().contains_key("www-authenticate"));
        assert_eq!(answer(Error::Checksum).status().as_u16(), 460);
    }

    #[test]
    fn what_is_wrong_inside_stays_inside() {
        for error in [
            Error::Bug("table users at /var/lib".to_owned()),
            Error::Integrity("object obj_1".to_owned()),
        ] {
            let failure = Failure::from(error);
            assert_eq!(failure.problem().status, 500);
            assert!(
                !failure.problem().detail.contains("users")
                    && !failure.problem().detail.contains("obj_1")
            );
        }
    }

    #[test]
    fn what_is_missing_reads_the_same_as_what_is_hidden() {
        let text = |failure: Failure| serde_json::to_string(failure.problem()).unwrap();
        let hidden = text(Error::NotFound("item").into());
        assert_eq!(hidden, text(Failure::not_found()));
        for noun in ["case", "file", "version", "user", "upload", "customer"] {
            assert_eq!(hidden, text(Error::NotFound(noun).into()), "{noun}");
        }
    }
}
