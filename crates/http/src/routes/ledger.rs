//! The ledger: entries, proofs and checkpoints.

use axum::http::StatusCode;
use coffer_api::{LedgerCheckpoint, LedgerEntry, LedgerProof, LedgerVerification, Page};
use coffer_vault::EntryFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Answer, Asked, At, Auth, Json, Named, NoBody, State};
use crate::input::rows;

/// Which entries, and how many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EntryQuery {
    /// Only entries of this actor.
    #[serde(default)]
    actor: Option<String>,
    /// Only this action, such as `file.download`.
    #[serde(default)]
    action: Option<String>,
    /// Only entries of this case, by id or number.
    #[serde(default)]
    case: Option<String>,
    /// Only entries about this thing.
    #[serde(default)]
    target: Option<String>,
    /// Only `allow` or `deny`.
    #[serde(default)]
    decision: Option<String>,
    /// Only entries before this index: `next` of the page before.
    #[serde(default)]
    before: Option<u64>,
    /// Rows wanted: 1 to 500, 50 without it.
    #[serde(default)]
    limit: Option<u32>,
}

/// The entries, newest first.
#[utoipa::path(get, path = "/api/v1/ledger/entries", tag = "ledger", params(EntryQuery),
    responses((status = 200, body = Page<LedgerEntry>)))]
pub(crate) async fn entries(
    State(app): At,
    Auth(caller): Auth,
    Asked(query): Asked<EntryQuery>,
) -> Answer<Json<Page<LedgerEntry>>> {
    let limit = rows(query.limit)?;
    let EntryQuery {
        actor,
        action,
        case,
        target,
        decision,
        before,
        ..
    } = query;
    let case = match &case {
        Some(text) => Some(app.vault.cases().find(text).await?),
        None => None,
    };
    let filter = EntryFilter {
        actor,
        action,
        case,
        target,
        decision,
        before,
        limit,
    };
    Ok(Json(app.vault.ledger().entries(&caller, filter).await?))
}

/// One entry.
#[utoipa::path(get, path = "/api/v1/ledger/entries/{index}", tag = "ledger",
    params(("index" = u64, Path, description = "Index, from 0")), responses((status = 200, body = LedgerEntry)))]
pub(crate) async fn entry(
    State(app): At,
    Auth(caller): Auth,
    Named(index): Named<u64>,
) -> Answer<Json<LedgerEntry>> {
    Ok(Json(app.vault.ledger().entry(&caller, index).await?))
}

/// The proof that an entry is in the ledger.
#[utoipa::path(get, path = "/api/v1/ledger/entries/{index}/proof", tag = "ledger",
    params(("index" = u64, Path, description = "Index, from 0")), responses((status = 200, body = LedgerProof)))]
pub(crate) async fn proof(
    State(app): At,
    Auth(caller): Auth,
    Named(index): Named<u64>,
) -> Answer<Json<LedgerProof>> {
    Ok(Json(app.vault.ledger().proof(&caller, index).await?))
}

/// The newest signed checkpoint.
#[utoipa::path(get, path = "/api/v1/ledger/checkpoint", tag = "ledger", responses((status = 200, body = LedgerCheckpoint)))]
pub(crate) async fn checkpoint(State(app): At, _: Auth) -> Answer<Json<LedgerCheckpoint>> {
    Ok(Json(app.vault.ledger().checkpoint().await?))
}

/// Recompute the whole ledger from its stored bytes.
#[utoipa::path(post, path = "/api/v1/ledger/verifications", tag = "ledger",
    responses((status = 201, body = LedgerVerification)))]
pub(crate) async fn verify(
    State(app): At,
    Auth(caller): Auth,
    _: NoBody,
) -> Answer<(StatusCode, Json<LedgerVerification>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.ledger().verify(&caller).await?),
    ))
}
