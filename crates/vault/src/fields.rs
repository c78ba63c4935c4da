//! Sealed fields: names, notes and addresses, each bound to its row and column.

use coffer_model::{CaseId, CustomerId};
use coffer_seal::{Key, Place, blind_index, hmac, open_field, seal_field};

use crate::core::Vault;
use crate::error::{Error, Result};

/// Seals and opens the fields of one owner.
pub(crate) struct Fields<'a> {
    key: Key,
    vault: &'a Vault,
}

impl Fields<'_> {
    /// Seals a text for one column of one row.
    pub(crate) fn seal(&self, table: &str, column: &str, row: &[u8], text: &str) -> Vec<u8> {
        self.seal_bytes(table, column, row, text.as_bytes())
    }

    /// Seals bytes for one column of one row.
    pub(crate) fn seal_bytes(
        &self,
        table: &str,
        column: &str,
        row: &[u8],
        bytes: &[u8],
    ) -> Vec<u8> {
        seal_field(
            &self.key,
            &Place { table, column, row },
            bytes,
            &*self.vault.entropy,
        )
    }

    /// Opens a text.
    pub(crate) fn open(
        &self,
        table: &str,
        column: &str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<String> {
        let plain = open_field(&self.key, &Place { table, column, row }, sealed)?;
        String::from_utf8(plain.to_vec())
            .map_err(|_| Error::Integrity("a sealed text is not UTF-8".to_owned()))
    }

    /// Opens bytes.
    pub(crate) fn open_bytes(
        &self,
        table: &str,
        column: &str,
        row: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        Ok(open_field(&self.key, &Place { table, column, row }, sealed)?.to_vec())
    }
}

impl Vault {
    /// The fields of the deployment itself: its people and sign-in state.
    pub(crate) fn own_fields(&self) -> Fields<'_> {
        Fields {
            key: self.keys.purpose("fields"),
            vault: self,
        }
    }

    /// The fields of a customer.
    pub(crate) async fn customer_fields(&self, id: CustomerId) -> Result<Fields<'_>> {
        Ok(Fields {
            key: self
                .keys
                .customer(id)
                .await?
                .derive("fields", id.as_bytes()),
            vault: self,
        })
    }

    /// The fields of a case.
    pub(crate) async fn case_fields(&self, id: CaseId) -> Result<Fields<'_>> {
        Ok(Fields {
            key: self.keys.case(id).await?.derive("fields", id.as_bytes()),
            vault: self,
        })
    }

    /// The key that turns values of a case into tokens.
    pub(crate) async fn pseudonym_key(&self, id: CaseId) -> Result<Key> {
        Ok(self
            .keys
            .case(id)
            .await?
            .derive("pseudonyms", id.as_bytes()))
    }

    /// A blind index over a normalised text, for equality look-ups.
    pub(crate) fn blind(&self, domain: &str, normalised: &str) -> [u8; 16] {
        blind_index(&self.keys.purpose("blind index"), domain, normalised)
    }

    /// An address as the ledger may hold it: a keyed hash, so that equal sources can be told without being known.
    pub(crate) fn source_hash(&self, address: std::net::IpAddr) -> String {
        let canonical = match address {
            std::net::IpAddr::V4(v4) => v4.octets().to_vec(),
            // One household has a whole /64.
            std::net::IpAddr::V6(v6) => v6.octets()[..8].to_vec(),
        };
        let hash = hmac(&self.keys.purpose("source"), &[&canonical]);
        data_encoding::HEXLOWER.encode(&hash[..8])
    }
}

/// An e-mail address in the one form in which it is compared.
pub(crate) fn normal_email(email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let bad = || Error::Invalid("the e-mail address must look like name@example.com".to_owned());
    let (local, domain) = email.rsplit_once('@').ok_or_else(bad)?;
    let plain = |c: char| {
        !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '\\')
    };
    let well_formed = !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && email.len() <= coffer_model::Limits::EMAIL_BYTES
        && email.chars().all(plain)
        && email.matches('@').count() == 1;
    if well_formed { Ok(email) } else { Err(bad()) }
}

/// A text typed by a person: trimmed, without control characters except line breaks, within a limit of characters.
pub(crate) fn checked_text(what: &str, text: &str, limit: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Invalid(format!("{what} must not be empty")));
    }
    if text.chars().count() > limit {
        return Err(Error::Invalid(format!(
            "{what} is longer than {limit} characters: shorten it"
        )));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(Error::Invalid(format!(
            "{what} contains control characters: remove them"
        )));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_compare_in_one_form() {
        assert_eq!(
            normal_email(" Ana@Example.COM ").unwrap(),
            "ana@example.com"
        );
        for bad in [
            "",
            "ana",
            "@example.com",
            "ana@",
            "ana@host",
            "a b@example.com",
            "a@b@example.com",
            "<a@example.com>",
        ] {
            assert!(normal_email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_are_bounded_and_plain() {
        assert_eq!(
            checked_text("the note", " logs please\n", 100).unwrap(),
            "logs please"
        );
        assert!(checked_text("the note", "   ", 100).is_err());
        assert!(checked_text("the note", "x\u{7}", 100).is_err());
        assert!(checked_text("the note", &"x".repeat(101), 100).is_err());
    }
}
