//! A walk through the policies.
use crate::policy::{Compiled, PolicyError};
pub(crate) fn check(_: &Compiled) -> Result<usize, PolicyError> { Ok(0) }
