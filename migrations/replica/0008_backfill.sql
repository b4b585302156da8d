-- Why: a console may be of a newer release than the server that answers it, or was so until a moment ago. Of the tables
-- that its schema changed it then knows only a part, and asks for the rest once a server has it.

-- Of this table in this scope, rows of versions after `since` are not known in full. 0: nothing is.
CREATE TABLE backfill (
    scope_id BLOB NOT NULL,
    tbl TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (scope_id, tbl)
) WITHOUT ROWID;
