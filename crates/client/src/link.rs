//! Links as people paste them.

use coffer_model::Private;
use reqwest::Url;

use crate::{Error, Result};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// An upload request: `/u/<secret>`.
    Upload,
    /// A send link: `/s/<secret>`.
    Send,
}

/// A link, taken apart: where the server is, and the secret that opens it.
#[derive(Debug, Clone)]
pub struct Link {
    /// What it is for.
    pub kind: LinkKind,
    /// The server, such as `https://files.example.com`.
    pub base_url: String,
    /// The secret. Sent in a header, never in a path.
    pub secret: Private<String>,
}

impl Link {
    /// Takes a pasted link apart.
    ///
    /// # Errors
    /// When the text is no link of a Coffer server; the text itself is not repeated.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || {
            Error::Invalid("this is not a link of a Coffer server: it looks like https://host/u/… or https://host/s/…".into())
        };
        let url = Url::parse(text.trim()).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "https" | "http")
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(wrong());
        }
        let segments: Vec<&str> = url
            .path_segments()
            .ok_or_else(wrong)?
            .filter(|part| !part.is_empty())
            .collect();
        let (kind, secret) = match segments.as_slice() {
            ["u", secret] => (LinkKind::Upload, *secret),
            ["s", secret] => (LinkKind::Send, *secret),
            _ => return Err(wrong()),
        };
        let plain = secret
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~'));
        if !plain || secret.len() > 256 {
            return Err(wrong());
        }
        let origin = url.origin().ascii_serialization();
        Ok(Self {
            kind,
            base_url: origin,
            secret: Private::new(secret.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_link_come_apart() {
        let link = Link::parse(" https://files.example.com:8443/u/AbC_12-x/ \n").unwrap();
        assert_eq!(link.kind, LinkKind::Upload);
        assert_eq!(link.base_url, "https://files.example.com:8443");
        assert_eq!(link.secret.expose(), "AbC_12-x");
        assert_eq!(Link::parse("https://h/s/q").unwrap().kind, LinkKind::Send);
    }

    #[test]
    fn what_is_no_link_is_refused_without_repeating_it() {
        for text in [
            "",
            "files.example.com/u/abc",
            "ftp://h/u/abc",
            "https://h/",
            "https://h/u/",
            "https://h/x/abc",
            "https://h/u/abc/def",
            "https://user:pw@h/u/abc",
            "https://h/u/a%2fb",
            "file:///u/abc",
        ] {
            let error = Link::parse(text).unwrap_err().to_string();
            assert!(
                !error.contains("abc") && !error.contains("pw"),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn printing_a_link_shows_no_secret() {
        let link = Link::parse("https://h/u/verysecret").unwrap();
        assert!(!format!("{link:?}").contains("verysecret"));
    }
}
