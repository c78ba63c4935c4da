//! Links that let a contact take files out.

use coffer_model::{CaseId, ContactId, LinkState, SendLinkId, UnixMillis, VersionId};

use crate::SecretHash;
use crate::query::{inserts, reads, row, words, writes};

words! {
    /// How the contact proves who they are.
    SendMode "mode of a send link" {
        /// By a code that is mailed to them.
        EmailCode = "email_code",
        /// By a passphrase that they are told on another way.
        Passphrase = "passphrase",
    }
}

row! {
    /// A link that lets a contact take files out.
    SendLinkRow in send_links {
        /// The send link.
        id: SendLinkId,
        /// The case the files are of.
        case_id: CaseId,
        /// Whom it was made for.
        contact_id: ContactId,
        /// The hash of its secret.
        secret_hash: SecretHash,
        /// The secret, when it can be shown again.
        sealed_secret: Option<Vec<u8>>,
        /// The e-mail address it was made for.
        sealed_email: Vec<u8>,
        /// How the contact proves who they are.
        mode: SendMode,
        /// The hash of the passphrase, when that is the mode.
        sealed_passphrase_hash: Option<Vec<u8>>,
        /// What the contact is told.
        sealed_note: Vec<u8>,
        /// How often files may be taken.
        max_takes: u32,
        /// How often files were taken.
        takes: u32,
        /// Where it stands.
        state: LinkState,
        /// Who made it.
        created_by: String,
        /// When.
        created_at: UnixMillis,
        /// It can be used until this moment.
        expires_at: UnixMillis,
        /// Wrong codes or passphrases so far.
        failed_codes: u32,
    }
}

row! {
    /// The code that was mailed for a send link.
    CodeRow in codes {
        /// The send link.
        send_link_id: SendLinkId,
        /// The keyed hash of the code.
        code_hash: SecretHash,
        /// It can be used until this moment.
        expires_at: UnixMillis,
        /// How often it was tried.
        tries: u32,
    }
}

inserts! {
    /// Inserts a send link.
    pub fn insert_send_link(SendLinkRow);
}

reads! {
    /// The send link of this id.
    pub fn send_link(id: SendLinkId) -> Option<SendLinkRow> =
        "SELECT * FROM send_links WHERE id = $1", [id];
    /// The send link with this secret, ended ones included.
    pub fn send_link_by_secret_hash(hash: SecretHash) -> Option<SendLinkRow> =
        "SELECT * FROM send_links WHERE secret_hash = $1", [hash];
    /// The send links of a case, newest first.
    pub fn send_links_of_case(case: CaseId) -> Vec<SendLinkRow> =
        "SELECT * FROM send_links WHERE case_id = $1 ORDER BY id DESC", [case];
    /// The active send links that offer a version.
    pub fn send_links_of_version(version: VersionId) -> Vec<SendLinkRow> =
        "SELECT send_links.* FROM send_links \
         JOIN send_items ON send_items.send_link_id = send_links.id \
         WHERE send_items.version_id = $1 AND send_links.state = 'active' ORDER BY send_links.id",
        [version];
    /// The versions that a send link offers.
    pub fn send_items(id: SendLinkId) -> Vec<VersionId> =
        "SELECT version_id FROM send_items WHERE send_link_id = $1 ORDER BY version_id", [id];
    /// The code that was mailed for a send link.
    pub fn code(id: SendLinkId) -> Option<CodeRow> =
        "SELECT * FROM codes WHERE send_link_id = $1", [id];
}

writes! {
    /// Adds a version to what a send link offers.
    pub fn add_send_item(id: SendLinkId, version: VersionId) -> bool =
        "INSERT INTO send_items (send_link_id, version_id) VALUES ($1, $2) \
         ON CONFLICT (send_link_id, version_id) DO NOTHING", [id, version];
    /// Counts that files are taken. False when the send link does not allow it any more.
    pub fn take_send_link(id: SendLinkId, now: UnixMillis) -> bool =
        "UPDATE send_links SET takes = takes + 1 WHERE id = $1 AND state = 'active' \
         AND takes < max_takes AND expires_at > $2", [id, now];
    /// Moves a send link from one state to another. False when it is not in the first.
    pub fn set_send_link_state(id: SendLinkId, from: LinkState, to: LinkState) -> bool =
        "UPDATE send_links SET state = $3 WHERE id = $1 AND state = $2", [id, from, to];
    /// Gives a send link another secret.
    pub fn set_send_link_secret(
        id: SendLinkId, hash: SecretHash, sealed_secret: Option<&[u8]>,
    ) -> bool =
        "UPDATE send_links SET secret_hash = $2, sealed_secret = $3 \
         WHERE id = $1 AND state = 'active'", [id, hash, sealed_secret];
    /// Counts a wrong code or passphrase and returns how many there were.
    pub fn count_failed_code(id: SendLinkId) -> Option<u64> =
        "UPDATE send_links SET failed_codes = failed_codes + 1 WHERE id = $1 \
         RETURNING failed_codes", [id];
    /// Ends the active send links of a case.
    pub fn revoke_send_links_of_case(case: CaseId) -> u64 =
        "UPDATE send_links SET state = 'revoked', sealed_secret = NULL \
         WHERE case_id = $1 AND state = 'active'", [case];
    /// Forgets what the send links of a case say, and to whom.
    pub fn erase_send_links_of_case(case: CaseId) -> u64 =
        "UPDATE send_links SET sealed_secret = NULL, sealed_note = $2, sealed_email = $2 \
         WHERE case_id = $1", [case, &[0_u8; 0]];
    /// Stores the code that is mailed for a send link, in place of the one before.
    pub fn set_code(id: SendLinkId, code_hash: SecretHash, expires_at: UnixMillis) -> () =
        "INSERT INTO codes (send_link_id, code_hash, expires_at, tries) VALUES ($1, $2, $3, 0) \
         ON CONFLICT (send_link_id) DO UPDATE SET code_hash = excluded.code_hash, \
         expires_at = excluded.expires_at, tries = 0", [id, code_hash, expires_at];
    /// Uses up a try and returns the code to compare with. None when there is none, it expired, or it was
    /// tried as often as it may be. Commit before comparing, so that no try goes uncounted.
    pub fn try_code(id: SendLinkId, now: UnixMillis, max_tries: u32) -> Option<CodeRow> =
        "UPDATE codes SET tries = tries + 1 \
         WHERE send_link_id = $1 AND expires_at > $2 AND tries < $3 RETURNING *",
        [id, now, max_tries];
    /// Removes the code of a send link.
    pub fn delete_code(id: SendLinkId) -> bool =
        "DELETE FROM codes WHERE send_link_id = $1", [id];
}
