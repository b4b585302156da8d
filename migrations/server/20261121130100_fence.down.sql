-- Why: takes the fence down. The role stays: it belongs to the whole Postgres server.

DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_policies WHERE policyname = 'fence' AND schemaname = current_schema()
    LOOP
        EXECUTE format('DROP POLICY fence ON %I', name);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', name);
    END LOOP;
    IF to_regrole('barq_reader') IS NOT NULL THEN
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE SELECT ON TABLES FROM barq_reader',
            current_schema());
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM barq_reader', current_schema());
        EXECUTE format('REVOKE USAGE ON SCHEMA %I FROM barq_reader', current_schema());
    END IF;
END
$$;
DROP FUNCTION barq_fence(uuid), barq_unfenced(), barq_account(), barq_visible();
