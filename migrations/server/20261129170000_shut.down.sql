-- Why: as before: who says nothing sees everything, and the reading role is given every table.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['courier_position', 'snapshot', 'account', 'device', 'refresh_token',
        'command_failure', 'position_history', 'database_identity']
    LOOP
        EXECUTE format('DROP POLICY IF EXISTS fence ON %I', name);
        EXECUTE format('DROP POLICY IF EXISTS shut ON %I', name);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', name);
    END LOOP;
    IF to_regrole('barq_reader') IS NOT NULL THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO barq_reader', current_schema());
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO barq_reader', current_schema());
        REVOKE ALL ON account, refresh_token, device FROM barq_reader;
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO barq_reader', current_schema());
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION barq_fence(account uuid) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    inside uuid[];
BEGIN
    SELECT ARRAY['00000000-0000-8000-8000-000000000001'::uuid, account] || coalesce(array_agg(hub_id), '{}')
        INTO inside FROM hub_grant
        WHERE user_id = account AND role IN ('viewer', 'dispatcher', 'supervisor', 'admin');
    PERFORM set_config('barq.scopes', inside::text, true), set_config('barq.account', account::text, true),
        set_config('barq.fence', 'on', true);
    IF to_regrole('barq_reader') IS NOT NULL AND pg_has_role(session_user, 'barq_reader', 'MEMBER') THEN
        BEGIN
            PERFORM set_config('role', 'barq_reader', true);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL; -- The policies hold all the same: they are forced on the owner.
        END;
    END IF;
    RETURN inside;
END
$$;
DROP FUNCTION barq_admin();
