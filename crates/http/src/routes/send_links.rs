//! Send links: links that let a contact take files out.

use axum::http::StatusCode;
use coffer_api::{NewSendLink, Page, SendLink};
use coffer_model::SendLinkId;

use super::cases::OfCase;
use super::{Answer, At, Auth, Json, Named, NoBody, State};

/// The send links of a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/send-links", tag = "send-links",
    params(("id" = String, Path, description = "Case id or number")), responses((status = 200, body = Page<SendLink>)))]
pub(crate) async fn list(
    State(app): At,
    OfCase(caller, id): OfCase,
) -> Answer<Json<Page<SendLink>>> {
    Ok(Json(app.vault.sending().list(&caller, id).await?))
}

/// Send files to a contact. The answer holds the link.
#[utoipa::path(post, path = "/api/v1/cases/{id}/send-links", tag = "send-links", request_body = NewSendLink,
    params(("id" = String, Path, description = "Case id or number")), responses((status = 201, body = SendLink)))]
pub(crate) async fn create(
    State(app): At,
    OfCase(caller, id): OfCase,
    Json(body): Json<NewSendLink>,
) -> Answer<(StatusCode, Json<SendLink>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.sending().create(&caller, id, body).await?),
    ))
}

/// End a send link early.
#[utoipa::path(post, path = "/api/v1/send-links/{id}/revocations", tag = "send-links",
    params(("id" = String, Path, description = "Send link id")), responses((status = 201, body = SendLink)))]
pub(crate) async fn revoke(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<SendLinkId>,
    _: NoBody,
) -> Answer<(StatusCode, Json<SendLink>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.sending().revoke(&caller, id).await?),
    ))
}
