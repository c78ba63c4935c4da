//! The one path type. Strings from outside become a [`ClientPath`] once, at the edge; nothing below takes text.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::Limits;

/// A file's name as its sender gave it: relative, normalised to NFC, free of tricks, `/` between components.
///
/// It is customer data, so `Debug` does not print it, and it never names anything on a disk.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientPath(String);

/// Why a name is refused. The messages are shown to whoever sent it and never repeat the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No name at all.
    #[error("the file has no name: give it one")]
    Empty,
    /// Too many bytes in the whole path.
    #[error("the name is longer than {} bytes: shorten it", Limits::NAME_BYTES)]
    TooLong,
    /// Too many bytes in one component.
    #[error(
        "one part of the name is longer than {} bytes: shorten it",
        Limits::NAME_COMPONENT_BYTES
    )]
    ComponentTooLong,
    /// Too many folders.
    #[error(
        "the name has more than {} folders: move the file up",
        Limits::NAME_DEPTH
    )]
    TooDeep,
    /// `.`, `..`, an empty component or an absolute path.
    #[error(
        "the name must be relative and must not contain '.', '..' or empty folders: rename the file"
    )]
    Traversal,
    /// NUL and other control characters, or a character that turns the writing direction.
    #[error("the name contains control or direction characters: rename the file")]
    Control,
    /// A character or a word that some systems treat as special.
    #[error(
        "the name is reserved on some systems (such as CON or a trailing dot): rename the file"
    )]
    Reserved,
    /// Not UTF-8.
    #[error("the name is not valid UTF-8: rename the file")]
    NotUtf8,
}

impl ClientPath {
    /// Reads a name from UTF-8 bytes as they arrived.
    ///
    /// # Errors
    /// Which rule the name breaks.
    pub fn from_utf8(bytes: &[u8]) -> Result<Self, NameError> {
        Self::parse(std::str::from_utf8(bytes).map_err(|_| NameError::NotUtf8)?)
    }

    /// Reads a name.
    ///
    /// A backslash counts as a separator, because that is what a Windows sender means by it.
    ///
    /// # Errors
    /// Which rule the name breaks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        // Checked before normalising too, so that a hostile length costs nothing.
        if text.len() > Limits::NAME_BYTES {
            return Err(NameError::TooLong);
        }
        let path: String = text.replace('\\', "/").nfc().collect();
        if path.len() > Limits::NAME_BYTES {
            return Err(NameError::TooLong);
        }
        if path.split('/').count() > Limits::NAME_DEPTH {
            return Err(NameError::TooDeep);
        }
        if has_drive(&path) {
            return Err(NameError::Traversal);
        }
        path.split('/').try_for_each(check_component)?;
        Ok(Self(path))
    }

    /// The whole path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

/// Whether a path begins with the letter of a drive, which on Windows leads away from the folder it is put into.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

fn check_component(component: &str) -> Result<(), NameError> {
    if matches!(component, "" | "." | "..") {
        return Err(NameError::Traversal);
    }
    if component.len() > Limits::NAME_COMPONENT_BYTES {
        return Err(NameError::ComponentTooLong);
    }
    if component.chars().any(is_trick) {
        return Err(NameError::Control);
    }
    if component.ends_with(['.', ' ']) || component.starts_with(' ') || is_device(component) {
        return Err(NameError::Reserved);
    }
    Ok(())
}

/// Controls, and the bidirectional and invisible characters that make a name look like another
/// (Unicode Technical Report 36, section 2).
fn is_trick(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Names of devices on Windows, with or without an extension.
fn is_device(component: &str) -> bool {
    let stem = component
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            (stem.starts_with("COM") || stem.starts_with("LPT"))
                && stem.len() == 4
                && stem.ends_with(|c: char| ('1'..='9').contains(&c))
        }
    }
}

impl fmt::Debug for ClientPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass() {
        for name in [
            "app.log",
            "logs/2026-11-22/app.log",
            "Ünïcode/日本語.txt",
            "a b (1).tar.gz",
            ".env",
            "...x",
            "dump-12:00:00.log",
        ] {
            assert!(ClientPath::parse(name).is_ok(), "{name}");
        }
        assert_eq!(
            ClientPath::parse("logs\\app.log").unwrap().as_str(),
            "logs/app.log"
        );
        assert_eq!(ClientPath::parse("a/b/c.txt").unwrap().file_name(), "c.txt");
    }

    #[test]
    fn tricks_are_refused_each_with_its_reason() {
        let cases = [
            ("", NameError::Empty),
            ("..", NameError::Traversal),
            ("../etc/passwd", NameError::Traversal),
            ("a/../../b", NameError::Traversal),
            ("..\\..\\b", NameError::Traversal),
            ("/etc/passwd", NameError::Traversal),
            ("a//b", NameError::Traversal),
            ("C:\\temp\\b", NameError::Traversal),
            ("c:b", NameError::Traversal),
            ("a/./b", NameError::Traversal),
            ("a\0.log", NameError::Control),
            ("a\r\nSet-Cookie: x", NameError::Control),
            ("invoice\u{202e}fdp.exe", NameError::Control),
            ("zero\u{200b}width", NameError::Control),
            ("CON", NameError::Reserved),
            ("logs/nul.txt", NameError::Reserved),
            ("com1.log", NameError::Reserved),
            ("trailing.", NameError::Reserved),
        ];
        for (name, error) in cases {
            assert_eq!(ClientPath::parse(name), Err(error), "{name:?}");
        }
        assert_eq!(
            ClientPath::parse(&"x".repeat(4096)),
            Err(NameError::TooLong)
        );
        assert_eq!(
            ClientPath::parse(&"x".repeat(300)),
            Err(NameError::ComponentTooLong)
        );
        assert_eq!(ClientPath::parse(&"x/".repeat(40)), Err(NameError::TooDeep));
        assert_eq!(ClientPath::from_utf8(b"\xff\xfe"), Err(NameError::NotUtf8));
    }

    #[test]
    fn normal_forms_of_one_name_are_one_name() {
        assert_eq!(
            ClientPath::parse("e\u{301}.log"),
            ClientPath::parse("\u{e9}.log")
        );
    }
}
