//! A store that breaks when it is told to, for tests of whatever stands on one.

use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use coffer_model::ObjectId;

use crate::{BlobError, BlobWriter, Blobs, Probe};

/// A call that can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// [`Blobs::create`].
    Create,
    /// [`BlobWriter::write`] and [`BlobWriter::write_buf`].
    Write,
    /// [`BlobWriter::commit`].
    Commit,
    /// [`Blobs::read`] and [`Blobs::read_at`].
    Read,
    /// [`Blobs::len`].
    Len,
    /// [`Blobs::delete`].
    Delete,
    /// [`Blobs::list`].
    List,
}

/// What happens instead. A fault that makes no sense for the call is a plain error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call fails and nothing has happened.
    Error(io::ErrorKind),
    /// A write stores half of its bytes and fails because the disk is full; any other call just fails like that.
    Full,
    /// A write stores half of its bytes and fails.
    ShortWrite,
    /// A read succeeds with one bit flipped.
    FlippedBit,
    /// A commit ends like a crash before the object gets its name: the unfinished file stays.
    CrashBeforeRename,
    /// A commit ends like a crash after the object got its name: it is there, and the answer is lost.
    CrashAfterRename,
}

#[derive(Default)]
struct Script {
    calls: Vec<(Op, u64)>,
    faults: Vec<(Op, std::ops::RangeInclusive<u64>, Fault)>,
}

impl Script {
    /// Counts a call and says what is to go wrong with it.
    fn next(&mut self, op: Op) -> Option<Fault> {
        let call = match self.calls.iter_mut().find(|(known, _)| *known == op) {
            Some((_, calls)) => {
                *calls += 1;
                *calls
            }
            None => {
                self.calls.push((op, 1));
                1
            }
        };
        self.faults
            .iter()
            .find(|(known, when, _)| *known == op && when.contains(&call))
            .map(|(_, _, fault)| *fault)
    }
}

/// A store that passes calls on, except those that it was told to break.
pub struct Faulty<B> {
    inner: B,
    script: Arc<Mutex<Script>>,
}

impl<B> Faulty<B> {
    /// Wraps a store. Nothing fails yet.
    pub fn new(inner: B) -> Self {
        Self {
            inner,
            script: Arc::default(),
        }
    }

    /// Breaks the `nth` call of this kind, counting from 1.
    #[must_use]
    pub fn failing(self, op: Op, nth: u64, fault: Fault) -> Self {
        self.fail(op, nth..=nth, fault);
        self
    }

    /// Breaks the calls of this kind with these numbers, counting from 1 and from the first call ever made.
    pub fn fail(&self, op: Op, calls: std::ops::RangeInclusive<u64>, fault: Fault) {
        lock(&self.script).faults.push((op, calls, fault));
    }

    /// How many calls of this kind were made.
    pub fn calls(&self, op: Op) -> u64 {
        lock(&self.script)
            .calls
            .iter()
            .find(|(known, _)| *known == op)
            .map_or(0, |(_, calls)| *calls)
    }

    fn check(&self, op: Op) -> Result<Option<Fault>, BlobError> {
        match lock(&self.script).next(op) {
            Some(Fault::FlippedBit) if op == Op::Read => Ok(Some(Fault::FlippedBit)),
            Some(fault) => Err(fault.error()),
            None => Ok(None),
        }
    }
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Fault {
    fn error(self) -> BlobError {
        match self {
            Self::Error(kind) => BlobError::from_io("a fault on purpose", kind.into()),
            Self::Full => BlobError::Full,
            Self::ShortWrite
            | Self::FlippedBit
            | Self::CrashBeforeRename
            | Self::CrashAfterRename => BlobError::Io {
                doing: "a fault on purpose",
                source: io::Error::other("on purpose"),
            },
        }
    }
}

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 0x10;
    }
}

#[async_trait]
impl<B: Blobs> Blobs for Faulty<B> {
    async fn create(&self, id: ObjectId) -> Result<Box<dyn BlobWriter>, BlobError> {
        self.check(Op::Create)?;
        let inner = self.inner.create(id).await?;
        Ok(Box::new(FaultyWriter {
            inner,
            script: Arc::clone(&self.script),
            broken: false,
        }))
    }

    async fn read(&self, id: ObjectId, range: Range<u64>) -> Result<Bytes, BlobError> {
        let fault = self.check(Op::Read)?;
        let bytes = self.inner.read(id, range).await?;
        if fault.is_none() {
            return Ok(bytes);
        }
        let mut changed = bytes.to_vec();
        flip(&mut changed);
        Ok(changed.into())
    }

    fn read_at(&self, id: ObjectId, offset: u64, out: &mut [u8]) -> Result<(), BlobError> {
        let fault = self.check(Op::Read)?;
        self.inner.read_at(id, offset, out)?;
        if fault.is_some() {
            flip(out);
        }
        Ok(())
    }

    async fn len(&self, id: ObjectId) -> Result<u64, BlobError> {
        self.check(Op::Len)?;
        self.inner.len(id).await
    }

    async fn delete(&self, id: ObjectId) -> Result<bool, BlobError> {
        self.check(Op::Delete)?;
        self.inner.delete(id).await
    }

    async fn list(
        &self,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, BlobError> {
        self.check(Op::List)?;
        self.inner.list(after, limit).await
    }

    async fn sweep(&self) -> Result<u64, BlobError> {
        self.inner.sweep().await
    }

    async fn probe(&self) -> Result<Probe, BlobError> {
        self.inner.probe().await
    }
}

struct FaultyWriter {
    inner: Box<dyn BlobWriter>,
    script: Arc<Mutex<Script>>,
    broken: bool,
}

impl FaultyWriter {
    /// Passes a write on, or half of it and an error.
    async fn check_write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        if self.broken {
            return Err(BlobError::Broken);
        }
        let fault = lock(&self.script).next(Op::Write);
        let Some(fault) = fault else { return Ok(()) };
        self.broken = true;
        if matches!(fault, Fault::Full | Fault::ShortWrite) {
            self.inner.write(&bytes[..bytes.len() / 2]).await?;
        }
        Err(fault.error())
    }
}

#[async_trait]
impl BlobWriter for FaultyWriter {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.check_write(bytes).await?;
        self.inner.write(bytes).await
    }

    async fn write_buf(&mut self, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        self.check_write(buffer).await?;
        self.inner.write_buf(buffer).await
    }

    async fn commit(self: Box<Self>) -> Result<u64, BlobError> {
        if self.broken {
            return Err(BlobError::Broken);
        }
        let fault = lock(&self.script).next(Op::Commit);
        match fault {
            None => self.inner.commit().await,
            Some(fault @ Fault::CrashBeforeRename) => {
                // A crash runs no destructors, so the unfinished file stays as it would.
                std::mem::forget(self.inner);
                Err(fault.error())
            }
            Some(fault @ Fault::CrashAfterRename) => {
                self.inner.commit().await?;
                Err(fault.error())
            }
            Some(fault) => {
                self.inner.abort().await;
                Err(fault.error())
            }
        }
    }

    async fn abort(self: Box<Self>) {
        self.inner.abort().await;
    }
}
