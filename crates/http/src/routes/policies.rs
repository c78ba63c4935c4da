//! The policy: its text, and why it says what it says.

use coffer_api::{ExplainRequest, Explanation};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, At, Auth, Json, State};

/// The policy in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct Policies {
    /// The Cedar schema.
    schema: String,
    /// The Cedar policies.
    policies: String,
}

/// The policy in force, as text.
#[utoipa::path(get, path = "/api/v1/policies", tag = "policies", responses((status = 200, body = Policies)))]
pub(crate) async fn text(State(app): At, Auth(caller): Auth) -> Answer<Json<Policies>> {
    let texts = app.vault.policy().text(&caller).await?;
    let policies = texts
        .policies
        .iter()
        .map(|(file, text)| format!("// {file}\n\n{text}\n"));
    Ok(Json(Policies {
        schema: texts.schema,
        policies: policies.collect(),
    }))
}

/// Why somebody may or may not do something, without doing it.
#[utoipa::path(post, path = "/api/v1/policies/explanations", tag = "policies", request_body = ExplainRequest,
    responses((status = 200, body = Explanation)))]
pub(crate) async fn explain(
    State(app): At,
    Auth(caller): Auth,
    Json(body): Json<ExplainRequest>,
) -> Answer<Json<Explanation>> {
    Ok(Json(app.vault.policy().explain(&caller, body).await?))
}
