//! Rules that are wrong are refused, and the refusal names the rule and says what to do.
#![allow(
    clippy::unwrap_used,
    reason = "in a test, an unexpected error is a failure"
)]

use coffer_watch::{DEFAULT_RULES, MAX_RULE_BYTES, Watch};

const RULE: &str = "\
title: Some rule
id: 1b1f4f0e-0000-4000-8000-000000000001
name: some-rule
logsource:
  product: coffer
detection:
  selection:
    action: file.download
  condition: selection
level: high
coffer:
  response: notify
  subject: actor
";

const COUNTED: &str = "\
title: Counted
id: 1b1f4f0e-0000-4000-8000-000000000002
name: counted
logsource:
  product: coffer
detection:
  selection:
    action: file.download
  condition: selection
---
title: Many
id: 1b1f4f0e-0000-4000-8000-000000000003
name: many
correlation:
  type: event_count
  rules:
    - counted
  group-by:
    - actor
  timespan: 5m
  condition:
    gte: 3
level: high
coffer:
  response: freeze_actor
  subject: actor
";

fn refusal(yaml: &str) -> String {
    Watch::new(&[("mine.yml", yaml)])
        .expect_err("a refusal")
        .to_string()
}

#[test]
fn the_default_rules_load_and_say_what_they_are_about() {
    let watch = Watch::with_default_rules().unwrap();
    assert!(watch.rule_count() >= 30, "{watch:?}");
    for (file, yaml) in DEFAULT_RULES {
        assert!(
            yaml.contains("product: coffer") && yaml.contains("falsepositives:"),
            "{file}"
        );
        assert!(!yaml.contains('\t') && yaml.ends_with('\n'), "{file}");
    }
}

#[test]
fn sound_rules_load() {
    assert_eq!(Watch::new(&[("mine.yml", RULE)]).unwrap().rule_count(), 1);
    let watch = Watch::new(&[("a.yml", RULE), ("b.yml", COUNTED)]).unwrap();
    assert_eq!((watch.rule_count(), watch.memory_seconds()), (3, 600));
    let crlf = RULE.replace('\n', "\r\n");
    assert!(Watch::new(&[("mine.yml", crlf)]).is_ok());
    assert!(
        Watch::new::<&str, &str>(&[]).is_ok(),
        "no rules at all are a choice"
    );
}

#[test]
fn files_that_hold_no_rules_are_refused_by_name() {
    for yaml in [
        "",
        "\n",
        "---\n",
        "just text",
        "- a\n- list\n",
        "title: [",
        "title: x\n\tid: y\n",
        "{",
        "a: &x [*x]",
        "title: 7\n",
    ] {
        let refusal = refusal(yaml);
        assert!(refusal.contains("mine.yml"), "{yaml:?}: {refusal}");
    }
    let long = format!("{RULE}description: {}\n", "x".repeat(MAX_RULE_BYTES));
    assert!(refusal(&long).contains("are more than"));
}

#[test]
fn a_rule_without_an_id_is_refused_because_the_engine_would_ignore_it() {
    let without = RULE.replace("id: 1b1f4f0e-0000-4000-8000-000000000001\n", "");
    let refusal = refusal(&without);
    assert!(
        refusal.contains("\"Some rule\" in mine.yml") && refusal.contains("no id"),
        "{refusal}"
    );
}

#[test]
fn each_mistake_in_a_rule_is_named() {
    for (from, to, words) in [
        (
            "id: 1b1f4f0e-0000-4000-8000-000000000001",
            "id: ' '",
            "no id",
        ),
        ("product: coffer", "product: windows", "product: coffer"),
        (
            "  product: coffer",
            "  category: file_access",
            "product: coffer",
        ),
        ("level: high\n", "", "needs a level"),
        ("level: high", "level: urgent", "level"),
        (
            "response: notify",
            "response: shout",
            "notify, freeze_actor",
        ),
        ("  response: notify\n", "", "response"),
        (
            "subject: actor",
            "subject: session",
            "actor, account, source",
        ),
        ("  subject: actor\n", "", "subject"),
        (
            "subject: actor",
            "subject: actor\n  quiet: 5m",
            "quiet_seconds",
        ),
        (
            "subject: actor",
            "subject: actor\n  quiet_seconds: -1",
            "quiet_seconds",
        ),
        (
            "subject: actor",
            "subject: actor\n  quiet_seconds: 604801",
            "at most 604800",
        ),
        (
            "subject: actor",
            "subject: actor\n  quiet_seconds: long",
            "quiet_seconds",
        ),
        (
            "coffer:\n  response: notify\n  subject: actor",
            "coffer: notify",
            "response",
        ),
        (
            "coffer:\n  response: notify\n  subject: actor\n",
            "",
            "never do anything",
        ),
        ("coffer:", "cofer:", "\"cofer\" means nothing"),
        (
            "response: notify\n  subject: actor",
            "response: freeze_actor\n  subject: source",
            "only a rule whose subject is an actor or an account",
        ),
        (
            "action: file.download",
            "Action: file.download",
            "\"Action\" is in no ledger entry",
        ),
        (
            "action: file.download",
            "actor.name: ana",
            "\"actor.name\" is in no ledger entry",
        ),
        ("condition: selection", "condition: other", "mine.yml"),
        (
            "condition: selection",
            "condition: selection and",
            "mine.yml",
        ),
        ("action: file.download", "action|re: '('", "mine.yml"),
        ("action: file.download", "action|loudly: x", "mine.yml"),
        ("  condition: selection\n", "", "mine.yml"),
        ("title: Some rule\n", "", "mine.yml"),
    ] {
        let changed = RULE.replace(from, to);
        assert_ne!(changed, RULE, "{from:?}");
        let refusal = refusal(&changed);
        assert!(
            refusal.contains("mine.yml") && refusal.contains(words),
            "{to:?}: {refusal}"
        );
    }
}

#[test]
fn each_mistake_in_a_correlation_is_named() {
    for (from, to, words) in [
        (
            "id: 1b1f4f0e-0000-4000-8000-000000000003\n",
            "",
            "\"Many\" in mine.yml: it has no id",
        ),
        (
            "id: 1b1f4f0e-0000-4000-8000-000000000002\n",
            "",
            "\"Counted\" in mine.yml: it has no id",
        ),
        (
            "    - counted",
            "    - countd",
            "\"countd\" that does not exist",
        ),
        (
            "    - actor\n",
            "    - source\n",
            "must stand under group-by",
        ),
        (
            "    - actor\n",
            "    - actor\n    - sorce\n",
            "\"sorce\" is in no ledger entry",
        ),
        (
            "coffer:\n  response: freeze_actor\n  subject: actor\n",
            "",
            "needs a block `coffer:`",
        ),
        ("level: high\n", "", "needs a level"),
        ("timespan: 5m", "timespan: 8d", "7 days"),
        ("timespan: 5m", "timespan: soon", "mine.yml"),
        ("type: event_count", "type: event_guess", "mine.yml"),
        ("    gte: 3", "    about: 3", "mine.yml"),
        ("name: many", "name: counted", "belongs to another rule"),
        ("000000000003", "000000000002", "belongs to another rule"),
        (
            "level: high",
            "level: high\nrsigma.action: reset",
            "\"rsigma.action\" means nothing",
        ),
    ] {
        let changed = COUNTED.replace(from, to);
        assert_ne!(changed, COUNTED, "{from:?}");
        let refusal = refusal(&changed);
        assert!(
            refusal.contains("mine.yml") && refusal.contains(words),
            "{to:?}: {refusal}"
        );
    }
}

#[test]
fn the_same_rules_twice_are_refused() {
    let refusal = Watch::new(&[("a.yml", RULE), ("b.yml", RULE)])
        .expect_err("a refusal")
        .to_string();
    assert!(
        refusal.contains("b.yml") && refusal.contains("another rule"),
        "{refusal}"
    );
}

#[test]
fn correlations_that_feed_each_other_in_a_circle_are_refused() {
    let circle = COUNTED.replace("    - counted", "    - counted\n    - many");
    assert!(
        refusal(&circle).contains("together"),
        "{}",
        refusal(&circle)
    );
}

#[test]
fn a_filter_is_refused_because_exceptions_belong_into_rules() {
    let filter = "\
title: Not her
id: 1b1f4f0e-0000-4000-8000-000000000009
logsource:
  product: coffer
filter:
  rules:
    - some-rule
  selection:
    actor: usr_1
  condition: not selection
";
    let refusal = Watch::new(&[("a.yml", RULE), ("b.yml", filter)])
        .expect_err("a refusal")
        .to_string();
    assert!(
        refusal.contains("b.yml") && refusal.contains("filter"),
        "{refusal}"
    );
}

#[test]
fn a_rule_may_refer_to_a_rule_in_another_file_by_name_or_by_id() {
    let (first, second) = COUNTED.split_once("---\n").unwrap();
    for reference in ["counted", "1b1f4f0e-0000-4000-8000-000000000002"] {
        let second = second.replace("    - counted", &format!("    - {reference}"));
        assert_eq!(
            Watch::new(&[("z.yml", second.as_str()), ("a.yml", first)])
                .unwrap()
                .rule_count(),
            2
        );
    }
    assert!(
        Watch::new(&[("a.yml", first)]).is_err(),
        "alone, it would never do anything"
    );
}
