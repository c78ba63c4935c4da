//! Customers and their contacts.

use coffer_api as api;
use coffer_gate::{self as gate, Caller, Facts, Outcome};
use coffer_model::{ContactId, CustomerId, Limits};
use coffer_store::{ContactRow, CustomerRow};

use crate::core::Vault;
use crate::error::{Error, Result};
use crate::fields::{checked_text, normal_email};
use crate::keyring::{Owner, Parent};
use crate::uploads::journal_error;

/// Customers and their contacts.
pub struct Customers<'a>(&'a Vault);

impl Vault {
    /// Customers and their contacts.
    #[must_use]
    pub fn customers(&self) -> Customers<'_> {
        Customers(self)
    }

    /// A customer's name.
    pub(crate) async fn customer_name(&self, row: &CustomerRow) -> Result<String> {
        self.customer_fields(row.id).await?.open(
            "customers",
            "name",
            row.id.as_bytes(),
            &row.sealed_name,
        )
    }

    /// A contact, opened.
    pub(crate) async fn contact_view(&self, row: &ContactRow) -> Result<api::Contact> {
        let fields = self.customer_fields(row.customer_id).await?;
        Ok(api::Contact {
            id: row.id.to_string(),
            name: fields.open("contacts", "name", row.id.as_bytes(), &row.sealed_name)?,
            email: fields.open("contacts", "email", row.id.as_bytes(), &row.sealed_email)?,
        })
    }

    pub(crate) async fn contacts_view(&self, customer: CustomerId) -> Result<Vec<api::Contact>> {
        let mut contacts = Vec::new();
        for row in self.store.contacts_of_customer(customer, None, 500).await? {
            contacts.push(self.contact_view(&row).await?);
        }
        Ok(contacts)
    }
}

impl Customers<'_> {
    /// A page of customers.
    ///
    /// # Errors
    /// [`Error::Denied`].
    pub async fn list(
        &self,
        caller: &Caller,
        after: Option<CustomerId>,
        limit: u32,
    ) -> Result<api::Page<api::Customer>> {
        let permit = self
            .0
            .gate
            .authorize::<gate::ListCustomers>(caller, (), Facts::none())
            .await?;
        let limit = limit.clamp(1, 200);
        let rows = self.0.store.customers(after, limit).await?;
        let next = (rows.len() == limit as usize)
            .then(|| rows.last().map(|row| row.id.to_string()))
            .flatten();
        let mut items = Vec::with_capacity(rows.len());
        for row in &rows {
            items.push(self.view(row).await?);
        }
        permit
            .finish(Outcome::done().count(items.len() as u64))
            .await
            .map_err(journal_error)?;
        Ok(api::Page { items, next })
    }

    async fn view(&self, row: &CustomerRow) -> Result<api::Customer> {
        Ok(api::Customer {
            id: row.id.to_string(),
            name: self.0.customer_name(row).await?,
            contacts: self.0.contacts_view(row.id).await?,
        })
    }

    /// Creates a customer with a key of its own.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`] for a bad name; [`Error::Conflict`] when the name is taken.
    pub async fn create(&self, caller: &Caller, new: api::NewCustomer) -> Result<api::Customer> {
        let name = checked_text("the name", &new.name, Limits::PERSON_CHARS)?;
        let vault = self.0;
        let permit = vault
            .gate
            .authorize::<gate::CreateCustomer>(caller, (), Facts::none())
            .await?;
        let name_index = vault.blind("customer name", &name.to_lowercase());
        if vault
            .store
            .customer_by_name_index(name_index)
            .await?
            .is_some()
        {
            permit
                .finish(Outcome::failed("name-taken"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "there is a customer of this name already".to_owned(),
            ));
        }
        let id: CustomerId = vault.id();
        let drawn = vault.keys.draw(Owner::Customer(id), Parent::Root).await?;
        vault.store.keyring().insert_key(&drawn.row).await?;
        let fields = vault.customer_fields(id).await?;
        let row = CustomerRow {
            id,
            sealed_name: fields.seal("customers", "name", id.as_bytes(), &name),
            name_index: Some(name_index),
            created_at: vault.now(),
        };
        let mut tx = vault.store.begin().await?;
        tx.insert_customer(&row).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("customer", id))
            .await
            .map_err(journal_error)?;
        self.view(&row).await
    }

    /// Adds a contact.
    ///
    /// # Errors
    /// [`Error::Denied`]; [`Error::Invalid`]; [`Error::Conflict`] when the address is a contact already.
    pub async fn add_contact(
        &self,
        caller: &Caller,
        customer: CustomerId,
        new: api::NewContact,
    ) -> Result<api::Contact> {
        let name = checked_text("the name", &new.name, Limits::PERSON_CHARS)?;
        let email = normal_email(&new.email)?;
        let vault = self.0;
        vault
            .store
            .customer(customer)
            .await?
            .ok_or(Error::NotFound("customer"))?;
        let permit = vault
            .gate
            .authorize::<gate::CreateContact>(caller, customer, Facts::none())
            .await?;
        let email_index = vault.contact_index(customer, &email);
        if vault
            .store
            .contact_by_email_index(customer, email_index)
            .await?
            .is_some()
        {
            permit
                .finish(Outcome::failed("address-taken"))
                .await
                .map_err(journal_error)?;
            return Err(Error::Conflict(
                "this address is a contact of the customer already".to_owned(),
            ));
        }
        let id: ContactId = vault.id();
        let fields = vault.customer_fields(customer).await?;
        let row = ContactRow {
            id,
            customer_id: customer,
            sealed_name: fields.seal("contacts", "name", id.as_bytes(), &name),
            sealed_email: fields.seal("contacts", "email", id.as_bytes(), &email),
            email_index: Some(email_index),
            created_at: vault.now(),
        };
        let mut tx = vault.store.begin().await?;
        tx.insert_contact(&row).await?;
        tx.commit().await?;
        permit
            .finish(Outcome::done().detail("contact", id))
            .await
            .map_err(journal_error)?;
        vault.contact_view(&row).await
    }
}

impl Vault {
    /// The index under which a contact's address is found within its customer.
    pub(crate) fn contact_index(&self, customer: CustomerId, email: &str) -> [u8; 16] {
        self.blind(&format!("contact of {customer}"), email)
    }
}
