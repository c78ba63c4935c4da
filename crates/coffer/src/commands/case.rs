//! `coffer case`: cases.

use clap::{Args, Subcommand};
use coffer_api::{Case, CaseDetection, CaseView, NewCase};

use crate::connect::{Remote, block_on};
use crate::failure::Outcome;
use crate::output::{Output, harmless, moment, size};

/// Cases
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer case list --state open\n  coffer case show 1042\n  coffer case create --customer cus_… --subject 'Import fails'"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the cases that you may see
    List {
        /// Only those in this state: open, closed or shredded
        #[arg(long)]
        state: Option<String>,
        /// Only those with this in their subject or customer
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// Open a case
    Create {
        /// Customer id
        #[arg(long, value_name = "ID")]
        customer: String,
        /// What it is about
        #[arg(long)]
        subject: String,
        /// Days that files are kept after it closes; the deployment's own without it
        #[arg(long, value_name = "DAYS")]
        retention_days: Option<u16>,
    },
    /// Show a case with its files
    Show {
        /// Id or number
        case: String,
    },
    /// Show what inspection of a case does not look for; a lead sets it on the page of the case
    Detection {
        /// Id or number
        case: String,
    },
    /// Close a case: reading ends at once, its keys are destroyed when its retention ends
    Close {
        /// Id or number
        case: String,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        block_on(async {
            match self.act {
                Act::List { state, search } => {
                    let cases = client.cases(state.as_deref(), search.as_deref()).await?;
                    if out.is_json() {
                        return cases.iter().try_for_each(|case| out.json(case));
                    }
                    let rows: Vec<_> = cases.iter().map(row).collect();
                    out.table(
                        &["NUMBER", "STATE", "CUSTOMER", "FILES", "OPENED", "SUBJECT"],
                        &rows,
                    )
                }
                Act::Create {
                    customer,
                    subject,
                    retention_days,
                } => {
                    let retention_seconds = retention_days.map(|days| i64::from(days) * 86_400);
                    let case: CaseView = client
                        .post(
                            &["cases"],
                            &NewCase {
                                customer,
                                subject,
                                retention_seconds,
                            },
                        )
                        .await?;
                    out.show(&case, |view| {
                        format!("case {} ({})", view.case.number, view.case.id)
                    })
                }
                Act::Show { case } => {
                    let view = client.case(&case).await?;
                    let files = client.files(&view.case.id).await?;
                    if out.is_json() {
                        return out.json(&serde_json::json!({ "case": view, "files": files }));
                    }
                    head(out, &view)?;
                    let rows: Vec<_> = files
                        .iter()
                        .map(|file| {
                            let found: Vec<_> = file
                                .version
                                .findings
                                .iter()
                                .map(|f| format!("{} {}", f.count, f.class))
                                .collect();
                            vec![
                                file.version.id.clone(),
                                file.version.number.to_string(),
                                file.version.state.clone(),
                                file.version.size_bytes.map(size).unwrap_or_default(),
                                found.join(", "),
                                harmless(&file.name),
                            ]
                        })
                        .collect();
                    out.line("")?;
                    out.table(&["VERSION", "NO", "STATE", "SIZE", "FOUND", "NAME"], &rows)
                }
                Act::Detection { case } => {
                    let id = client.case(&case).await?.case.id;
                    let path = ["cases", id.as_str(), "detection"];
                    let now: CaseDetection = client.get(&path, &[]).await?;
                    detection(out, &now)
                }
                Act::Close { case } => {
                    let id = client.case(&case).await?.case.id;
                    let case: Case = client
                        .post(&["cases", &id, "closures"], &serde_json::json!({}))
                        .await?;
                    out.show(&case, |case| {
                        let until = case.delete_after.map(moment).unwrap_or_default();
                        format!("case {} is closed; its keys are destroyed at {until} unless it is held", case.number)
                    })
                }
            }
        })
    }
}

fn detection(out: Output, now: &CaseDetection) -> Outcome {
    if out.is_json() {
        return out.json(now);
    }
    out.line(format!("rules     {}", now.ruleset))?;
    if let (Some(by), Some(at)) = (&now.set_by, now.set_at) {
        let reason = harmless(now.reason.as_deref().unwrap_or_default());
        out.line(format!(
            "set       {} by {}: {reason}",
            moment(at),
            harmless(by)
        ))?;
    }
    if !now.overruled.is_empty() {
        let names = now.overruled.join(", ");
        out.line(format!(
            "kept on   {names}: switched off here, and always on since"
        ))?;
    }
    if now.stale > 0 {
        out.line(format!("waiting   {} to be inspected again", now.stale))?;
    }
    let rows: Vec<_> = now
        .detectors
        .iter()
        .filter(|detector| !detector.on)
        .map(|detector| {
            vec![
                detector.id.clone(),
                detector.class.clone(),
                harmless(&detector.description),
            ]
        })
        .collect();
    if rows.is_empty() {
        return out.line("off       nothing");
    }
    out.line("")?;
    out.table(&["NOT LOOKED FOR", "CLASS", "WHAT"], &rows)
}

fn row(case: &Case) -> Vec<String> {
    vec![
        case.number.to_string(),
        case.state.clone(),
        harmless(&case.customer_name),
        case.files.to_string(),
        moment(case.opened_at),
        harmless(&case.subject),
    ]
}

/// Names of what is off, on about one line.
fn few(case: i64, names: &[String]) -> String {
    const SHOWN: usize = 6;
    match names.get(..SHOWN) {
        Some(first) if names.len() > SHOWN => format!(
            "{} and {} more; `coffer case detection {case}` lists them",
            first.join(", "),
            names.len() - SHOWN
        ),
        _ => names.join(", "),
    }
}

fn head(out: Output, view: &CaseView) -> Outcome {
    let case = &view.case;
    out.line(out.paint(
        1,
        &format!("Case {} · {}", case.number, harmless(&case.subject)),
    ))?;
    out.line(format!("customer  {}", harmless(&case.customer_name)))?;
    out.line(format!(
        "state     {}{}",
        case.state,
        if case.held { ", held" } else { "" }
    ))?;
    out.line(format!(
        "opened    {} by {}",
        moment(case.opened_at),
        harmless(&case.opened_by)
    ))?;
    if let Some(until) = case.delete_after {
        out.line(format!("deleted   {}", moment(until)))?;
    }
    if !view.switched_off.is_empty() {
        out.line(format!(
            "off       {}",
            few(case.number, &view.switched_off)
        ))?;
    }
    let members: Vec<_> = view
        .members
        .iter()
        .map(|member| harmless(&member.name))
        .collect();
    out.line(format!("members   {}", members.join(", ")))
}
