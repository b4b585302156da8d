-- Why: exactly once. A command's outcome is kept under its id for longer than a console can be away, and each
-- replica's stream of commands is dense, so that a gap or a cloned replica is noticed.

CREATE TABLE client (
    client_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES account,
    device_id uuid NOT NULL REFERENCES device,
    last_seq bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL
);

CREATE TABLE command_log (
    command_id uuid PRIMARY KEY,
    -- Null for commands from outside any replica.
    client_id uuid,
    seq bigint NOT NULL DEFAULT 0,
    user_id uuid NOT NULL,
    -- With its version.
    name text NOT NULL,
    outcome json NOT NULL,
    issued_at bigint NOT NULL,
    received_at bigint NOT NULL
);
CREATE INDEX command_log_by_client ON command_log (client_id, seq);

-- Commands that failed without being decided; the third identical failure quarantines.
CREATE TABLE command_failure (
    command_id uuid PRIMARY KEY,
    failure text NOT NULL,
    attempts bigint NOT NULL,
    last_at bigint NOT NULL
);
