-- Secrets as they were sealed. Not made from events: what is deleted here is gone.
CREATE TABLE secrets (
    org_id TEXT NOT NULL,
    name TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (org_id, name)
) STRICT;

CREATE INDEX secrets_by_key ON secrets (key_id);

-- Keys with which nothing may be sealed any more.
CREATE TABLE retired_secret_keys (
    key_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
