//! Classes of findings and what they say about a file.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The class of a finding. The written forms are part of the public interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Cards, bank accounts, routing numbers.
    Financial,
    /// Names, addresses, telephone numbers, e-mail addresses, national identifiers.
    Personal,
    /// Health and insurance identifiers.
    Health,
    /// Passwords, keys, tokens, cookies.
    Credential,
    /// Network addresses and host names.
    Network,
    /// What a deployment's own rules define.
    Custom,
}

impl Class {
    /// Every class, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::Financial,
        Self::Personal,
        Self::Health,
        Self::Credential,
        Self::Network,
        Self::Custom,
    ];

    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Financial => "financial",
            Self::Personal => "personal",
            Self::Health => "health",
            Self::Credential => "credential",
            Self::Network => "network",
            Self::Custom => "custom",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Class {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or_else(|| format!("unknown class {text:?}; known are financial, personal, health, credential, network, custom"))
    }
}

/// How much care a file needs, derived from the classes found in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sensitivity {
    /// Nothing was found.
    Ordinary,
    /// Personal or network data was found.
    Confidential,
    /// Financial data or credentials were found, or the content could not be inspected.
    Restricted,
    /// Health data was found: seen masked, and only with phishing-resistant sign-in.
    Health,
}

impl Sensitivity {
    /// The sensitivity that the classes found in a file give it.
    #[must_use]
    pub fn of(classes: impl IntoIterator<Item = Class>, inspected: bool) -> Self {
        let floor = if inspected {
            Self::Ordinary
        } else {
            Self::Restricted
        };
        classes
            .into_iter()
            .map(|class| match class {
                Class::Personal | Class::Network | Class::Custom => Self::Confidential,
                Class::Financial | Class::Credential => Self::Restricted,
                Class::Health => Self::Health,
            })
            .fold(floor, Self::max)
    }

    /// The written form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Confidential => "confidential",
            Self::Restricted => "restricted",
            Self::Health => "health",
        }
    }
}
