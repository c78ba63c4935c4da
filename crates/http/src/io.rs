//! A connection that counts its bytes and does not wait forever for a reader.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::metrics::Metrics;

/// How long a write may make no progress at all.
const STALLED: Duration = Duration::from_secs(60);

/// Wraps a stream. A peer that stops reading for a minute is disconnected: an answer held open costs memory and keeps
/// permits alive, and a real reader always takes something.
pub(crate) struct Metered<S> {
    inner: S,
    metrics: Arc<Metrics>,
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<S> Metered<S> {
    pub(crate) fn new(inner: S, metrics: Arc<Metrics>) -> Self {
        Self {
            inner,
            metrics,
            patience: STALLED,
            waiting: None,
        }
    }

    /// Passes progress on, and turns too long a wait into an error.
    fn judge<T>(
        &mut self,
        polled: Poll<io::Result<T>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if polled.is_ready() {
            self.waiting = None;
            return polled;
        }
        let patience = self.patience;
        let waiting = self
            .waiting
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        match waiting.as_mut().poll(cx) {
            Poll::Ready(()) => {
                waiting.as_mut().reset(Instant::now() + patience);
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn sent(&self, polled: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = polled {
            self.metrics
                .sent_bytes
                .fetch_add(*bytes as u64, Ordering::Relaxed);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buf);
        let bytes = buf.filled().len() - before;
        self.metrics
            .received_bytes
            .fetch_add(bytes as u64, Ordering::Relaxed);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.sent(&polled);
        self.judge(polled, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.sent(&polled);
        self.judge(polled, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_flush(cx);
        self.judge(polled, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let polled = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.judge(polled, cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn a_peer_that_reads_nothing_is_given_up() {
        let (near, _far) = duplex(16);
        let metrics = Arc::new(Metrics::default());
        let mut metered = Metered::new(near, Arc::clone(&metrics));
        metered.patience = Duration::from_millis(50);
        let error = metered.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(
            metrics.sent_bytes.load(Ordering::Relaxed),
            16,
            "what the peer's buffer took"
        );
    }

    #[tokio::test]
    async fn a_slow_peer_is_not() {
        let (near, mut far) = duplex(16);
        let mut metered = Metered::new(near, Arc::default());
        metered.patience = Duration::from_millis(200);
        let reader = async {
            let mut got = Vec::new();
            while got.len() < 64 {
                tokio::time::sleep(Duration::from_millis(80)).await;
                let mut some = [0; 16];
                let read = far.read(&mut some).await.unwrap();
                got.extend_from_slice(&some[..read]);
            }
        };
        let (written, ()) = tokio::join!(metered.write_all(&[0; 64]), reader);
        written.unwrap();
    }
}
