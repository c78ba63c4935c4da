//! TLS 1.3 with a post-quantum key exchange first, and certificates that change without a restart.

use std::fs;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::sync::CancellationToken;

use crate::options::TlsFiles;

/// How often the files are looked at.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// The largest certificate or key file, in bytes.
const FILE_BYTES: u64 = 1 << 20;

/// Why a certificate is not usable.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file is too large to be what it should be.
    #[error("{path} is larger than 1 MiB: this is not a PEM certificate or key")]
    TooLarge {
        /// Which.
        path: String,
    },
    /// Others can read the key.
    #[error("{path} can be read by everybody: run chmod 600 on it")]
    Exposed {
        /// Which.
        path: String,
    },
    /// No certificate in the file.
    #[error("{path} holds no PEM certificate")]
    NoCertificate {
        /// Which.
        path: String,
    },
    /// No private key in the file.
    #[error("{path} holds no PEM private key (PKCS#8, PKCS#1 or SEC1, without a passphrase)")]
    NoKey {
        /// Which.
        path: String,
    },
    /// Certificate and key do not work together.
    #[error("certificate and key do not go together: {0}")]
    Mismatch(rustls::Error),
    /// The TLS library refused the configuration.
    #[error("TLS cannot be set up: {0}")]
    Setup(rustls::Error),
}

/// The certificate in use, read again when its files change.
pub struct Certificates {
    files: TlsFiles,
    current: RwLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(
            &self.current.read().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// When one is unreadable, exposed or malformed, or they do not go together.
    pub fn open(files: TlsFiles) -> Result<Self, CertificateError> {
        let current = RwLock::new(Arc::new(load(&files)?));
        Ok(Self { files, current })
    }

    /// Reads the files again. New connections get the new certificate, open ones keep theirs.
    ///
    /// # Errors
    /// As [`Certificates::open`]; the certificate in use then stays in use.
    pub fn reload(&self) -> Result<(), CertificateError> {
        let fresh = Arc::new(load(&self.files)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Reloads whenever the files change or the process gets SIGHUP, until told to stop.
    pub(crate) async fn watch(self: Arc<Self>, stop: CancellationToken) {
        let mut seen = self.fingerprint();
        let mut hangup = Hangup::listen();
        loop {
            let asked = tokio::select! {
                () = stop.cancelled() => return,
                () = hangup.received() => true,
                () = tokio::time::sleep(LOOK_AGAIN) => false,
            };
            let now = self.fingerprint();
            if !asked && now == seen {
                continue;
            }
            seen = now;
            match self.reload() {
                Ok(()) => tracing::info!("new TLS certificate in use"),
                Err(error) => {
                    tracing::error!(%error, "the new TLS certificate is not usable: the old one stays in use");
                }
            }
        }
    }

    /// What changes when somebody replaces the files.
    fn fingerprint(&self) -> [Option<(SystemTime, u64)>; 2] {
        [&self.files.certificate, &self.files.key].map(|path| {
            let metadata = fs::metadata(path).ok()?;
            Some((metadata.modified().ok()?, metadata.len()))
        })
    }
}

/// SIGHUP where there is such a thing.
struct Hangup(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangup {
    #[cfg(unix)]
    fn listen() -> Self {
        Self(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
    }

    #[cfg(unix)]
    async fn received(&mut self) {
        let received = match &mut self.0 {
            Some(signal) => signal.recv().await,
            None => None,
        };
        // Without a signal handler there is nothing to wait for, ever.
        if received.is_none() {
            std::future::pending::<()>().await;
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Self {
        Self()
    }

    #[cfg(not(unix))]
    async fn received(&mut self) {
        std::future::pending().await
    }
}

fn load(files: &TlsFiles) -> Result<CertifiedKey, CertificateError> {
    let chain = read(&files.certificate)?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<_, _>>()
        .map_err(|_| CertificateError::NoCertificate {
            path: shown(&files.certificate),
        })?;
    if chain.is_empty() {
        return Err(CertificateError::NoCertificate {
            path: shown(&files.certificate),
        });
    }
    check_hidden(&files.key)?;
    let key =
        PrivateKeyDer::from_pem_slice(&read(&files.key)?).map_err(|_| CertificateError::NoKey {
            path: shown(&files.key),
        })?;
    CertifiedKey::from_der(chain, key, &provider()).map_err(CertificateError::Mismatch)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn read(path: &Path) -> Result<Vec<u8>, CertificateError> {
    let failed = |source| CertificateError::Read {
        path: shown(path),
        source,
    };
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES {
        return Err(CertificateError::TooLarge { path: shown(path) });
    }
    fs::read(path).map_err(failed)
}

/// A key that every account can read is not private. A group may read it: that is how distributions share one.
#[cfg(unix)]
fn check_hidden(path: &Path) -> Result<(), CertificateError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|source| CertificateError::Read {
        path: shown(path),
        source,
    })?;
    if metadata.permissions().mode() & 0o007 == 0 {
        Ok(())
    } else {
        Err(CertificateError::Exposed { path: shown(path) })
    }
}

#[cfg(not(unix))]
fn check_hidden(_: &Path) -> Result<(), CertificateError> {
    Ok(())
}

/// aws-lc-rs with its groups in our order: the hybrid of ML-KEM-768 and X25519 first, so that what is recorded today
/// stays closed to a quantum computer.
fn provider() -> CryptoProvider {
    use aws_lc_rs::kx_group::{SECP256R1, SECP384R1, X25519, X25519MLKEM768};
    CryptoProvider {
        kx_groups: vec![X25519MLKEM768, X25519, SECP256R1, SECP384R1],
        ..aws_lc_rs::default_provider()
    }
}

/// The configuration of the TLS listeners.
///
/// # Errors
/// When the library refuses it.
pub(crate) fn server_config(
    certificates: Arc<Certificates>,
) -> Result<ServerConfig, CertificateError> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(CertificateError::Setup)?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Keys of session tickets change every few hours; no early data, because it can be replayed.
    config.ticketer = aws_lc_rs::Ticketer::new().map_err(CertificateError::Setup)?;
    config.max_early_data_size = 0;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
    use rustls::{
        ClientConfig, ClientConnection, DigitallySignedStruct, ServerConnection, SignatureScheme,
    };
    use rustls_pki_types::{ServerName, UnixTime};

    use super::*;

    fn pair(dir: &Path, host: &str) -> TlsFiles {
        let issued = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
        let files = TlsFiles {
            certificate: dir.join("cert.pem"),
            key: dir.join("key.pem"),
        };
        fs::write(&files.certificate, issued.cert.pem()).unwrap();
        fs::write(&files.key, issued.signing_key.serialize_pem()).unwrap();
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
        files
    }

    /// A client that takes any certificate and remembers it: what is tested here is the handshake, not the name.
    #[derive(Debug)]
    struct Anyone;

    impl ServerCertVerifier for Anyone {
        fn verify_server_cert(
            &self,
            _: &CertificateDer<'_>,
            _: &[CertificateDer<'_>],
            _: &ServerName<'_>,
            _: &[u8],
            _: UnixTime,
        ) -> Result<ServerCertVerified, rustls::Error> {
            Ok(ServerCertVerified::assertion())
        }

        fn verify_tls12_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn verify_tls13_signature(
            &self,
            _: &[u8],
            _: &CertificateDer<'_>,
            _: &DigitallySignedStruct,
        ) -> Result<HandshakeSignatureValid, rustls::Error> {
            Ok(HandshakeSignatureValid::assertion())
        }

        fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
            aws_lc_rs::default_provider()
                .signature_verification_algorithms
                .supported_schemes()
        }
    }

    fn client(
        provider: CryptoProvider,
        versions: &[&'static rustls::SupportedProtocolVersion],
        alpn: &[&str],
    ) -> ClientConnection {
        let mut config = ClientConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(versions)
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anyone))
            .with_no_client_auth();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap()
    }

    fn shake(
        client: &mut ClientConnection,
        server: &mut ServerConnection,
    ) -> Result<(), rustls::Error> {
        while client.is_handshaking() || server.is_handshaking() {
            let mut wire = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut wire).unwrap();
            }
            server.read_tls(&mut wire.as_slice()).unwrap();
            server.process_new_packets()?;
            let mut wire = Vec::new();
            while server.wants_write() {
                server.write_tls(&mut wire).unwrap();
            }
            client.read_tls(&mut wire.as_slice()).unwrap();
            client.process_new_packets()?;
        }
        Ok(())
    }

    #[test]
    fn a_modern_client_gets_tls_1_3_with_the_hybrid_exchange_and_http_2() {
        let dir = tempfile::tempdir().unwrap();
        let certificates = Arc::new(Certificates::open(pair(dir.path(), "localhost")).unwrap());
        let mut server =
            ServerConnection::new(Arc::new(server_config(certificates).unwrap())).unwrap();
        let mut client = client(provider(), &[&rustls::version::TLS13], &["http/1.1", "h2"]);
        shake(&mut client, &mut server).unwrap();
        assert_eq!(
            client.protocol_version(),
            Some(rustls::ProtocolVersion::TLSv1_3)
        );
        assert_eq!(
            client.negotiated_key_exchange_group().unwrap().name(),
            rustls::NamedGroup::X25519MLKEM768
        );
        assert_eq!(client.alpn_protocol(), Some(&b"h2"[..]));
    }

    #[test]
    fn a_client_without_the_hybrid_still_gets_in_and_one_without_tls_1_3_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let certificates = Arc::new(Certificates::open(pair(dir.path(), "localhost")).unwrap());
        let config = Arc::new(server_config(certificates).unwrap());

        let classic = CryptoProvider {
            kx_groups: vec![aws_lc_rs::kx_group::X25519],
            ..aws_lc_rs::default_provider()
        };
        let mut server = ServerConnection::new(Arc::clone(&config)).unwrap();
        shake(
            &mut client(classic, &[&rustls::version::TLS13], &[]),
            &mut server,
        )
        .unwrap();

        let mut wire = Vec::new();
        // A TLS 1.2 ClientHello with one cipher suite, by hand: this build of the library cannot send one.
        let hello = [
            &[3, 3][..],
            &[7; 32],
            &[0],
            &[0, 2, 0xc0, 0x2f],
            &[1, 0],
            &[0, 0],
        ]
        .concat();
        let length = u16::try_from(hello.len()).unwrap().to_be_bytes();
        wire.extend(
            [
                &[22, 3, 1][..],
                &(u16::try_from(hello.len() + 4).unwrap()).to_be_bytes(),
                &[1, 0],
                &length,
                &hello,
            ]
            .concat(),
        );
        let mut server = ServerConnection::new(config).unwrap();
        server.read_tls(&mut wire.as_slice()).unwrap();
        assert!(server.process_new_packets().is_err());
    }

    #[test]
    fn a_new_certificate_is_taken_and_a_broken_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let files = pair(dir.path(), "old.example");
        let certificates = Certificates::open(files.clone()).unwrap();
        let current = || certificates.current.read().unwrap().cert[0].clone();
        let old = current();

        pair(dir.path(), "new.example");
        certificates.reload().unwrap();
        let new = current();
        assert_ne!(old, new);

        let other = tempfile::tempdir().unwrap();
        fs::copy(
            pair(other.path(), "other.example").certificate,
            &files.certificate,
        )
        .unwrap();
        assert!(matches!(
            certificates.reload(),
            Err(CertificateError::Mismatch(_))
        ));
        fs::write(
            &files.certificate,
            "-----BEGIN CERTIFICATE-----\nnonsense\n",
        )
        .unwrap();
        assert!(matches!(
            certificates.reload(),
            Err(CertificateError::NoCertificate { .. })
        ));
        fs::remove_file(&files.certificate).unwrap();
        assert!(matches!(
            certificates.reload(),
            Err(CertificateError::Read { .. })
        ));
        assert_eq!(current(), new, "the last good one stays");
    }

    #[test]
    fn a_key_that_everybody_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let files = pair(dir.path(), "localhost");
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            Certificates::open(files.clone()),
            Err(CertificateError::Exposed { .. })
        ));
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(Certificates::open(files.clone()).is_ok());
        fs::write(&files.key, vec![b'x'; 2 << 20]).unwrap();
        assert!(matches!(
            Certificates::open(files),
            Err(CertificateError::TooLarge { .. })
        ));
    }
}
