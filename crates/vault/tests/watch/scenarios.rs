//! Each default rule: it fires on its scenario, and stays silent just below it.

use coffer_ledger::{Decision, Entry};
use coffer_model::ActorId;
use coffer_watch::{Level, Response, Subject, Watch};

use crate::days::{Day, allowed, at, case, contact, denied, fired, sign_in, user, version};

const NOTHING: [&str; 0] = [];

#[test]
fn an_ordinary_day_raises_no_alert() {
    let mut entries = Vec::new();
    for agent in 1..=5 {
        let who = user(agent);
        entries.push(sign_in(0, &who.to_string(), "aa01", "failed"));
        entries.push(sign_in(9, &who.to_string(), "aa01", "second-factor-needed"));
        entries.push(sign_in(20, &who.to_string(), "aa01", "done"));
        for step in 0..200_i64 {
            let file = u64::try_from(step / 5).unwrap();
            entries.push(
                allowed(60 + 120 * step, &who, "file.view_masked")
                    .with_target(&version(file))
                    .with_case(&case(file / 4)),
            );
        }
        entries.push(allowed(24_100, &who, "file.download").with_target(&version(3)));
        entries.push(denied(24_200, &who, "file.download", "step-up-needed"));
    }
    entries.sort_by_key(|entry| entry.time);
    assert_eq!(fired(entries), NOTHING);
}

#[test]
fn guessing_a_password_is_told_at_the_fifth_failure_within_five_minutes() {
    let attempts =
        |count: i64, pause| (0..count).map(move |i| sign_in(i * pause, "ac01", "aa01", "failed"));
    assert_eq!(fired(attempts(5, 30)), ["repeated-failed-sign-ins"]);
    assert_eq!(fired(attempts(4, 30)), NOTHING);
    assert_eq!(fired(attempts(50, 100)), NOTHING, "spread over longer time");
    let spread = (0..5).map(|i| sign_in(i, &format!("ac0{i}"), "aa01", "failed"));
    assert_eq!(fired(spread), NOTHING, "five people, one failure each");
}

#[test]
fn every_way_to_fail_counts_and_a_step_on_the_way_does_not() {
    let denied = |i| {
        denied(i, &ActorId::Anonymous, "session.create", "actor-frozen")
            .with_detail("account", "ac01")
    };
    assert_eq!(fired((0..5).map(denied)), ["repeated-failed-sign-ins"]);
    let wrong = (0..5).map(|i| sign_in(i, "ac01", "aa01", "wrong-code"));
    assert_eq!(fired(wrong), ["repeated-failed-sign-ins"]);
    let steps = (0..50).map(|i| sign_in(i, "ac01", "aa01", "second-factor-needed"));
    assert_eq!(fired(steps), NOTHING);
    let done = (0..50).map(|i| sign_in(i, "ac01", "aa01", "done"));
    assert_eq!(fired(done), NOTHING);
    let nobody =
        (0..50).map(|i| Entry::outcome(at(i), &ActorId::Anonymous, "session.create", 0, "failed"));
    assert_eq!(
        fired(nobody),
        NOTHING,
        "failures of nobody in particular are no group"
    );
}

#[test]
fn the_alert_about_guessing_names_the_account_and_every_entry() {
    let mut day = Day::default();
    day.see([allowed(0, &user(1), "case.list")]);
    day.see((1..=5).map(|i| sign_in(i, "ac01", "aa01", "failed")));
    let alert = &day.alerts[0];
    assert_eq!(
        (alert.subject, alert.actor.as_str()),
        (Subject::Account, "ac01")
    );
    assert_eq!(
        (alert.level, alert.response),
        (Level::High, Response::FreezeActor)
    );
    assert_eq!(alert.entries, [1, 2, 3, 4, 5]);
}

#[test]
fn one_address_that_tries_many_accounts_is_told() {
    let spray = |accounts, pause: i64, source: &str| -> Vec<Entry> {
        (0..accounts)
            .map(|i| sign_in(i * pause, &format!("ac{i:02}"), source, "failed"))
            .collect()
    };
    let mut day = Day::default();
    day.see(spray(8, 30, "bb02"));
    assert_eq!(day.rules(), ["password-spray"]);
    assert_eq!(
        (day.alerts[0].subject, day.alerts[0].actor.as_str()),
        (Subject::Source, "bb02")
    );
    assert_eq!(fired(spray(7, 30, "bb02")), NOTHING);
    assert_eq!(
        fired(spray(60, 90, "bb02")),
        NOTHING,
        "spread over longer time"
    );
    let everywhere = (0..20).map(|i| sign_in(i, &format!("ac{i:02}"), &format!("s{i}"), "failed"));
    assert_eq!(fired(everywhere), NOTHING, "from an address each");
}

#[test]
fn a_success_after_many_failures_is_told_and_after_few_is_not() {
    let mut attempts: Vec<Entry> = (0..5)
        .map(|i| sign_in(i, "ac01", "aa01", "failed"))
        .collect();
    attempts.push(sign_in(60, "ac01", "aa01", "done"));
    assert_eq!(
        fired(attempts.clone()),
        ["repeated-failed-sign-ins", "failed-then-successful-sign-in"]
    );
    assert_eq!(
        fired(attempts[1..].to_vec()),
        NOTHING,
        "four failures, then a success"
    );
    let late = attempts[..5]
        .iter()
        .cloned()
        .chain([sign_in(700, "ac01", "aa01", "done")]);
    assert_eq!(
        fired(late),
        ["repeated-failed-sign-ins"],
        "the success came much later"
    );
    let other = attempts[..5]
        .iter()
        .cloned()
        .chain([sign_in(60, "ac02", "aa01", "done")]);
    assert_eq!(
        fired(other),
        ["repeated-failed-sign-ins"],
        "somebody else's success"
    );
    let before = [sign_in(0, "ac01", "aa01", "done")]
        .into_iter()
        .chain((10..15).map(|i| sign_in(i, "ac01", "aa01", "failed")));
    assert_eq!(
        fired(before),
        ["repeated-failed-sign-ins"],
        "the success came first"
    );
}

fn reads(count: u64, pause: i64, distinct: u64) -> impl Iterator<Item = Entry> {
    (0..count).map(move |i| {
        allowed(
            i64::try_from(i).unwrap() * pause,
            &user(1),
            "file.view_masked",
        )
        .with_target(&version(i % distinct))
        .with_case(&case(0))
    })
}

#[test]
fn reading_forty_different_files_in_ten_minutes_freezes_the_reader() {
    let mut day = Day::default();
    day.see(reads(40, 10, 1000));
    assert_eq!(day.rules(), ["mass-read"]);
    let alert = &day.alerts[0];
    assert_eq!(
        (alert.response, alert.level),
        (Response::FreezeActor, Level::High)
    );
    assert_eq!(alert.actor, user(1).to_string());
    assert_eq!(alert.case, Some(case(0).to_string()));
    assert_eq!(alert.entries, (0..40).collect::<Vec<u64>>());
    assert_eq!(fired(reads(39, 10, 1000)), NOTHING);
    assert_eq!(
        fired(reads(400, 2, 39)),
        NOTHING,
        "the same files again and again"
    );
    assert_eq!(
        fired(reads(200, 16, 1000)),
        NOTHING,
        "spread over longer time"
    );
}

#[test]
fn repeating_one_read_does_not_push_the_others_out_of_memory() {
    let mut entries: Vec<Entry> = reads(39, 1, 1000).collect();
    entries.extend(
        (0..1100).map(|_| allowed(40, &user(1), "file.view_masked").with_target(&version(0))),
    );
    entries.push(allowed(41, &user(1), "file.view_masked").with_target(&version(2000)));
    assert_eq!(fired(entries), ["mass-read"]);
}

#[test]
fn what_was_refused_was_not_read() {
    let refused = (0..59).map(|i| {
        denied(i, &user(1), "file.view_masked", "step-up-needed")
            .with_target(&version(i.unsigned_abs()))
    });
    assert_eq!(fired(refused), NOTHING);
}

#[test]
fn twenty_downloads_in_ten_minutes_freeze_the_one_who_downloads() {
    let downloads = |count, pause: i64| {
        (0..count)
            .map(move |i| allowed(i * pause, &user(1), "file.download").with_target(&version(1)))
    };
    let mut day = Day::default();
    day.see(downloads(20, 20));
    assert_eq!(day.rules(), ["mass-download"]);
    assert_eq!(
        (day.alerts[0].response, day.alerts[0].level),
        (Response::FreezeActor, Level::Critical)
    );
    assert_eq!(fired(downloads(19, 20)), NOTHING);
    assert_eq!(
        fired(downloads(100, 40)),
        NOTHING,
        "spread over longer time"
    );
    let together = (0..38).map(|i| {
        allowed(i, &user(u8::try_from(i % 2).unwrap()), "file.download").with_target(&version(1))
    });
    assert_eq!(fired(together), NOTHING, "two people, nineteen each");
}

#[test]
fn twenty_unmaskings_in_ten_minutes_freeze_the_one_who_unmasks() {
    let unmask =
        |count, pause: i64| (0..count).map(move |i| allowed(i * pause, &user(1), "span.unmask"));
    assert_eq!(fired(unmask(20, 20)), ["mass-unmask"]);
    assert_eq!(fired(unmask(19, 20)), NOTHING);
    assert_eq!(fired(unmask(100, 40)), NOTHING, "spread over longer time");
}

#[test]
fn content_of_twenty_five_cases_in_an_hour_is_told() {
    let visits = |count: u64, pause: i64| {
        (0..count).map(move |i| {
            allowed(i64::try_from(i).unwrap() * pause, &user(1), "file.search")
                .with_target(&version(i))
                .with_case(&case(i))
        })
    };
    assert_eq!(fired(visits(25, 120)), ["many-cases"]);
    assert_eq!(fired(visits(24, 120)), NOTHING);
    assert_eq!(fired(visits(200, 160)), NOTHING, "spread over longer time");
}

#[test]
fn a_program_that_reads_without_a_pause_is_told() {
    let flood = |count: i64, pages: i64| {
        (0..count).map(move |i| {
            allowed(i / pages, &user(1), "file.view_masked")
                .with_target(&version(1))
                .with_case(&case(1))
        })
    };
    assert_eq!(fired(flood(1200, 4)), ["read-flood"]);
    assert_eq!(fired(flood(1199, 4)), NOTHING);
    assert_eq!(
        fired(flood(3000, 1)),
        NOTHING,
        "one page a second is how people scroll"
    );
}

#[test]
fn guessing_links_from_one_address_is_told() {
    let guesses = |count, pause: i64, reason: &'static str| {
        (0..count).map(move |i| denied(i * pause, &ActorId::Anonymous, "request.open", reason))
    };
    let mut day = Day::default();
    day.see(guesses(10, 20, "target-unknown"));
    assert_eq!(day.rules(), ["link-guessing"]);
    assert_eq!(
        (day.alerts[0].subject, day.alerts[0].actor.as_str()),
        (Subject::Source, "aa01")
    );
    assert_eq!(fired(guesses(9, 20, "target-unknown")), NOTHING);
    assert_eq!(
        fired(guesses(100, 70, "target-unknown")),
        NOTHING,
        "spread over longer time"
    );
    assert_eq!(
        fired(guesses(50, 1, "code-needed")),
        NOTHING,
        "the code is asked for each time"
    );
    let codes = (0..10).map(|i| {
        Entry::outcome(at(i), &contact(1), "send.open", 0, "wrong-code").with_source("aa01")
    });
    assert_eq!(fired(codes), ["link-guessing"]);
    let opened = (0..99)
        .map(|i| Entry::outcome(at(i), &contact(1), "send.open", 0, "done").with_source("aa01"));
    assert_eq!(fired(opened), NOTHING);
}

#[test]
fn asking_for_content_again_and_again_from_outside_is_told() {
    let asks = |count, pause: i64| {
        (0..count).map(move |i| {
            denied(
                i * pause,
                &user(7),
                "file.view_masked",
                "outside-department",
            )
        })
    };
    let mut day = Day::default();
    day.see(asks(5, 60));
    assert_eq!(day.rules(), ["repeated-wall-denials"]);
    assert_eq!(day.alerts[0].response, Response::Notify);
    assert_eq!(fired(asks(4, 60)), NOTHING);
    assert_eq!(fired(asks(50, 160)), NOTHING, "spread over longer time");
    let admin = (0..5).map(|i| denied(i, &user(7), "case.view", "role-reads-no-content"));
    assert_eq!(fired(admin), ["repeated-wall-denials"]);
}

#[test]
fn content_reached_from_outside_is_a_failed_control() {
    let mut day = Day::default();
    day.see([allowed(0, &user(7), "file.view_masked")
        .with_department("engineering")
        .with_case(&case(3))]);
    assert_eq!(day.rules(), ["wall-breached"]);
    let alert = &day.alerts[0];
    assert_eq!(
        (alert.level, alert.response),
        (Level::Critical, Response::FreezeActor)
    );
    assert_eq!(
        (alert.case.clone(), alert.entries.clone()),
        (Some(case(3).to_string()), vec![0])
    );
    let nowhere = Entry::decision(at(0), &user(7), "file.download", Decision::Allow);
    assert_eq!(
        fired([nowhere]),
        ["wall-breached"],
        "a user without a department is outside too"
    );
    let lists = allowed(0, &user(7), "alert.list").with_department("security");
    assert_eq!(fired([lists]), NOTHING);
}

#[test]
fn trying_doors_is_told_and_so_is_trying_them_while_frozen() {
    let doors = |count, pause: i64, who: ActorId| {
        (0..count).map(move |i| denied(i * pause, &who, "case.view", "not-a-member"))
    };
    assert_eq!(fired(doors(60, 5, user(1))), ["denial-flood"]);
    assert_eq!(fired(doors(60, 5, contact(1))), ["denial-flood"]);
    assert_eq!(fired(doors(59, 5, user(1))), NOTHING);
    assert_eq!(
        fired(doors(600, 11, user(1))),
        NOTHING,
        "spread over longer time"
    );
    let frozen = |count, pause: i64| {
        (0..count).map(move |i| denied(i * pause, &user(1), "case.view", "actor-frozen"))
    };
    assert_eq!(fired(frozen(10, 30)), ["frozen-actor-active"]);
    assert_eq!(fired(frozen(9, 30)), NOTHING);
    assert_eq!(fired(frozen(90, 70)), NOTHING, "spread over longer time");
}

#[test]
fn touching_a_canary_freezes_at_once_and_laying_one_does_not() {
    let touch = |who: &ActorId| {
        allowed(0, who, "file.view_masked")
            .with_detail("canary", "yes")
            .with_case(&case(9))
    };
    let mut day = Day::default();
    day.see([touch(&user(1))]);
    assert_eq!(day.rules(), ["canary-touched"]);
    assert_eq!(day.alerts[0].response, Response::FreezeActor);
    day.see([touch(&user(1)), touch(&user(2))]);
    assert_eq!(
        day.rules(),
        ["canary-touched", "canary-touched"],
        "once for each who touches it"
    );
    let refused = denied(0, &user(1), "file.download", "not-a-member").with_detail("canary", "yes");
    assert_eq!(
        fired([refused]),
        ["canary-touched"],
        "the attempt is enough"
    );
    let laid = allowed(0, &user(1), "case.create").with_detail("canary", "yes");
    assert_eq!(fired([laid]), NOTHING);
}

#[test]
fn nobody_freezes_the_console_a_service_or_everybody() {
    for who in [
        ActorId::Console,
        ActorId::Service("backup"),
        ActorId::Anonymous,
    ] {
        let mut day = Day::default();
        day.see([allowed(0, &who, "file.download").with_detail("canary", "yes")]);
        assert_eq!(day.rules(), ["canary-touched"]);
        assert_eq!(day.alerts[0].response, Response::Notify, "{who}");
    }
}

#[test]
fn every_change_of_the_policy_is_told_even_when_the_next_follows_at_once() {
    let change = |action| Entry::event(at(0), &ActorId::Console, action);
    assert_eq!(
        fired([change("policy.changed"), change("policy.changed")]),
        ["policy-changed", "policy-changed"]
    );
    assert_eq!(
        fired([change("configuration.changed")]),
        ["configuration-changed"]
    );
    assert_eq!(
        fired([change("server.started"), change("checkpoint.signed")]),
        NOTHING
    );
}

#[test]
fn rare_operations_are_told_when_allowed() {
    for action in ["snapshot.restore", "key.rotate", "ledger.export"] {
        assert_eq!(fired([allowed(0, &user(1), action)]), ["rare-operation"]);
        assert_eq!(
            fired([denied(0, &user(1), action, "right-missing")]),
            NOTHING
        );
    }
}

#[test]
fn a_ledger_that_does_not_verify_is_told_whoever_asked() {
    let verified = |result: &str| Entry::outcome(at(0), &user(1), "ledger.verify", 0, result);
    let checked = |check: &str, result: &str| {
        Entry::event(at(0), &ActorId::Service("check"), "check.ran")
            .with_detail("check", check)
            .with_result(result)
    };
    assert_eq!(fired([verified("changed")]), ["ledger-verification-failed"]);
    assert_eq!(
        fired([checked("ledger", "failed")]),
        ["ledger-verification-failed"]
    );
    for quiet in [
        verified("done"),
        verified("intact"),
        checked("ledger", "passed"),
        checked("blobs", "failed"),
    ] {
        assert_eq!(fired([quiet]), NOTHING);
    }
    assert_eq!(
        fired([allowed(0, &user(1), "ledger.verify")]),
        NOTHING,
        "asking is not failing"
    );
}

#[test]
fn withdrawing_or_overwriting_file_after_file_freezes() {
    let removals = |count, pause: i64, who: ActorId| {
        (0..count).map(move |i| {
            let action = if i % 2 == 0 {
                "file.withdraw"
            } else {
                "file.modify"
            };
            allowed(i * pause, &who, action).with_target(&version(i.unsigned_abs()))
        })
    };
    for who in [user(1), contact(1)] {
        let mut day = Day::default();
        day.see(removals(20, 10, who));
        assert_eq!(day.rules(), ["mass-removal"]);
        assert_eq!(day.alerts[0].response, Response::FreezeActor);
    }
    assert_eq!(fired(removals(19, 10, user(1))), NOTHING);
    assert_eq!(
        fired(removals(100, 20, user(1))),
        NOTHING,
        "spread over longer time"
    );
    let nightly = (0..100).map(|i| allowed(i, &ActorId::Service("retention"), "file.withdraw"));
    assert_eq!(fired(nightly), NOTHING, "retention withdraws what is due");
}

#[test]
fn shredding_case_after_case_is_told() {
    let shreds =
        |count, pause: i64| (0..count).map(move |i| allowed(i * pause, &user(1), "case.shred"));
    assert_eq!(fired(shreds(3, 600)), ["mass-shred"]);
    assert_eq!(fired(shreds(2, 600)), NOTHING);
    assert_eq!(fired(shreds(20, 2000)), NOTHING, "spread over longer time");
}

#[test]
fn one_alert_for_each_rule_and_subject_in_its_window() {
    let mut day = Day::default();
    day.see((0..300).map(|i| allowed(i * 20, &user(1), "file.download")));
    assert_eq!(
        day.alerts.len(),
        10,
        "a hundred minutes of it are ten windows"
    );
    let mut day = Day::default();
    day.see((0..80).map(|i| allowed(i, &user(u8::try_from(i % 4).unwrap()), "file.download")));
    assert_eq!(day.rules(), ["mass-download"; 4], "four subjects");
}

#[test]
fn after_a_start_the_last_entries_bring_the_memory_back() {
    let watch = Watch::with_default_rules().unwrap();
    assert_eq!(watch.memory_seconds(), 3600);
    let mut before = Day::default();
    before.see((0..15).map(|i| allowed(i, &user(1), "file.download")));
    let mut after = Day::default();
    after.see((0..15).map(|i| allowed(i, &user(1), "file.download")));
    after.alerts.clear();
    after.see((15..20).map(|i| allowed(i, &user(1), "file.download")));
    before.see((15..20).map(|i| allowed(i, &user(1), "file.download")));
    assert_eq!(before.alerts, after.alerts);
    assert_eq!(after.rules(), ["mass-download"]);
}

#[test]
fn what_is_no_entry_is_survived() {
    let mut watch = Watch::with_default_rules().unwrap();
    for value in [
        serde_json::json!(null),
        serde_json::json!([]),
        serde_json::json!("entry"),
        serde_json::json!({}),
        serde_json::json!({"time": "yesterday", "action": 7, "actor": {"a": 1}, "detail": []}),
        serde_json::json!({"time": i64::MIN, "action": "file.download", "decision": "allow", "actor_kind": "user"}),
        serde_json::json!({"time": i64::MAX, "action": "session.create", "kind": "outcome", "detail": {"account": [1]}}),
    ] {
        assert!(watch.observe(u64::MAX, &value).is_empty(), "{value}");
    }
}
