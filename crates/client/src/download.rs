//! Resumable download: a temporary name until the checksum is right, and nothing that is already there is touched.

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use coffer_api::Code;
use coffer_seal::Sha256;
use reqwest::header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use reqwest::{Method, Response, StatusCode};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};
use tokio::time::Instant;

use crate::{Client, Error, Event, Progress, Result, ResumeStore, local_path, with_number};

const PIECE: usize = 256 << 10;
/// A connection that brings nothing for this long is lost.
const STALL: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(300);
const PAUSE_MAX: Duration = Duration::from_secs(20);
/// Files of one name in one folder.
const SAME_NAMES: u32 = 10_000;

/// Where downloads land.
#[derive(Clone)]
pub struct Place {
    folder: PathBuf,
    store: Option<ResumeStore>,
    patience: Duration,
    progress: Progress,
}

/// What to download.
#[derive(Debug, Clone, Copy)]
pub struct Download<'a> {
    /// Below `/api/v1`, such as `["versions", id, "content"]`.
    pub path: &'a [&'a str],
    /// What identifies the content: the version's id.
    pub version: &'a str,
    /// The name that the server gives it.
    pub name: &'a str,
    /// SHA-256 in hex, if it is known from elsewhere, such as a receipt.
    pub sha256: Option<&'a str>,
}

/// A file that arrived whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// Where it is.
    pub path: PathBuf,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// What is remembered of a download that is under way.
#[derive(Debug, Serialize, Deserialize)]
struct Record {
    etag: String,
}

/// What is on the disk so far.
struct Partial {
    path: PathBuf,
    len: u64,
    hash: Sha256,
    etag: Option<String>,
    declared: Option<[u8; 32]>,
}

impl Place {
    /// Downloads land in `folder`, which must exist.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            store: None,
            patience: Duration::from_secs(300),
            progress: std::sync::Arc::new(|_| {}),
        }
    }

    /// Remembers downloads under way in `store`.
    #[must_use]
    pub fn resumable(mut self, store: ResumeStore) -> Self {
        self.store = Some(store);
        self
    }

    /// Gives up after this long without a byte of progress.
    #[must_use]
    pub const fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Reports what happens.
    #[must_use]
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Downloads one content. The file that results has the server's name as far as this system may have it, with a
    /// number where there is one of that name already.
    ///
    /// # Errors
    /// What the server refuses; [`Error::Integrity`] when the bytes are not those that it declared: nothing is left
    /// behind then; a network that stayed away for longer than the patience.
    pub async fn take(&self, client: &Client, what: &Download<'_>) -> Result<Taken> {
        let relative = local_path(what.name);
        let folder = self.make_folders(&relative)?;
        let file_name = relative
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("unnamed")
            .to_owned();
        let temporary = folder.join(format!(
            "{file_name}.{}.part",
            ResumeStore::key(&[what.version.as_bytes()])
        ));
        let key = ResumeStore::key(&[
            b"get",
            client.base_url().as_bytes(),
            temporary.as_os_str().as_encoded_bytes(),
        ]);
        let mut partial = self.look(&temporary, &key).await?;
        let mut moved = Instant::now();
        let mut pause = PAUSE;
        loop {
            let before = partial.len;
            match self.fetch(client, what, &mut partial, &key).await {
                Ok(()) => break,
                Err(error) => {
                    if partial.len > before {
                        (moved, pause) = (Instant::now(), PAUSE);
                    }
                    if !error.is_transient() || moved.elapsed() + pause > self.patience {
                        return Err(error);
                    }
                    (self.progress)(Event::Waiting {
                        pause_millis: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                    });
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(PAUSE_MAX);
                }
            }
        }
        let sha256 = self.check(what, &partial)?;
        self.forget(&key);
        let path = settle(&partial.path, &folder, &file_name)?;
        Ok(Taken {
            path,
            size_bytes: partial.len,
            sha256,
        })
    }

    fn forget(&self, key: &str) {
        if let Some(store) = &self.store {
            store.forget(key);
        }
    }

    /// Makes the folders of a relative path one by one and refuses those that are links elsewhere.
    fn make_folders(&self, relative: &Path) -> Result<PathBuf> {
        let mut folder = self.folder.clone();
        for part in relative.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            match std::fs::symlink_metadata(&folder) {
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => {
                    return Err(Error::Invalid(format!(
                        "{} is in the way: it is no folder",
                        folder.display()
                    )));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    std::fs::create_dir(&folder).map_err(Error::local(&folder))?;
                }
                Err(error) => return Err(Error::local(&folder)(error)),
            }
        }
        Ok(folder)
    }

    /// What an earlier attempt left. Without a record of its `ETag` it cannot be trusted and is written anew.
    async fn look(&self, temporary: &Path, key: &str) -> Result<Partial> {
        let mut partial = Partial {
            path: temporary.to_owned(),
            len: 0,
            hash: Sha256::new(),
            etag: None,
            declared: None,
        };
        let record: Option<Record> = self.store.as_ref().and_then(|store| store.load(key));
        let is_file = std::fs::symlink_metadata(temporary).is_ok_and(|meta| meta.is_file());
        let Some(record) = record.filter(|_| is_file) else {
            return Ok(partial);
        };
        (self.progress)(Event::Preparing);
        let mut file = tokio::fs::File::open(temporary)
            .await
            .map_err(Error::local(temporary))?;
        let mut buffer = vec![0; PIECE];
        loop {
            let read = file
                .read(&mut buffer)
                .await
                .map_err(Error::local(temporary))?;
            if read == 0 {
                break;
            }
            partial.hash.update(&buffer[..read]);
            partial.len += read as u64;
        }
        partial.etag = Some(record.etag);
        Ok(partial)
    }

    /// One request; appends what it brings.
    async fn fetch(
        &self,
        client: &Client,
        what: &Download<'_>,
        partial: &mut Partial,
        key: &str,
    ) -> Result<()> {
        let mut request = client.request(Method::GET, what.path, &[]);
        let resuming = partial.etag.clone().filter(|_| partial.len > 0);
        if let Some(etag) = &resuming {
            request = request
                .header(RANGE, format!("bytes={}-", partial.len))
                .header(IF_RANGE, etag);
        }
        let response = match client.send(request).await {
            // All of it is here already: the connection broke after the last byte.
            Err(error)
                if error.code() == Some(Code::RangeNotSatisfiable)
                    && partial.declared.is_some() =>
            {
                return Ok(());
            }
            Err(error) if error.code() == Some(Code::RangeNotSatisfiable) => {
                partial.restart();
                client
                    .send(client.request(Method::GET, what.path, &[]))
                    .await?
            }
            other => other?,
        };
        let of = self.begin(client, &response, partial, resuming.is_some())?;
        self.remember(&response, partial, key)?;
        self.append(client, response, partial, of).await
    }

    /// Reads the head of an answer: whether it goes on where we are, how long the whole is, what its checksum is.
    fn begin(
        &self,
        client: &Client,
        response: &Response,
        partial: &mut Partial,
        resuming: bool,
    ) -> Result<Option<u64>> {
        let text = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let mut of = response.content_length();
        if response.status() == StatusCode::PARTIAL_CONTENT {
            let (from, total) = text(CONTENT_RANGE)
                .and_then(content_range)
                .ok_or_else(|| client.strange("a part without a Content-Range"))?;
            if !resuming || from != partial.len {
                return Err(client.strange("another part than was asked for"));
            }
            (self.progress)(Event::Resumed { at: from });
            of = Some(total);
        } else {
            partial.restart();
        }
        if let Some(declared) = response
            .headers()
            .get("repr-digest")
            .and_then(|value| value.to_str().ok())
        {
            partial.declared = repr_digest(declared);
        }
        Ok(of)
    }

    fn remember(&self, response: &Response, partial: &mut Partial, key: &str) -> Result<()> {
        let etag = response
            .headers()
            .get(ETAG)
            .and_then(|value| value.to_str().ok());
        // Only a strong validator may continue a range (RFC 9110 section 13.1.5).
        partial.etag = etag.filter(|etag| etag.starts_with('"')).map(str::to_owned);
        match (&self.store, &partial.etag) {
            (Some(store), Some(etag)) => store.save(key, &Record { etag: etag.clone() }),
            _ => Ok(()),
        }
    }

    async fn append(
        &self,
        client: &Client,
        mut response: Response,
        partial: &mut Partial,
        of: Option<u64>,
    ) -> Result<()> {
        let mut options = tokio::fs::OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options
            .open(&partial.path)
            .await
            .map_err(Error::local(&partial.path))?;
        file.set_len(partial.len)
            .await
            .map_err(Error::local(&partial.path))?;
        file.seek(std::io::SeekFrom::Start(partial.len))
            .await
            .map_err(Error::local(&partial.path))?;
        let outcome = loop {
            match tokio::time::timeout(STALL, response.chunk()).await {
                Ok(Ok(Some(piece))) => {
                    file.write_all(&piece)
                        .await
                        .map_err(Error::local(&partial.path))?;
                    partial.hash.update(&piece);
                    partial.len += piece.len() as u64;
                    (self.progress)(Event::Sent {
                        bytes: partial.len,
                        of: of.unwrap_or(partial.len),
                    });
                }
                Ok(Ok(None)) => break Ok(()),
                Ok(Err(error)) => break Err(Error::transport(client.host(), error)),
                Err(_) => {
                    let why = format!("nothing arrived for {} seconds", STALL.as_secs());
                    break Err(Error::Unreachable {
                        host: client.host().to_owned(),
                        why,
                    });
                }
            }
        };
        file.sync_data()
            .await
            .map_err(Error::local(&partial.path))?;
        outcome?;
        match of {
            Some(of) if of != partial.len => Err(Error::Unreachable {
                host: client.host().to_owned(),
                why: "the connection ended early".into(),
            }),
            _ => Ok(()),
        }
    }

    /// Holds what arrived against what was declared.
    fn check(&self, what: &Download<'_>, partial: &Partial) -> Result<String> {
        let digest = partial.hash.clone().finish();
        let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let declared = partial.declared.map(|declared| declared == digest);
        let known = what.sha256.map(|known| known.eq_ignore_ascii_case(&found));
        let wrong = match (declared, known) {
            (Some(false), _) | (_, Some(false)) => {
                "the bytes that arrived are not those that were declared"
            }
            (None, None) => "the server declared no checksum",
            _ => return Ok(found),
        };
        // What does not verify is not left lying about under a name that looks usable.
        std::fs::remove_file(&partial.path).map_err(Error::local(&partial.path))?;
        Err(Error::Integrity(format!(
            "{}: {wrong}: nothing was kept, try again",
            what.version
        )))
    }
}

impl Partial {
    fn restart(&mut self) {
        self.len = 0;
        self.hash = Sha256::new();
    }
}

/// Gives the temporary file its name without ever replacing another.
fn settle(temporary: &Path, folder: &Path, file_name: &str) -> Result<PathBuf> {
    for number in 1..SAME_NAMES {
        let name = if number == 1 {
            file_name.to_owned()
        } else {
            with_number(file_name, number)
        };
        let path = folder.join(name);
        // A hard link fails when the name is taken, which a rename would not.
        match std::fs::hard_link(temporary, &path) {
            Ok(()) => {
                std::fs::remove_file(temporary).map_err(Error::local(temporary))?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(_) => {
                // No hard links here: reserve the name, then replace our own reservation.
                match std::fs::OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&path)
                {
                    Ok(_) => {
                        std::fs::rename(temporary, &path).map_err(Error::local(&path))?;
                        return Ok(path);
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(Error::local(&path)(error)),
                }
            }
        }
    }
    Err(Error::Invalid(format!(
        "{} holds too many files of this name",
        folder.display()
    )))
}

/// First byte and total of `bytes 5-9/10` (RFC 9110 section 14.4).
fn content_range(text: &str) -> Option<(u64, u64)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (from, to) = range.split_once('-')?;
    let (from, to, total): (u64, u64, u64) =
        (from.parse().ok()?, to.parse().ok()?, total.parse().ok()?);
    (from <= to && to.checked_add(1)? == total).then_some((from, total))
}

/// The SHA-256 of `sha-256=:…:` (RFC 9530).
fn repr_digest(text: &str) -> Option<[u8; 32]> {
    let encoded = text
        .split(',')
        .find_map(|part| part.trim().strip_prefix("sha-256=:")?.strip_suffix(':'))?;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_do_not_reach_the_end_are_not_taken() {
        assert_eq!(content_range("bytes 5-9/10"), Some((5, 10)));
        for text in [
            "bytes 5-8/10",
            "bytes 9-5/10",
            "bytes */10",
            "bytes 0-9/*",
            "5-9/10",
            "bytes 0-18446744073709551615/0",
        ] {
            assert_eq!(content_range(text), None, "{text}");
        }
    }

    #[test]
    fn a_digest_is_found_among_others() {
        let digest = STANDARD.encode([7; 32]);
        assert_eq!(
            repr_digest(&format!("md5=:x:, sha-256=:{digest}:")),
            Some([7; 32])
        );
        for text in [
            "",
            "sha-256=x",
            "sha-256=::",
            "sha-512=:AA==:",
            "sha-256=:AA==:",
        ] {
            assert_eq!(repr_digest(text), None, "{text}");
        }
    }

    #[test]
    fn a_file_that_is_there_is_never_replaced() {
        let folder = std::env::temp_dir().join(format!("coffer-settle-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.log"), b"mine").unwrap();
        for (content, wanted) in [("two", "a (2).log"), ("three", "a (3).log")] {
            let part = folder.join("a.log.part");
            std::fs::write(&part, content).unwrap();
            let path = settle(&part, &folder, "a.log").unwrap();
            assert_eq!(path, folder.join(wanted));
            assert_eq!(std::fs::read_to_string(path).unwrap(), content);
            assert!(!part.exists());
        }
        assert_eq!(std::fs::read(folder.join("a.log")).unwrap(), b"mine");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_a_link_elsewhere_is_refused() {
        let root = std::env::temp_dir().join(format!("coffer-escape-{}", std::process::id()));
        std::fs::create_dir_all(root.join("in")).unwrap();
        std::os::unix::fs::symlink("/tmp", root.join("in/logs")).unwrap();
        let place = Place::new(root.join("in"));
        assert!(place.make_folders(Path::new("logs/x.log")).is_err());
        assert_eq!(
            place.make_folders(Path::new("new/deep/x.log")).unwrap(),
            root.join("in/new/deep")
        );
        std::fs::remove_dir_all(&root).unwrap();
    }
}
