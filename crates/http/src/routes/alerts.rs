//! Alerts.

use axum::http::StatusCode;
use coffer_api::{Alert, Page};
use coffer_model::AlertId;

use super::{Answer, Asked, At, Auth, Json, Named, NoBody, Paging, State};

/// The alerts, newest first.
#[utoipa::path(get, path = "/api/v1/alerts", tag = "alerts", params(Paging), responses((status = 200, body = Page<Alert>)))]
pub(crate) async fn list(
    State(app): At,
    Auth(caller): Auth,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Page<Alert>>> {
    Ok(Json(
        app.vault
            .alerts()
            .list(&caller, paging.after()?, paging.limit()?)
            .await?,
    ))
}

/// Close an alert.
#[utoipa::path(post, path = "/api/v1/alerts/{id}/closures", tag = "alerts",
    params(("id" = String, Path, description = "Alert id")), responses((status = 201, body = Alert)))]
pub(crate) async fn close(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<AlertId>,
    _: NoBody,
) -> Answer<(StatusCode, Json<Alert>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.alerts().close(&caller, id).await?),
    ))
}
