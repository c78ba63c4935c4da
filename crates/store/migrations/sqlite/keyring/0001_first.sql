-- Wrapped keys, in a database of their own: it has its own backup, its own retention, and a log of
-- what was destroyed that is replayed over every restore.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

CREATE TABLE keys (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind TEXT NOT NULL CHECK (kind IN ('root', 'deployment', 'customer', 'case', 'data')),
    owner BLOB NOT NULL,
    wrapped_by BLOB NOT NULL CHECK (length(wrapped_by) = 16),
    generation INTEGER NOT NULL CHECK (generation >= 0),
    envelope BLOB,
    created_at INTEGER NOT NULL,
    destroyed_at INTEGER,
    -- A key is there or it is destroyed, and nothing in between.
    CHECK ((envelope IS NULL) = (destroyed_at IS NOT NULL))
) STRICT;
CREATE INDEX keys_by_owner ON keys (kind, owner, created_at);
CREATE INDEX keys_by_wrapping ON keys (wrapped_by, generation, id);
CREATE INDEX keys_by_generation ON keys (kind, generation, id);

CREATE TABLE shreds (
    key_id BLOB NOT NULL PRIMARY KEY CHECK (length(key_id) = 16),
    kind TEXT NOT NULL,
    owner BLOB NOT NULL,
    destroyed_at INTEGER NOT NULL,
    ledger_index INTEGER NOT NULL CHECK (ledger_index >= 0),
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX shreds_by_time ON shreds (destroyed_at);

-- What was destroyed stays destroyed, whoever writes the statement.
CREATE TRIGGER keys_stay_destroyed BEFORE UPDATE OF envelope ON keys
WHEN OLD.destroyed_at IS NOT NULL AND NEW.envelope IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a destroyed key cannot return'); END;
CREATE TRIGGER keys_shredded_stay_away BEFORE INSERT ON keys
WHEN NEW.envelope IS NOT NULL AND EXISTS (SELECT 1 FROM shreds WHERE key_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a destroyed key cannot return'); END;
CREATE TRIGGER shreds_are_kept BEFORE DELETE ON shreds
BEGIN SELECT RAISE(ABORT, 'the log of destroyed keys is append-only'); END;
