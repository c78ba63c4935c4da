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
use crate::metrics::{Active, Metrics};
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
/// Connections at once on the operations listener.
const OPERATIONS_CONNECTIONS: usize = 64;
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
    /// What people and programs are served, and what operations are.
    routers: [Router; 2],
    metrics: Arc<Metrics>,
    options: Options,
    listeners: Vec<TcpListener>,
    addresses: Vec<SocketAddr>,
    operations: Option<(TcpListener, SocketAddr)>,
    tls: Option<(TlsAcceptor, Arc<Certificates>)>,
    headers_time: Duration,
}

impl Server {
    /// Reads the certificate and binds every address.
    ///
    /// # Errors
    /// When an address may not or cannot be bound, or the certificate is not usable.
    pub async fn bind(app: App, options: Options) -> Result<Self, ServeError> {
        let metrics = Arc::clone(&app.metrics);
        let routers = [router::router(app.clone()), router::operations(app)];
        Self::with_routers(routers, metrics, options)
    }

    fn with_routers(
        routers: [Router; 2],
        metrics: Arc<Metrics>,
        options: Options,
    ) -> Result<Self, ServeError> {
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
            routers,
            metrics,
            options,
            listeners,
            addresses,
            operations,
            tls,
            headers_time: HEADERS_TIME,
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
        let [public, operations] = self.routers;
        let door = |router, tls, connections| {
            Arc::new(Door {
                router,
                tls,
                metrics: Arc::clone(&self.metrics),
                stop: stop.clone(),
                kill: kill.clone(),
                tasks: tasks.clone(),
                room: Arc::new(Semaphore::new(connections)),
                headers_time: self.headers_time,
            })
        };
        let acceptor = self.tls.as_ref().map(|(acceptor, _)| acceptor.clone());
        let front = door(public, acceptor, self.options.max_connections);
        for listener in self.listeners {
            tasks.spawn(Arc::clone(&front).accept(listener));
        }
        if let Some((listener, _)) = self.operations {
            tasks.spawn(door(operations, None, OPERATIONS_CONNECTIONS).accept(listener));
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
    metrics: Arc<Metrics>,
    stop: CancellationToken,
    kill: CancellationToken,
    tasks: TaskTracker,
    room: Arc<Semaphore>,
    headers_time: Duration,
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
                        let _active = Active::connection(&door.metrics);
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
        let stream = Metered::new(stream, Arc::clone(&self.metrics));
        let Some(acceptor) = &self.tls else {
            return self.speak_http1(stream, peer).await;
        };
        match timeout(self.headers_time, acceptor.accept(stream)).await {
            Ok(Ok(stream)) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
                self.speak_http2(stream, peer).await;
            }
            Ok(Ok(stream)) => self.speak_http1(stream, peer).await,
            Ok(Err(_)) | Err(_) => {
                self.metrics
                    .refused_handshakes
                    .fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    async fn speak_http1(&self, stream: impl Stream, peer: SocketAddr) {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.headers_time)
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use axum::routing::get;
    use rustls::RootCertStore;
    use rustls_pki_types::ServerName;
    use rustls_pki_types::pem::PemObject;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::options::TlsFiles;

    fn hello() -> Router {
        Router::new().route("/", get(async || "hello")).route(
            "/slow",
            get(async || {
                tokio::time::sleep(Duration::from_millis(300)).await;
                "slow"
            }),
        )
    }

    fn options() -> Options {
        let listen = vec!["127.0.0.1:0".parse().unwrap()];
        Options {
            listen,
            grace: Duration::from_secs(5),
            ..Options::default()
        }
    }

    fn bind(options: Options) -> Result<Server, ServeError> {
        Server::with_routers([hello(), hello()], Arc::default(), options)
    }

    /// A server at work, and what stops it and waits for its end.
    fn start(server: Server) -> (SocketAddr, CancellationToken, TaskTracker) {
        let (address, stop, served) = (
            server.addresses()[0],
            CancellationToken::new(),
            TaskTracker::new(),
        );
        served.spawn(server.serve(stop.clone()));
        served.close();
        (address, stop, served)
    }

    async fn ended(served: TaskTracker) {
        timeout(Duration::from_secs(5), served.wait())
            .await
            .unwrap();
    }

    async fn ask(stream: &mut impl Stream, path: &str) -> String {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut answer = Vec::new();
        stream.write_all(request.as_bytes()).await.unwrap();
        // A peer that closes without a TLS goodbye is an error here and no failure of the test.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn plain_text_stays_within_the_machine() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
            let open = Options {
                listen: vec![address.parse().unwrap()],
                ..options()
            };
            assert!(
                matches!(bind(open), Err(ServeError::PlainBeyondLoopback(_))),
                "{address}"
            );
        }
        let all = Some("0.0.0.0:0".parse().unwrap());
        let unasked = Options {
            operations: all,
            ..options()
        };
        assert!(matches!(
            bind(unasked),
            Err(ServeError::OperationsBeyondLoopback(_))
        ));
        let asked = Options {
            operations: all,
            operations_beyond_loopback: true,
            ..options()
        };
        assert!(bind(asked).is_ok());
    }

    #[tokio::test]
    async fn an_address_in_use_is_named() {
        let first = bind(options()).unwrap();
        let taken = first.addresses()[0];
        let error = bind(Options {
            listen: vec![taken],
            ..options()
        })
        .err()
        .unwrap();
        assert!(error.to_string().contains(&taken.to_string()), "{error}");
    }

    #[tokio::test]
    async fn tls_is_served_and_plain_text_on_its_port_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let files = TlsFiles {
            certificate: dir.path().join("cert.pem"),
            key: dir.path().join("key.pem"),
        };
        std::fs::write(&files.certificate, issued.cert.pem()).unwrap();
        std::fs::write(&files.key, issued.signing_key.serialize_pem()).unwrap();
        std::fs::set_permissions(&files.key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let server = bind(Options {
            tls: Some(files),
            ..options()
        })
        .unwrap();
        let metrics = Arc::clone(&server.metrics);
        let (address, stop, served) = start(server);

        let mut roots = RootCertStore::empty();
        let pem = issued.cert.pem();
        roots
            .add(rustls_pki_types::CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .unwrap();
        assert!(ask(&mut stream, "/").await.ends_with("hello"));

        let mut plain = TcpStream::connect(address).await.unwrap();
        assert!(!ask(&mut plain, "/").await.contains("hello"));
        stop.cancel();
        ended(served).await;
        assert_eq!(metrics.refused_handshakes.load(Ordering::Relaxed), 1);
        assert!(metrics.sent_bytes.load(Ordering::Relaxed) > 0);
    }

    #[tokio::test]
    async fn a_request_under_way_ends_before_the_server_does() {
        let (address, stop, served) = start(bind(options()).unwrap());
        let mut stream = TcpStream::connect(address).await.unwrap();
        let (answer, ()) = tokio::join!(ask(&mut stream, "/slow"), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            stop.cancel();
        });
        assert!(answer.ends_with("slow"), "{answer}");
        ended(served).await;
        assert!(
            TcpStream::connect(address).await.is_err(),
            "nobody listens any more"
        );
    }

    #[tokio::test]
    async fn grace_ends() {
        let (address, stop, served) = start(
            bind(Options {
                grace: Duration::from_millis(50),
                ..options()
            })
            .unwrap(),
        );
        let mut stays = TcpStream::connect(address).await.unwrap();
        let (answer, ()) = tokio::join!(ask(&mut stays, "/slow"), async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            stop.cancel();
            ended(served).await;
        });
        assert_eq!(answer, "", "cut off");
    }

    #[tokio::test]
    async fn headers_that_never_end_or_are_too_many_are_not_waited_for() {
        let mut server = bind(options()).unwrap();
        server.headers_time = Duration::from_millis(200);
        let (address, stop, served) = start(server);

        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            .await
            .unwrap();
        let mut rest = Vec::new();
        let closed = timeout(Duration::from_secs(3), slow.read_to_end(&mut rest)).await;
        assert!(closed.is_ok() && !String::from_utf8_lossy(&rest).contains("hello"));

        let mut many = TcpStream::connect(address).await.unwrap();
        let fields: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
        let request = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n");
        many.write_all(request.as_bytes()).await.unwrap();
        let mut answer = [0; 12];
        many.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 431");
        stop.cancel();
        ended(served).await;
    }
}
