//! Files to send: single ones, and whole folders with their relative paths.

use std::path::{Path, PathBuf};

use coffer_model::ClientPath;

use crate::{Error, Result};

/// The most files that one command sends.
const FILES: usize = 100_000;
/// The deepest folder that is entered.
const DEPTH: usize = 32;

/// A file to send.
#[derive(Debug, Clone)]
pub struct Item {
    /// Where it is here.
    pub path: PathBuf,
    /// What it is called there: for a file its name, for the content of a folder the path from that folder on.
    pub name: ClientPath,
    /// Size in bytes when it was looked at.
    pub size_bytes: u64,
}

/// The files that the arguments mean, folders walked, in a stable order. Symbolic links inside folders are not followed:
/// a folder must not send what lies outside it.
///
/// # Errors
/// When an argument is missing or unreadable, is neither file nor folder, or has a name that no server accepts.
pub fn gather(arguments: &[PathBuf]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for argument in arguments {
        let meta = std::fs::metadata(argument).map_err(Error::local(argument))?;
        let absolute = std::fs::canonicalize(argument).map_err(Error::local(argument))?;
        let name = absolute
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| unreadable(argument))?
            .to_owned();
        if meta.is_dir() {
            walk(&absolute, &name, 1, &mut items)?;
        } else if meta.is_file() {
            items.push(item(argument.clone(), &name, meta.len())?);
        } else {
            return Err(Error::Invalid(format!(
                "{} is neither a file nor a folder",
                argument.display()
            )));
        }
    }
    Ok(items)
}

fn walk(folder: &Path, prefix: &str, depth: usize, items: &mut Vec<Item>) -> Result<()> {
    if depth > DEPTH {
        return Err(Error::Invalid(format!(
            "{} lies more than {DEPTH} folders deep: pack it into an archive",
            folder.display()
        )));
    }
    let mut entries: Vec<_> = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<_>>)
        .map_err(Error::local(folder))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(Error::local(&path))?;
        let name = entry.file_name();
        let name = format!(
            "{prefix}/{}",
            name.to_str().ok_or_else(|| unreadable(&path))?
        );
        if kind.is_dir() {
            walk(&path, &name, depth + 1, items)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_err(Error::local(&path))?.len();
            items.push(item(path, &name, size)?);
        }
        if items.len() > FILES {
            return Err(Error::Invalid(format!(
                "more than {FILES} files: pack them into an archive"
            )));
        }
    }
    Ok(())
}

fn item(path: PathBuf, name: &str, size_bytes: u64) -> Result<Item> {
    let name = ClientPath::parse(name)
        .map_err(|why| Error::Invalid(format!("{}: {why}", path.display())))?;
    Ok(Item {
        path,
        name,
        size_bytes,
    })
}

fn unreadable(path: &Path) -> Error {
    Error::Invalid(format!(
        "{}: the name is not valid UTF-8: rename the file",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_keeps_its_structure_and_its_links_are_not_followed() {
        let root = std::env::temp_dir().join(format!("coffer-gather-{}", std::process::id()));
        let folder = root.join("bundle");
        std::fs::create_dir_all(folder.join("logs")).unwrap();
        std::fs::write(folder.join("logs/b.log"), b"bb").unwrap();
        std::fs::write(folder.join("a.txt"), b"a").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", folder.join("logs/outside")).unwrap();
        let items = gather(std::slice::from_ref(&folder)).unwrap();
        let names: Vec<_> = items
            .iter()
            .map(|item| (item.name.as_str(), item.size_bytes))
            .collect();
        assert_eq!(names, [("bundle/a.txt", 1), ("bundle/logs/b.log", 2)]);
        assert!(gather(&[root.join("missing")]).is_err());
        std::fs::remove_dir_all(&root).unwrap();
    }
}
