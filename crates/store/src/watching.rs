//! Alerts, and actors that are frozen because of them.

use coffer_model::{AlertId, CaseId, FreezeId, UnixMillis};

use crate::query::{descending, inserts, reads, row, words, writes};

words! {
    /// Whether somebody has dealt with an alert.
    AlertState "state of an alert" {
        /// Nobody has.
        Open = "open",
        /// Somebody has.
        Closed = "closed",
    }
}

row! {
    /// A rule matched.
    AlertRow in alerts {
        /// The alert.
        id: AlertId,
        /// The rule, by its name.
        rule: String,
        /// How bad it is, as a code.
        level: String,
        /// Whom it is about.
        actor: String,
        /// The case, when it is about one.
        case_id: Option<CaseId>,
        /// When the rule matched.
        raised_at: UnixMillis,
        /// The ledger entries that made it match.
        entries: Vec<u64>,
        /// What was done at once, as a code.
        response: String,
        /// Whether somebody has dealt with it.
        state: AlertState,
        /// Who has.
        closed_by: Option<String>,
        /// When.
        closed_at: Option<UnixMillis>,
    }
}

row! {
    /// An actor that may do nothing until somebody says otherwise.
    FreezeRow in freezes {
        /// The freeze.
        id: FreezeId,
        /// Who is frozen.
        actor: String,
        /// Why, as a code or the name of a rule.
        reason: String,
        /// Who froze them.
        created_by: String,
        /// When.
        created_at: UnixMillis,
        /// The alert it answers, if there is one.
        alert_id: Option<AlertId>,
        /// Who released them.
        released_by: Option<String>,
        /// When.
        released_at: Option<UnixMillis>,
    }
}

inserts! {
    /// Inserts an alert.
    pub fn insert_alert(AlertRow);
    /// Inserts a freeze.
    pub fn insert_freeze(FreezeRow);
}

reads! {
    /// The alert of this id.
    pub fn alert(id: AlertId) -> Option<AlertRow> = "SELECT * FROM alerts WHERE id = $1", [id];
    /// Alerts, newest first.
    pub fn alerts(before: Option<AlertId>, limit: u32) -> Vec<AlertRow> =
        "SELECT * FROM alerts WHERE id < $1 ORDER BY id DESC LIMIT $2",
        [descending(before), limit];
    /// Alerts in a state, newest first.
    pub fn alerts_in_state(
        state: AlertState, before: Option<AlertId>, limit: u32,
    ) -> Vec<AlertRow> =
        "SELECT * FROM alerts WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [state, descending(before), limit];
    /// How many alerts nobody has dealt with.
    pub fn count_open_alerts() -> u64 = "SELECT COUNT(*) FROM alerts WHERE state = 'open'", [];
    /// The freeze of this id.
    pub fn freeze(id: FreezeId) -> Option<FreezeRow> =
        "SELECT * FROM freezes WHERE id = $1", [id];
    /// Freezes, released ones included, newest first.
    pub fn freezes(before: Option<FreezeId>, limit: u32) -> Vec<FreezeRow> =
        "SELECT * FROM freezes WHERE id < $1 ORDER BY id DESC LIMIT $2",
        [descending(before), limit];
    /// Every freeze that is not released.
    pub fn active_freezes() -> Vec<FreezeRow> =
        "SELECT * FROM freezes WHERE released_at IS NULL ORDER BY id", [];
    /// Whether an actor is frozen.
    pub fn actor_is_frozen(actor: &str) -> bool =
        "SELECT EXISTS (SELECT 1 FROM freezes WHERE actor = $1 AND released_at IS NULL)", [actor];
}

writes! {
    /// Marks an alert as dealt with. False when it was.
    pub fn close_alert(id: AlertId, by: &str, now: UnixMillis) -> bool =
        "UPDATE alerts SET state = 'closed', closed_by = $2, closed_at = $3 \
         WHERE id = $1 AND state = 'open'", [id, by, now];
    /// Releases a freeze. False when it was released.
    pub fn release_freeze(id: FreezeId, by: &str, now: UnixMillis) -> bool =
        "UPDATE freezes SET released_by = $2, released_at = $3 \
         WHERE id = $1 AND released_at IS NULL", [id, by, now];
}
