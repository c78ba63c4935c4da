//! Sessions of users and their API tokens.

use coffer_model::{Assurance, SessionId, TokenId, UnixMillis, UserId};

use crate::SecretHash;
use crate::query::{inserts, reads, row, writes};

row! {
    /// A signed-in session.
    SessionRow in sessions {
        /// The session.
        id: SessionId,
        /// The hash of its secret.
        secret_hash: SecretHash,
        /// Whose it is.
        user_id: UserId,
        /// How the user proved who they are.
        assurance: Assurance,
        /// When it began.
        created_at: UnixMillis,
        /// When it was last used.
        seen_at: UnixMillis,
        /// When the user last proved who they are.
        proved_at: UnixMillis,
        /// It ends at this moment.
        expires_at: UnixMillis,
        /// When it was ended early.
        revoked_at: Option<UnixMillis>,
        /// The browser it belongs to.
        sealed_agent: Option<Vec<u8>>,
    }
}

row! {
    /// An API token.
    TokenRow in tokens {
        /// The token.
        id: TokenId,
        /// The hash of its secret.
        secret_hash: SecretHash,
        /// Whose it is.
        user_id: UserId,
        /// What the user calls it.
        sealed_label: Vec<u8>,
        /// What it may do, as codes.
        scope: Vec<String>,
        /// How the user had proved who they are when it was made.
        assurance: Assurance,
        /// When it was made.
        created_at: UnixMillis,
        /// It ends at this moment.
        expires_at: UnixMillis,
        /// When it was last used.
        last_used_at: Option<UnixMillis>,
        /// When it was ended early.
        revoked_at: Option<UnixMillis>,
    }
}

inserts! {
    /// Inserts a session.
    pub fn insert_session(SessionRow);
    /// Inserts a token.
    pub fn insert_token(TokenRow);
}

reads! {
    /// The session of this id.
    pub fn session(id: SessionId) -> Option<SessionRow> =
        "SELECT * FROM sessions WHERE id = $1", [id];
    /// The session with this secret, ended ones included.
    pub fn session_by_secret_hash(hash: SecretHash) -> Option<SessionRow> =
        "SELECT * FROM sessions WHERE secret_hash = $1", [hash];
    /// The sessions of a user that have not ended, newest first.
    pub fn sessions_of_user(user: UserId, now: UnixMillis) -> Vec<SessionRow> =
        "SELECT * FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 \
         ORDER BY id DESC", [user, now];
    /// The token of this id.
    pub fn token(id: TokenId) -> Option<TokenRow> = "SELECT * FROM tokens WHERE id = $1", [id];
    /// The token with this secret, ended ones included.
    pub fn token_by_secret_hash(hash: SecretHash) -> Option<TokenRow> =
        "SELECT * FROM tokens WHERE secret_hash = $1", [hash];
    /// The tokens of a user, newest first.
    pub fn tokens_of_user(user: UserId) -> Vec<TokenRow> =
        "SELECT * FROM tokens WHERE user_id = $1 ORDER BY id DESC", [user];
}

writes! {
    /// Remembers that a session was used.
    pub fn touch_session(id: SessionId, now: UnixMillis) -> bool =
        "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND revoked_at IS NULL", [id, now];
    /// Raises a session: its user proved anew who they are.
    pub fn prove_session(id: SessionId, assurance: Assurance, now: UnixMillis) -> () =
        "UPDATE sessions SET assurance = $2, proved_at = $3, seen_at = $3 \
         WHERE id = $1 AND revoked_at IS NULL", [id, assurance, now];
    /// Replaces the secret of a session, as after every proof.
    pub fn set_session_secret(id: SessionId, hash: SecretHash) -> () =
        "UPDATE sessions SET secret_hash = $2 WHERE id = $1 AND revoked_at IS NULL", [id, hash];
    /// Ends a session. False when it had ended.
    pub fn revoke_session(id: SessionId, now: UnixMillis) -> bool =
        "UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", [id, now];
    /// Ends the sessions of a user, except one.
    pub fn revoke_sessions_of_user(
        user: UserId, except: Option<SessionId>, now: UnixMillis,
    ) -> u64 =
        "UPDATE sessions SET revoked_at = $3 WHERE user_id = $1 AND revoked_at IS NULL \
         AND id <> $2", [user, crate::query::ascending(except), now];
    /// Removes sessions that ended before this moment.
    pub fn prune_sessions(before: UnixMillis) -> u64 =
        "DELETE FROM sessions WHERE expires_at < $1 OR revoked_at < $1", [before];
    /// Remembers that a token was used.
    pub fn touch_token(id: TokenId, now: UnixMillis) -> bool =
        "UPDATE tokens SET last_used_at = $2 WHERE id = $1 AND revoked_at IS NULL", [id, now];
    /// Ends a token. False when it had ended.
    pub fn revoke_token(id: TokenId, now: UnixMillis) -> bool =
        "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", [id, now];
    /// Ends the tokens of a user.
    pub fn revoke_tokens_of_user(user: UserId, now: UnixMillis) -> u64 =
        "UPDATE tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [user, now];
}
