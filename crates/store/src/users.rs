//! People of the organisation, and how they prove who they are.

use coffer_model::{PasskeyId, Role, UnixMillis, UserId};

use crate::column::args;
use crate::query::{ascending, inserts, reads, row, run, words, writes};
use crate::{BlindIndex, Result, SecretHash, Tx};

words! {
    /// Whether a user may sign in.
    UserState "state of a user" {
        /// Yes.
        Active = "active",
        /// No.
        Suspended = "suspended",
    }
}

row! {
    /// A person of the organisation.
    UserRow in users {
        /// The user.
        id: UserId,
        /// The blind index of the e-mail address.
        email_index: BlindIndex,
        /// The e-mail address.
        sealed_email: Vec<u8>,
        /// The name.
        sealed_name: Vec<u8>,
        /// The department, by its name.
        department: String,
        /// The roles.
        roles: Vec<Role>,
        /// Rights beyond those of the roles, each one word.
        rights: Vec<String>,
        /// Whether the user may sign in.
        state: UserState,
        /// The hash of the password, if there is one.
        sealed_password_hash: Option<Vec<u8>>,
        /// The secret of the one-time codes, if there is one.
        sealed_totp: Option<Vec<u8>>,
        /// The last time step whose one-time code was used.
        totp_last_step: Option<u64>,
        /// Failed sign-ins since the last good one.
        failed_count: u32,
        /// Sign-in is refused until this moment.
        locked_until: Option<UnixMillis>,
        /// The handle that authenticators know the user by.
        webauthn_handle: [u8; 16],
        /// When the user was made.
        created_at: UnixMillis,
        /// When the user was last seen.
        last_seen_at: Option<UnixMillis>,
    }
}

row! {
    /// A passkey of a user.
    PasskeyRow in passkeys {
        /// The passkey.
        id: PasskeyId,
        /// Whose it is.
        user_id: UserId,
        /// The blind index of the credential id.
        credential_index: BlindIndex,
        /// The public key and its counters.
        sealed_passkey: Vec<u8>,
        /// What the user calls it.
        sealed_label: Vec<u8>,
        /// When it was registered.
        created_at: UnixMillis,
        /// When it was last used.
        last_used_at: Option<UnixMillis>,
    }
}

row! {
    /// A one-time link that lets a user set up a way to sign in.
    EnrolmentRow in enrolments {
        /// The hash of its secret.
        hash: SecretHash,
        /// Whose it is.
        user_id: UserId,
        /// What it is for, as a code.
        purpose: String,
        /// Who made it.
        created_by: String,
        /// When it was made.
        created_at: UnixMillis,
        /// It can be used until this moment.
        expires_at: UnixMillis,
        /// When it was used.
        used_at: Option<UnixMillis>,
    }
}

row! {
    /// A sign-in or a registration that has begun and not ended.
    CeremonyRow in ceremonies {
        /// The hash of its id.
        id_hash: SecretHash,
        /// What is going on, as a code.
        kind: String,
        /// Who it is about, when that is known.
        user_id: Option<UserId>,
        /// What must be remembered until the next step.
        sealed_state: Vec<u8>,
        /// It can go on until this moment.
        expires_at: UnixMillis,
    }
}

inserts! {
    /// Inserts a user.
    pub fn insert_user(UserRow);
    /// Inserts a passkey.
    pub fn insert_passkey(PasskeyRow);
    /// Inserts a one-time link.
    pub fn insert_enrolment(EnrolmentRow);
    /// Inserts a ceremony.
    pub fn insert_ceremony(CeremonyRow);
}

reads! {
    /// The user of this id.
    pub fn user(id: UserId) -> Option<UserRow> = "SELECT * FROM users WHERE id = $1", [id];
    /// The user with this e-mail address.
    pub fn user_by_email_index(index: BlindIndex) -> Option<UserRow> =
        "SELECT * FROM users WHERE email_index = $1", [index];
    /// The user that authenticators know by this handle.
    pub fn user_by_webauthn_handle(handle: [u8; 16]) -> Option<UserRow> =
        "SELECT * FROM users WHERE webauthn_handle = $1", [handle];
    /// Users, oldest first.
    pub fn users(after: Option<UserId>, limit: u32) -> Vec<UserRow> =
        "SELECT * FROM users WHERE id > $1 ORDER BY id LIMIT $2", [ascending(after), limit];
    /// How many users there are.
    pub fn count_users() -> u64 = "SELECT COUNT(*) FROM users", [];
    /// The passkey of this id.
    pub fn passkey(id: PasskeyId) -> Option<PasskeyRow> =
        "SELECT * FROM passkeys WHERE id = $1", [id];
    /// The passkey with this credential id.
    pub fn passkey_by_credential_index(index: BlindIndex) -> Option<PasskeyRow> =
        "SELECT * FROM passkeys WHERE credential_index = $1", [index];
    /// The passkeys of a user, oldest first.
    pub fn passkeys_of_user(user: UserId) -> Vec<PasskeyRow> =
        "SELECT * FROM passkeys WHERE user_id = $1 ORDER BY id", [user];
    /// How many recovery codes a user has left.
    pub fn recovery_codes_left(user: UserId) -> u64 =
        "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL", [user];
    /// The one-time link with this secret, used and expired ones included.
    pub fn enrolment(hash: SecretHash) -> Option<EnrolmentRow> =
        "SELECT * FROM enrolments WHERE hash = $1", [hash];
    /// The one-time links of a user, newest first.
    pub fn enrolments_of_user(user: UserId) -> Vec<EnrolmentRow> =
        "SELECT * FROM enrolments WHERE user_id = $1 ORDER BY created_at DESC", [user];
    /// The ceremony with this id, unless it expired.
    pub fn ceremony(id_hash: SecretHash, now: UnixMillis) -> Option<CeremonyRow> =
        "SELECT * FROM ceremonies WHERE id_hash = $1 AND expires_at > $2", [id_hash, now];
}

writes! {
    /// Lets a user sign in, or no longer.
    pub fn set_user_state(id: UserId, state: UserState) -> () =
        "UPDATE users SET state = $2 WHERE id = $1", [id, state];
    /// Changes who a user is in the organisation.
    pub fn set_user_membership(
        id: UserId, department: &str, roles: &Vec<Role>, rights: &Vec<String>,
    ) -> () =
        "UPDATE users SET department = $2, roles = $3, rights = $4 WHERE id = $1",
        [id, department, roles, rights];
    /// Changes the name of a user.
    pub fn set_user_name(id: UserId, sealed_name: &[u8]) -> () =
        "UPDATE users SET sealed_name = $2 WHERE id = $1", [id, sealed_name];
    /// Changes the e-mail address of a user.
    pub fn set_user_email(id: UserId, index: BlindIndex, sealed_email: &[u8]) -> () =
        "UPDATE users SET email_index = $2, sealed_email = $3 WHERE id = $1",
        [id, index, sealed_email];
    /// Sets or removes the password of a user.
    pub fn set_user_password(id: UserId, sealed_password_hash: Option<&[u8]>) -> () =
        "UPDATE users SET sealed_password_hash = $2 WHERE id = $1", [id, sealed_password_hash];
    /// Sets or removes the secret of a user's one-time codes.
    pub fn set_user_totp(id: UserId, sealed_totp: Option<&[u8]>) -> () =
        "UPDATE users SET sealed_totp = $2, totp_last_step = NULL WHERE id = $1",
        [id, sealed_totp];
    /// Uses up the one-time code of a time step. False when that step, or a later one, is used already.
    pub fn take_totp_step(id: UserId, step: u64) -> bool =
        "UPDATE users SET totp_last_step = $2 \
         WHERE id = $1 AND (totp_last_step IS NULL OR totp_last_step < $2)", [id, step];
    /// Counts a failed sign-in and returns how many there were since the last good one.
    pub fn count_failed_sign_in(id: UserId) -> Option<u64> =
        "UPDATE users SET failed_count = failed_count + 1 WHERE id = $1 RETURNING failed_count", [id];
    /// Refuses sign-in until a moment.
    pub fn lock_user(id: UserId, until: UnixMillis) -> () =
        "UPDATE users SET locked_until = $2 WHERE id = $1", [id, until];
    /// Forgets failed sign-ins and lifts the lock.
    pub fn clear_failed_sign_ins(id: UserId) -> () =
        "UPDATE users SET failed_count = 0, locked_until = NULL WHERE id = $1", [id];
    /// Remembers that a user was seen.
    pub fn touch_user(id: UserId, now: UnixMillis) -> bool =
        "UPDATE users SET last_seen_at = $2 WHERE id = $1", [id, now];
    /// Remembers that a passkey was used, with its new counters.
    pub fn use_passkey(id: PasskeyId, sealed_passkey: &[u8], now: UnixMillis) -> () =
        "UPDATE passkeys SET sealed_passkey = $2, last_used_at = $3 WHERE id = $1",
        [id, sealed_passkey, now];
    /// Renames a passkey.
    pub fn set_passkey_label(id: PasskeyId, sealed_label: &[u8]) -> () =
        "UPDATE passkeys SET sealed_label = $2 WHERE id = $1", [id, sealed_label];
    /// Removes a passkey.
    pub fn delete_passkey(id: PasskeyId) -> bool = "DELETE FROM passkeys WHERE id = $1", [id];
    /// Uses up a recovery code. False when there is none like it, or it was used.
    pub fn use_recovery_code(user: UserId, hash: SecretHash, now: UnixMillis) -> bool =
        "UPDATE recovery_codes SET used_at = $3 \
         WHERE user_id = $1 AND hash = $2 AND used_at IS NULL", [user, hash, now];
    /// Removes the recovery codes of a user.
    pub fn delete_recovery_codes(user: UserId) -> u64 =
        "DELETE FROM recovery_codes WHERE user_id = $1", [user];
    /// Uses up a one-time link. None when there is none like it, or it was used, or it expired.
    pub fn use_enrolment(hash: SecretHash, now: UnixMillis) -> Option<EnrolmentRow> =
        "UPDATE enrolments SET used_at = $2 \
         WHERE hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING *", [hash, now];
    /// Removes the one-time links of a user that were not used.
    pub fn delete_enrolments(user: UserId) -> u64 =
        "DELETE FROM enrolments WHERE user_id = $1 AND used_at IS NULL", [user];
    /// Ends a ceremony: it is returned to one caller only, and not when it expired.
    pub fn take_ceremony(id_hash: SecretHash, now: UnixMillis) -> Option<CeremonyRow> =
        "DELETE FROM ceremonies WHERE id_hash = $1 AND expires_at > $2 RETURNING *", [id_hash, now];
    /// Takes a ceremony to its next step.
    pub fn set_ceremony_state(
        id_hash: SecretHash, user: Option<UserId>, sealed_state: &[u8],
    ) -> () =
        "UPDATE ceremonies SET user_id = $2, sealed_state = $3 WHERE id_hash = $1",
        [id_hash, user, sealed_state];
    /// Removes ceremonies that expired.
    pub fn prune_ceremonies(now: UnixMillis) -> u64 =
        "DELETE FROM ceremonies WHERE expires_at <= $1", [now];
    /// Removes one-time links that expired before this moment.
    pub fn prune_enrolments(before: UnixMillis) -> u64 =
        "DELETE FROM enrolments WHERE expires_at < $1", [before];
}

impl Tx {
    /// Gives a user new recovery codes in place of the old ones.
    ///
    /// # Errors
    /// `Conflict` when there is no such user or two codes are the same.
    pub async fn replace_recovery_codes(
        &mut self,
        user: UserId,
        hashes: &[SecretHash],
    ) -> Result<()> {
        self.delete_recovery_codes(user).await?;
        for hash in hashes {
            let sql = "INSERT INTO recovery_codes (user_id, hash) VALUES ($1, $2)";
            run::<()>(self.connection(), sql, args![user, hash]).await?;
        }
        Ok(())
    }
}
