//! Customers and their contacts.

use axum::http::StatusCode;
use coffer_api::{Contact, Customer, NewContact, NewCustomer, Page};
use coffer_model::CustomerId;

use super::{Answer, Asked, At, Auth, Json, Named, Paging, State};

/// The customers.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", params(Paging),
    responses((status = 200, body = Page<Customer>)))]
pub(crate) async fn list(
    State(app): At,
    Auth(caller): Auth,
    Asked(paging): Asked<Paging>,
) -> Answer<Json<Page<Customer>>> {
    Ok(Json(
        app.vault
            .customers()
            .list(&caller, paging.after()?, paging.limit()?)
            .await?,
    ))
}

/// Add a customer.
#[utoipa::path(post, path = "/api/v1/customers", tag = "customers", request_body = NewCustomer,
    responses((status = 201, body = Customer)))]
pub(crate) async fn create(
    State(app): At,
    Auth(caller): Auth,
    Json(body): Json<NewCustomer>,
) -> Answer<(StatusCode, Json<Customer>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.customers().create(&caller, body).await?),
    ))
}

/// Add a contact of a customer.
#[utoipa::path(post, path = "/api/v1/customers/{id}/contacts", tag = "customers", request_body = NewContact,
    params(("id" = String, Path, description = "Customer id")), responses((status = 201, body = Contact)))]
pub(crate) async fn add_contact(
    State(app): At,
    Auth(caller): Auth,
    Named(id): Named<CustomerId>,
    Json(body): Json<NewContact>,
) -> Answer<(StatusCode, Json<Contact>)> {
    Ok((
        StatusCode::CREATED,
        Json(app.vault.customers().add_contact(&caller, id, body).await?),
    ))
}
