-- Why: replication is by scope. A scope's row is the lock that makes version order commit order, and holds what
-- a console compares itself with: epoch, version, checksum.

CREATE TABLE scope (
    scope_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('org', 'hub', 'user')),
    -- Names one uninterrupted history of versions; a restored backup gets a new one.
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Dense, in commit order.
    v bigint NOT NULL DEFAULT 0,
    -- Sum mod 2^128 of the scope's row hashes, big-endian.
    sum bytea NOT NULL DEFAULT '\x00000000000000000000000000000000' CHECK (octet_length(sum) = 16),
    -- Evictions up to this version are gone; a cursor below it takes the scope anew.
    gc_floor bigint NOT NULL DEFAULT 0,
    -- Table (or 'eviction') -> the version in which it last changed: a delta reads only these.
    changed jsonb NOT NULL DEFAULT '{}'
);

CREATE TABLE scope_epoch (
    epoch uuid PRIMARY KEY,
    scope_id uuid NOT NULL REFERENCES scope,
    parent uuid NOT NULL,
    -- A cursor of the parent up to this version stays valid.
    fork_v bigint NOT NULL,
    forked_at bigint NOT NULL
);

-- A row that left a scope, by deletion or by moving to another.
CREATE TABLE eviction (
    scope_id uuid NOT NULL,
    tbl text NOT NULL,
    pk uuid NOT NULL,
    v bigint NOT NULL,
    -- The row's last revision here; a row that comes back continues from it.
    rev bigint NOT NULL,
    PRIMARY KEY (scope_id, tbl, pk)
);
CREATE INDEX eviction_by_version ON eviction (scope_id, v);
CREATE INDEX eviction_by_row ON eviction (pk, tbl);

INSERT INTO scope (scope_id, kind) VALUES ('00000000-0000-8000-8000-000000000001', 'org');
