//! Ledger entries as OCSF 1.6 events, for a SIEM (<https://schema.ocsf.io/1.6.0>).

use coffer_api::LedgerEntry;
use serde_json::{Value, json};

/// The version of the schema.
const VERSION: &str = "1.6.0";

/// Class, activity and category of an action.
fn class_of(action: &str) -> (u32, u32, u32) {
    const FILES: u32 = 6006;
    const ACCOUNTS: u32 = 3001;
    const ALERTS: u32 = 2004;
    match action {
        // Authentication: logon, logoff.
        "session.create" => (3002, 1, 3),
        "session.revoke" => (3002, 2, 3),
        // File hosting activity.
        "upload.create" | "upload.append" | "file.put" => (FILES, 1, 6),
        "file.download" | "file.view_original" | "send.take" => (FILES, 2, 6),
        "file.modify" => (FILES, 3, 6),
        "file.withdraw" | "upload.discard" | "case.shred" => (FILES, 4, 6),
        "file.view_masked" | "file.search" | "span.unmask" => (FILES, 9, 6),
        "send.create" | "request.create" => (FILES, 12, 6),
        "send.revoke" | "request.revoke" => (FILES, 13, 6),
        // Account change: create, update.
        "user.create" => (ACCOUNTS, 1, 3),
        "user.update" | "authenticator.enrol" => (ACCOUNTS, 99, 3),
        // Detection finding: create, close.
        "alert.raised" | "freeze.create" => (ALERTS, 1, 2),
        "alert.close" | "freeze.release" => (ALERTS, 3, 2),
        // API activity: other.
        _ => (6003, 99, 6),
    }
}

/// One entry as one event.
pub fn event(entry: &LedgerEntry) -> Value {
    let written = &entry.entry;
    let text = |name: &str| written[name].as_str().map(str::to_owned);
    let action = text("action").unwrap_or_default();
    let (class, activity, category) = class_of(&action);
    let denied = text("decision").as_deref() == Some("deny");
    // Status: 1 success, 2 failure. A denial is a failure of the one who was refused.
    let failed = denied
        || text("result")
            .is_some_and(|result| !["done", "intact", "ok"].contains(&result.as_str()));
    json!({
        "metadata": {
            "version": VERSION,
            "product": { "name": "Coffer", "vendor_name": "Coffer", "version": env!("CARGO_PKG_VERSION") },
            "uid": entry.leaf,
            "sequence": entry.index,
            "log_name": "ledger",
        },
        "time": written["time"],
        "class_uid": class,
        "category_uid": category,
        "activity_id": activity,
        "type_uid": class * 100 + activity,
        "severity_id": if class == 2004 { 4 } else if denied { 3 } else { 1 },
        "status_id": if failed { 2 } else { 1 },
        "status_detail": text("reason").or_else(|| text("result")),
        "actor": { "user": { "uid": text("actor"), "type": text("actor_kind"), "groups": [{ "name": text("department") }] },
                   "session": { "uid": text("session") } },
        "api": { "operation": action },
        "resources": [{ "uid": text("target"), "group": { "uid": text("case") } }],
        "unmapped": { "policies": written["policies"], "intent": written["intent"], "bytes": written["bytes"],
                      "count": written["count"], "detail": written["detail"], "kind": written["kind"] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(written: Value) -> LedgerEntry {
        LedgerEntry {
            index: 7,
            leaf: "ab".to_owned(),
            entry: written,
            names: Default::default(),
        }
    }

    #[test]
    fn a_refused_download_is_a_failed_file_activity() {
        let event = event(&entry(
            json!({"time": 5, "action": "file.download", "decision": "deny", "reason": "right-missing", "actor": "usr_1"}),
        ));
        assert_eq!(
            (&event["class_uid"], &event["type_uid"], &event["status_id"]),
            (&json!(6006), &json!(600_602), &json!(2))
        );
        assert_eq!(event["status_detail"], "right-missing");
    }

    #[test]
    fn an_unknown_action_is_still_an_event() {
        let event = event(&entry(json!({"time": 5, "action": "something.new"})));
        assert_eq!(
            (&event["class_uid"], &event["api"]["operation"]),
            (&json!(6003), &json!("something.new"))
        );
    }
}
