//! `coffer request`: upload requests.

use clap::{Args, Subcommand};
use coffer_api::{NewUploadRequest, UploadRequest};

use crate::connect::{Remote, block_on};
use crate::failure::Outcome;
use crate::output::{Output, harmless, moment};

/// Upload requests: links that let a contact send files
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer request create --case 1042 --note 'The server log, please'\n  coffer request list --case 1042\n  coffer request revoke req_…"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a link to hand to the contact
    Create {
        /// Case id or number
        #[arg(long)]
        case: String,
        /// What to send, in your words
        #[arg(long)]
        note: String,
        /// Contact id, when it is for one person
        #[arg(long, value_name = "ID")]
        contact: Option<String>,
        /// Days that the link works, 1 to 90
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=90))]
        days: u32,
        /// Files that may be sent
        #[arg(long, default_value_t = 100)]
        max_files: u32,
        /// GiB that may be sent in all
        #[arg(long, default_value_t = 100)]
        max_gib: u32,
    },
    /// List the upload requests of a case
    List {
        /// Case id or number
        #[arg(long)]
        case: String,
    },
    /// End a link now
    Revoke {
        /// Request id
        request: String,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            match self.act {
                Act::Create {
                    case,
                    note,
                    contact,
                    days,
                    max_files,
                    max_gib,
                } => {
                    let id = client.case(&case).await?.case.id;
                    let new = NewUploadRequest {
                        note,
                        contact,
                        ttl_seconds: days * 86_400,
                        max_files,
                        max_bytes: u64::from(max_gib) << 30,
                    };
                    let made: UploadRequest = client
                        .post(&["cases", &id, "upload-requests"], &new)
                        .await?;
                    out.show(&made, |made| {
                        made.link.clone().unwrap_or_else(|| made.id.clone())
                    })?;
                    out.remark(format!(
                        "works until {}; hand it to the contact",
                        moment(made.expires_at)
                    ));
                    Ok(())
                }
                Act::List { case } => {
                    let id = client.case(&case).await?.case.id;
                    let requests = client.upload_requests(&id).await?;
                    if out.is_json() {
                        return requests.iter().try_for_each(|request| out.json(request));
                    }
                    let rows: Vec<_> = requests
                        .iter()
                        .map(|request| {
                            vec![
                                request.id.clone(),
                                request.state.clone(),
                                format!("{} of {}", request.used_files, request.max_files),
                                moment(request.expires_at),
                                harmless(&request.note),
                            ]
                        })
                        .collect();
                    out.table(&["REQUEST", "STATE", "FILES", "EXPIRES", "NOTE"], &rows)
                }
                Act::Revoke { request } => {
                    let path = ["upload-requests", &request, "revocations"];
                    let revoked: UploadRequest = client.post(&path, &serde_json::json!({})).await?;
                    out.show(&revoked, |revoked| {
                        format!("{} is {}", revoked.id, revoked.state)
                    })
                }
            }
        })
    }
}
