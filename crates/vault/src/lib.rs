//! The one door: every use case of Coffer
