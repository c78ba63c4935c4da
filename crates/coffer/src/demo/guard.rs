//! What guards the main job: steps 8 and 9.

use coffer_api::{
    Alert, CaseView, Code, ExplainRequest, Explanation, Freeze, LedgerEntry, LedgerProof,
    LedgerVerification, LinkSignIn, Me, NewMember, Page, PasswordSignIn, VersionView,
};
use coffer_model::Assurance;
use serde_json::json;

use super::story::Sofar;
use super::world::{World, must, refused};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::wiring;

/// Sign-ins that fail before somebody is told.
const FAILURES: usize = 6;
/// Downloads that nobody's work needs.
const DOWNLOADS: usize = 24;

/// 8. Who does not get in.
pub async fn refuse(world: &World, sofar: &Sofar, table: &VersionView) -> Outcome {
    world.step("Everybody else stays outside, and is told why");
    let version = &sofar.log.version.id;
    // Assigned, so that nothing but the training is missing.
    join(world, sofar, "untrained").await?;
    for (key, who, wanted) in [
        ("engineer", "an engineer", "outside-department"),
        ("hr", "human resources", "outside-department"),
        ("administrator", "the administrator", "outside-department"),
        (
            "untrained",
            "an agent without the training",
            "training-missing",
        ),
    ] {
        let client = world.as_person(key)?;
        let problem = refused(who, client.lines(version, 1, 5).await)?;
        must(
            matches!(problem.code, Code::Denied | Code::NotFound),
            &format!("{who} is refused by the policy"),
        )?;
        refused(
            who,
            client.get::<VersionView>(&["versions", version], &[]).await,
        )?;
        refused(who, client.text(&["versions", version, "masked"]).await)?;
        // Whoever may know of the file is told the reason; to all others it does not exist, and the auditor is told why.
        let (code, text) = match problem.reason {
            Some(reason) => (reason, problem.detail),
            None => {
                let why = explain(
                    world,
                    world.person(key)?.part.email,
                    "file.view_masked",
                    Some(version),
                )
                .await?;
                must(why.decision == "deny", &format!("the policy refuses {who}"))?;
                (why.code, why.text)
            }
        };
        must(
            code == wanted,
            &format!("the policy names {wanted} for {who}, not {code}"),
        )?;
        world.held(format!("{who}: {text}"));
    }
    let secret = world.sign_in_secret("agent", Assurance::Single).await?;
    let (session, me): (_, Me) = world
        .anyone
        .sign_in(&["sign-in", "link"], &LinkSignIn { secret })
        .await?;
    let problem = refused(
        "an agent with a single factor",
        session.client().lines(version, 1, 5).await,
    )?;
    must(
        problem.reason.as_deref() == Some("second-factor-needed"),
        "the second factor is what is missing",
    )?;
    world.held(format!(
        "{} herself with one factor only: {}",
        me.name, problem.detail
    ));
    let refusal = refused(
        "downloading health data",
        world
            .as_person("agent")?
            .text(&["versions", &table.version.id, "content"])
            .await,
    )?;
    must(
        refusal.reason.as_deref() == Some("health-masked-only"),
        "health data is what forbids it",
    )?;
    world.held(format!("health data to anybody: {}", refusal.detail));
    let anonymous = refused(
        "somebody without any sign-in",
        world.anyone.lines(version, 1, 5).await,
    )?;
    must(
        anonymous.code == Code::SignInRequired,
        "signing in is what is missing",
    )?;
    world.held("somebody without any sign-in");
    Ok(())
}

/// The lead assigns somebody to the case.
async fn join(world: &World, sofar: &Sofar, key: &str) -> Outcome {
    let member = NewMember {
        user: world.person(key)?.id.clone(),
    };
    let path = ["cases", &sofar.case.case.id, "members"];
    let _: CaseView = world.as_person("lead")?.post(&path, &member).await?;
    Ok(())
}

async fn explain(
    world: &World,
    actor: &str,
    action: &str,
    target: Option<&str>,
) -> Outcome<Explanation> {
    let request = ExplainRequest {
        actor: actor.to_owned(),
        action: action.to_owned(),
        target: target.map(str::to_owned),
    };
    Ok(world
        .as_person("auditor")?
        .post(&["policies", "explanations"], &request)
        .await?)
}

/// 9. What was recorded, and what is noticed.
pub async fn watch(world: &World, sofar: &Sofar) -> Outcome {
    world.step("All of it is in the ledger, and what is unusual is noticed");
    let aurore = world.as_person("auditor")?;
    for action in [
        "file.view_masked",
        "span.unmask",
        "file.download",
        "file.modify",
        "send.create",
        "receipt.read",
    ] {
        let found: Page<LedgerEntry> = aurore
            .get(
                &["ledger", "entries"],
                &[("action", action), ("case", &sofar.case.case.id)],
            )
            .await?;
        must(!found.items.is_empty(), &format!("{action} is recorded"))?;
    }
    let refused_ones: Page<LedgerEntry> = aurore
        .get(&["ledger", "entries"], &[("decision", "deny")])
        .await?;
    must(refused_ones.items.len() >= 5, "refusals are recorded too")?;
    let verified: LedgerVerification = aurore
        .post(&["ledger", "verifications"], &json!({}))
        .await?;
    must(verified.ok, &verified.faults.join("; "))?;
    world.held(format!(
        "{} entries, allowed and refused, recomputed from their bytes; root {}…",
        verified.entries,
        &verified.root[..16]
    ));
    let last = refused_ones.items.first().ok_or(Failure::Said)?.index;
    let proof: LedgerProof = aurore
        .get(&["ledger", "entries", &last.to_string(), "proof"], &[])
        .await?;
    must(
        !proof.checkpoint.is_empty() && proof.index == last,
        "an entry can be proved",
    )?;
    world.held(format!(
        "entry {last} with its proof, {} hashes up to a signed checkpoint",
        proof.proof.len()
    ));
    tampered(world).await?;
    failed_sign_ins(world, sofar).await?;
    mass_download(world, sofar).await
}

/// Somebody who has the disk changes one word of one entry, in a copy.
async fn tampered(world: &World) -> Outcome {
    let copy = world.folder.join("tampered");
    std::fs::create_dir_all(&copy).map_err(Failure::at(&copy))?;
    let file = wiring::copy_databases(&world.config, &copy).await?;
    let mut bytes = std::fs::read(&file).map_err(Failure::at(&file))?;
    // The same length, so that the database itself does not notice.
    let (from, to) = (
        b"\"action\":\"file.download\"",
        b"\"action\":\"file.unopened\"",
    );
    let at = bytes.windows(from.len()).position(|window| window == from);
    let at = at.ok_or_else(|| Failure::Failed("no download is recorded".to_owned()))?;
    bytes[at..at + to.len()].copy_from_slice(to);
    std::fs::write(&file, bytes).map_err(Failure::at(&file))?;
    let config = Config {
        data: copy,
        ..world.config.clone()
    };
    let outcome = crate::site::with_vault(&config, async |vault, console| {
        Ok(vault.ledger().verify(&console).await?)
    })
    .await;
    let fault = match outcome {
        Ok(report) if report.ok => {
            return Err(Failure::Failed(
                "a changed entry was not noticed".to_owned(),
            ));
        }
        Ok(report) => report.faults.join("; "),
        // A ledger so changed that the server refuses to open it is noticed as well.
        Err(Failure::Integrity(text)) => text,
        Err(other) => return Err(other.about("the tampered copy")),
    };
    world.held("a copy of the disk with one word of one entry changed: found");
    world.shown(&fault);
    Ok(())
}

/// Somebody guesses a password.
async fn failed_sign_ins(world: &World, sofar: &Sofar) -> Outcome {
    let email = world.person("lead")?.part.email;
    for attempt in 0..FAILURES {
        let guess = PasswordSignIn {
            email: email.to_owned(),
            password: format!("Winter2026!-{attempt}"),
            code: None,
        };
        refused(
            "a guessed password",
            world
                .anyone
                .sign_in::<Me>(&["sign-in", "password"], &guess)
                .await,
        )?;
    }
    let alert = alert(world, "failed-sign-ins").await?;
    let freeze = frozen(world, "lead").await?;
    let problem = refused(
        "a frozen account",
        world
            .as_person("lead")?
            .lines(&sofar.log.version.id, 1, 1)
            .await,
    )?;
    must(
        problem.reason.as_deref() == Some("actor-frozen"),
        "the freeze is why",
    )?;
    world.held(format!(
        "{FAILURES} guessed passwords: alert {:?}, and the account is frozen",
        alert.rule
    ));
    release(world, &freeze).await?;
    world
        .as_person("lead")?
        .lines(&sofar.log.version.id, 1, 1)
        .await?;
    world.held("released by the security officer, its owner works on, and all of it is recorded");
    Ok(())
}

/// The freeze of a person, once there is one.
async fn frozen(world: &World, key: &str) -> Outcome<Freeze> {
    let adam = world.as_person("administrator")?;
    let id = &world.person(key)?.id;
    world
        .eventually("the freeze", async || {
            let freezes: Page<Freeze> = adam.get(&["freezes"], &[]).await?;
            Ok(freezes
                .items
                .into_iter()
                .find(|freeze| freeze.actor == *id && freeze.released_at.is_none()))
        })
        .await
}

async fn release(world: &World, freeze: &Freeze) -> Outcome {
    let released: Freeze = world
        .as_person("administrator")?
        .delete(&["freezes", &freeze.id])
        .await?;
    must(released.released_at.is_some(), "the freeze is released")
}

/// Somebody takes out more than any work needs.
async fn mass_download(world: &World, sofar: &Sofar) -> Outcome {
    join(world, sofar, "bribed").await?;
    let milo = world.as_person("bribed")?;
    let mut taken = 0;
    for _ in 0..DOWNLOADS {
        match milo
            .text(&["versions", &sofar.config.version.id, "content"])
            .await
        {
            Ok(_) => taken += 1,
            Err(_) => break,
        }
        // As fast as somebody clicks; the watch reads along.
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    let freeze = frozen(world, "bribed").await?;
    let problem = refused(
        "a frozen account",
        milo.lines(&sofar.log.version.id, 1, 1).await,
    )?;
    must(
        matches!(problem.code, Code::Denied | Code::SignInRequired),
        "a frozen account opens nothing",
    )?;
    world.held(format!(
        "{taken} downloads in a row by one agent: frozen at once by rule {}",
        freeze.reason
    ));
    world.shown(&problem.detail);
    release(world, &freeze).await?;
    let lines = milo.lines(&sofar.log.version.id, 1, 1).await?;
    must(!lines.lines.is_empty(), "after the release work goes on")?;
    world.held("released as well, once somebody has talked to him");
    Ok(())
}

async fn alert(world: &World, rule: &str) -> Outcome<Alert> {
    let adam = world.as_person("administrator")?;
    world
        .eventually("the alert", async || {
            let alerts: Page<Alert> = adam.get(&["alerts"], &[]).await?;
            Ok(alerts
                .items
                .into_iter()
                .find(|alert| alert.rule.contains(rule)))
        })
        .await
}
