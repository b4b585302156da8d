-- Why: a console that has nothing of a large scope takes it as files. The files are made once however many consoles
-- ask, so what was made is written down here; which folder holds them is each server's affair.
CREATE TABLE snapshot (
    id uuid PRIMARY KEY,
    scope_id uuid NOT NULL,
    epoch uuid NOT NULL,
    v bigint NOT NULL,
    built_at bigint NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL
);
CREATE INDEX snapshot_by_scope ON snapshot (scope_id, built_at);

-- Which database this was when a server last looked. Another cluster, timeline or database has another history, though
-- its rows look the same.
CREATE TABLE database_identity (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    system_id text NOT NULL,
    timeline text NOT NULL,
    database_oid bigint NOT NULL
);

-- Evictions are cleaned away by age.
ALTER TABLE eviction ADD COLUMN evicted_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX eviction_by_age ON eviction (evicted_at);
