-- Triggers at which nothing runs for a while; made from the events, as the tables before.
CREATE TABLE suspensions (
    org_id TEXT NOT NULL,
    flow_type INTEGER NOT NULL,
    trigger_type INTEGER NOT NULL,
    reason TEXT NOT NULL,
    suspended_at INTEGER NOT NULL,
    suspended_by TEXT NOT NULL,
    PRIMARY KEY (org_id, flow_type, trigger_type)
) STRICT, WITHOUT ROWID;
