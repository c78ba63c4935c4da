//! Uploads: bytes that arrive in parts. What an upload says it has is on the disk.

use coffer_model::{CaseId, FileId, RequestId, UnixMillis, UploadId, UserId, VersionId};

use crate::column::args;
use crate::query::{ascending, insert, inserts, reads, row, run, words, writes};
use crate::{Error, ExtentRow, Result, Tx};

words! {
    /// Where an upload stands.
    UploadState "state of an upload" {
        /// Takes bytes.
        Active = "active",
        /// Has them all.
        Complete = "complete",
        /// Was given up.
        Discarded = "discarded",
    }
}

row! {
    /// An upload.
    UploadRow in uploads {
        /// The upload.
        id: UploadId,
        /// The version it makes.
        version_id: VersionId,
        /// The file of the version.
        file_id: FileId,
        /// The case of the file.
        case_id: CaseId,
        /// The upload request it came by, if it did.
        request_id: Option<RequestId>,
        /// The user who sends, if it is one.
        user_id: Option<UserId>,
        /// How many bytes there will be, once that is known.
        length_bytes: Option<u64>,
        /// How many bytes are here, and on the disk.
        offset_bytes: u64,
        /// Where it stands.
        state: UploadState,
        /// When it was begun.
        created_at: UnixMillis,
        /// It can go on until this moment.
        expires_at: UnixMillis,
        /// What a client finds it by to go on: a keyed hash.
        client_key: Option<Vec<u8>>,
    }
}

inserts! {
    /// Inserts an upload.
    pub fn insert_upload(UploadRow);
}

reads! {
    /// The upload of this id.
    pub fn upload(id: UploadId) -> Option<UploadRow> = "SELECT * FROM uploads WHERE id = $1", [id];
    /// The uploads that came by an upload request, oldest first.
    pub fn uploads_of_request(request: RequestId) -> Vec<UploadRow> =
        "SELECT * FROM uploads WHERE request_id = $1 ORDER BY id", [request];
    /// The uploads of a case that take bytes, oldest first.
    pub fn active_uploads_of_case(case: CaseId) -> Vec<UploadRow> =
        "SELECT * FROM uploads WHERE case_id = $1 AND state = 'active' ORDER BY id", [case];
    /// The newest upload that a client can go on with.
    pub fn upload_by_client_key(key: &[u8], now: UnixMillis) -> Option<UploadRow> =
        "SELECT * FROM uploads WHERE client_key = $1 AND state = 'active' AND expires_at > $2 \
         ORDER BY id DESC LIMIT 1", [key, now];
    /// Uploads that take bytes, oldest first.
    pub fn active_uploads(after: Option<UploadId>, limit: u32) -> Vec<UploadRow> =
        "SELECT * FROM uploads WHERE state = 'active' AND id > $1 ORDER BY id LIMIT $2",
        [ascending(after), limit];
    /// Uploads that take bytes no longer because their time is over.
    pub fn expired_uploads(now: UnixMillis, limit: u32) -> Vec<UploadRow> =
        "SELECT * FROM uploads WHERE state = 'active' AND expires_at <= $1 \
         ORDER BY expires_at LIMIT $2", [now, limit];
}

writes! {
    /// Says how many bytes there will be. False when that was said before, or more are here.
    pub fn set_upload_length(id: UploadId, length_bytes: u64) -> bool =
        "UPDATE uploads SET length_bytes = $2 WHERE id = $1 AND state = 'active' \
         AND length_bytes IS NULL AND offset_bytes <= $2", [id, length_bytes];
    /// Gives an upload more time.
    pub fn extend_upload(id: UploadId, expires_at: UnixMillis) -> bool =
        "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND state = 'active'", [id, expires_at];
    /// Marks an upload as complete. False when bytes are missing, or it was not active.
    pub fn complete_upload(id: UploadId) -> bool =
        "UPDATE uploads SET state = 'complete', client_key = NULL \
         WHERE id = $1 AND state = 'active' AND length_bytes = offset_bytes", [id];
    /// Gives an upload up. False when it was not active.
    pub fn discard_upload(id: UploadId) -> bool =
        "UPDATE uploads SET state = 'discarded', client_key = NULL \
         WHERE id = $1 AND state = 'active'", [id];
}

impl Tx {
    /// Appends an extent of plaintext bytes that begin at `offset`, and returns the offset behind it.
    /// The object must be on the disk already.
    ///
    /// # Errors
    /// [`Error::OffsetMoved`] when the upload is not at `offset`, is not active, or would become longer
    /// than it said: drop the transaction and delete the object.
    pub async fn append_extent(
        &mut self,
        upload: UploadId,
        offset: u64,
        extent: &ExtentRow,
    ) -> Result<u64> {
        let sql = "UPDATE uploads SET offset_bytes = offset_bytes + $3 WHERE id = $1 \
                   AND state = 'active' AND offset_bytes = $2 AND version_id = $4 \
                   AND (length_bytes IS NULL OR $3 <= length_bytes - offset_bytes) \
                   RETURNING offset_bytes";
        let args = args![upload, offset, extent.plain_len, extent.version_id];
        let moved: Option<u64> = run(self.connection(), sql, args).await?;
        let moved = moved.ok_or(Error::OffsetMoved { expected: offset })?;
        insert(self.connection(), extent).await?;
        Ok(moved)
    }
}
