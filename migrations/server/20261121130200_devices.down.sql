-- Why: takes the times of a device's state back.

ALTER TABLE device DROP COLUMN state_changed_at, DROP COLUMN told_at;
