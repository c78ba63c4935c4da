-- The metadata of a deployment and its ledger. What says something about a person or a customer is
-- sealed before it comes here (columns `sealed_…`); docs/formats/metadata.md says of every other
-- column why it is in clear. Moments are milliseconds since the Unix epoch, ids are 16 bytes.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Ledger -------------------------------------------------------------------------------------------

CREATE TABLE ledger_entries (
    idx INTEGER NOT NULL PRIMARY KEY CHECK (idx >= 0),
    bytes BLOB NOT NULL CHECK (length(bytes) <= 65535),
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    -- Copies of fields of `bytes`, for searching only.
    time INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT,
    case_id TEXT,
    decision TEXT,
    intent INTEGER
) STRICT;
CREATE INDEX ledger_entries_by_actor ON ledger_entries (actor, idx);
CREATE INDEX ledger_entries_by_action ON ledger_entries (action, idx);
CREATE INDEX ledger_entries_by_target ON ledger_entries (target, idx) WHERE target IS NOT NULL;
CREATE INDEX ledger_entries_by_case ON ledger_entries (case_id, idx) WHERE case_id IS NOT NULL;
CREATE INDEX ledger_entries_by_intent ON ledger_entries (intent) WHERE intent IS NOT NULL;
CREATE INDEX ledger_entries_by_time ON ledger_entries (time);

-- Inner nodes of the Merkle tree; level 0 is `ledger_entries.leaf_hash`.
CREATE TABLE ledger_nodes (
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 62),
    idx INTEGER NOT NULL CHECK (idx >= 0),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_checkpoints (
    size INTEGER NOT NULL PRIMARY KEY CHECK (size >= 0),
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Allowed decisions whose outcome is not yet recorded.
CREATE TABLE ledger_intents (
    idx INTEGER NOT NULL PRIMARY KEY REFERENCES ledger_entries (idx),
    time INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_intents_by_time ON ledger_intents (time);

CREATE TRIGGER ledger_entries_are_not_changed BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_entries_are_not_removed BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_nodes_are_not_changed BEFORE UPDATE ON ledger_nodes
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_nodes_are_not_removed BEFORE DELETE ON ledger_nodes
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_checkpoints_are_not_changed BEFORE UPDATE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER ledger_checkpoints_are_not_removed BEFORE DELETE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- Jobs ---------------------------------------------------------------------------------------------

CREATE TABLE jobs (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    payload BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'dead')),
    attempts INTEGER NOT NULL CHECK (attempts >= 0),
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    run_at INTEGER NOT NULL,
    lease_until INTEGER,
    worker TEXT,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX jobs_once ON jobs (kind, key) WHERE state <> 'done';
CREATE INDEX jobs_due ON jobs (kind, state, run_at);
CREATE INDEX jobs_by_state ON jobs (state, id);

-- People -------------------------------------------------------------------------------------------

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    email_index BLOB NOT NULL UNIQUE CHECK (length(email_index) = 16),
    sealed_email BLOB NOT NULL,
    sealed_name BLOB NOT NULL,
    department TEXT NOT NULL,
    roles TEXT NOT NULL,
    rights TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    sealed_password_hash BLOB,
    sealed_totp BLOB,
    totp_last_step INTEGER,
    failed_count INTEGER NOT NULL DEFAULT 0 CHECK (failed_count >= 0),
    locked_until INTEGER,
    webauthn_handle BLOB NOT NULL UNIQUE CHECK (length(webauthn_handle) = 16),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER
) STRICT;

CREATE TABLE passkeys (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id),
    credential_index BLOB NOT NULL UNIQUE CHECK (length(credential_index) = 16),
    sealed_passkey BLOB NOT NULL,
    sealed_label BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id);

CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL REFERENCES users (id),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    used_at INTEGER,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolments (
    hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX enrolments_by_user ON enrolments (user_id);

CREATE TABLE ceremonies (
    id_hash BLOB NOT NULL PRIMARY KEY CHECK (length(id_hash) = 32),
    kind TEXT NOT NULL,
    user_id BLOB REFERENCES users (id),
    sealed_state BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremonies_by_expiry ON ceremonies (expires_at);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id),
    assurance INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    sealed_agent BLOB
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE tokens (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    user_id BLOB NOT NULL REFERENCES users (id),
    sealed_label BLOB NOT NULL,
    scope TEXT NOT NULL,
    assurance INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE INDEX tokens_by_user ON tokens (user_id, id);

CREATE TABLE trainings (
    user_id BLOB NOT NULL REFERENCES users (id),
    module TEXT NOT NULL,
    module_version INTEGER NOT NULL,
    score INTEGER NOT NULL,
    passed_at INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    PRIMARY KEY (user_id, module, passed_at)
) STRICT, WITHOUT ROWID;

-- Customers and cases ------------------------------------------------------------------------------

CREATE TABLE customers (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    sealed_name BLOB NOT NULL,
    name_index BLOB UNIQUE CHECK (length(name_index) = 16),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE contacts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    sealed_name BLOB NOT NULL,
    sealed_email BLOB NOT NULL,
    email_index BLOB CHECK (length(email_index) = 16),
    created_at INTEGER NOT NULL,
    UNIQUE (customer_id, email_index)
) STRICT;
CREATE INDEX contacts_by_email ON contacts (email_index);

CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    number INTEGER NOT NULL UNIQUE CHECK (number > 1000),
    customer_id BLOB NOT NULL REFERENCES customers (id),
    sealed_subject BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'shredded')),
    opened_by TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    retention_seconds INTEGER NOT NULL CHECK (retention_seconds >= 0),
    delete_after INTEGER,
    shredded_at INTEGER
) STRICT;
CREATE INDEX cases_by_state ON cases (state, number);
CREATE INDEX cases_by_customer ON cases (customer_id, number);
CREATE INDEX cases_by_deletion ON cases (delete_after) WHERE state = 'closed';

CREATE TABLE case_members (
    case_id BLOB NOT NULL REFERENCES cases (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    added_by TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_members_by_user ON case_members (user_id, case_id);

CREATE TABLE holds (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    sealed_reason BLOB NOT NULL,
    placed_by TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    released_by TEXT,
    released_at INTEGER
) STRICT;
CREATE INDEX holds_by_case ON holds (case_id, id);

CREATE TABLE certificates (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB REFERENCES cases (id),
    customer_id BLOB REFERENCES customers (id),
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX certificates_by_case ON certificates (case_id, id);

-- Links --------------------------------------------------------------------------------------------

CREATE TABLE upload_requests (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    contact_id BLOB REFERENCES contacts (id),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    sealed_secret BLOB,
    sealed_note BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'used', 'revoked')),
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    max_files INTEGER NOT NULL CHECK (max_files >= 0),
    max_bytes INTEGER NOT NULL CHECK (max_bytes >= 0),
    used_files INTEGER NOT NULL DEFAULT 0 CHECK (used_files BETWEEN 0 AND max_files),
    used_bytes INTEGER NOT NULL DEFAULT 0 CHECK (used_bytes BETWEEN 0 AND max_bytes),
    opened_at INTEGER
) STRICT;
CREATE INDEX upload_requests_by_case ON upload_requests (case_id, id);

CREATE TABLE send_links (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    contact_id BLOB NOT NULL REFERENCES contacts (id),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    sealed_secret BLOB,
    sealed_email BLOB NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('email_code', 'passphrase')),
    sealed_passphrase_hash BLOB,
    sealed_note BLOB NOT NULL,
    max_takes INTEGER NOT NULL CHECK (max_takes >= 0),
    takes INTEGER NOT NULL DEFAULT 0 CHECK (takes BETWEEN 0 AND max_takes),
    state TEXT NOT NULL CHECK (state IN ('active', 'used', 'revoked')),
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    failed_codes INTEGER NOT NULL DEFAULT 0 CHECK (failed_codes >= 0),
    CHECK ((mode = 'passphrase') = (sealed_passphrase_hash IS NOT NULL))
) STRICT;
CREATE INDEX send_links_by_case ON send_links (case_id, id);

CREATE TABLE codes (
    send_link_id BLOB NOT NULL PRIMARY KEY REFERENCES send_links (id),
    code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
    expires_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE link_sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    request_id BLOB REFERENCES upload_requests (id),
    send_link_id BLOB REFERENCES send_links (id),
    assurance INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    CHECK ((request_id IS NULL) <> (send_link_id IS NULL))
) STRICT;
CREATE INDEX link_sessions_by_request ON link_sessions (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX link_sessions_by_send_link ON link_sessions (send_link_id) WHERE send_link_id IS NOT NULL;
CREATE INDEX link_sessions_by_expiry ON link_sessions (expires_at);

-- Files --------------------------------------------------------------------------------------------

CREATE TABLE files (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    case_id BLOB NOT NULL REFERENCES cases (id),
    sealed_name BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    request_id BLOB REFERENCES upload_requests (id)
) STRICT;
CREATE INDEX files_by_case ON files (case_id, id);
CREATE INDEX files_by_request ON files (request_id, id) WHERE request_id IS NOT NULL;

CREATE TABLE versions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    file_id BLOB NOT NULL REFERENCES files (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    no INTEGER NOT NULL CHECK (no > 0),
    state TEXT NOT NULL CHECK (state IN ('receiving', 'inspecting', 'ready', 'uninspected', 'withdrawn')),
    size_bytes INTEGER CHECK (size_bytes >= 0),
    suite INTEGER NOT NULL,
    data_key BLOB NOT NULL CHECK (length(data_key) = 16),
    sealed_sha256 BLOB,
    sensitivity TEXT NOT NULL CHECK (sensitivity IN ('ordinary', 'confidential', 'restricted', 'health')),
    inspected INTEGER NOT NULL CHECK (inspected IN (0, 1)),
    line_count INTEGER CHECK (line_count >= 0),
    kind TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    completed_at INTEGER,
    withdrawn_at INTEGER,
    approved_by TEXT,
    approved_at INTEGER,
    receipt_id BLOB CHECK (length(receipt_id) = 16),
    UNIQUE (file_id, no)
) STRICT;
CREATE INDEX versions_by_case ON versions (case_id, id);
CREATE INDEX versions_by_state ON versions (state, id);
CREATE UNIQUE INDEX versions_by_receipt ON versions (receipt_id) WHERE receipt_id IS NOT NULL;

CREATE TABLE extents (
    version_id BLOB NOT NULL REFERENCES versions (id),
    stream INTEGER NOT NULL CHECK (stream BETWEEN 0 AND 255),
    no INTEGER NOT NULL CHECK (no >= 0),
    object_id BLOB NOT NULL UNIQUE CHECK (length(object_id) = 16),
    plain_len INTEGER NOT NULL CHECK (plain_len >= 0),
    cipher_len INTEGER NOT NULL CHECK (cipher_len >= 0),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    PRIMARY KEY (version_id, stream, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE manifests (
    version_id BLOB NOT NULL REFERENCES versions (id),
    stream INTEGER NOT NULL CHECK (stream BETWEEN 0 AND 255),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    plain_len INTEGER NOT NULL CHECK (plain_len >= 0),
    complete INTEGER NOT NULL CHECK (complete IN (0, 1)),
    PRIMARY KEY (version_id, stream)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding_counts (
    version_id BLOB NOT NULL REFERENCES versions (id),
    detector TEXT NOT NULL,
    class TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (version_id, detector)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    version_id BLOB NOT NULL REFERENCES versions (id),
    no INTEGER NOT NULL CHECK (no >= 0),
    sealed_path BLOB NOT NULL,
    kind TEXT NOT NULL,
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    state TEXT NOT NULL,
    reason TEXT,
    PRIMARY KEY (version_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE unmaskings (
    entry INTEGER NOT NULL PRIMARY KEY REFERENCES ledger_entries (idx),
    version_id BLOB NOT NULL REFERENCES versions (id),
    span_no INTEGER NOT NULL CHECK (span_no >= 0),
    user_id BLOB NOT NULL REFERENCES users (id),
    sealed_reason BLOB NOT NULL,
    unmasked_at INTEGER NOT NULL
) STRICT;
CREATE INDEX unmaskings_by_version ON unmaskings (version_id, entry);
CREATE INDEX unmaskings_by_user ON unmaskings (user_id, unmasked_at);

CREATE TABLE uploads (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    version_id BLOB NOT NULL UNIQUE REFERENCES versions (id),
    file_id BLOB NOT NULL REFERENCES files (id),
    case_id BLOB NOT NULL REFERENCES cases (id),
    request_id BLOB REFERENCES upload_requests (id),
    user_id BLOB REFERENCES users (id),
    length_bytes INTEGER CHECK (length_bytes >= 0),
    offset_bytes INTEGER NOT NULL DEFAULT 0 CHECK (offset_bytes >= 0),
    state TEXT NOT NULL CHECK (state IN ('active', 'complete', 'discarded')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    client_key BLOB,
    CHECK (length_bytes IS NULL OR offset_bytes <= length_bytes)
) STRICT;
CREATE INDEX uploads_by_case ON uploads (case_id, id);
CREATE INDEX uploads_by_request ON uploads (request_id, id) WHERE request_id IS NOT NULL;
CREATE INDEX uploads_by_client_key ON uploads (client_key) WHERE state = 'active' AND client_key IS NOT NULL;
CREATE INDEX uploads_by_expiry ON uploads (expires_at) WHERE state = 'active';

CREATE TABLE send_items (
    send_link_id BLOB NOT NULL REFERENCES send_links (id),
    version_id BLOB NOT NULL REFERENCES versions (id),
    PRIMARY KEY (send_link_id, version_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX send_items_by_version ON send_items (version_id);

-- Watch --------------------------------------------------------------------------------------------

CREATE TABLE alerts (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    rule TEXT NOT NULL,
    level TEXT NOT NULL,
    actor TEXT NOT NULL,
    case_id BLOB REFERENCES cases (id),
    raised_at INTEGER NOT NULL,
    entries TEXT NOT NULL,
    response TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    closed_by TEXT,
    closed_at INTEGER
) STRICT;
CREATE INDEX alerts_by_state ON alerts (state, id);

CREATE TABLE freezes (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    alert_id BLOB REFERENCES alerts (id),
    released_by TEXT,
    released_at INTEGER
) STRICT;
CREATE INDEX freezes_active ON freezes (actor) WHERE released_at IS NULL;

-- Operation ----------------------------------------------------------------------------------------

CREATE TABLE snapshots (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    created_at INTEGER NOT NULL,
    location TEXT NOT NULL,
    object_count INTEGER NOT NULL CHECK (object_count >= 0),
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    ledger_size INTEGER NOT NULL CHECK (ledger_size >= 0),
    state TEXT NOT NULL CHECK (state IN ('writing', 'complete', 'failed', 'pruned')),
    checked_at INTEGER,
    check_result TEXT
) STRICT;

CREATE TABLE idempotency (
    key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
    actor TEXT NOT NULL,
    sealed_response BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key_hash, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (created_at);
