//! The caller's own account: session, factors and fresh proof.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::{Ceremony, CeremonyAnswer, CodeProof, Enrolled, Me, TotpFinish, TotpStart};

use super::sign_in::signed_in;
use super::{Answer, At, Auth, Json, NoBody, State};
use crate::auth::{Proving, ended_cookie};

/// Who the caller is.
#[utoipa::path(get, path = "/api/v1/me", tag = "me", responses((status = 200, body = Me)))]
pub(crate) async fn view(State(app): At, Auth(caller): Auth) -> Answer<Json<Me>> {
    Ok(Json(app.vault.me().view(&caller).await?))
}

/// End the session.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "me", responses((status = 204, description = "Ended")))]
pub(crate) async fn sign_out(State(app): At, Auth(caller): Auth) -> Answer<Response> {
    app.vault.me().sign_out(&caller).await?;
    let forget = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let headers = [
        (header::SET_COOKIE, ended_cookie()?),
        (HeaderName::from_static("clear-site-data"), forget),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Begin to enrol an authenticator app.
#[utoipa::path(post, path = "/api/v1/me/totp/start", tag = "me", responses((status = 200, body = TotpStart)))]
pub(crate) async fn totp_start(
    State(app): At,
    Auth(caller): Auth,
    _: NoBody,
) -> Answer<Json<TotpStart>> {
    Ok(Json(app.vault.me().totp_start(&caller).await?))
}

/// Finish enrolling an authenticator app. The session then counts as multi-factor.
#[utoipa::path(post, path = "/api/v1/me/totp/finish", tag = "me", request_body = TotpFinish,
    responses((status = 200, body = Enrolled)))]
pub(crate) async fn totp_finish(
    State(app): At,
    Proving(caller, _): Proving,
    Json(body): Json<TotpFinish>,
) -> Answer<Json<Enrolled>> {
    Ok(Json(app.vault.me().totp_finish(&caller, body).await?))
}

/// Begin to enrol a passkey.
#[utoipa::path(post, path = "/api/v1/me/passkeys/start", tag = "me", responses((status = 200, body = Ceremony)))]
pub(crate) async fn passkey_start(
    State(app): At,
    Auth(caller): Auth,
    _: NoBody,
) -> Answer<Json<Ceremony>> {
    Ok(Json(app.vault.me().passkey_start(&caller).await?))
}

/// Finish enrolling a passkey.
#[utoipa::path(post, path = "/api/v1/me/passkeys/finish", tag = "me", request_body = CeremonyAnswer,
    responses((status = 200, body = Enrolled)))]
pub(crate) async fn passkey_finish(
    State(app): At,
    Proving(caller, _): Proving,
    Json(body): Json<CeremonyAnswer>,
) -> Answer<Json<Enrolled>> {
    Ok(Json(app.vault.me().passkey_finish(&caller, body).await?))
}

/// Prove presence again with a one-time code. The session gets a new secret.
#[utoipa::path(post, path = "/api/v1/me/proof/code", tag = "me", request_body = CodeProof,
    responses((status = 200, body = Me, description = "Proved; the renewed session is in the cookie")))]
pub(crate) async fn prove_code(
    State(app): At,
    Proving(caller, source): Proving,
    Json(body): Json<CodeProof>,
) -> Answer<Response> {
    signed_in(app.vault.me().prove_code(&caller, &source, body).await?)
}

/// Begin to prove presence again with a passkey.
#[utoipa::path(post, path = "/api/v1/me/proof/passkey/start", tag = "me", responses((status = 200, body = Ceremony)))]
pub(crate) async fn prove_passkey_start(
    State(app): At,
    Auth(caller): Auth,
    _: NoBody,
) -> Answer<Json<Ceremony>> {
    Ok(Json(app.vault.me().prove_passkey_start(&caller).await?))
}

/// Finish proving presence with a passkey. The session gets a new secret.
#[utoipa::path(post, path = "/api/v1/me/proof/passkey/finish", tag = "me", request_body = CeremonyAnswer,
    responses((status = 200, body = Me, description = "Proved; the renewed session is in the cookie")))]
pub(crate) async fn prove_passkey_finish(
    State(app): At,
    Proving(caller, source): Proving,
    Json(body): Json<CeremonyAnswer>,
) -> Answer<Response> {
    signed_in(
        app.vault
            .me()
            .prove_passkey_finish(&caller, &source, body)
            .await?,
    )
}
