//! Secrets come from a prompt, a file of their owner or the environment; never from an argument.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::{Failure, Outcome};

/// The longest secret, in bytes.
const SECRET_BYTES: u64 = 64 << 10;

/// Reads a secret from a file that only its owner can read. A final line end does not belong to it.
pub fn from_file(path: &Path) -> Outcome<Zeroizing<String>> {
    owner_only(path)?;
    let mut text = Zeroizing::new(String::new());
    let file = std::fs::File::open(path).map_err(Failure::at(path))?;
    file.take(SECRET_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(Failure::at(path))?;
    if text.len() as u64 > SECRET_BYTES {
        return Err(Failure::Usage(format!(
            "{} is longer than {SECRET_BYTES} bytes: it holds no secret",
            path.display()
        )));
    }
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    if text.is_empty() {
        return Err(Failure::Usage(format!(
            "{} is empty: put the secret into it",
            path.display()
        )));
    }
    Ok(text)
}

/// Refuses a file that others can read.
pub fn owner_only(path: &Path) -> Outcome {
    let meta = std::fs::metadata(path).map_err(Failure::at(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if meta.permissions().mode() & 0o077 != 0 {
            return Err(Failure::Failed(format!(
                "{} can be read by others: run `chmod 600 {}`",
                path.display(),
                path.display()
            )));
        }
    }
    if meta.is_file() {
        Ok(())
    } else {
        Err(Failure::Usage(format!("{} is not a file", path.display())))
    }
}

/// Asks for a secret without showing what is typed. Without a terminal, a line of standard input is taken.
pub fn ask(what: &str) -> Outcome<Zeroizing<String>> {
    let failed = |error| Failure::Failed(format!("{what}: {error}"));
    if std::io::stdin().is_terminal() {
        eprint!("{what}: ");
        std::io::stderr().flush().map_err(failed)?;
        return console::Term::stderr()
            .read_secure_line()
            .map(Zeroizing::new)
            .map_err(failed);
    }
    line().map_err(failed).and_then(|line| {
        if line.is_empty() {
            Err(Failure::Usage(format!(
                "{what}: there is no terminal to ask at and standard input is empty"
            )))
        } else {
            Ok(line)
        }
    })
}

/// Asks for something that may be seen.
pub fn ask_openly(what: &str) -> Outcome<String> {
    let failed = |error| Failure::Failed(format!("{what}: {error}"));
    if std::io::stdin().is_terminal() {
        eprint!("{what}: ");
        std::io::stderr().flush().map_err(failed)?;
    }
    let line = line().map_err(failed)?;
    if line.is_empty() {
        Err(Failure::Usage(format!("{what}: nothing was given")))
    } else {
        Ok(line.to_string())
    }
}

/// One line of standard input, byte by byte, so that the next one is left for whoever asks next.
fn line() -> std::io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::new());
    let mut byte = [0];
    while bytes.len() as u64 <= SECRET_BYTES
        && std::io::stdin().read(&mut byte)? == 1
        && byte[0] != b'\n'
    {
        bytes.push(byte[0]);
    }
    let text = std::str::from_utf8(&bytes).map_err(std::io::Error::other)?;
    Ok(Zeroizing::new(text.trim_end_matches('\r').to_owned()))
}

/// Writes a file that only its owner can read, and that must not be there yet.
pub fn write_new(path: &Path, content: &[u8]) -> Outcome {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Failed(format!(
            "{} is there already and is not overwritten: move it away first",
            path.display()
        )),
        _ => Failure::at(path)(error),
    })?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(Failure::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_secret_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        write_new(&path, b"correct horse\n").unwrap();
        assert_eq!(*from_file(&path).unwrap(), "correct horse");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = from_file(&path).unwrap_err().to_string();
        assert!(
            error.contains("chmod 600") && !error.contains("horse"),
            "{error}"
        );
    }

    #[test]
    fn nothing_is_overwritten_and_an_empty_secret_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write_new(&path, b"\n").unwrap();
        assert!(write_new(&path, b"other").is_err());
        assert_eq!(from_file(&path).unwrap_err().status(), 2);
    }
}
