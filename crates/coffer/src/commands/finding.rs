//! `coffer finding`: what was found in the files of a case, by place and never by value.

use clap::{Args, Subcommand};
use coffer_api::{Code, Findings, FoundIn, Overview};
use coffer_client::Client;
use serde::Serialize;

use crate::connect::{Remote, block_on};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, harmless};

/// What was found in files: which kinds, how often and where; never the values
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  coffer finding list --case 1042\n  coffer finding list --case 1042 --class financial --places\n  coffer finding list --detector payment_card"
)]
pub struct Command {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List the versions in which something was found
    List {
        /// Only in this case, by id or number; every case that you may see without it
        #[arg(long)]
        case: Option<String>,
        /// Only of this class: financial, personal, health, credential, network or custom
        #[arg(long)]
        class: Option<String>,
        /// Only by this detector; `coffer scan --list-detectors` lists them
        #[arg(long)]
        detector: Option<String>,
        /// Each place: line and detector in a text, member and class in an archive. Reading them is on record as viewing
        #[arg(long)]
        places: bool,
    },
}

/// A place of a finding.
#[derive(Debug, Serialize)]
struct Place {
    version: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detector: Option<String>,
    class: String,
    count: u64,
}

impl Command {
    /// Does it.
    pub fn run(self, out: Output) -> Outcome {
        let client = self.remote.client()?;
        let Act::List {
            case,
            class,
            detector,
            places,
        } = self.act;
        block_on(async {
            let case = match case {
                Some(case) => Some(client.case(&case).await?.case.id),
                None => None,
            };
            let wanted = Wanted { class, detector };
            let found = client
                .found(
                    case.as_deref(),
                    wanted.class.as_deref(),
                    wanted.detector.as_deref(),
                )
                .await?;
            if let (Some(name), true) = (&wanted.detector, found.is_empty()) {
                // An id that is not right finds nothing either.
                out.remark(format!(
                    "nothing was found by {}; `coffer scan --list-detectors` lists the ids that come with Coffer",
                    harmless(name)
                ));
            }
            if places {
                return wanted.all_places(out, &client, &found).await;
            }
            if out.is_json() {
                return found.iter().try_for_each(|version| out.json(version));
            }
            let rows: Vec<_> = found.iter().flat_map(rows).collect();
            out.table(
                &["CASE", "VERSION", "CLASS", "DETECTOR", "COUNT", "NAME"],
                &rows,
            )
        })
    }
}

fn rows(version: &FoundIn) -> Vec<Vec<String>> {
    let row = |found: &coffer_api::DetectorCount| {
        vec![
            version.case_number.to_string(),
            version.version.clone(),
            found.class.clone(),
            found.detector.clone(),
            found.count.to_string(),
            harmless(&version.name),
        ]
    };
    version.detectors.iter().map(row).collect()
}

fn show_places(out: Output, places: &[Place]) -> Outcome {
    if out.is_json() {
        return places.iter().try_for_each(|place| out.json(place));
    }
    let rows: Vec<_> = places
        .iter()
        .map(|place| {
            vec![
                place.version.clone(),
                place.class.clone(),
                place.detector.clone().unwrap_or_default(),
                place.line.map(|line| line.to_string()).unwrap_or_default(),
                place.count.to_string(),
                harmless(place.path.as_deref().unwrap_or(&place.name)),
            ]
        })
        .collect();
    out.table(
        &["VERSION", "CLASS", "DETECTOR", "LINE", "COUNT", "PLACE"],
        &rows,
    )
}

/// What is asked for.
struct Wanted {
    class: Option<String>,
    detector: Option<String>,
}

/// Lines asked for at once.
const BATCH: u64 = 1000;
/// Parts of a text that are looked at for whether they hold anything.
const BUCKETS: &str = "600";

impl Wanted {
    fn has_class(&self, class: &str) -> bool {
        self.class.as_deref().is_none_or(|wanted| wanted == class)
    }

    fn has_detector(&self, detector: &str) -> bool {
        self.detector
            .as_deref()
            .is_none_or(|wanted| wanted == detector)
    }

    /// The places in all versions. One that cannot be read takes nothing from the others, and is no success.
    async fn all_places(&self, out: Output, client: &Client, found: &[FoundIn]) -> Outcome {
        let (mut all, mut failures) = (Vec::new(), Vec::new());
        for version in found {
            match self.places(out, client, version).await {
                Ok(places) => all.extend(places),
                Err(failure) if found.len() == 1 => return Err(failure),
                Err(failure @ Failure::Later(_)) => return Err(failure),
                Err(failure) => {
                    eprintln!("coffer: {}: {failure}", harmless(&version.name));
                    failures.push(failure);
                }
            }
        }
        show_places(out, &all)?;
        let done = found.len() - failures.len();
        Failure::of_many(failures, done)
    }

    async fn places(&self, out: Output, client: &Client, of: &FoundIn) -> Outcome<Vec<Place>> {
        let path = ["versions", of.version.as_str(), "findings"];
        let findings: Findings = client.get(&path, &[]).await?;
        if !findings.members.is_empty() {
            return Ok(self.members(out, of, &findings));
        }
        let path = ["versions", of.version.as_str(), "overview"];
        let overview = client.get::<Overview>(&path, &[("buckets", BUCKETS)]).await;
        match overview {
            Ok(overview) => self.lines(out, client, of, &overview).await,
            // It is no text that can be read line by line: what there is to say is how much.
            Err(error) if error.code() == Some(Code::NotReady) => Ok(Self::counts(of)),
            Err(error) => Err(error.into()),
        }
    }

    fn counts(of: &FoundIn) -> Vec<Place> {
        let place = |found: &coffer_api::DetectorCount| Place {
            version: of.version.clone(),
            name: of.name.clone(),
            path: None,
            line: None,
            detector: Some(found.detector.clone()),
            class: found.class.clone(),
            count: found.count,
        };
        of.detectors.iter().map(place).collect()
    }

    /// Members are counted by class, so a detector is known by the class of what it found.
    fn members(&self, out: Output, of: &FoundIn, findings: &Findings) -> Vec<Place> {
        let asked = |class: &str| of.detectors.iter().any(|one| one.class == class);
        let others = |one: &coffer_api::DetectorCount| {
            asked(&one.class) && !self.has_detector(&one.detector)
        };
        if findings.detectors.iter().any(others) {
            out.remark(format!(
                "{}: members are counted by class, and other detectors found something of the same class",
                harmless(&of.name)
            ));
        }
        let counts = findings.members.iter().flat_map(|member| {
            let found = member.findings.iter().filter(|f| asked(&f.class));
            found.map(|found| Place {
                version: of.version.clone(),
                name: of.name.clone(),
                path: Some(member.path.clone()),
                line: None,
                detector: None,
                class: found.class.clone(),
                count: found.count,
            })
        });
        counts.collect()
    }

    async fn lines(
        &self,
        out: Output,
        client: &Client,
        of: &FoundIn,
        overview: &Overview,
    ) -> Outcome<Vec<Place>> {
        let mut places = Vec::new();
        let mut seen = None;
        let mut next = 1;
        for bucket in &overview.buckets {
            let end = next + overview.lines_per_bucket;
            while bucket.spans > 0 && next < end {
                let lines = client
                    .lines(&of.version, next, BATCH.min(end - next))
                    .await?;
                for line in &lines.lines {
                    if line.more {
                        out.remark(format!(
                            "{}: line {} is long, and only its beginning was looked at",
                            harmless(&of.name),
                            line.n
                        ));
                    }
                    for span in line.pieces.iter().filter_map(|piece| piece.span.as_ref()) {
                        // One that goes over several lines is shown in each.
                        let known = seen.is_some_and(|seen| span.no <= seen);
                        seen = seen.max(Some(span.no));
                        if known
                            || !self.has_class(&span.class)
                            || !self.has_detector(&span.detector)
                        {
                            continue;
                        }
                        places.push(Place {
                            version: of.version.clone(),
                            name: of.name.clone(),
                            path: None,
                            line: Some(line.n),
                            detector: Some(span.detector.clone()),
                            class: span.class.clone(),
                            count: 1,
                        });
                    }
                }
                match lines.lines.last() {
                    Some(last) if last.n < lines.total => next = last.n + 1,
                    _ => return Ok(places),
                }
            }
            next = end;
        }
        Ok(places)
    }
}
