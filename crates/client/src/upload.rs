//! Resumable upload: tus 1.0 (creation, termination), one acknowledged request after the other.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use coffer_api::{Code, RequestView, VersionView};
use coffer_model::ClientPath;
use coffer_seal::Sha256;
use futures_util::stream;
use reqwest::{Method, Response};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio::time::Instant;

use crate::{Client, Error, Result, ResumeStore};

/// The protocol's version, as tus spells it.
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");
/// What is read from the file at a time, in bytes.
const PIECE: usize = 256 << 10;
/// A request that moves nothing for this long has lost its connection.
const STALL: Duration = Duration::from_secs(90);
/// The first pause after a failure; it doubles up to [`PAUSE_MAX`].
const PAUSE: Duration = Duration::from_millis(300);
const PAUSE_MAX: Duration = Duration::from_secs(20);

/// What happens during a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The part that is already there is read again, so that the checksum covers the whole.
    Preparing,
    /// So many bytes are on their way, of so many.
    Sent {
        /// Bytes handed to the network.
        bytes: u64,
        /// Bytes in all.
        of: u64,
    },
    /// The transfer goes on at this byte.
    Resumed {
        /// Bytes that the other side has made durable.
        at: u64,
    },
    /// A failure; the next attempt is this many milliseconds away.
    Waiting {
        /// Milliseconds.
        pause_millis: u64,
    },
}

/// Sees what happens during a transfer.
pub type Progress = Arc<dyn Fn(Event) + Send + Sync>;

/// Where an upload goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the upload request whose link the client carries.
    Link,
    /// Into a case, as a new file.
    Case(String),
    /// Onto a file, as its next version.
    File(String),
}

/// How uploads are made.
#[derive(Clone)]
pub struct Put {
    client: Client,
    target: Target,
    scope: Vec<u8>,
    store: Option<ResumeStore>,
    part_bytes: u64,
    patience: Duration,
    progress: Progress,
}

/// A file that arrived whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// The name it was sent under.
    pub name: String,
    /// The version it became.
    pub version: String,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of what was read here, hex.
    pub sha256: String,
}

/// What is remembered of an upload that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    upload: String,
    version: String,
    size_bytes: u64,
    modified_nanos: i128,
}

/// The checksum of a file that is read front to back, some of it perhaps more than once.
struct Rolling {
    hash: Sha256,
    at: u64,
}

impl Rolling {
    const fn new(hash: Sha256) -> Self {
        Self { hash, at: 0 }
    }

    /// Takes what is new of `bytes`, which stand at `offset`. A gap is left for [`Part::catch_up`].
    fn feed(&mut self, offset: u64, bytes: &[u8]) {
        let Some(known) = self.at.checked_sub(offset) else {
            return;
        };
        if let Some(fresh) = usize::try_from(known)
            .ok()
            .and_then(|known| bytes.get(known..))
        {
            self.hash.update(fresh);
            self.at += fresh.len() as u64;
        }
    }
}

impl Put {
    /// Uploads to `target` through `client`.
    #[must_use]
    pub fn new(client: Client, target: Target) -> Self {
        Self {
            client,
            target,
            scope: Vec::new(),
            store: None,
            part_bytes: 32 << 20,
            patience: Duration::from_secs(600),
            progress: Arc::new(|_| {}),
        }
    }

    /// Remembers uploads under way in `store`. `scope` tells senders apart; of a link's secret only a hash is kept.
    #[must_use]
    pub fn resumable(mut self, store: ResumeStore, scope: &[u8]) -> Self {
        self.store = Some(store);
        self.scope = coffer_seal::sha256(scope).to_vec();
        self
    }

    /// Bytes in one request: 16 to 64 MiB unless a test wants less.
    #[must_use]
    pub const fn part_bytes(mut self, bytes: u64) -> Self {
        self.part_bytes = if bytes == 0 { 1 } else { bytes };
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

    /// Sends one file under `name` and returns once every byte is durable and the server's checksum, where it already
    /// gives one, is ours.
    ///
    /// # Errors
    /// What the server refuses; [`Error::Changed`] and [`Error::Integrity`] when the bytes are not what they were; a
    /// network that stayed away for longer than the patience.
    pub async fn file(&self, path: &Path, name: &ClientPath) -> Result<Sent> {
        let mut part = Part::open(self, path, name).await?;
        let record = part.begin().await?;
        part.send_all(&record).await?;
        let sent = part.finish(&record)?;
        if let Some((store, key)) = part.place() {
            store.forget(&key);
        }
        self.check(&sent).await?;
        Ok(sent)
    }

    /// Holds our checksum against the server's, once inspection has computed it.
    async fn check(&self, sent: &Sent) -> Result<()> {
        let theirs = match &self.target {
            Target::Link => {
                let view: RequestView = self
                    .client
                    .post(&["links", "request"], &serde_json::json!({}))
                    .await?;
                view.files
                    .into_iter()
                    .find(|file| file.version == sent.version)
                    .and_then(|file| file.sha256)
            }
            Target::Case(_) | Target::File(_) => {
                let view: VersionView = self.client.get(&["versions", &sent.version], &[]).await?;
                view.version.sha256
            }
        };
        match theirs {
            Some(theirs) if !theirs.eq_ignore_ascii_case(&sent.sha256) => {
                Err(Error::Integrity(format!(
                    "{}: the server received other bytes than were read here: send it again",
                    sent.name
                )))
            }
            _ => Ok(()),
        }
    }
}

impl Client {
    fn creation(&self, metadata: &str, size: u64) -> reqwest::RequestBuilder {
        self.request(Method::POST, &["uploads"], &[])
            .header(TUS.0, TUS.1)
            .header("upload-length", size)
            .header("upload-metadata", metadata)
            .timeout(STALL)
    }

    /// Begins an upload under a name that is sent as it is, for those who test what a server refuses. Answers with the
    /// address that the server gives it.
    ///
    /// # Errors
    /// What the server refuses, or why it could not be reached.
    pub async fn begin_upload(&self, name: &[u8], size_bytes: u64) -> Result<String> {
        let metadata = format!("filename {}", STANDARD.encode(name));
        let response = self.send(self.creation(&metadata, size_bytes)).await?;
        header(&response, "location")
            .map(str::to_owned)
            .ok_or_else(|| self.strange("an upload without a Location"))
    }
}

/// One file on its way.
struct Part<'a> {
    put: &'a Put,
    path: PathBuf,
    name: &'a ClientPath,
    size: u64,
    modified: i128,
    rolling: Arc<Mutex<Rolling>>,
}

impl<'a> Part<'a> {
    async fn open(put: &'a Put, path: &Path, name: &'a ClientPath) -> Result<Self> {
        let meta = tokio::fs::metadata(path)
            .await
            .map_err(Error::local(path))?;
        if !meta.is_file() {
            return Err(Error::Invalid(format!("{} is not a file", path.display())));
        }
        Ok(Self {
            put,
            path: path.to_owned(),
            name,
            size: meta.len(),
            modified: modified(&meta),
            rolling: Arc::new(Mutex::new(Rolling::new(Sha256::new()))),
        })
    }

    /// Where the record of this upload is kept.
    fn place(&self) -> Option<(&'a ResumeStore, String)> {
        let store = self.put.store.as_ref()?;
        let absolute = std::fs::canonicalize(&self.path).ok()?;
        let target = match &self.put.target {
            Target::Link => String::new(),
            Target::Case(id) | Target::File(id) => id.clone(),
        };
        let key = ResumeStore::key(&[
            self.put.client.base_url().as_bytes(),
            &self.put.scope,
            target.as_bytes(),
            self.name.as_str().as_bytes(),
            absolute.as_os_str().as_encoded_bytes(),
        ]);
        Some((store, key))
    }

    /// Finds the upload that an earlier attempt began, or begins one.
    async fn begin(&self) -> Result<Record> {
        if let Some((store, key)) = self.place()
            && let Some(record) = store.load::<Record>(&key)
        {
            if record.size_bytes == self.size && record.modified_nanos == self.modified {
                return Ok(record);
            }
            // Another content by now: the old upload is of no use to anybody.
            store.forget(&key);
            let _ = self
                .put
                .client
                .send(self.tus(Method::DELETE, &record.upload))
                .await;
        }
        self.create().await
    }

    fn tus(&self, method: Method, upload: &str) -> reqwest::RequestBuilder {
        self.put
            .client
            .request(method, &["uploads", upload], &[])
            .header(TUS.0, TUS.1)
    }

    async fn create(&self) -> Result<Record> {
        let mut metadata = format!("filename {}", STANDARD.encode(self.name.as_str()));
        match &self.put.target {
            Target::Link => {}
            Target::Case(id) => metadata.push_str(&format!(",case {}", STANDARD.encode(id))),
            Target::File(id) => metadata.push_str(&format!(",file {}", STANDARD.encode(id))),
        }
        let started = Instant::now();
        let mut pause = PAUSE;
        let response = loop {
            let request = self.put.client.creation(&metadata, self.size);
            match self.put.client.send(request).await {
                Ok(response) => break response,
                Err(error) => self.wait_after(error, started, &mut pause).await?,
            }
        };
        let record = Record {
            upload: header(&response, "location")
                .and_then(|location| {
                    location
                        .trim_end_matches('/')
                        .rsplit('/')
                        .next()
                        .map(str::to_owned)
                })
                .filter(|id| !id.is_empty())
                .ok_or_else(|| self.put.client.strange("an upload without a Location"))?,
            version: header(&response, "coffer-version")
                .ok_or_else(|| {
                    self.put
                        .client
                        .strange("an upload without a Coffer-Version")
                })?
                .to_owned(),
            size_bytes: self.size,
            modified_nanos: self.modified,
        };
        if let Some((store, key)) = self.place() {
            store.save(&key, &record)?;
        }
        Ok(record)
    }

    /// Sends what is missing, as often as it takes.
    async fn send_all(&mut self, record: &Record) -> Result<()> {
        let mut moved = Instant::now();
        let mut pause = PAUSE;
        let mut at = None;
        loop {
            let offset = match at {
                Some(offset) => offset,
                None => match self.offset(record).await {
                    Ok(offset) => {
                        if offset > 0 {
                            (self.put.progress)(Event::Resumed { at: offset });
                        }
                        self.catch_up(offset).await?;
                        offset
                    }
                    Err(error) => {
                        self.wait_after(error, moved, &mut pause).await?;
                        continue;
                    }
                },
            };
            if offset >= self.size {
                return Ok(());
            }
            match self.send_part(record, offset).await {
                Ok(now) => {
                    if now > offset {
                        moved = Instant::now();
                        pause = PAUSE;
                    }
                    at = Some(now);
                }
                Err(error) => {
                    at = None;
                    // The server counts differently: its count holds, and there is nothing to wait for.
                    if error.code() != Some(Code::OffsetMismatch) {
                        self.wait_after(error, moved, &mut pause).await?;
                    } else if moved.elapsed() > self.put.patience {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Waits before another attempt, or gives the error back when it is final or the patience is at its end.
    async fn wait_after(&self, error: Error, since: Instant, pause: &mut Duration) -> Result<()> {
        // A server that still holds the request we lost answers with a conflict until it notices.
        let transient = error.is_transient() || error.code() == Some(Code::Conflict);
        if !transient || since.elapsed() + *pause > self.put.patience {
            return Err(error);
        }
        let pause_millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        (self.put.progress)(Event::Waiting { pause_millis });
        tokio::time::sleep(*pause).await;
        *pause = (*pause * 2).min(PAUSE_MAX);
        Ok(())
    }

    /// How much the server has.
    async fn offset(&self, record: &Record) -> Result<u64> {
        let response = self
            .put
            .client
            .send(self.tus(Method::HEAD, &record.upload).timeout(STALL))
            .await;
        let response = match response {
            Err(error) if matches!(error.code(), Some(Code::NotFound)) => {
                if let Some((store, key)) = self.place() {
                    store.forget(&key);
                }
                return Err(Error::Invalid(format!(
                    "the server no longer has the first part of {}: send it again from the start",
                    self.path.display()
                )));
            }
            other => other?,
        };
        self.number(&response, "upload-offset")
    }

    fn number(&self, response: &Response, name: &str) -> Result<u64> {
        header(response, name)
            .and_then(|text| text.parse().ok())
            .filter(|offset| *offset <= self.size)
            .ok_or_else(|| {
                self.put
                    .client
                    .strange(format!("a missing or impossible {name}"))
            })
    }

    /// Reads up to `to` what has not gone through the checksum yet: the part that an earlier process sent.
    async fn catch_up(&self, to: u64) -> Result<()> {
        let from = self.rolling.lock().map_or(0, |rolling| rolling.at);
        if from >= to {
            return Ok(());
        }
        (self.put.progress)(Event::Preparing);
        let mut file = self.reader(from).await?;
        let mut buffer = vec![0; PIECE];
        let mut at = from;
        while at < to {
            let want = usize::try_from(to - at).unwrap_or(PIECE).min(PIECE);
            let read = file
                .read(&mut buffer[..want])
                .await
                .map_err(Error::local(&self.path))?;
            if read == 0 {
                return Err(Error::Changed(self.path.clone()));
            }
            if let Ok(mut rolling) = self.rolling.lock() {
                rolling.feed(at, &buffer[..read]);
            }
            at += read as u64;
        }
        Ok(())
    }

    async fn reader(&self, at: u64) -> Result<tokio::fs::File> {
        let mut file = tokio::fs::File::open(&self.path)
            .await
            .map_err(Error::local(&self.path))?;
        file.seek(std::io::SeekFrom::Start(at))
            .await
            .map_err(Error::local(&self.path))?;
        Ok(file)
    }

    /// One request with the bytes from `offset` on. Answers with the server's new offset.
    async fn send_part(&self, record: &Record, offset: u64) -> Result<u64> {
        let len = self.put.part_bytes.min(self.size - offset);
        let file = self.reader(offset).await?;
        let activity = Arc::new(Mutex::new(Instant::now()));
        let body =
            reqwest::Body::wrap_stream(self.body(file, offset, offset + len, activity.clone()));
        let request = self
            .tus(Method::PATCH, &record.upload)
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .header("content-length", len)
            .body(body);
        tokio::select! {
            response = self.put.client.send(request) => self.number(&response?, "upload-offset"),
            () = stalled(&activity, STALL) => Err(Error::Unreachable {
                host: self.put.client.host().to_owned(),
                why: format!("nothing moved for {} seconds", STALL.as_secs()),
            }),
        }
    }

    fn body(
        &self,
        file: tokio::fs::File,
        from: u64,
        to: u64,
        activity: Arc<Mutex<Instant>>,
    ) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> + Send + use<> {
        let (rolling, progress, size) =
            (self.rolling.clone(), self.put.progress.clone(), self.size);
        stream::try_unfold((file, from), move |(mut file, at)| {
            let (rolling, progress, activity) =
                (rolling.clone(), progress.clone(), activity.clone());
            async move {
                if at == to {
                    return Ok(None);
                }
                let want = usize::try_from(to - at).unwrap_or(PIECE).min(PIECE);
                let mut piece = vec![0; want];
                let read = file.read(&mut piece).await?;
                if read == 0 {
                    return Err(std::io::Error::new(
                        std::io::ErrorKind::UnexpectedEof,
                        "the file became shorter",
                    ));
                }
                piece.truncate(read);
                if let Ok(mut rolling) = rolling.lock() {
                    rolling.feed(at, &piece);
                }
                if let Ok(mut activity) = activity.lock() {
                    *activity = Instant::now();
                }
                let at = at + read as u64;
                progress(Event::Sent {
                    bytes: at,
                    of: size,
                });
                Ok(Some((Bytes::from(piece), (file, at))))
            }
        })
    }

    /// Checks that the file is still the one that was sent.
    fn finish(&self, record: &Record) -> Result<Sent> {
        let meta = std::fs::metadata(&self.path).map_err(Error::local(&self.path))?;
        let rolling = self
            .rolling
            .lock()
            .map_err(|_| Error::Changed(self.path.clone()))?;
        if meta.len() != self.size || modified(&meta) != self.modified || rolling.at != self.size {
            return Err(Error::Changed(self.path.clone()));
        }
        let digest = rolling.hash.clone().finish();
        Ok(Sent {
            name: self.name.as_str().to_owned(),
            version: record.version.clone(),
            size_bytes: self.size,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }
}

/// Returns once nothing has moved for this long.
async fn stalled(activity: &Mutex<Instant>, limit: Duration) {
    loop {
        let last = activity.lock().map_or_else(|_| Instant::now(), |at| *at);
        if last.elapsed() >= limit {
            return;
        }
        tokio::time::sleep_until(last + limit).await;
    }
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name)?.to_str().ok()
}

/// When a file was last modified, in nanoseconds since the epoch; 0 where the system does not say.
fn modified(meta: &std::fs::Metadata) -> i128 {
    let Ok(at) = meta.modified() else { return 0 };
    match at.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i128::try_from(after.as_nanos()).unwrap_or(i128::MAX),
        Err(before) => -i128::try_from(before.duration().as_nanos()).unwrap_or(i128::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_sent_twice_count_once() {
        let mut rolling = Rolling::new(Sha256::new());
        rolling.feed(0, b"hello ");
        rolling.feed(3, b"lo wor");
        rolling.feed(0, b"hello");
        rolling.feed(9, b"ld");
        assert_eq!(rolling.at, 11);
        assert_eq!(rolling.hash.finish(), coffer_seal::sha256(b"hello world"));
    }

    #[test]
    fn a_gap_is_not_skipped_over() {
        let mut rolling = Rolling::new(Sha256::new());
        rolling.feed(4, b"late");
        assert_eq!(rolling.at, 0);
    }

    #[tokio::test]
    async fn a_quiet_connection_is_given_up_and_a_busy_one_is_not() {
        let limit = Duration::from_millis(200);
        let activity = Arc::new(Mutex::new(Instant::now()));
        let busy = async {
            for _ in 0..4 {
                tokio::time::sleep(limit / 2).await;
                *activity.lock().unwrap() = Instant::now();
            }
        };
        tokio::select! {
            () = busy => {}
            () = stalled(&activity, limit) => panic!("given up while bytes moved"),
        }
        assert!(
            tokio::time::timeout(limit * 20, stalled(&activity, limit))
                .await
                .is_ok()
        );
    }
}
