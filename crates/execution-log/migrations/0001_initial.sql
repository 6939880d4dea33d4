CREATE TABLE executions (
    number INTEGER PRIMARY KEY,
    org_id TEXT NOT NULL,
    started INTEGER NOT NULL, -- microseconds
    took_nanos INTEGER NOT NULL,
    flow_type INTEGER NOT NULL,
    trigger_type INTEGER NOT NULL,
    action_id TEXT NOT NULL,
    action_name TEXT NOT NULL,
    action_sequence INTEGER NOT NULL,
    outcome INTEGER NOT NULL, -- succeeded, failed, failed but allowed to, inactive, not run: 1 to 5
    trace_id TEXT NOT NULL,
    error TEXT, -- JSON
    logs TEXT -- JSON
) STRICT;

-- In each, `number` gives the order of a page; what stands behind it is compared without reading
-- the table.
CREATE INDEX executions_by_org ON executions (org_id, number, started, outcome, action_id);
CREATE INDEX executions_by_action ON executions (org_id, action_id, number, started, outcome);
CREATE INDEX executions_not_succeeded ON executions (org_id, outcome, number, started, action_id)
    WHERE outcome <> 1;
CREATE INDEX executions_by_time ON executions (org_id, started);

CREATE TABLE meta (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    last_number INTEGER NOT NULL -- the largest ever given out
) STRICT;

INSERT INTO meta (row, last_number) VALUES (1, 0);
