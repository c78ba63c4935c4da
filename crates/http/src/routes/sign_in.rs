//! Opening a session.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use coffer_api::{Ceremony, CeremonyAnswer, LinkSignIn, Me, PasswordSignIn};
use coffer_vault::SignedIn;

use super::{Answer, At, Json, NoBody, State};
use crate::auth::{Attempt, session_cookie};

/// Answers with who signed in, and puts the session into its cookie.
pub(super) fn signed_in(signed_in: SignedIn) -> Answer<Response> {
    let cookie = session_cookie(&signed_in)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(signed_in.me)).into_response())
}

/// Sign in with a password, and with the code of an authenticator app where one is enrolled.
#[utoipa::path(post, path = "/api/v1/sign-in/password", tag = "sign-in", request_body = PasswordSignIn,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie")))]
pub(crate) async fn password(
    State(app): At,
    Attempt(source): Attempt,
    Json(body): Json<PasswordSignIn>,
) -> Answer<Response> {
    signed_in(app.vault.sign_in().password(&source, body).await?)
}

/// Sign in with a one-time link from the console of the server.
#[utoipa::path(post, path = "/api/v1/sign-in/link", tag = "sign-in", request_body = LinkSignIn,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie")))]
pub(crate) async fn link(
    State(app): At,
    Attempt(source): Attempt,
    Json(body): Json<LinkSignIn>,
) -> Answer<Response> {
    signed_in(app.vault.sign_in().link(&source, &body.secret).await?)
}

/// Begin to sign in with a passkey.
#[utoipa::path(post, path = "/api/v1/sign-in/passkey/start", tag = "sign-in", responses((status = 200, body = Ceremony)))]
pub(crate) async fn passkey_start(State(app): At, _: Attempt, _: NoBody) -> Answer<Json<Ceremony>> {
    Ok(Json(app.vault.sign_in().passkey_start().await?))
}

/// Finish signing in with a passkey.
#[utoipa::path(post, path = "/api/v1/sign-in/passkey/finish", tag = "sign-in", request_body = CeremonyAnswer,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie")))]
pub(crate) async fn passkey_finish(
    State(app): At,
    Attempt(source): Attempt,
    Json(body): Json<CeremonyAnswer>,
) -> Answer<Response> {
    signed_in(app.vault.sign_in().passkey_finish(&source, body).await?)
}
