//! Snapshots of the deployment.

use coffer_api::{Page, Snapshot};

use super::{Answer, At, Auth, Json, State};

/// The snapshots, newest first.
#[utoipa::path(get, path = "/api/v1/snapshots", tag = "snapshots", responses((status = 200, body = Page<Snapshot>)))]
pub(crate) async fn list(State(app): At, Auth(caller): Auth) -> Answer<Json<Page<Snapshot>>> {
    Ok(Json(app.vault.operations().snapshots(&caller).await?))
}
