//! Freezes of actors.

use axum::http::StatusCode;
use coffer_api::{Freeze, NewFreeze, Page};
use coffer_model::{FreezeId, UserId};

use super::{Answer, At, Auth, Json, Named, State};
use crate::failure::Failure;

/// The freezes.
#[utoipa::path(get, path = "/api/v1/freezes", tag = "freezes", responses((status = 200, body = Page<Freeze>)))]
pub(crate) async fn list(State(app): At, Auth(caller): Auth) -> Answer<Json<Page<Freeze>>> {
    Ok(Json(app.vault.alerts().freezes(&caller).await?))
}

/// Freeze a user at once: sessions, tokens and open streams end.
#[utoipa::path(post, path = "/api/v1/freezes", tag = "freezes", request_body = NewFreeze,
    responses((status = 201, body = Freeze)))]
pub(crate) async fn create(
    State(app): At,
    Auth(caller): Auth,
    Json(body): Json<NewFreeze>,
) -> Answer<(StatusCode, Json<Freeze>)> {
    let user: UserId = body
        .user
        .parse()
        .map_err(|_| Failure::invalid("user is not a user id".to_owned()))?;
    Ok((
        StatusCode::CREATED,
        Json(app.vault.alerts().freeze(&caller, user).await?),
    ))
}

/// Release a freeze.
#[utoipa::path(delete, path = "/api/v1/freezes/{id}", tag = "freezes",
    params(("id" = String, Path, description = "Freeze id")), responses((status = 200, body = Freeze)))]
pub(crate) async fn release(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<FreezeId>,
) -> Answer<Json<Freeze>> {
    Ok(Json(app.vault.alerts().release(&caller, id).await?))
}
