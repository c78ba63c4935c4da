//! Which permits open content, and what they yield.

use coffer_gate::{self as gate, Permit};
use coffer_model::VersionId;

use crate::error::{Error, Result};

/// A permit that names a version and lets its bytes be opened.
pub(crate) trait Opens {
    /// The version that the permit names.
    fn opens(&self) -> Result<VersionId>;
}

/// A permit whose holder may see cleartext.
pub(crate) trait OpensPlain: Opens {}

/// A permit whose holder may see cleartext with findings masked.
pub(crate) trait OpensMasked: Opens {}

macro_rules! opens {
    ($kind:ident: $($action:ident),*) => {$(
        impl Opens for Permit<gate::$action> {
            fn opens(&self) -> Result<VersionId> {
                self.version().ok_or_else(|| Error::Bug("a permit without a version".to_owned()))
            }
        }
        impl $kind for Permit<gate::$action> {}
    )*};
}

opens!(OpensPlain: Download, ViewOriginal, Unmask, Inspect, TakeFile);
opens!(OpensMasked: ViewMasked, SearchMasked);
