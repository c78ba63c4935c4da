//! What actions are done to.

use std::fmt::Debug;

use coffer_model::{
    ActorId, AlertId, CaseId, CustomerId, FileId, FreezeId, Id, RequestId, SendLinkId, SessionId,
    TokenId, UploadId, UserId, VersionId,
};

use crate::{Caller, Facts};

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl<K: coffer_model::Kind> Sealed for coffer_model::Id<K> {}
}

/// What an action is done to: an id, or `()` for the deployment as a whole. Nobody else can implement it.
pub trait Target: sealed::Sealed + Copy + Eq + Debug + Send + Sync + 'static {
    /// The kind of target, known without a value.
    const KIND: TargetKind;

    /// The target as one of all there are.
    fn any(self) -> AnyTarget;
}

macro_rules! targets {
    ($($(#[$doc:meta])* $variant:ident($id:ty) $entity:literal;)*) => {
        /// The kinds of target.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum TargetKind {
            /// The deployment as a whole.
            Deployment,
            $($(#[$doc])* $variant,)*
        }

        /// A target of any kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AnyTarget {
            /// The deployment as a whole.
            Deployment,
            $($(#[$doc])* $variant($id),)*
        }

        impl TargetKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[Self::Deployment, $(Self::$variant,)*];

            /// The entity type that stands for this kind in policies.
            #[must_use]
            pub const fn entity(self) -> &'static str {
                match self { Self::Deployment => "Deployment", $(Self::$variant => $entity,)* }
            }

            /// Reads a written id of this kind; the deployment has none.
            pub(crate) fn parse(self, text: &str) -> Option<AnyTarget> {
                match self {
                    Self::Deployment => text.is_empty().then_some(AnyTarget::Deployment),
                    $(Self::$variant => text.parse().ok().map(AnyTarget::$variant),)*
                }
            }

            /// The target of this kind whose id is these bytes.
            pub(crate) const fn with_bytes(self, bytes: [u8; 16]) -> AnyTarget {
                match self {
                    Self::Deployment => AnyTarget::Deployment,
                    $(Self::$variant => AnyTarget::$variant(Id::from_bytes(bytes)),)*
                }
            }
        }

        impl AnyTarget {
            /// The kind.
            #[must_use]
            pub const fn kind(self) -> TargetKind {
                match self { Self::Deployment => TargetKind::Deployment, $(Self::$variant(_) => TargetKind::$variant,)* }
            }

            /// The written id; none for the deployment.
            #[must_use]
            pub fn text(self) -> Option<String> {
                match self { Self::Deployment => None, $(Self::$variant(id) => Some(id.to_string()),)* }
            }
        }

        impl Target for () {
            const KIND: TargetKind = TargetKind::Deployment;
            fn any(self) -> AnyTarget { AnyTarget::Deployment }
        }

        $(impl Target for $id {
            const KIND: TargetKind = TargetKind::$variant;
            fn any(self) -> AnyTarget { AnyTarget::$variant(self) }
        })*
    };
}

targets! {
    /// A customer.
    Customer(CustomerId) "Customer";
    /// A case.
    Case(CaseId) "Case";
    /// An upload request.
    UploadRequest(RequestId) "UploadRequest";
    /// An upload in progress.
    Upload(UploadId) "Upload";
    /// A file.
    File(FileId) "File";
    /// A version of a file.
    Version(VersionId) "Version";
    /// A send link.
    SendLink(SendLinkId) "SendLink";
    /// An alert.
    Alert(AlertId) "Alert";
    /// A freeze.
    Freeze(FreezeId) "Freeze";
    /// A user's account.
    Account(UserId) "Account";
    /// A session.
    Session(SessionId) "Session";
    /// A token.
    Token(TokenId) "Token";
}

impl TargetKind {
    /// Whether targets of this kind belong to a case.
    #[must_use]
    pub const fn in_case(self) -> bool {
        matches!(
            self,
            Self::Case
                | Self::UploadRequest
                | Self::Upload
                | Self::File
                | Self::Version
                | Self::SendLink
        )
    }
}

impl AnyTarget {
    /// Whether the target is the caller's own: their link, session, token or account, or something that they made.
    pub(crate) fn is_own(self, caller: &Caller, facts: &Facts) -> bool {
        let by_itself = match (self, caller.actor()) {
            (Self::UploadRequest(id), ActorId::Request(own)) => id == *own,
            (Self::SendLink(id), ActorId::SendLink(own)) => id == *own,
            (Self::Account(id), ActorId::User(own)) => id == *own,
            (Self::Session(id), ActorId::User(_)) => caller.session() == Some(id),
            (Self::Token(id), ActorId::User(_)) => caller.token() == Some(id),
            _ => false,
        };
        // Whoever made a case, a link or an account does not own it; whoever made an upload, and so on, does.
        let can_be_made = matches!(
            self,
            Self::Upload(_) | Self::File(_) | Self::Version(_) | Self::Session(_) | Self::Token(_)
        );
        by_itself || (can_be_made && facts.owner.as_ref() == Some(caller.actor()))
    }

    /// Whether the facts are about this target, and fit together. Facts of something else are a mistake of the
    /// program, and must never decide.
    pub(crate) fn fits(self, facts: &Facts) -> bool {
        let itself = match self {
            Self::Case(id) => facts.case.as_ref().is_none_or(|case| case.id == id),
            Self::File(id) => facts
                .version
                .as_ref()
                .is_none_or(|version| version.file == id),
            Self::Version(id) => facts
                .version
                .as_ref()
                .is_none_or(|version| version.version == id),
            _ => true,
        };
        let link = match (&facts.link, &facts.case) {
            (Some(link), Some(case)) => link.case == case.id,
            _ => true,
        };
        itself && link
    }
}

/// The id of a deployment in policies, where everything has one.
pub(crate) const DEPLOYMENT: &str = "this";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_reads_back_from_its_text() {
        for kind in TargetKind::ALL {
            let target = kind.with_bytes([7; 16]);
            assert_eq!(target.kind(), *kind);
            assert_eq!(kind.parse(&target.text().unwrap_or_default()), Some(target));
        }
    }

    #[test]
    fn an_id_of_another_kind_is_no_target() {
        let case = CaseId::from_bytes([1; 16]).to_string();
        assert_eq!(TargetKind::Version.parse(&case), None);
        assert_eq!(TargetKind::Deployment.parse(&case), None);
    }
}
