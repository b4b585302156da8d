-- Why: a console is answered in its own schema, and so are its snapshots: one is kept per scope and schema. A server of
-- the release before writes and reads those of schema 1 without saying so.
ALTER TABLE snapshot ADD COLUMN schema integer NOT NULL DEFAULT 1;
