//! Listeners: TLS for people and programs, plain text only within the machine, and one for operations.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::{Request, rt};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::app::App;
use crate::io::Metered;
use crate::metrics::Active;
use crate::options::Options;
use crate::router;
use crate::source::Peer;
use crate::tls::{CertificateError, Certificates, server_config};

/// How long a TLS handshake, and then a request's headers, may take.
const HEADERS_TIME: Duration = Duration::from_secs(30);
/// HTTP/2 flow control of a connection, in bytes: small windows throttle uploads over long distances.
const CONNECTION_WINDOW: u32 = 8 << 20;
/// HTTP/2 flow control of one stream, in bytes.
const STREAM_WINDOW: u32 = 4 << 20;
/// The largest HTTP/2 frame taken, in bytes.
const FRAME_BYTES: u32 = 256 << 10;
/// Requests at once on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// The most header fields of a request.
const HEADER_FIELDS: usize = 64;
/// The most header bytes of a request.
const HEADER_BYTES: u32 = 48 << 10;
/// How much of an HTTP/1 body is read at once, at most, in bytes.
const READ_BYTES: usize = 512 << 10;
/// Connections that the kernel may hold for us.
const BACKLOG: u32 = 1024;

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Plain HTTP would leave the machine.
    #[error(
        "{0} is not a loopback address, and without TLS everything sent to it could be read: give a certificate and a \
         key, or listen on 127.0.0.1 behind a proxy that does TLS"
    )]
    PlainBeyondLoopback(SocketAddr),
    /// The operations listener would leave the machine unasked.
    #[error(
        "{0} is not a loopback address: operations addresses are, unless the configuration says otherwise"
    )]
    OperationsBeyondLoopback(SocketAddr),
    /// The certificate is not usable.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// An address could not be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// A server whose addresses are bound and that serves nothing yet.
pub struct Server {
    app: App,
    options: Options,
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    operations: Option<(TcpListener, SocketAddr)>,
    tls: Option<(TlsAcceptor, Arc<Certificates>)>,
}

impl Server {
    /// Reads the certificate and binds every address.
    ///
    /// # Errors
    /// When an address may not or cannot be bound, or the certificate is not usable.
    pub async fn bind(app: App, options: Options) -> Result<Self, ServeError> {
        let tls = match &options.tls {
            Some(files) => {
                let certificates = Arc::new(Certificates::open(files.clone())?);
                let config = server_config(Arc::clone(&certificates))?;
                Some((TlsAcceptor::from(Arc::new(config)), certificates))
            }
            None => None,
        };
        let mut listeners = Vec::with_capacity(options.listen.len());
        let mut addresses = Vec::with_capacity(options.listen.len());
        for address in &options.listen {
            if tls.is_none() && !address.ip().to_canonical().is_loopback() {
                return Err(ServeError::PlainBeyondLoopback(*address));
            }
            let (listener, bound) = listen(*address)?;
            listeners.push(listener);
            addresses.push(bound);
        }
        let operations = match options.operations {
            Some(address)
                if !options.operations_beyond_loopback
                    && !address.ip().to_canonical().is_loopback() =>
            {
                return Err(ServeError::OperationsBeyondLoopback(address));
            }
            Some(address) => Some(listen(address)?),
            None => None,
        };
        Ok(Self {
            app,
            options,
            listeners,
            addresses,
            operations,
            tls,
        })
    }

    /// The addresses as bound, in the order of [`Options::listen`].
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The operations address as bound.
    #[must_use]
    pub fn operations_address(&self) -> Option<SocketAddr> {
        self.operations.as_ref().map(|(_, address)| *address)
    }

    /// Serves until told to stop, then lets open requests end within the grace time and returns.
    pub async fn serve(self, stop: CancellationToken) {
        let tasks = TaskTracker::new();
        // Fires when grace is over, for whoever is still there.
        let kill = CancellationToken::new();
        let door = Arc::new(Door {
            router: router::router(self.app.clone()),
            tls: self.tls.as_ref().map(|(acceptor, _)| acceptor.clone()),
            app: self.app.clone(),
            stop: stop.clone(),
            kill: kill.clone(),
            tasks: tasks.clone(),
            room: Arc::new(Semaphore::new(self.options.max_connections)),
        });
        for listener in self.listeners {
            tasks.spawn(Arc::clone(&door).accept(listener));
        }
        if let Some((listener, _)) = self.operations {
            let door = Arc::new(Door {
                router: router::operations(self.app),
                tls: None,
                app: door.app.clone(),
                stop: stop.clone(),
                kill: kill.clone(),
                tasks: tasks.clone(),
                room: Arc::new(Semaphore::new(64)),
            });
            tasks.spawn(door.accept(listener));
        }
        if let Some((_, certificates)) = self.tls {
            tasks.spawn(certificates.watch(stop.clone()));
        }
        stop.cancelled().await;
        tasks.close();
        if timeout(self.options.grace, tasks.wait()).await.is_err() {
            tracing::warn!(
                connections = tasks.len(),
                "grace is over: closing what is still open"
            );
            kill.cancel();
            tasks.wait().await;
        }
    }
}

fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let failed = |source| ServeError::Bind { address, source };
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }
    .map_err(failed)?;
    // A restart must not wait for connections that linger.
    #[cfg(unix)]
    socket.set_reuseaddr(true).map_err(failed)?;
    socket.bind(address).map_err(failed)?;
    let listener = socket.listen(BACKLOG).map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

/// What every connection of one kind of listener shares.
struct Door {
    router: Router,
    tls: Option<TlsAcceptor>,
    app: App,
    stop: CancellationToken,
    kill: CancellationToken,
    tasks: TaskTracker,
    room: Arc<Semaphore>,
}

impl Door {
    async fn accept(self: Arc<Self>, listener: TcpListener) {
        loop {
            let Ok(room) = Arc::clone(&self.room).acquire_owned().await else {
                return;
            };
            let accepted = tokio::select! {
                () = self.stop.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let door = Arc::clone(&self);
                    self.tasks.spawn(async move {
                        let _active = Active::connection(&door.app.metrics);
                        tokio::select! {
                            () = door.kill.cancelled() => {}
                            () = door.welcome(stream, peer) => {}
                        }
                        drop(room);
                    });
                }
                Err(error) => {
                    // Mostly too many open files: the next moment may be better, and a busy loop would not help it.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    async fn welcome(&self, stream: TcpStream, peer: SocketAddr) {
        // Answers are written whole; waiting for more to send would only add delay.
        let _ = stream.set_nodelay(true);
        let stream = Metered::new(stream, Arc::clone(&self.app.metrics));
        let Some(acceptor) = &self.tls else {
            return self.speak_http1(stream, peer).await;
        };
        match timeout(HEADERS_TIME, acceptor.accept(stream)).await {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                self.speak_http2(stream, peer).await
            }
            Ok(Ok(stream)) => self.speak_http1(stream, peer).await,
            Ok(Err(_)) | Err(_) => {
                self.app
                    .metrics
                    .refused_handshakes
                    .fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    async fn speak_http1(&self, stream: impl Stream, peer: SocketAddr) {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADERS_TIME)
            .max_headers(HEADER_FIELDS)
            .max_buf_size(READ_BYTES)
            .serve_connection(TokioIo::new(stream), self.service(peer));
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        note_end(ended);
    }

    async fn speak_http2(&self, stream: impl Stream, peer: SocketAddr) {
        let connection = http2::Builder::new(Supervised(self.tasks.clone()))
            .timer(TokioTimer::new())
            .initial_connection_window_size(CONNECTION_WINDOW)
            .initial_stream_window_size(STREAM_WINDOW)
            .max_frame_size(FRAME_BYTES)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(HEADER_BYTES)
            .keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(30))
            .serve_connection(TokioIo::new(stream), self.service(peer));
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        note_end(ended);
    }

    fn service(&self, peer: SocketAddr) -> impl Service {
        let router = self.router.clone();
        hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        })
    }
}

/// Names two bounds that would otherwise be written out at each use.
trait Stream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static {}
impl<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static> Stream for T {}

/// What the connections call for each request.
trait Service:
    hyper::service::Service<
        Request<Incoming>,
        Response = axum::response::Response,
        Error = std::convert::Infallible,
        Future: Send + 'static,
    > + Send
    + 'static
{
}
impl<T> Service for T where
    T: hyper::service::Service<
            Request<Incoming>,
            Response = axum::response::Response,
            Error = std::convert::Infallible,
            Future: Send + 'static,
        > + Send
        + 'static
{
}

/// Runs the streams of HTTP/2 connections on the server's own set of tasks.
#[derive(Clone)]
struct Supervised(TaskTracker);

impl<F: Future<Output: Send + 'static> + Send + 'static> rt::Executor<F> for Supervised {
    fn execute(&self, task: F) {
        self.0.spawn(task);
    }
}

/// Clients leave in many ways, and none of them is worth more than a line for whoever looks for it.
fn note_end(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
