//! The log of destroyed keys: what was erased stays erased, however old the copy that is restored.
//!
//! A line for each destroyed key, each with a code over itself and the code before it, so that a line can neither be
//! changed nor taken out of the middle. That none is missing at the end, the manifests say.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use coffer_model::{KeyId, UnixMillis};
use coffer_seal::{Key, constant_time_eq, hmac};
use coffer_store::{KeyKind, Shred};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::format::ShredMark;
use super::tree::failed;
use crate::error::{Error, Result};

/// The longest line that is read, in bytes.
const MAX_LINE: u64 = 2048;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: KeyId,
    kind: String,
    owner: String,
    destroyed_at: UnixMillis,
    ledger_index: u64,
    reason: String,
    mac: String,
}

/// Where a log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) count: u64,
    pub(super) last: [u8; 32],
    /// Bytes of whole lines.
    bytes: u64,
}

impl End {
    const START: Self = Self {
        count: 0,
        last: [0; 32],
        bytes: 0,
    };

    pub(super) fn mark(&self) -> ShredMark {
        ShredMark {
            count: self.count,
            last: HEXLOWER.encode(&self.last),
        }
    }
}

fn log_key(key: &Key) -> Key {
    key.derive("coffer.backup.shreds.v1", &[])
}

fn mac(log_key: &Key, before: &[u8; 32], shred: &Shred) -> [u8; 32] {
    hmac(
        log_key,
        &[
            before,
            shred.key_id.as_bytes(),
            shred.kind.as_str().as_bytes(),
            &shred.owner,
            &shred.destroyed_at.as_i64().to_be_bytes(),
            &shred.ledger_index.to_be_bytes(),
            shred.reason.as_bytes(),
        ],
    )
}

/// Reads a log from its start, verifying each line before it is given out.
pub(super) struct Reader {
    input: Option<BufReader<File>>,
    log_key: Key,
    end: End,
}

impl Reader {
    /// Opens a log; one that is not there is empty.
    pub(super) fn open(path: &Path, key: &Key) -> Result<Self> {
        let input = match File::open(path) {
            Ok(file) => Some(BufReader::new(file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(path)(error)),
        };
        Ok(Self {
            input,
            log_key: log_key(key),
            end: End::START,
        })
    }

    /// The next line. What follows the last line break is what an interrupted append left, and is not a line.
    pub(super) fn next(&mut self) -> Result<Option<Shred>> {
        let number = self.end.count + 1;
        let bad = |what: &str| {
            Error::Integrity(format!("the log of destroyed keys, line {number}: {what}"))
        };
        let Some(input) = &mut self.input else {
            return Ok(None);
        };
        let mut text = Vec::new();
        input
            .take(MAX_LINE)
            .read_until(b'\n', &mut text)
            .map_err(|_| bad("it cannot be read"))?;
        if text.last() != Some(&b'\n') {
            return if text.len() as u64 == MAX_LINE {
                Err(bad("it is too long"))
            } else {
                Ok(None)
            };
        }
        let line: Line =
            serde_json::from_slice(&text).map_err(|_| bad("it is not as it was written"))?;
        let shred = Shred {
            key_id: line.key,
            kind: line
                .kind
                .parse::<KeyKind>()
                .map_err(|_| bad("it names an unknown kind of key"))?,
            owner: HEXLOWER
                .decode(line.owner.as_bytes())
                .map_err(|_| bad("it is not as it was written"))?,
            destroyed_at: line.destroyed_at,
            ledger_index: line.ledger_index,
            reason: line.reason,
        };
        let expected = mac(&self.log_key, &self.end.last, &shred);
        let given = HEXLOWER.decode(line.mac.as_bytes()).unwrap_or_default();
        if !constant_time_eq(&given, &expected) {
            return Err(bad("it, or one before it, was changed or removed"));
        }
        self.end = End {
            count: number,
            last: expected,
            bytes: self.end.bytes + text.len() as u64,
        };
        Ok(Some(shred))
    }

    /// Up to `limit` lines; fewer only at the end.
    #[cfg(test)]
    pub(super) fn batch(&mut self, limit: usize) -> Result<Vec<Shred>> {
        let mut batch = Vec::new();
        while batch.len() < limit {
            let Some(shred) = self.next()? else { break };
            batch.push(shred);
        }
        Ok(batch)
    }

    /// Where it stands now.
    pub(super) const fn end(&self) -> End {
        self.end
    }
}

/// Appends what a log does not have yet.
///
/// It keeps the ids of all destroyed keys in memory, some fifty bytes each.
pub(super) struct Appender {
    file: File,
    log_key: Key,
    known: HashSet<KeyId>,
    end: End,
}

impl Appender {
    /// Opens a log, verifies it and cuts off what an interrupted append left.
    pub(super) fn open(path: &Path, key: &Key) -> Result<Self> {
        let mut known = HashSet::new();
        let mut reader = Reader::open(path, key)?;
        while let Some(shred) = reader.next()? {
            known.insert(shred.key_id);
        }
        let end = reader.end();
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(failed(path))?;
        file.set_len(end.bytes).map_err(failed(path))?;
        file.seek(SeekFrom::Start(end.bytes))
            .map_err(failed(path))?;
        Ok(Self {
            file,
            log_key: log_key(key),
            known,
            end,
        })
    }

    /// Appends those that are new.
    pub(super) fn append(&mut self, shreds: &[Shred], path: &Path) -> Result<()> {
        let mut text = Vec::new();
        for shred in shreds {
            if !self.known.insert(shred.key_id) {
                continue;
            }
            let code = mac(&self.log_key, &self.end.last, shred);
            let line = Line {
                key: shred.key_id,
                kind: shred.kind.as_str().to_owned(),
                owner: HEXLOWER.encode(&shred.owner),
                destroyed_at: shred.destroyed_at,
                ledger_index: shred.ledger_index,
                reason: shred.reason.clone(),
                mac: HEXLOWER.encode(&code),
            };
            let before = text.len();
            serde_json::to_writer(&mut text, &line)?;
            text.push(b'\n');
            self.end = End {
                count: self.end.count + 1,
                last: code,
                bytes: self.end.bytes + (text.len() - before) as u64,
            };
        }
        self.file.write_all(&text).map_err(failed(path))
    }

    /// Makes what was appended durable.
    pub(super) fn finish(self, path: &Path) -> Result<End> {
        self.file.sync_all().map_err(failed(path))?;
        Ok(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shred(n: u8) -> Shred {
        Shred {
            key_id: KeyId::from_bytes([n; 16]),
            kind: KeyKind::Data,
            owner: vec![n; 16],
            destroyed_at: UnixMillis::from_i64(i64::from(n)),
            ledger_index: u64::from(n),
            reason: "retention".to_owned(),
        }
    }

    fn append(path: &Path, key: &Key, shreds: &[Shred]) -> End {
        let mut appender = Appender::open(path, key).unwrap();
        appender.append(shreds, path).unwrap();
        appender.finish(path).unwrap()
    }

    #[test]
    fn a_log_grows_by_what_is_new() {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = (dir.path().join("shreds"), Key::from_bytes([1; 32]));
        assert_eq!(append(&path, &key, &[shred(1), shred(2)]).count, 2);
        assert_eq!(
            append(&path, &key, &[shred(2), shred(3), shred(1)]).count,
            3
        );
        // An append that power loss cut in the middle.
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [&whole[..], b"{\"key\":\"ke"].concat()).unwrap();
        assert_eq!(append(&path, &key, &[shred(4)]).count, 4);
        let mut reader = Reader::open(&path, &key).unwrap();
        let all = reader.batch(10).unwrap();
        assert_eq!(all, [shred(1), shred(2), shred(3), shred(4)]);
    }

    #[test]
    fn a_log_that_was_edited_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (path, key) = (dir.path().join("shreds"), Key::from_bytes([1; 32]));
        append(&path, &key, &[shred(1), shred(2), shred(3)]);
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let edits = [
            text.replacen("retention", "withdrawn", 1),
            format!("{}\n{}\n", lines[0], lines[2]),
            format!("{}\n{}\n{}\n", lines[1], lines[0], lines[2]),
            format!("{}\n{}\n{}\n", lines[0], lines[0], lines[1]),
            format!("{}\nnot json\n", lines[0]),
            format!("{}\n{}\n", lines[0], "x".repeat(5000)),
        ];
        for edit in edits {
            std::fs::write(&path, &edit).unwrap();
            let mut reader = Reader::open(&path, &key).unwrap();
            assert!(reader.batch(10).is_err(), "{edit}");
        }
        std::fs::write(&path, &text).unwrap();
        let mut reader = Reader::open(&path, &Key::from_bytes([2; 32])).unwrap();
        assert!(reader.batch(10).is_err(), "another key");
    }
}
