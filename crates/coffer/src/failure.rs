//! How a command ends when it does not do what was asked: a text, and an exit status that scripts rely on.

use std::path::Path;
use std::process::ExitCode;

use coffer_api::Code;

/// Why a command failed. The variants are the exit statuses of the documented interface.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// 1: it did not work; the text says why and what to do.
    #[error("{0}")]
    Failed(String),
    /// 1 without a text: the output said it already (findings, a posture check that failed).
    #[error("")]
    Said,
    /// 2: the arguments or the configuration cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// 3: not allowed.
    #[error("{0}")]
    Denied(String),
    /// 4: no such thing, or not for this caller.
    #[error("{0}")]
    NotFound(String),
    /// 5: bytes are not what they must be.
    #[error("{0}")]
    Integrity(String),
    /// 6: some of it was done.
    #[error("{0}")]
    Partly(String),
    /// 75: trying later may work.
    #[error("{0}")]
    Later(String),
}

/// What a command answers.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Failed(_) | Self::Said => 1,
            Self::Usage(_) => 2,
            Self::Denied(_) => 3,
            Self::NotFound(_) => 4,
            Self::Integrity(_) => 5,
            Self::Partly(_) => 6,
            Self::Later(_) => 75,
        }
    }

    /// Prints the text on standard error and gives the exit status.
    pub fn report(&self) -> ExitCode {
        let text = self.to_string();
        if !text.is_empty() {
            eprintln!("coffer: {text}");
        }
        ExitCode::from(self.status())
    }

    /// A failure of this machine at `path`.
    pub fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self::Failed(format!("{path}: {error}"))
    }

    /// The same failure with a few words before it, to say what it befell.
    pub fn about(self, what: &str) -> Self {
        let say = |text: String| format!("{what}: {text}");
        match self {
            Self::Failed(text) => Self::Failed(say(text)),
            Self::Said => Self::Said,
            Self::Usage(text) => Self::Usage(say(text)),
            Self::Denied(text) => Self::Denied(say(text)),
            Self::NotFound(text) => Self::NotFound(say(text)),
            Self::Integrity(text) => Self::Integrity(say(text)),
            Self::Partly(text) => Self::Partly(say(text)),
            Self::Later(text) => Self::Later(say(text)),
        }
    }

    /// How work on several things ends: with the one failure, or partly done when some of it succeeded.
    pub fn of_many(failures: Vec<Self>, done: usize) -> Outcome {
        let count = failures.len();
        match failures.into_iter().next() {
            None => Ok(()),
            Some(first) if done == 0 && count == 1 => Err(first),
            Some(first) if done == 0 => {
                Err(first.about(&format!("{count} failed, the first of them")))
            }
            Some(_) => Err(Self::Partly(format!(
                "{done} done, {count} failed: the texts above say why"
            ))),
        }
    }
}

impl From<coffer_client::Error> for Failure {
    fn from(error: coffer_client::Error) -> Self {
        use coffer_client::Error as E;
        let text = error.to_string();
        match &error {
            E::Refused(problem) => match problem.code {
                Code::SignInRequired | Code::SignInFailed => Self::Denied(format!(
                    "{text}; sign in with `coffer login` or set COFFER_TOKEN"
                )),
                Code::StepUpRequired | Code::Denied => Self::Denied(refusal(problem)),
                Code::NotFound | Code::LinkEnded => Self::NotFound(text),
                Code::Integrity | Code::ChecksumMismatch => Self::Integrity(text),
                Code::TooManyRequests | Code::Unavailable | Code::Full | Code::NotReady => {
                    Self::Later(text)
                }
                _ => Self::Failed(text),
            },
            E::Unreachable { .. } => Self::Later(text),
            E::Integrity(_) | E::Changed(_) => Self::Integrity(text),
            E::Invalid(_) => Self::Usage(text),
            _ => Self::Failed(text),
        }
    }
}

impl From<coffer_vault::Error> for Failure {
    fn from(error: coffer_vault::Error) -> Self {
        use coffer_vault::Error as E;
        let text = error.to_string();
        match error {
            E::Denied(_) | E::SignInRequired(_) | E::SignInFailed => Self::Denied(text),
            E::NotFound(_) | E::Ended(_) => Self::NotFound(text),
            E::Integrity(_) | E::Checksum => Self::Integrity(text),
            E::Invalid(_) | E::Name(_) => Self::Usage(text),
            E::Busy { .. } | E::NotReady(_) | E::Full | E::Unavailable(_) => Self::Later(text),
            _ => Self::Failed(text),
        }
    }
}

fn refusal(problem: &coffer_api::Problem) -> String {
    let reason = problem
        .reason
        .as_deref()
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    format!("{}{reason}: {}", problem.title, problem.detail)
}

#[cfg(test)]
mod tests {
    use coffer_api::Problem;

    use super::*;

    fn status(code: Code) -> u8 {
        Failure::from(coffer_client::Error::Refused(Box::new(Problem::new(
            code, "x",
        ))))
        .status()
    }

    #[test]
    fn every_problem_has_the_exit_status_of_the_interface() {
        for code in Code::ALL {
            let wanted = match code {
                Code::SignInRequired | Code::SignInFailed | Code::StepUpRequired | Code::Denied => {
                    3
                }
                Code::NotFound | Code::LinkEnded => 4,
                Code::Integrity | Code::ChecksumMismatch => 5,
                Code::TooManyRequests | Code::Unavailable | Code::Full | Code::NotReady => 75,
                _ => 1,
            };
            assert_eq!(status(*code), wanted, "{code:?}");
        }
    }

    #[test]
    fn some_of_many_is_partly_done() {
        let failed = || Failure::NotFound("no such file".to_owned());
        assert!(Failure::of_many(vec![], 3).is_ok());
        assert_eq!(Failure::of_many(vec![failed()], 2).unwrap_err().status(), 6);
        assert_eq!(Failure::of_many(vec![failed()], 0).unwrap_err().status(), 4);
        assert_eq!(
            Failure::of_many(vec![failed(), failed()], 0)
                .unwrap_err()
                .status(),
            4
        );
    }
}
