//! Upload requests, and the sessions of those who hold a link.

use coffer_model::{
    Assurance, CaseId, ContactId, LinkState, RequestId, SendLinkId, SessionId, UnixMillis,
};

use crate::column::args;
use crate::query::{inserts, reads, row, run, writes};
use crate::{Error, Result, SecretHash, Tx};

row! {
    /// A link that lets a contact put files in.
    RequestRow in upload_requests {
        /// The request.
        id: RequestId,
        /// The case the files go to.
        case_id: CaseId,
        /// Whom it was made for, when that is known.
        contact_id: Option<ContactId>,
        /// The hash of its secret.
        secret_hash: SecretHash,
        /// The secret, when it can be shown again.
        sealed_secret: Option<Vec<u8>>,
        /// What the contact is asked for.
        sealed_note: Vec<u8>,
        /// Where it stands.
        state: LinkState,
        /// Who made it.
        created_by: String,
        /// When.
        created_at: UnixMillis,
        /// It can be used until this moment.
        expires_at: UnixMillis,
        /// How many files it takes.
        max_files: u32,
        /// How many bytes it takes.
        max_bytes: u64,
        /// How many files it has taken.
        used_files: u32,
        /// How many bytes it has taken, or reserved for uploads under way.
        used_bytes: u64,
        /// When it was first opened.
        opened_at: Option<UnixMillis>,
    }
}

row! {
    /// The session of somebody who opened a link.
    LinkSessionRow in link_sessions {
        /// The session.
        id: SessionId,
        /// The hash of its secret.
        secret_hash: SecretHash,
        /// The upload request that was opened, or none.
        request_id: Option<RequestId>,
        /// The send link that was opened, or none.
        send_link_id: Option<SendLinkId>,
        /// How the contact proved who they are.
        assurance: Assurance,
        /// When it began.
        created_at: UnixMillis,
        /// It ends at this moment.
        expires_at: UnixMillis,
    }
}

inserts! {
    /// Inserts an upload request.
    pub fn insert_request(RequestRow);
    /// Inserts the session of somebody who opened a link.
    pub fn insert_link_session(LinkSessionRow);
}

reads! {
    /// The upload request of this id.
    pub fn request(id: RequestId) -> Option<RequestRow> =
        "SELECT * FROM upload_requests WHERE id = $1", [id];
    /// The upload request with this secret, ended ones included.
    pub fn request_by_secret_hash(hash: SecretHash) -> Option<RequestRow> =
        "SELECT * FROM upload_requests WHERE secret_hash = $1", [hash];
    /// The upload requests of a case, newest first.
    pub fn requests_of_case(case: CaseId) -> Vec<RequestRow> =
        "SELECT * FROM upload_requests WHERE case_id = $1 ORDER BY id DESC", [case];
    /// The session with this secret, expired ones included.
    pub fn link_session_by_secret_hash(hash: SecretHash) -> Option<LinkSessionRow> =
        "SELECT * FROM link_sessions WHERE secret_hash = $1", [hash];
}

writes! {
    /// Remembers when an upload request was first opened. False when it was opened before.
    pub fn open_request(id: RequestId, now: UnixMillis) -> bool =
        "UPDATE upload_requests SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL", [id, now];
    /// Moves an upload request from one state to another. False when it is not in the first.
    pub fn set_request_state(id: RequestId, from: LinkState, to: LinkState) -> bool =
        "UPDATE upload_requests SET state = $3 WHERE id = $1 AND state = $2", [id, from, to];
    /// Gives an upload request more time.
    pub fn extend_request(id: RequestId, expires_at: UnixMillis) -> bool =
        "UPDATE upload_requests SET expires_at = $2 WHERE id = $1 AND state = 'active'",
        [id, expires_at];
    /// Gives an upload request another secret.
    pub fn set_request_secret(
        id: RequestId, hash: SecretHash, sealed_secret: Option<&[u8]>,
    ) -> bool =
        "UPDATE upload_requests SET secret_hash = $2, sealed_secret = $3 \
         WHERE id = $1 AND state = 'active'", [id, hash, sealed_secret];
    /// Forgets what the upload requests of a case say, and their secrets.
    pub fn erase_requests_of_case(case: CaseId) -> u64 =
        "UPDATE upload_requests SET sealed_secret = NULL, sealed_note = $2 WHERE case_id = $1",
        [case, &[0_u8; 0]];
    /// Ends the active upload requests of a case.
    pub fn revoke_requests_of_case(case: CaseId) -> u64 =
        "UPDATE upload_requests SET state = 'revoked', sealed_secret = NULL \
         WHERE case_id = $1 AND state = 'active'", [case];
    /// Gives files and bytes that were reserved back to an upload request.
    pub fn release_quota(id: RequestId, files: u32, bytes: u64) -> () =
        "UPDATE upload_requests SET \
         used_files = CASE WHEN used_files > $2 THEN used_files - $2 ELSE 0 END, \
         used_bytes = CASE WHEN used_bytes > $3 THEN used_bytes - $3 ELSE 0 END WHERE id = $1",
        [id, files, bytes];
    /// Raises the session of somebody who opened a link.
    pub fn raise_link_session(id: SessionId, assurance: Assurance) -> bool =
        "UPDATE link_sessions SET assurance = $2 WHERE id = $1", [id, assurance];
    /// Ends the sessions of those who opened an upload request.
    pub fn end_link_sessions_of_request(id: RequestId) -> u64 =
        "DELETE FROM link_sessions WHERE request_id = $1", [id];
    /// Ends the sessions of those who opened a send link.
    pub fn end_link_sessions_of_send_link(id: SendLinkId) -> u64 =
        "DELETE FROM link_sessions WHERE send_link_id = $1", [id];
    /// Removes sessions of links that expired.
    pub fn prune_link_sessions(now: UnixMillis) -> u64 =
        "DELETE FROM link_sessions WHERE expires_at <= $1", [now];
}

impl Tx {
    /// Reserves files and bytes of what an upload request takes.
    ///
    /// # Errors
    /// [`Error::Quota`] when it would take more than it may, or is not active, or has expired.
    pub async fn reserve_quota(
        &mut self,
        id: RequestId,
        files: u32,
        bytes: u64,
        now: UnixMillis,
    ) -> Result<()> {
        // Differences, not sums, so that no number from outside can overflow.
        let sql = "UPDATE upload_requests SET used_files = used_files + $2, \
                   used_bytes = used_bytes + $3 WHERE id = $1 AND state = 'active' \
                   AND expires_at > $4 AND $2 <= max_files - used_files \
                   AND $3 <= max_bytes - used_bytes";
        let args = match i64::try_from(bytes) {
            Ok(bytes) => args![id, files, bytes, now],
            Err(_) => return Err(Error::Quota),
        };
        if run::<bool>(self.connection(), sql, args).await? {
            Ok(())
        } else {
            Err(Error::Quota)
        }
    }
}
