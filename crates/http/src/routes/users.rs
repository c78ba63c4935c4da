//! People of the organisation.

use axum::http::StatusCode;
use coffer_api::{CreatedUser, NewUser, Page, User, UserChange};
use coffer_model::UserId;

use super::{Answer, Asked, At, Auth, Json, Named, NoBody, Paging, State};

/// The users.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", params(Paging), responses((status = 200, body = Page<User>)))]
pub(crate) async fn list(
    State(app): At,
    Auth(caller): Auth,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Page<User>>> {
    Ok(Json(
        app.vault
            .users()
            .list(&caller, paging.after()?, paging.limit()?)
            .await?,
    ))
}

/// Add a user. The answer holds a setup link to hand to the person.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = CreatedUser)))]
pub(crate) async fn create(
    State(app): At,
    Auth(caller): Auth,
    Json(body): Json<NewUser>,
) -> Answer<(StatusCode, Json<CreatedUser>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.users().create(&caller, body).await?),
    ))
}

/// Change a user's department, roles, rights or state.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "users", request_body = UserChange,
    params(("id" = String, Path, description = "User id")), responses((status = 200, body = User)))]
pub(crate) async fn change(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UserId>,
    Json(body): Json<UserChange>,
) -> Answer<Json<User>> {
    Ok(Json(app.vault.users().change(&caller, id, body).await?))
}

/// Make a new setup link for a user.
#[utoipa::path(post, path = "/api/v1/users/{id}/setup-links", tag = "users",
    params(("id" = String, Path, description = "User id")), responses((status = 201, body = CreatedUser)))]
pub(crate) async fn setup_link(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<UserId>,
    _: NoBody,
) -> Answer<(StatusCode, Json<CreatedUser>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.users().setup_link(&caller, id).await?),
    ))
}
