//! Training modules and attempts.

use coffer_api::{Attempt, AttemptResult, Training};

use super::{Answer, At, Auth, Json, Named, State};

/// The modules, without their answers.
#[utoipa::path(get, path = "/api/v1/trainings", tag = "trainings", responses((status = 200, body = [Training])))]
pub(crate) async fn list(State(app): At, Auth(caller): Auth) -> Answer<Json<Vec<Training>>> {
    Ok(Json(app.vault.trainings().list(&caller).await?))
}

/// Answer the questions of a module.
#[utoipa::path(post, path = "/api/v1/trainings/{module}/attempts", tag = "trainings", request_body = Attempt,
    params(("module" = String, Path, description = "Module id")), responses((status = 200, body = AttemptResult)))]
pub(crate) async fn attempt(
    State(app): At,
    Auth(caller): Auth,
    Named(module): Named<String>,
    Json(body): Json<Attempt>,
) -> Answer<Json<AttemptResult>> {
    Ok(Json(
        app.vault
            .trainings()
            .attempt(&caller, &module, body)
            .await?,
    ))
}
