//! `coffer user`, `coffer token`, `coffer training`: people, from the console.

use clap::{Args, Subcommand};
use coffer_api::{CreatedUser, NewUser, User as ApiUser, UserChange};
use coffer_model::UserId;
use coffer_vault::{Caller, Vault};

use crate::config::Site;
use crate::connect::{Remote, block_on};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless, moment};
use crate::site;

/// People of the organisation, from the console
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer user list\n  coffer user create --email ana@example.com --name 'Ana Ruiz' --department customer-success --role agent\n  coffer user change ana@example.com --state suspended\n  coffer user link ana@example.com          # a new setup link"
)]
pub struct User {
    #[command(subcommand)]
    act: UserAct,
    #[command(flatten)]
    site: Site,
}

#[derive(Debug, Subcommand)]
enum UserAct {
    /// List everybody
    List,
    /// Add a person; prints a setup link for them
    Create {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Name
        #[arg(long)]
        name: String,
        /// Department; only customer-success reaches content
        #[arg(long)]
        department: String,
        /// Role: agent, lead, administrator, security, auditor or member
        #[arg(long = "role", required = true, value_name = "ROLE")]
        roles: Vec<String>,
        /// Right: view, unmask, original, download, modify or send; those of the roles without it
        #[arg(long = "right", value_name = "RIGHT")]
        rights: Vec<String>,
    },
    /// Change a person; takes effect on their open sessions
    Change {
        /// E-mail address or id
        person: String,
        /// Department
        #[arg(long)]
        department: Option<String>,
        /// Roles, in place of those there are
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// Rights, in place of those there are
        #[arg(long = "right", value_name = "RIGHT")]
        rights: Vec<String>,
        /// active or suspended
        #[arg(long)]
        state: Option<String>,
    },
    /// Print a new setup link for a person; the one before stops working
    Link {
        /// E-mail address or id
        person: String,
    },
}

/// Your API tokens
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer token list\n  coffer token revoke tok_…\n\nA token is made in the browser, under Account: a token makes no other token."
)]
pub struct Token {
    #[command(subcommand)]
    act: TokenAct,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum TokenAct {
    /// List them
    List,
    /// End one now
    Revoke {
        /// Id of the token, `tok_…`
        id: String,
    },
}

/// Who has a current training, from the console
#[derive(Debug, Args)]
#[command(before_help = "Examples:\n  coffer training list --due")]
pub struct Training {
    #[command(subcommand)]
    act: TrainingAct,
    #[command(flatten)]
    site: Site,
}

#[derive(Debug, Subcommand)]
enum TrainingAct {
    /// List people and until when their training is valid
    List {
        /// Only those who cannot work because they have none
        #[arg(long)]
        due: bool,
    },
}

impl User {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let config = self.site.load()?;
        block_on(site::with_vault(
            &config,
            async |vault, console| match self.act {
                UserAct::List => {
                    let users = everybody(&vault, &console).await?;
                    if out.is_json() {
                        return users.iter().try_for_each(|user| out.json(user));
                    }
                    let rows: Vec<_> = users.iter().map(row).collect();
                    out.table(
                        &["NAME", "E-MAIL", "DEPARTMENT", "ROLES", "STATE", "FACTORS"],
                        &rows,
                    )
                }
                UserAct::Create {
                    email,
                    name,
                    department,
                    roles,
                    rights,
                } => {
                    let rights = (!rights.is_empty()).then_some(rights);
                    let new = NewUser {
                        email,
                        name,
                        department,
                        roles,
                        rights,
                    };
                    created(out, &vault.users().create(&console, new).await?)
                }
                UserAct::Change {
                    person,
                    department,
                    roles,
                    rights,
                    state,
                } => {
                    let id = find(&vault, &console, &person).await?;
                    let change = UserChange {
                        department,
                        roles: (!roles.is_empty()).then_some(roles),
                        rights: (!rights.is_empty()).then_some(rights),
                        state,
                    };
                    let user = vault.users().change(&console, id, change).await?;
                    out.show(&user, |user| row(user).join(" · "))
                }
                UserAct::Link { person } => {
                    let id = find(&vault, &console, &person).await?;
                    created(out, &vault.users().setup_link(&console, id).await?)
                }
            },
        ))
    }
}

fn created(out: Output, created: &CreatedUser) -> Outcome {
    out.show(created, |created| created.setup_link.clone())?;
    out.remark(format!(
        "for {}: works once, within 24 hours",
        harmless(&created.user.name)
    ));
    Ok(())
}

impl Token {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            match self.act {
                TokenAct::List => {
                    let tokens: Vec<coffer_api::Token> = client.all(&["tokens"], &[]).await?;
                    if out.is_json() {
                        return tokens.iter().try_for_each(|token| out.json(token));
                    }
                    let rows: Vec<_> = tokens
                        .iter()
                        .map(|token| {
                            let used = token.last_used_at.map(moment).unwrap_or_default();
                            vec![
                                token.id.clone(),
                                harmless(&token.label),
                                moment(token.expires_at),
                                used,
                            ]
                        })
                        .collect();
                    out.table(&["TOKEN", "FOR", "EXPIRES", "LAST USED"], &rows)
                }
                TokenAct::Revoke { id } => {
                    let _: serde_json::Value = client.delete(&["tokens", &id]).await?;
                    out.remark("revoked");
                    Ok(())
                }
            }
        })
    }
}

impl Training {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let TrainingAct::List { due } = self.act;
        let config = self.site.load()?;
        block_on(site::with_vault(&config, async |vault, console| {
            let now = vault.now().as_i64();
            let mut users = everybody(&vault, &console).await?;
            users.retain(|user| !due || user.training_valid_until.is_none_or(|until| until <= now));
            if out.is_json() {
                return users.iter().try_for_each(|user| out.json(user));
            }
            let rows: Vec<_> = users
                .iter()
                .map(|user| {
                    let until = user
                        .training_valid_until
                        .map_or_else(|| "none".to_owned(), moment);
                    vec![
                        harmless(&user.name),
                        harmless(&user.email),
                        user.department.clone(),
                        until,
                    ]
                })
                .collect();
            out.table(&["NAME", "E-MAIL", "DEPARTMENT", "VALID UNTIL"], &rows)
        }))
    }
}

async fn everybody(vault: &Vault, console: &Caller) -> Outcome<Vec<ApiUser>> {
    let mut users = Vec::new();
    let mut after: Option<UserId> = None;
    loop {
        let page = vault.users().list(console, after, 200).await?;
        users.extend(page.items);
        match page.next {
            Some(next) => after = next.parse().ok(),
            None => return Ok(users),
        }
        if after.is_none() {
            return Ok(users);
        }
    }
}

async fn find(vault: &Vault, console: &Caller, person: &str) -> Outcome<UserId> {
    if let Ok(id) = person.parse() {
        return Ok(id);
    }
    let users = everybody(vault, console).await?;
    users
        .iter()
        .find(|user| user.email.eq_ignore_ascii_case(person))
        .and_then(|user| user.id.parse().ok())
        .ok_or_else(|| Failure::NotFound(format!("nobody has the address {}", harmless(person))))
}

fn row(user: &ApiUser) -> Vec<String> {
    vec![
        harmless(&user.name),
        harmless(&user.email),
        user.department.clone(),
        user.roles.join(", "),
        if user.frozen {
            format!("{}, frozen", user.state)
        } else {
            user.state.clone()
        },
        if user.multi_factor {
            "several"
        } else {
            "none yet"
        }
        .to_owned(),
    ]
}
