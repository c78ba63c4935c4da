//! Names from a server as names on this machine.
//!
//! A server is not trusted with the layout of the disk it is downloaded to: whatever it says, the result is a relative
//! path of harmless components.

use std::path::PathBuf;

/// The longest component, in bytes, with room left for a number and a temporary suffix.
const COMPONENT_BYTES: usize = 200;
/// The most folders that are made; deeper names are flattened into the last one.
const DEPTH: usize = 32;

/// A relative path of safe components for a name as a server gave it, folders separated by `/` or `\`.
///
/// `..`, drive letters, absolute paths, control and direction characters, device names and trailing dots or spaces do
/// not survive. The result is never empty.
#[must_use]
pub fn local_path(name: &str) -> PathBuf {
    let mut parts: Vec<String> = name
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(component)
        .collect();
    if parts.len() > DEPTH {
        let tail = parts.split_off(DEPTH - 1).join("_");
        parts.push(component(&tail));
    }
    if parts.is_empty() {
        parts.push("unnamed".to_owned());
    }
    parts.iter().collect()
}

/// One safe component.
fn component(part: &str) -> String {
    let mut out: String = part
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| if is_special(c) { '_' } else { c })
        .collect();
    let end = out.trim_end_matches(['.', ' ']).len();
    out.truncate(end);
    let start = out.len() - out.trim_start_matches(' ').len();
    out.drain(..start);
    shorten(&mut out);
    if out.is_empty() {
        return "_".to_owned();
    }
    // A leading dot hides a file, a leading dash turns it into an option of whatever is typed next.
    if out.starts_with(['.', '-']) || is_device(&out) {
        out.insert(0, '_');
    }
    out
}

/// Cuts a long component in its middle, so that the extension stays.
fn shorten(name: &mut String) {
    if name.len() <= COMPONENT_BYTES {
        return;
    }
    let extension = name
        .rfind('.')
        .map(|at| name[at..].to_owned())
        .filter(|extension| extension.len() <= 16)
        .unwrap_or_default();
    let mut keep = COMPONENT_BYTES - extension.len();
    while !name.is_char_boundary(keep) {
        keep -= 1;
    }
    name.truncate(keep);
    name.push_str(&extension);
}

/// What some system reads as more than a letter of a name.
const fn is_special(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') || c.is_ascii_control()
}

/// Controls beyond ASCII, and characters that are not seen or turn the writing direction (Unicode TR 36, section 2).
fn is_invisible(c: char) -> bool {
    c.is_control() && !c.is_ascii()
        || matches!(c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{061c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Names of devices on Windows, with or without an extension.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    let numbered = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered.is_some_and(|n| {
        n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c))
    })
}

/// `report.pdf` as `report (2).pdf`: what a second file of the same name is called.
#[must_use]
pub fn with_number(file_name: &str, number: u32) -> String {
    match file_name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem} ({number}).{extension}"),
        _ => format!("{file_name} ({number})"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use super::*;

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in [
            "server.log",
            "logs/2026-11/app server.log",
            "Übersicht.pdf",
            "a+b=c;d.txt",
        ] {
            assert_eq!(local_path(name), Path::new(name));
        }
    }

    #[test]
    fn no_name_leaves_the_folder() {
        for name in [
            "../../etc/passwd",
            "/etc/passwd",
            "..\\..\\windows\\system32\\x",
            "C:\\x",
            "a/../../b",
            "./././..",
            "",
            "/",
            "....//....//x",
            "\u{202e}gpj.exe",
            "x\0y",
            "a/\u{200b}../b",
        ] {
            let path = local_path(name);
            assert!(
                path.components()
                    .all(|part| matches!(part, Component::Normal(_))),
                "{name:?} -> {path:?}"
            );
            assert!(path.components().count() >= 1, "{name:?}");
            let text = path.to_string_lossy();
            assert!(
                !text.contains(':') && !text.chars().any(|c| c.is_control() || c == '\u{202e}'),
                "{name:?} -> {text}"
            );
        }
    }

    #[test]
    fn an_invisible_character_does_not_make_dots_out_of_a_name() {
        assert_eq!(local_path("a/\u{200b}../b"), Path::new("a/_/b"));
    }

    #[test]
    fn devices_hidden_files_and_options_are_renamed() {
        for (name, wanted) in [
            ("CON", "_CON"),
            ("nul.txt", "_nul.txt"),
            ("com1.log", "_com1.log"),
            ("LPT²", "_LPT²"),
            (".bashrc", "_.bashrc"),
            ("-rf", "_-rf"),
            ("name. . .", "name"),
            ("a|b?.txt", "a_b_.txt"),
        ] {
            assert_eq!(local_path(name), Path::new(wanted), "{name}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let path = local_path(&format!("{}.log", "ä".repeat(300)));
        let text = path.to_str().unwrap();
        assert!(text.len() <= COMPONENT_BYTES && text.ends_with(".log"));
    }

    #[test]
    fn a_thousand_folders_become_few() {
        let path = local_path(&vec!["d"; 1000].join("/"));
        assert!(path.components().count() <= DEPTH);
    }

    #[test]
    fn a_second_file_of_a_name_gets_a_number() {
        assert_eq!(with_number("report.pdf", 2), "report (2).pdf");
        assert_eq!(with_number("README", 3), "README (3)");
        assert_eq!(with_number(".env", 2), ".env (2)");
    }
}
