//! What is recorded, what a permit is good for and for how long, and what explains a decision.

use std::sync::atomic::Ordering;

use coffer_gate::{
    Caller, Detail, Event, ExplainError, Facts, ListAlerts, Outcome, PolicyText, UserCaller,
};
use coffer_ledger::{Decision, EntryKind};
use coffer_model::{ActorId, SessionId, TokenId};

use crate::world::{START, World, ana, bo, case, case_id, facts, session_id, version, version_id};

#[tokio::test]
async fn an_allowed_download_is_in_the_ledger_before_the_permit_exists() {
    let world = World::new();
    let ana = Caller::user(ana());
    let permit = world.download(&ana).await.unwrap();
    let decision = world.last();
    assert_eq!(decision.kind, EntryKind::Decision);
    assert_eq!(decision.decision, Some(Decision::Allow));
    assert_eq!(decision.reason.as_deref(), Some("allowed"));
    assert_eq!(decision.policies, ["support-work"]);
    assert_eq!(
        (decision.action.as_str(), decision.target),
        ("file.download", Some(version_id().to_string()))
    );
    assert_eq!(decision.case, Some(case_id().to_string()));
    assert_eq!(decision.department.as_deref(), Some("customer-success"));
    assert_eq!(
        (decision.session, decision.assurance),
        (Some(session_id().to_string()), Some(3))
    );
    assert_eq!(decision.source.as_deref(), Some("5f2c"));
    assert_eq!(decision.detail["sensitivity"], "restricted");

    assert_eq!(
        (permit.target(), permit.entry(), permit.case()),
        (version_id(), 0, Some(case_id()))
    );
    assert_eq!(
        (permit.version(), permit.file()),
        (Some(version_id()), Some(version().file))
    );
    assert_eq!(permit.actor(), ana.actor());

    world.wait(2);
    permit
        .finish(
            Outcome::done()
                .bytes(4096)
                .detail("format", "plain")
                .sealed(vec![1, 2, 3]),
        )
        .await
        .unwrap();
    let outcome = world.last();
    assert_eq!(
        (outcome.kind, outcome.intent, outcome.result.as_deref()),
        (EntryKind::Outcome, Some(0), Some("done"))
    );
    assert_eq!(
        (outcome.bytes, outcome.target),
        (Some(4096), Some(version_id().to_string()))
    );
    assert_eq!(outcome.case, Some(case_id().to_string()));
    assert_eq!(outcome.sealed.as_deref(), Some("AQID"));
    assert_eq!(outcome.time, START.plus_seconds(2));
    assert_eq!(world.entries().len(), 2);
}

#[tokio::test]
async fn a_refusal_says_why_and_what_next_and_is_in_the_ledger_too() {
    let world = World::new();
    let untrained = Caller::user(UserCaller {
        training_valid_until: None,
        ..ana()
    });
    let denied = world.download(&untrained).await.unwrap_err();
    assert_eq!(
        (denied.code, denied.hidden, denied.entry),
        ("training-missing", false, Some(0))
    );
    assert!(
        denied.next.contains("training") && denied.to_string().starts_with("training-missing: ")
    );
    let entry = world.last();
    assert_eq!(
        (entry.decision, entry.reason.as_deref()),
        (Some(Decision::Deny), Some("training-missing"))
    );
    assert_eq!(entry.policies, denied.policies);
}

#[tokio::test]
async fn without_the_ledger_the_answer_is_no() {
    let world = World::new();
    world.ledger.full.store(true, Ordering::SeqCst);
    let denied = world.download(&Caller::user(ana())).await.unwrap_err();
    assert_eq!(
        (denied.code, denied.entry, denied.hidden),
        ("ledger-unavailable", None, false)
    );
    // A refusal that cannot be recorded must not tell the outsider that the case exists, either.
    let denied = world.download(&Caller::user(bo())).await.unwrap_err();
    assert_eq!(
        (denied.code, denied.policies.len()),
        ("ledger-unavailable", 0)
    );
    assert!(
        world
            .gate
            .record(&Caller::console(), Event::ServerStarted, Detail::new())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_outcome_that_cannot_be_recorded_is_an_error_and_the_intent_stays_open() {
    let world = World::new();
    let permit = world.download(&Caller::user(ana())).await.unwrap();
    world.ledger.full.store(true, Ordering::SeqCst);
    assert!(permit.finish(Outcome::done()).await.is_err());
    assert_eq!(world.entries().len(), 1);
}

#[tokio::test]
async fn a_permit_that_is_dropped_leaves_an_outcome() {
    let world = World::new();
    let permit = world.download(&Caller::user(ana())).await.unwrap();
    drop(permit);
    let entry = world.last();
    assert_eq!(
        (entry.intent, entry.result.as_deref()),
        (Some(0), Some(coffer_gate::UNFINISHED))
    );
    let case = case_id().to_string();
    assert_eq!(entry.case.as_deref(), Some(case.as_str()));
}

#[tokio::test]
async fn a_stream_ends_when_its_ground_is_gone() {
    type End = fn(&World);
    let ends: [(&str, End); 5] = [
        ("session", |world| world.live.revoke_session(session_id())),
        ("freeze", |world| {
            world.live.freeze_actor(ActorId::User(ana().user));
        }),
        ("rights", |world| {
            world.live.actor_changed(ActorId::User(ana().user));
        }),
        ("case", |world| world.live.case_changed(case_id())),
        ("policy", |world| world.live.bump_policy()),
    ];
    for (what, end) in ends {
        let world = World::new();
        let permit = world.download(&Caller::user(ana())).await.unwrap();
        world.live.revoke_session(SessionId::from_bytes([0xaa; 16]));
        assert!(permit.is_live(), "{what}");
        end(&world);
        assert!(!permit.is_live(), "{what}");
        permit
            .finish(Outcome::failed("revoked").bytes(10))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn what_was_revoked_after_signing_in_is_revoked() {
    let world = World::new();
    let by_token = UserCaller {
        token: Some(TokenId::from_bytes([7; 16])),
        scope: Some(vec!["file.download".to_owned()]),
        ..ana()
    };
    let (session, token) = (Caller::user(ana()), Caller::user(by_token));
    assert!(world.download(&token).await.is_ok());
    assert_eq!(
        world.last().detail["token"],
        TokenId::from_bytes([7; 16]).to_string()
    );
    world.live.revoke_token(TokenId::from_bytes([7; 16]));
    assert_eq!(
        world.download(&token).await.unwrap_err().code,
        "session-revoked"
    );
    world.live.freeze_actor(ActorId::User(ana().user));
    assert_eq!(
        world.download(&session).await.unwrap_err().code,
        "actor-frozen"
    );
    world.live.unfreeze_actor(&ActorId::User(ana().user));
    assert!(world.download(&session).await.is_ok());
}

#[tokio::test]
async fn an_event_is_recorded_with_ids_and_codes() {
    let world = World::new();
    let detail = Detail::new()
        .target(version_id())
        .case(case_id())
        .result("ready")
        .count(3)
        .with("detectors", "120");
    let index = world
        .gate
        .record(&Caller::service("scan"), Event::VersionInspected, detail)
        .await
        .unwrap();
    let entry = world.last();
    assert_eq!(
        (index, entry.kind, entry.action.as_str()),
        (0, EntryKind::Event, "version.inspected")
    );
    assert_eq!(
        (entry.actor.as_str(), entry.count, entry.decision),
        ("service:scan", Some(3), None)
    );
    let free_text = Detail::new().with("note", "for ana@example.com");
    assert!(
        world
            .gate
            .record(&Caller::console(), Event::JobFailed, free_text)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn other_policies_come_into_force_at_once_or_not_at_all() {
    let world = World::new();
    let ana = Caller::user(ana());
    let permit = world.download(&ana).await.unwrap();
    let open = PolicyText::built_in().with(
        "own.cedar",
        "@id(\"open\") @text(\"everything\") permit (principal is Anonymous, action, resource);",
    );
    // The walls still stand before it, so this one is harmless, and passes.
    world.gate.replace_policies(&open).unwrap();
    assert!(!permit.is_live());
    let nobody = Caller::anonymous(None);
    assert!(world.download(&nobody).await.is_err());

    let strict = PolicyText::built_in().with(
        "own.cedar",
        "@id(\"no-restricted-download\") @reason(\"local-policy\") @text(\"Restricted files stay here.\") @next(\"View them.\")
         forbid (principal, action == Action::\"file.download\", resource)
         when { resource has version && resource.version.sensitivity == \"restricted\" };",
    );
    world.gate.replace_policies(&strict).unwrap();
    let denied = world.download(&ana).await.unwrap_err();
    assert_eq!(
        (denied.code, denied.policies),
        ("local-policy", vec!["no-restricted-download".to_owned()])
    );
    assert_eq!(denied.next, "View them.");

    let before = world.live.policy_epoch();
    assert!(
        world
            .gate
            .replace_policies(&PolicyText::from_files([]))
            .is_err()
    );
    assert_eq!(world.live.policy_epoch(), before);
    assert_eq!(world.download(&ana).await.unwrap_err().code, "local-policy");
}

#[tokio::test]
async fn an_explanation_names_policies_missing_facts_and_the_next_step() {
    let world = World::new();
    let (ana, bo) = (Caller::user(ana()), Caller::user(bo()));
    let target = version_id().to_string();
    let allowed = world
        .gate
        .explain(&ana, "file.download", &target, &facts())
        .unwrap();
    assert_eq!(
        (allowed.decision, allowed.code, allowed.next),
        ("allow", "allowed", None)
    );
    assert_eq!(allowed.policies[0].effect, "permit");

    let refused = world
        .gate
        .explain(&bo, "file.download", &target, &facts())
        .unwrap();
    assert_eq!(
        (refused.decision, refused.code, refused.hidden),
        ("deny", "outside-department", true)
    );
    assert_eq!(
        (refused.policies[0].id.as_str(), refused.policies[0].effect),
        ("wall-department", "forbid")
    );
    assert!(refused.next.is_some_and(|next| !next.is_empty()));

    let missing = world
        .gate
        .explain(&ana, "span.unmask", &target, &Facts::none().case(case()))
        .unwrap();
    assert_eq!(missing.missing, ["version", "unmask budget"]);
    assert!(matches!(
        world.gate.explain(&ana, "file.steal", &target, &facts()),
        Err(ExplainError::Action(_))
    ));
    let wrong = world
        .gate
        .explain(&ana, "file.download", &case_id().to_string(), &facts());
    assert!(matches!(wrong, Err(ExplainError::Target { .. })));
    assert!(
        world
            .gate
            .explain(&ana, "alert.list", "", &Facts::none())
            .is_ok()
    );
    assert!(
        world.entries().is_empty(),
        "an explanation is not a decision"
    );
}

#[tokio::test]
async fn debug_forms_show_ids_and_nothing_else() {
    let world = World::new();
    let permit = world.download(&Caller::user(ana())).await.unwrap();
    let text = format!(
        "{permit:?} {:?} {:?} {:?}",
        permit.caller(),
        world.gate,
        world.live
    );
    assert!(
        text.contains("file.download") && !text.contains("5f2c"),
        "{text}"
    );
    permit.finish(Outcome::done()).await.unwrap();
    assert!(
        world
            .gate
            .authorize::<ListAlerts>(&Caller::user(ana()), (), Facts::none())
            .await
            .is_err()
    );
}
