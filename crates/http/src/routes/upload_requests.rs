//! Upload requests: links that let a contact put files in.

use axum::http::StatusCode;
use coffer_api::{NewUploadRequest, Page, UploadRequest};
use coffer_model::RequestId;

use super::cases::OfCase;
use super::{Answer, At, Auth, Json, Named, NoBody, State};

/// The upload requests of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/upload-requests", tag = "upload-requests",
    params(("id" = String, Path, description = "Case id or number")), responses((status = 200, body = Page<UploadRequest>)))]
pub(crate) async fn list(
    State(app): At,
    OfCase(caller, id): OfCase,
) -> Answer<Json<Page<UploadRequest>>> {
    Ok(Json(app.vault.requests().list(&caller, id).await?))
}

/// Ask a contact for files. The answer holds the link.
#[utoipa::path(post, path = "/api/v1/cases/{id}/upload-requests", tag = "upload-requests",
    request_body = NewUploadRequest, params(("id" = String, Path, description = "Case id or number")),
    responses((status = 201, body = UploadRequest)))]
pub(crate) async fn create(
    State(app): At,
    OfCase(caller, id): OfCase,
    Json(body): Json<NewUploadRequest>,
) -> Answer<(StatusCode, Json<UploadRequest>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.requests().create(&caller, id, body).await?),
    ))
}

/// End an upload request early.
#[utoipa::path(post, path = "/api/v1/upload-requests/{id}/revocations", tag = "upload-requests",
    params(("id" = String, Path, description = "Upload request id")), responses((status = 201, body = UploadRequest)))]
pub(crate) async fn revoke(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<RequestId>,
    _: NoBody,
) -> Answer<(StatusCode, Json<UploadRequest>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.requests().revoke(&caller, id).await?),
    ))
}
