//! Values that must not reach a log.

use std::fmt;

/// A value whose `Debug` and `Display` print `…`: names, contents, link secrets, e-mail and IP addresses.
///
/// Reading it is explicit, so a review can search for [`Private::expose`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Each call is a place where it may leak.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Gives the value up.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_shows_nothing() {
        let secret = Private::new("hunter2");
        assert_eq!(format!("{secret} {secret:?}"), "… …");
        assert_eq!(*secret.expose(), "hunter2");
    }
}
