//! Life cycles. Each state change is asked of a state, which answers with the next one or says why not.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A change that the present state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a {noun} that is {from} cannot become {to}")]
pub struct Transition {
    noun: &'static str,
    from: &'static str,
    to: &'static str,
}

macro_rules! states {
    ($(#[$doc:meta])* $name:ident $noun:literal {
        $($(#[$vdoc:meta])* $variant:ident $text:literal => [$($next:ident),*];)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// The written form, as stored and shown.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The state `to`, if it may follow this one.
            ///
            /// # Errors
            /// When it may not.
            pub fn become_state(self, to: Self) -> Result<Self, Transition> {
                let allowed: &[Self] = match self { $(Self::$variant => &[$(Self::$next),*],)* };
                if allowed.contains(&to) {
                    Ok(to)
                } else {
                    Err(Transition { noun: $noun, from: self.as_str(), to: to.as_str() })
                }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(format!("unknown state {text:?} of a {}", $noun)),
                }
            }
        }
    };
}

states! {
    /// The life of a case.
    CaseState "case" {
        /// Being worked on.
        Open "open" => [Closed];
        /// Done; read access ends at once, keys live until the retention ends.
        Closed "closed" => [Open, Shredded];
        /// Its keys are destroyed; nothing of it can be read again.
        Shredded "shredded" => [];
    }
}

states! {
    /// The life of a version.
    VersionState "version" {
        /// Bytes are arriving.
        Receiving "receiving" => [Inspecting, Withdrawn];
        /// All bytes are here; detection is reading them.
        Inspecting "inspecting" => [Ready, Uninspected, Withdrawn];
        /// Inspected; can be viewed masked.
        Ready "ready" => [Inspecting, Withdrawn];
        /// Some of it could not be inspected; opaque until a lead approves it.
        Uninspected "uninspected" => [Inspecting, Ready, Withdrawn];
        /// Taken back by the one who sent it, or abandoned; its key is destroyed.
        Withdrawn "withdrawn" => [];
    }
}

states! {
    /// The life of an upload request or a send link.
    LinkState "link" {
        /// Can be used until it expires.
        Active "active" => [Revoked, Used];
        /// Every allowed use was made.
        Used "used" => [];
        /// Taken back.
        Revoked "revoked" => [];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shredded_case_stays_shredded() {
        let error = CaseState::Shredded
            .become_state(CaseState::Open)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "a case that is shredded cannot become open"
        );
    }

    #[test]
    fn an_open_case_must_close_before_it_is_shredded() {
        assert!(CaseState::Open.become_state(CaseState::Shredded).is_err());
        assert_eq!(
            CaseState::Open.become_state(CaseState::Closed),
            Ok(CaseState::Closed)
        );
    }

    #[test]
    fn states_read_back() {
        assert_eq!("inspecting".parse(), Ok(VersionState::Inspecting));
        assert!("gone".parse::<VersionState>().is_err());
    }
}
