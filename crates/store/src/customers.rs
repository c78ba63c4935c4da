//! The organisations that are helped, and the people there.

use coffer_model::{ContactId, CustomerId, UnixMillis};

use crate::BlindIndex;
use crate::query::{ascending, inserts, reads, row, writes};

row! {
    /// An organisation that is helped.
    CustomerRow in customers {
        /// The customer.
        id: CustomerId,
        /// The name.
        sealed_name: Vec<u8>,
        /// The blind index of the name; none after an erasure.
        name_index: Option<BlindIndex>,
        /// When it was made.
        created_at: UnixMillis,
    }
}

row! {
    /// A person at a customer.
    ContactRow in contacts {
        /// The contact.
        id: ContactId,
        /// Where they work.
        customer_id: CustomerId,
        /// The name.
        sealed_name: Vec<u8>,
        /// The e-mail address.
        sealed_email: Vec<u8>,
        /// The blind index of the e-mail address; none after an erasure.
        email_index: Option<BlindIndex>,
        /// When they were made.
        created_at: UnixMillis,
    }
}

inserts! {
    /// Inserts a customer.
    pub fn insert_customer(CustomerRow);
    /// Inserts a contact.
    pub fn insert_contact(ContactRow);
}

reads! {
    /// The customer of this id.
    pub fn customer(id: CustomerId) -> Option<CustomerRow> =
        "SELECT * FROM customers WHERE id = $1", [id];
    /// The customer with this name.
    pub fn customer_by_name_index(index: BlindIndex) -> Option<CustomerRow> =
        "SELECT * FROM customers WHERE name_index = $1", [index];
    /// Customers, oldest first.
    pub fn customers(after: Option<CustomerId>, limit: u32) -> Vec<CustomerRow> =
        "SELECT * FROM customers WHERE id > $1 ORDER BY id LIMIT $2", [ascending(after), limit];
    /// The contact of this id.
    pub fn contact(id: ContactId) -> Option<ContactRow> =
        "SELECT * FROM contacts WHERE id = $1", [id];
    /// The contacts of a customer, oldest first.
    pub fn contacts_of_customer(
        customer: CustomerId, after: Option<ContactId>, limit: u32,
    ) -> Vec<ContactRow> =
        "SELECT * FROM contacts WHERE customer_id = $1 AND id > $2 ORDER BY id LIMIT $3",
        [customer, ascending(after), limit];
    /// The contact of a customer with this e-mail address.
    pub fn contact_by_email_index(customer: CustomerId, index: BlindIndex) -> Option<ContactRow> =
        "SELECT * FROM contacts WHERE customer_id = $1 AND email_index = $2", [customer, index];
    /// The contacts with this e-mail address, at any customer.
    pub fn contacts_by_email_index(index: BlindIndex) -> Vec<ContactRow> =
        "SELECT * FROM contacts WHERE email_index = $1 ORDER BY id", [index];
}

writes! {
    /// Changes the name of a customer.
    pub fn set_customer_name(id: CustomerId, index: BlindIndex, sealed_name: &[u8]) -> () =
        "UPDATE customers SET name_index = $2, sealed_name = $3 WHERE id = $1",
        [id, index, sealed_name];
    /// Changes a contact.
    pub fn set_contact(
        id: ContactId, sealed_name: &[u8], sealed_email: &[u8], index: BlindIndex,
    ) -> () =
        "UPDATE contacts SET sealed_name = $2, sealed_email = $3, email_index = $4 WHERE id = $1",
        [id, sealed_name, sealed_email, index];
    /// Forgets who a customer is; the row stays, as what refers to it does.
    pub fn erase_customer(id: CustomerId) -> () =
        "UPDATE customers SET sealed_name = $2, name_index = NULL WHERE id = $1", [id, &[0_u8; 0]];
    /// Forgets who a contact is; the row stays, as what refers to it does.
    pub fn erase_contact(id: ContactId) -> () =
        "UPDATE contacts SET sealed_name = $2, sealed_email = $2, email_index = NULL WHERE id = $1",
        [id, &[0_u8; 0]];
}
