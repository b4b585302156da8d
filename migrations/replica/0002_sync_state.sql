-- What the replica knows beyond the rows: how far it is in each scope, which commands wait for the server, and how
-- to take their effects out again.

CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- One line per scope the account may see; `sum` is the sum of the rows' hashes, 16 bytes, little-endian.
CREATE TABLE scope (
    scope_id BLOB PRIMARY KEY NOT NULL,
    epoch BLOB NOT NULL,
    v INTEGER NOT NULL,
    sum BLOB NOT NULL
) WITHOUT ROWID;

-- Commands in the order they were given. A line waits until `settled` says what the server made of it, and is then
-- kept for thirty days.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY NOT NULL,
    command_id BLOB NOT NULL,
    -- The scope it writes.
    scope_id BLOB NOT NULL,
    name TEXT NOT NULL,
    -- The payload; null once the scope was lost.
    command TEXT,
    -- Server time as it was estimated when the command was given; used again in every replay.
    now INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    -- Assigned at the first sending.
    seq INTEGER,
    -- The server has it and its effects are in the base, though its outcome has not come: not replayed.
    acknowledged INTEGER NOT NULL DEFAULT 0,
    -- Its replay has no effect any more; the server decides.
    doubtful INTEGER NOT NULL DEFAULT 0,
    items INTEGER NOT NULL,
    label TEXT NOT NULL,
    -- What the rules said here, and then what the server said.
    verdicts TEXT NOT NULL,
    outcome TEXT,
    settled TEXT,
    settled_at INTEGER,
    -- The scope's version that carried the effects.
    settled_v INTEGER
);
CREATE INDEX outbox_waiting ON outbox (position) WHERE settled IS NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE settled IS NOT NULL;
CREATE INDEX outbox_command ON outbox (command_id);

-- The entities a waiting command names, and whether it still has an effect on each.
CREATE TABLE outbox_item (
    entity_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    doubtful INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entity_id, position)
) WITHOUT ROWID;
CREATE INDEX outbox_item_position ON outbox_item (position);

-- The rows a waiting command wrote.
CREATE TABLE touched (
    position INTEGER NOT NULL,
    tbl TEXT NOT NULL,
    pk BLOB NOT NULL,
    PRIMARY KEY (position, tbl, pk)
) WITHOUT ROWID;

-- The questions a waiting command's decision asked (`wrote` 0) or changed the answer of (`wrote` 1), as hashes. A
-- command none of whose answers changed would decide the same again, so it is not replayed.
CREATE TABLE needed (
    need INTEGER NOT NULL,
    wrote INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (need, wrote, position)
) WITHOUT ROWID;
CREATE INDEX needed_position ON needed (position);

-- The base of every row a waiting command has changed: the row as the server last gave it, or null for none.
CREATE TABLE shadow (
    tbl TEXT NOT NULL,
    pk BLOB NOT NULL,
    base BLOB,
    PRIMARY KEY (tbl, pk)
) WITHOUT ROWID;

-- How to take a command back: the inverse commands as JSON, in order; `taken` once it was taken back.
CREATE TABLE undo_log (
    command_id BLOB PRIMARY KEY NOT NULL,
    position INTEGER NOT NULL,
    scope_id BLOB NOT NULL,
    inverse TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX undo_log_position ON undo_log (position) WHERE taken = 0;

-- The revision at which a command's effect on an item can be taken back. `via` is the command that led to that
-- revision: the command itself, or the undo of a later one, which put the item back where this one left it.
CREATE TABLE undo_item (
    command_id BLOB NOT NULL,
    entity_id BLOB NOT NULL,
    -- The revision the inverse was made with, and the one the item has now.
    made_rev INTEGER NOT NULL,
    left_rev INTEGER NOT NULL,
    via BLOB NOT NULL,
    PRIMARY KEY (command_id, entity_id)
) WITHOUT ROWID;
CREATE INDEX undo_item_via ON undo_item (via);

-- The latest position per courier: volatile, without version or sum.
CREATE TABLE position (
    courier_id BLOB PRIMARY KEY NOT NULL,
    hub_id BLOB NOT NULL,
    lon_e7 INTEGER NOT NULL,
    lat_e7 INTEGER NOT NULL,
    at INTEGER NOT NULL,
    heading_deg INTEGER,
    speed_kmh INTEGER,
    battery_pct INTEGER
) WITHOUT ROWID;

-- The last exchanges with the server.
CREATE TABLE exchange (
    id INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    evictions INTEGER NOT NULL,
    commands INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    error TEXT
);
