//! Outgoing mail: multipart text and HTML, without attachments, remote images or customer data in subjects.

use async_trait::async_trait;
use coffer_model::Private;
use lettre::message::{Mailbox, MultiPart, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// A message to one person.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The recipient's address.
    pub to: Private<String>,
    /// The subject: an organisation and a case number, never a name or a file.
    pub subject: String,
    /// The text part.
    pub text: Private<String>,
    /// The HTML part.
    pub html: Private<String>,
}

/// Why a message did not go out. Says nothing about the recipient.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The message could not be written.
    #[error("the message could not be written")]
    Message,
    /// The mail server refused it or could not be reached.
    #[error("the mail server did not take the message")]
    Transport,
    /// The configuration is wrong.
    #[error("the mail configuration is not usable: {0}")]
    Configuration(String),
}

/// Sends messages.
#[async_trait]
pub trait Mailer: Send + Sync + 'static {
    /// Hands one message to a mail server; success means that it took it.
    ///
    /// # Errors
    /// [`MailError`].
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

impl Mail {
    pub(crate) fn code(
        to: &str,
        organisation: &str,
        case: i64,
        code: &Private<String>,
        minutes: i64,
    ) -> Self {
        let code = code.expose();
        let lines = [
            format!("Your code for the files that {organisation} sends you in case {case}:"),
            code.clone(),
            format!("It works for {minutes} minutes on the page you asked for it on."),
            "Nobody will ever ask you for this code by telephone or mail. If you did not ask for it, do nothing."
                .to_owned(),
        ];
        let html = format!(
            "<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;max-width:600px\"><p>{}</p>\
             <p style=\"font-size:28px;letter-spacing:4px\"><strong>{}</strong></p><p>{}</p><p>{}</p></body></html>",
            escape(&lines[0]),
            escape(&lines[1]),
            escape(&lines[2]),
            escape(&lines[3])
        );
        Self {
            to: Private::new(to.to_owned()),
            subject: format!("{organisation}: your code for case {case}"),
            text: Private::new(lines.join("\n\n")),
            html: Private::new(html),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Sends through an SMTP server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// How the way to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS after `STARTTLS` (RFC 3207), without which nothing is sent.
    StartTls,
    /// Not at all: for a relay on this machine only.
    None,
}

/// How the mail server is reached.
pub struct SmtpSettings {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the way there is protected.
    pub protection: Protection,
    /// User and password, if the server asks for them.
    pub credentials: Option<(String, Private<String>)>,
    /// Sender, such as `Acme Support <support@example.com>`.
    pub from: String,
}

impl SmtpMailer {
    /// A mailer over a server.
    ///
    /// # Errors
    /// [`MailError::Configuration`].
    pub fn new(settings: SmtpSettings) -> Result<Self, MailError> {
        type Transport = AsyncSmtpTransport<Tokio1Executor>;
        let wrong = |error: &dyn std::fmt::Display| MailError::Configuration(error.to_string());
        let from = settings.from.parse().map_err(|error| wrong(&error))?;
        let loopback = matches!(settings.host.as_str(), "127.0.0.1" | "::1" | "localhost");
        let builder = match settings.protection {
            Protection::Tls => Transport::relay(&settings.host).map_err(|error| wrong(&error))?,
            Protection::StartTls => {
                Transport::starttls_relay(&settings.host).map_err(|error| wrong(&error))?
            }
            Protection::None if loopback => Transport::builder_dangerous(&settings.host),
            Protection::None => {
                return Err(MailError::Configuration(format!(
                    "{} is another machine: mail goes there over TLS only",
                    settings.host
                )));
            }
        };
        let mut builder = builder
            .port(settings.port)
            .timeout(Some(std::time::Duration::from_secs(20)));
        if let Some((user, password)) = settings.credentials {
            builder = builder.credentials(Credentials::new(user, password.into_inner()));
        }
        Ok(Self {
            transport: builder.build(),
            from,
        })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let to: Mailbox = mail.to.expose().parse().map_err(|_| MailError::Message)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(
                mail.text.into_inner(),
                mail.html.into_inner(),
            ))
            .map_err(|_| MailError::Message)?;
        self.transport
            .send(message)
            .await
            .map(drop)
            .map_err(|error| {
                tracing::warn!(permanent = error.is_permanent(), "a message was not taken");
                MailError::Transport
            })
    }
}

/// RFC 3834: no vacation responder should answer.
#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_in_both_parts_and_not_in_the_subject() {
        let code = Private::new("123456".to_owned());
        let mail = Mail::code("dana@example.com", "Acme <Support>", 1001, &code, 15);
        assert!(mail.text.expose().contains("123456") && mail.html.expose().contains("123456"));
        assert!(!mail.subject.contains("123456"));
        assert!(mail.html.expose().contains("Acme &lt;Support&gt;"));
    }

    #[test]
    fn mail_leaves_the_machine_over_tls_only() {
        let made = |host: &str, protection| {
            SmtpMailer::new(SmtpSettings {
                host: host.to_owned(),
                port: 25,
                protection,
                credentials: None,
                from: "support@acme.example".to_owned(),
            })
        };
        assert!(made("127.0.0.1", Protection::None).is_ok());
        assert!(made("mail.acme.example", Protection::StartTls).is_ok());
        assert!(matches!(
            made("mail.acme.example", Protection::None),
            Err(MailError::Configuration(_))
        ));
    }
}
