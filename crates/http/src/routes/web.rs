//! Pages and files for browsers.

use axum::Json;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::OpenApi;

use super::{Answer, At, Named, State};
use crate::assets;
use crate::failure::Failure;
use crate::pages;

/// The first parts of paths that are never the console's.
const RESERVED: [&str; 6] = ["api", "assets", "u", "s", "scim", "healthz"];

/// The customer's page of an upload request. Looking at it changes nothing, because mail scanners look too.
pub(crate) async fn upload_page(State(app): At) -> Response {
    pages::upload(&app)
}

/// The customer's page of a send link. Looking at it changes nothing.
pub(crate) async fn send_page(State(app): At) -> Response {
    pages::send(&app)
}

/// A built file.
pub(crate) async fn asset(Named(name): Named<String>, headers: HeaderMap) -> Answer<Response> {
    assets::hashed(&name, &headers)
}

/// The icon.
pub(crate) async fn icon(headers: HeaderMap) -> Answer<Response> {
    assets::asset("favicon.svg", &headers, "public, max-age=3600")
}

/// The description of the API.
pub(crate) async fn openapi() -> Json<OpenApi> {
    Json(crate::openapi())
}

/// The console's shell for every path that could be its own; the rest is not there.
pub(crate) async fn console(State(app): At, method: Method, uri: Uri) -> Response {
    let mut parts = uri.path().trim_start_matches('/').split('/');
    let first = parts.next().unwrap_or_default();
    let looks_like_a_file = uri.path().contains('.');
    if RESERVED.contains(&first) || looks_like_a_file {
        return Failure::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return Failure::method_not_allowed().into_response();
    }
    assets::console(&app)
}

/// A method that a path does not take.
pub(crate) async fn method_not_allowed() -> Failure {
    Failure::method_not_allowed()
}
