//! One span per request, with nothing in it that opens or names anything.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tracing::Instrument;

use crate::app::App;
use crate::failure::{Failure, bug};
use crate::metrics::Active;

/// Records the route's pattern, never the path: paths hold link secrets and file names.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let _active = Active::request(&app.metrics);
    let started = Instant::now();
    let id = app.random_hex::<8>();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!("request", %id, method = %request.method(), route);
    let answered = AssertUnwindSafe(next.run(request).instrument(span.clone()))
        .catch_unwind()
        .await;
    let mut response = answered.unwrap_or_else(|_| Failure::from(bug()).into_response());
    let status = response.status().as_u16();
    app.metrics.answered(status);
    let milliseconds = started.elapsed().as_millis();
    if status >= 500 {
        tracing::warn!(parent: &span, status, milliseconds, "answered");
    } else {
        tracing::info!(parent: &span, status, milliseconds, "answered");
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}
