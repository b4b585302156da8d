-- Why: whoever revokes or wipes a device wants to know when, and whether the device has learned of it.

ALTER TABLE device ADD COLUMN state_changed_at bigint, ADD COLUMN told_at bigint;
