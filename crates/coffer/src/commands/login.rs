//! `coffer login`, `coffer whoami`, `coffer logout`: the client session.

use std::io::IsTerminal as _;

use clap::Args;
use coffer_api::{CreatedToken, Me, NewToken, PasswordSignIn};
use coffer_client::{Client, Credential, Trust};
use coffer_model::Private;

use crate::connect::{Remote, SavedSession, block_on};
use crate::environment::config_folder;
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless, moment};
use crate::secrets;

/// Sign in to a server
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer login https://files.example.com              # paste a token made in the browser\n  coffer login https://files.example.com --password   # e-mail, password and code, here\n\nWith a passkey, sign in with the browser, make a token under Account, and paste it here."
)]
pub struct Login {
    /// Server, such as https://files.example.com
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// Sign in here with password and one-time code
    #[arg(long)]
    password: bool,
    /// Days that the token made with --password works, 1 to 90
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
    days: u32,
    #[command(flatten)]
    remote: Remote,
}

/// Say who is signed in
#[derive(Debug, Args)]
pub struct Whoami {
    #[command(flatten)]
    remote: Remote,
}

/// End the session and revoke its token
#[derive(Debug, Args)]
pub struct Logout {
    #[command(flatten)]
    remote: Remote,
}

impl Login {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let server = self
            .url
            .clone()
            .or_else(|| self.remote.server.clone())
            .ok_or_else(|| {
                Failure::Usage("which server? `coffer login https://files.example.com`".to_owned())
            })?;
        let trust = self.remote.trust()?.unwrap_or_default();
        let trusted = match &trust {
            Trust::System => None,
            Trust::Only(pem) => Some(String::from_utf8_lossy(pem).into_owned()),
        };
        let client = Client::new(&server, trust, &Credential::None)?;
        block_on(async {
            let (token, token_id) = if self.password {
                self.make_token(&client).await?
            } else {
                ask_token(&client)?
            };
            let me: Me = client
                .with(&Credential::Token(Private::new(token.clone())))?
                .get(&["me"], &[])
                .await?;
            let saved = SavedSession {
                server: client.base_url().to_owned(),
                trusted,
                token,
                token_id,
            };
            let path = saved.save()?;
            out.show(&me, describe)?;
            out.remark(format!("the session is kept in {}", path.display()));
            Ok(())
        })
    }

    /// Signs in with password and code, and makes a token that outlives the session.
    async fn make_token(&self, client: &Client) -> Outcome<(String, Option<String>)> {
        let email = secrets::ask_openly("e-mail")?;
        let password = secrets::ask("password")?;
        let code = secrets::ask("six digits of the authenticator app, or a recovery code")?;
        let body = PasswordSignIn {
            email,
            password: password.to_string(),
            code: Some(code.trim().to_owned()),
        };
        let (session, me): (_, Me) = client.sign_in(&["sign-in", "password"], &body).await?;
        let new = NewToken {
            label: "coffer login".to_owned(),
            scope: Vec::new(),
            ttl_seconds: self.days * 86_400,
        };
        let made: Outcome<CreatedToken> = session
            .client()
            .post(&["tokens"], &new)
            .await
            .map_err(Into::into);
        // The session has done its work whether or not there is a token now.
        let _: Result<serde_json::Value, _> =
            session.client().delete(&["sessions", "current"]).await;
        let made = made.map_err(|failure| {
            failure.about(&format!(
                "signed in as {}, but there is no token",
                harmless(&me.name)
            ))
        })?;
        Ok((made.secret, Some(made.token.id)))
    }
}

fn ask_token(client: &Client) -> Outcome<(String, Option<String>)> {
    if std::io::stdin().is_terminal() {
        eprintln!(
            "Open {}/account, sign in, make a token and copy it.",
            client.base_url()
        );
    }
    Ok((secrets::ask("token")?.trim().to_owned(), None))
}

impl Whoami {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            let me: Me = client.get(&["me"], &[]).await?;
            out.show(&me, describe)
        })
    }
}

impl Logout {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let Some(saved) = SavedSession::load()? else {
            out.remark("nobody is signed in here");
            return Ok(());
        };
        let revoked = block_on(async {
            let Some(id) = &saved.token_id else {
                return Ok(false);
            };
            let client = self.remote.client()?;
            let _: serde_json::Value = client.delete(&["tokens", id]).await?;
            Ok(true)
        });
        SavedSession::forget()?;
        match revoked {
            Ok(true) => out.remark("signed out, and the token is revoked"),
            Ok(false) => out.remark(
                "signed out here; the token was pasted, so revoke it under Account in the browser",
            ),
            Err(failure) => {
                let folder = config_folder().unwrap_or_default();
                return Err(Failure::Partly(format!(
                    "the session in {} is removed, but the token could not be revoked: {failure}",
                    folder.display()
                )));
            }
        }
        Ok(())
    }
}

fn describe(me: &Me) -> String {
    let mut text = format!(
        "{} <{}> · {} · {}",
        harmless(&me.name),
        harmless(&me.email),
        me.department,
        me.organisation
    );
    text.push_str(&format!(
        "\nroles {} · rights {}",
        me.roles.join(", "),
        me.rights.join(", ")
    ));
    match me.training_valid_until {
        Some(until) => text.push_str(&format!("\ntraining valid until {}", moment(until))),
        None => {
            text.push_str("\nno valid training: do it in the browser, nothing opens without it");
        }
    }
    if me.frozen {
        text.push_str("\nthe account is frozen");
    }
    text
}
