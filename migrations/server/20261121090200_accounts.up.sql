-- Why: who may sign in, on which devices, and which refresh tokens are alive. None of it is replicated; what
-- others may know of a person is in the synced table staff.

CREATE TABLE account (
    user_id uuid PRIMARY KEY,
    -- Lower case.
    username text NOT NULL UNIQUE CHECK (username = lower(username) AND username <> ''),
    -- Argon2id, PHC format.
    password_hash text NOT NULL,
    disabled_at bigint,
    created_at bigint NOT NULL
);

CREATE TABLE device (
    device_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES account,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'revoked', 'wipe')),
    created_at bigint NOT NULL,
    last_contact_at bigint NOT NULL
);
CREATE INDEX device_by_user ON device (user_id);

-- One row per sign-in: the family of tokens that follow one another from it. Only hashes are kept.
CREATE TABLE refresh_token (
    family uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES account,
    device_id uuid NOT NULL REFERENCES device,
    current_hash bytea NOT NULL,
    -- Works until the current one is first used, so that a lost answer signs nobody out.
    previous_hash bytea,
    -- How often the family has been rotated.
    rotation bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint
);
CREATE INDEX refresh_token_by_device ON refresh_token (device_id);
