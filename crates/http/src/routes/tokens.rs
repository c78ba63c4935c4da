//! API tokens of the caller.

use axum::http::StatusCode;
use coffer_api::{CreatedToken, NewToken, Page, Token};
use coffer_model::TokenId;

use super::{Answer, At, Auth, Json, Named, State};

/// The caller's tokens, without their secrets.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens", responses((status = 200, body = Page<Token>)))]
pub(crate) async fn list(State(app): At, Auth(caller): Auth) -> Answer<Json<Page<Token>>> {
    Ok(Json(app.vault.tokens().list(&caller).await?))
}

/// Make a token. Its secret is shown this once.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = NewToken,
    responses((status = 201, body = CreatedToken)))]
pub(crate) async fn create(
    State(app): At,
    Auth(caller): Auth,
    Json(body): Json<NewToken>,
) -> Answer<(StatusCode, Json<CreatedToken>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.tokens().create(&caller, body).await?),
    ))
}

/// Revoke a token.
#[utoipa::path(delete, path = "/api/v1/tokens/{id}", tag = "tokens",
    params(("id" = String, Path, description = "Token id")), responses((status = 204, description = "Revoked")))]
pub(crate) async fn revoke(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<TokenId>,
) -> Answer<StatusCode> {
    app.vault.tokens().revoke(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
