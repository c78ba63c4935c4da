//! Cases: who works on them, what keeps them, when they go.

use coffer_model::{CaseId, CaseState, CertificateId, CustomerId, HoldId, UnixMillis, UserId};

use crate::query::{descending, inserts, reads, row, writes};

row! {
    /// A support matter.
    CaseRow in cases {
        /// The case.
        id: CaseId,
        /// The number that people say; see [`crate::Tx::next_case_number`].
        number: u64,
        /// Whom it helps.
        customer_id: CustomerId,
        /// The subject.
        sealed_subject: Vec<u8>,
        /// Where it stands.
        state: CaseState,
        /// Who opened it.
        opened_by: String,
        /// When it was opened.
        opened_at: UnixMillis,
        /// When it was closed, if it is.
        closed_at: Option<UnixMillis>,
        /// How long it is kept once it is closed, in seconds.
        retention_seconds: u64,
        /// When it is to be shredded, if it is closed.
        delete_after: Option<UnixMillis>,
        /// When it was shredded.
        shredded_at: Option<UnixMillis>,
    }
}

row! {
    /// Somebody who works on a case.
    MembershipRow in case_members {
        /// The case.
        case_id: CaseId,
        /// Who works on it.
        user_id: UserId,
        /// Who said so.
        added_by: String,
        /// When.
        added_at: UnixMillis,
    }
}

row! {
    /// What keeps a case from being shredded.
    HoldRow in holds {
        /// The hold.
        id: HoldId,
        /// The case.
        case_id: CaseId,
        /// Why.
        sealed_reason: Vec<u8>,
        /// Who placed it.
        placed_by: String,
        /// When.
        placed_at: UnixMillis,
        /// Who released it.
        released_by: Option<String>,
        /// When.
        released_at: Option<UnixMillis>,
    }
}

row! {
    /// A statement that something was erased.
    CertificateRow in certificates {
        /// The certificate.
        id: CertificateId,
        /// The case that was erased, when it was one.
        case_id: Option<CaseId>,
        /// The customer that was erased, when it was one.
        customer_id: Option<CustomerId>,
        /// The signed text: ids, counts and ledger proofs only.
        body: String,
        /// When it was made.
        created_at: UnixMillis,
    }
}

inserts! {
    /// Inserts a case.
    pub fn insert_case(CaseRow);
    /// Inserts a hold.
    pub fn insert_hold(HoldRow);
    /// Inserts a certificate.
    pub fn insert_certificate(CertificateRow);
}

/// Where a page in descending order of numbers starts.
fn below(before: Option<u64>) -> u64 {
    before.unwrap_or(i64::MAX.unsigned_abs())
}

reads! {
    /// The case of this id.
    pub fn case(id: CaseId) -> Option<CaseRow> = "SELECT * FROM cases WHERE id = $1", [id];
    /// The case of this number.
    pub fn case_by_number(number: u64) -> Option<CaseRow> =
        "SELECT * FROM cases WHERE number = $1", [number];
    /// Cases with a number below `before`, newest first.
    pub fn cases(before: Option<u64>, limit: u32) -> Vec<CaseRow> =
        "SELECT * FROM cases WHERE number < $1 ORDER BY number DESC LIMIT $2",
        [below(before), limit];
    /// Cases in a state, with a number below `before`, newest first.
    pub fn cases_in_state(state: CaseState, before: Option<u64>, limit: u32) -> Vec<CaseRow> =
        "SELECT * FROM cases WHERE state = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        [state, below(before), limit];
    /// Cases of a customer, with a number below `before`, newest first.
    pub fn cases_of_customer(
        customer: CustomerId, before: Option<u64>, limit: u32,
    ) -> Vec<CaseRow> =
        "SELECT * FROM cases WHERE customer_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        [customer, below(before), limit];
    /// Cases that a user works on, with a number below `before`, newest first.
    pub fn cases_of_member(user: UserId, before: Option<u64>, limit: u32) -> Vec<CaseRow> =
        "SELECT cases.* FROM cases JOIN case_members ON case_members.case_id = cases.id \
         WHERE case_members.user_id = $1 AND cases.number < $2 \
         ORDER BY cases.number DESC LIMIT $3", [user, below(before), limit];
    /// How many cases are in a state.
    pub fn count_cases(state: CaseState) -> u64 =
        "SELECT COUNT(*) FROM cases WHERE state = $1", [state];
    /// Closed cases whose retention has ended and that nothing holds, the longest overdue first.
    pub fn cases_due(now: UnixMillis, limit: u32) -> Vec<CaseRow> =
        "SELECT * FROM cases WHERE state = 'closed' AND delete_after <= $1 \
         AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.case_id = cases.id \
         AND holds.released_at IS NULL) ORDER BY delete_after LIMIT $2", [now, limit];
    /// Whether a user works on a case.
    pub fn is_case_member(case: CaseId, user: UserId) -> bool =
        "SELECT EXISTS (SELECT 1 FROM case_members WHERE case_id = $1 AND user_id = $2)",
        [case, user];
    /// Who works on a case.
    pub fn case_members(case: CaseId) -> Vec<MembershipRow> =
        "SELECT * FROM case_members WHERE case_id = $1 ORDER BY added_at, user_id", [case];
    /// The hold of this id.
    pub fn hold(id: HoldId) -> Option<HoldRow> = "SELECT * FROM holds WHERE id = $1", [id];
    /// The holds on a case, released ones included, oldest first.
    pub fn holds_of_case(case: CaseId) -> Vec<HoldRow> =
        "SELECT * FROM holds WHERE case_id = $1 ORDER BY id", [case];
    /// Whether something keeps a case from being shredded.
    pub fn case_is_held(case: CaseId) -> bool =
        "SELECT EXISTS (SELECT 1 FROM holds WHERE case_id = $1 AND released_at IS NULL)", [case];
    /// The certificate of this id.
    pub fn certificate(id: CertificateId) -> Option<CertificateRow> =
        "SELECT * FROM certificates WHERE id = $1", [id];
    /// Certificates, newest first.
    pub fn certificates(before: Option<CertificateId>, limit: u32) -> Vec<CertificateRow> =
        "SELECT * FROM certificates WHERE id < $1 ORDER BY id DESC LIMIT $2",
        [descending(before), limit];
    /// The certificates about a case, oldest first.
    pub fn certificates_of_case(case: CaseId) -> Vec<CertificateRow> =
        "SELECT * FROM certificates WHERE case_id = $1 ORDER BY id", [case];
}

impl crate::Tx {
    /// The number of the next case: one more than the highest, and 1001 for the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_case_number(&mut self) -> crate::Result<u64> {
        let sql = "SELECT COALESCE(MAX(number), 1000) + 1 FROM cases";
        crate::query::value(self.connection(), sql, crate::column::args![]).await
    }
}

writes! {
    /// Changes the subject of a case.
    pub fn set_case_subject(id: CaseId, sealed_subject: &[u8]) -> () =
        "UPDATE cases SET sealed_subject = $2 WHERE id = $1 AND state <> 'shredded'",
        [id, sealed_subject];
    /// Changes how long a case is kept once it is closed.
    pub fn set_case_retention(
        id: CaseId, retention_seconds: u64, delete_after: Option<UnixMillis>,
    ) -> () =
        "UPDATE cases SET retention_seconds = $2, delete_after = $3 \
         WHERE id = $1 AND state <> 'shredded'", [id, retention_seconds, delete_after];
    /// Closes an open case. False when it is not open.
    pub fn close_case(id: CaseId, now: UnixMillis, delete_after: UnixMillis) -> bool =
        "UPDATE cases SET state = 'closed', closed_at = $2, delete_after = $3 \
         WHERE id = $1 AND state = 'open'", [id, now, delete_after];
    /// Opens a closed case again. False when it is not closed.
    pub fn reopen_case(id: CaseId) -> bool =
        "UPDATE cases SET state = 'open', closed_at = NULL, delete_after = NULL \
         WHERE id = $1 AND state = 'closed'", [id];
    /// Marks a closed case as shredded and forgets its subject. False when it is not closed, or held.
    pub fn shred_case(id: CaseId, now: UnixMillis) -> bool =
        "UPDATE cases SET state = 'shredded', shredded_at = $2, sealed_subject = $3 \
         WHERE id = $1 AND state = 'closed' AND NOT EXISTS \
         (SELECT 1 FROM holds WHERE case_id = $1 AND released_at IS NULL)",
        [id, now, &[0_u8; 0]];
    /// Marks a case as shredded whatever its state was: for a restored copy of the metadata, when its keys were
    /// destroyed after the copy was made. False when it is shredded already.
    pub fn shred_case_again(id: CaseId, at: UnixMillis) -> bool =
        "UPDATE cases SET state = 'shredded', shredded_at = $2, sealed_subject = $3, \
         closed_at = COALESCE(closed_at, $2) WHERE id = $1 AND state <> 'shredded'",
        [id, at, &[0_u8; 0]];
    /// Adds somebody to a case. False when they work on it already.
    pub fn add_case_member(case: CaseId, user: UserId, added_by: &str, now: UnixMillis) -> bool =
        "INSERT INTO case_members (case_id, user_id, added_by, added_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (case_id, user_id) DO NOTHING", [case, user, added_by, now];
    /// Removes somebody from a case. False when they do not work on it.
    pub fn remove_case_member(case: CaseId, user: UserId) -> bool =
        "DELETE FROM case_members WHERE case_id = $1 AND user_id = $2", [case, user];
    /// Releases a hold. False when it was released.
    pub fn release_hold(id: HoldId, by: &str, now: UnixMillis) -> bool =
        "UPDATE holds SET released_by = $2, released_at = $3 \
         WHERE id = $1 AND released_at IS NULL", [id, by, now];
}
