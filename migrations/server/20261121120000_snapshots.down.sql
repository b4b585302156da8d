ALTER TABLE eviction DROP COLUMN evicted_at;
DROP TABLE database_identity;
DROP TABLE snapshot;
