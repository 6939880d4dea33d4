-- The history. Everything below it can be made again from it.
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    aggregate_kind TEXT NOT NULL,
    aggregate_id TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    type TEXT NOT NULL,
    owner TEXT NOT NULL,
    creator TEXT NOT NULL,
    created_at INTEGER NOT NULL, -- microseconds, as all times here
    payload TEXT NOT NULL,
    hash BLOB NOT NULL,
    UNIQUE (aggregate_kind, aggregate_id, sequence)
) STRICT;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are never changed'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are never deleted'); END;

-- Where the events of each aggregate end.
CREATE TABLE aggregates (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    last_id INTEGER NOT NULL, -- the largest id ever given out
    directory INTEGER NOT NULL, -- how many events there were of anything but actions
    first_user TEXT
) STRICT;

INSERT INTO meta (row, last_id, directory) VALUES (1, 0, 0);

-- In the tables of things, `position` is that of the event that added the thing: creation order.
CREATE TABLE orgs (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    primary_domain TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX orgs_by_domain ON orgs (primary_domain) WHERE primary_domain <> '';

-- The script stands last, so that a search does not read it.
CREATE TABLE actions (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    org_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state IN (1, 2)), -- inactive, active
    timeout_nanos INTEGER NOT NULL,
    allowed_to_fail INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    script TEXT NOT NULL,
    UNIQUE (org_id, name_key)
) STRICT;

CREATE INDEX actions_by_org ON actions (org_id);

CREATE TABLE flows (
    org_id TEXT NOT NULL,
    flow_type INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, flow_type)
) STRICT, WITHOUT ROWID;

-- Triggers that were set since their flow was last cleared, to nothing too.
CREATE TABLE triggers (
    org_id TEXT NOT NULL,
    flow_type INTEGER NOT NULL,
    trigger_type INTEGER NOT NULL,
    PRIMARY KEY (org_id, flow_type, trigger_type)
) STRICT, WITHOUT ROWID;

-- The recorded lists; what is visible of them is what was not deleted since.
CREATE TABLE trigger_actions (
    org_id TEXT NOT NULL,
    flow_type INTEGER NOT NULL,
    trigger_type INTEGER NOT NULL,
    place INTEGER NOT NULL,
    action_id TEXT NOT NULL,
    visible INTEGER NOT NULL,
    PRIMARY KEY (org_id, flow_type, trigger_type, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX trigger_actions_by_action ON trigger_actions (action_id) WHERE visible;

CREATE TABLE users (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    org_id TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (org_id, name_key)
) STRICT;

CREATE TABLE members (
    user_id TEXT NOT NULL,
    org_id TEXT NOT NULL, -- empty: on the instance
    roles TEXT NOT NULL, -- separated by commas
    PRIMARY KEY (user_id, org_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    preset INTEGER NOT NULL
) STRICT;

CREATE INDEX tokens_by_user ON tokens (user_id);
