//! What can go wrong between here and a server, told apart by what its reader can do about it.

use std::error::Error as _;
use std::path::{Path, PathBuf};

use coffer_api::{Code, Problem};

/// Why a remote command did not do what was asked. No text here holds a secret of a link or a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server answered with a problem (RFC 9457).
    #[error("{}: {}", .0.title, .0.detail)]
    Refused(Box<Problem>),
    /// No answer: no route, no listener, a cut connection or a time-out.
    #[error("{host} does not answer: {why}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What the network said.
        why: String,
    },
    /// The server's certificate is not one that is trusted here.
    #[error(
        "the certificate of {host} is not trusted: {why}; give its certificate or authority with --ca FILE"
    )]
    Untrusted {
        /// Host and port.
        host: String,
        /// What the check found.
        why: String,
    },
    /// An answer that no Coffer server gives.
    #[error("{host} gave an answer that is not of a Coffer server: {why}")]
    Answer {
        /// Host and port.
        host: String,
        /// What is wrong with it.
        why: String,
    },
    /// Bytes are not what they were declared to be.
    #[error("{0}")]
    Integrity(String),
    /// The file changed while it was sent.
    #[error("{} changed while it was sent: send it again", .0.display())]
    Changed(PathBuf),
    /// Something on this machine.
    #[error("{}: {source}", .path.display())]
    Local {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// An argument that cannot be meant; the text says what to give instead.
    #[error("{0}")]
    Invalid(String),
}

/// What a call answers.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of this machine at `path`.
    pub(crate) fn local(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Local { path, source }
    }

    /// What `reqwest` reports, without the address, which may hold an id that is nobody else's business.
    pub(crate) fn transport(host: &str, error: reqwest::Error) -> Self {
        let error = error.without_url();
        let mut texts = vec![error.to_string()];
        let mut untrusted = None;
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(rustls::Error::InvalidCertificate(why)) = find_tls(inner) {
                untrusted = Some(why.to_string());
            }
            texts.push(inner.to_string());
            cause = inner.source();
        }
        let host = host.to_owned();
        match untrusted {
            Some(why) => Self::Untrusted { host, why },
            None if error.is_decode() => Self::Answer {
                host,
                why: texts.join(": "),
            },
            // The outermost text only says that sending failed; the innermost says why.
            None => Self::Unreachable {
                host,
                why: texts.pop().unwrap_or_default(),
            },
        }
    }

    /// The problem code, if a server gave one.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            _ => None,
        }
    }

    /// Whether the same request may succeed a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused(problem) => {
                matches!(
                    problem.code,
                    Code::Unavailable | Code::Full | Code::TooManyRequests
                ) || matches!(
                    problem.status,
                    408 | 423 | 425 | 429 | 500 | 502 | 503 | 504 | 507
                ) && problem.code != Code::Integrity
            }
            _ => false,
        }
    }
}

/// The TLS error inside an error, also where an I/O error wraps it.
fn find_tls<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref::<rustls::Error>() {
        return Some(found);
    }
    error
        .downcast_ref::<std::io::Error>()?
        .get_ref()?
        .downcast_ref::<rustls::Error>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_server_is_worth_another_try_and_a_refusal_is_not() {
        for (code, transient) in [
            (Code::Unavailable, true),
            (Code::Full, true),
            (Code::TooManyRequests, true),
            (Code::Bug, true),
            (Code::Integrity, false),
            (Code::Denied, false),
            (Code::LinkEnded, false),
            (Code::Invalid, false),
        ] {
            let error = Error::Refused(Box::new(Problem::new(code, "x")));
            assert_eq!(error.is_transient(), transient, "{code:?}");
        }
    }
}
