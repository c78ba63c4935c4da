//! The first use of an account, through its setup link.

use axum::response::Response;
use coffer_api::{
    Ceremony, CeremonyAnswer, LinkSignIn, Me, SetupPasskey, SetupPassword, SetupView,
};

use super::sign_in::signed_in;
use super::{Answer, At, Json, State};
use crate::auth::Attempt;

/// See what a setup link is for. Does not use it up.
#[utoipa::path(post, path = "/api/v1/setup", tag = "setup", request_body = LinkSignIn,
    responses((status = 200, body = SetupView)))]
pub(crate) async fn view(
    State(app): At,
    _: Attempt,
    Json(body): Json<LinkSignIn>,
) -> Answer<Json<SetupView>> {
    Ok(Json(app.vault.sign_in().setup_view(&body.secret).await?))
}

/// Choose a password. Uses the link up and opens a session in which a second factor can be enrolled.
#[utoipa::path(post, path = "/api/v1/setup/password", tag = "setup", request_body = SetupPassword,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie")))]
pub(crate) async fn password(
    State(app): At,
    Attempt(source): Attempt,
    Json(body): Json<SetupPassword>,
) -> Answer<Response> {
    signed_in(app.vault.sign_in().setup_password(&source, body).await?)
}

/// Begin to enrol the account's first passkey. Does not use the link up yet.
#[utoipa::path(post, path = "/api/v1/setup/passkey/start", tag = "setup", request_body = LinkSignIn,
    responses((status = 200, body = Ceremony)))]
pub(crate) async fn passkey_start(
    State(app): At,
    _: Attempt,
    Json(body): Json<LinkSignIn>,
) -> Answer<Json<Ceremony>> {
    Ok(Json(
        app.vault
            .sign_in()
            .setup_passkey_start(&body.secret)
            .await?,
    ))
}

/// Finish enrolling the first passkey. Uses the link up and opens a session.
#[utoipa::path(post, path = "/api/v1/setup/passkey/finish", tag = "setup", request_body = SetupPasskey,
    responses((status = 200, body = Me, description = "Signed in; the session is in the cookie")))]
pub(crate) async fn passkey_finish(
    State(app): At,
    Attempt(source): Attempt,
    Json(body): Json<SetupPasskey>,
) -> Answer<Response> {
    let SetupPasskey {
        secret,
        ceremony,
        credential,
        label,
    } = body;
    let answer = CeremonyAnswer {
        ceremony,
        credential,
        label,
    };
    signed_in(
        app.vault
            .sign_in()
            .setup_passkey_finish(&source, &secret, answer)
            .await?,
    )
}
