-- Why: shut unless opened. Until now a query that nobody raised the fence for saw every row, and the reading role was
-- given every new table. Now each connection that reads for accounts is behind the fence from the moment it is opened
-- (the role barq_reader, or `barq.fence = 'on'`), and sees no row of any table until it says for whom. A new table is
-- unreadable to the role until a policy called fence opens it and the server names it among what it reads; what the
-- role may read is granted by every `migrate up`, not here, so that a role that comes later gets it too.
--
-- This is the first of two steps. A server of the release before runs beside this one during an update, says nothing
-- of itself and writes as the tables' owner: so a session that says nothing still sees everything. The release after
-- this one replaces barq_unfenced() by one that is true only for `barq.fence = 'off'`, which every writing connection
-- says from this release on.

-- Whether the account the fence is raised for administers the organisation. It finds its table for pg_dump too, which
-- looks nowhere by itself.
CREATE FUNCTION barq_admin() RETURNS boolean LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM staff WHERE id = barq_account() AND admin AND active)
$$;

-- Raises the fence for the rest of the transaction; answers the scopes inside it. What they are is read under the
-- fence itself: an account's own scope holds its grants, and nothing else is needed.
CREATE OR REPLACE FUNCTION barq_fence(account uuid) RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
    inside uuid[] := ARRAY['00000000-0000-8000-8000-000000000001'::uuid, account];
    said text := coalesce(current_setting('barq.fence', true), '');
BEGIN
    PERFORM set_config('barq.scopes', inside::text, true), set_config('barq.account', account::text, true),
        set_config('barq.fence', 'on', true);
    -- A connection that reads for accounts has its role already. A server of the release before gets it here, if the
    -- role may read what that server reads.
    IF said <> 'on' AND current_user <> 'barq_reader' AND to_regrole('barq_reader') IS NOT NULL
        AND pg_has_role(session_user, 'barq_reader', 'MEMBER')
        AND has_schema_privilege('barq_reader', current_schema(), 'USAGE')
        AND NOT EXISTS (
            SELECT FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid
            WHERE p.polname = 'fence' AND c.relnamespace = current_schema()::regnamespace
                AND c.relname NOT IN ('courier_position', 'snapshot', 'account', 'device')
                AND NOT has_any_column_privilege('barq_reader', c.oid, 'SELECT'))
    THEN
        BEGIN
            PERFORM set_config('role', 'barq_reader', true);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL; -- The policies hold all the same: they are forced on the owner.
        END;
    END IF;
    SELECT inside || coalesce(array_agg(hub_id), '{}') INTO inside FROM hub_grant
        WHERE user_id = account AND role IN ('viewer', 'dispatcher', 'supervisor', 'admin');
    PERFORM set_config('barq.scopes', inside::text, true);
    RETURN inside;
END
$$;

DO $$
DECLARE
    opened text[] := ARRAY['courier_position', 'snapshot', 'account', 'device'];
    shut text[] := ARRAY['refresh_token', 'command_failure', 'position_history', 'database_identity'];
    name text;
BEGIN
    FOREACH name IN ARRAY opened || shut LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    END LOOP;
    -- Where couriers are goes by their hub, files of a scope by the scope.
    CREATE POLICY fence ON courier_position USING ((SELECT barq_unfenced())
        OR hub_id = ANY ((SELECT barq_visible())::uuid[]));
    CREATE POLICY fence ON snapshot USING ((SELECT barq_unfenced())
        OR scope_id = ANY ((SELECT barq_visible())::uuid[]));
    -- Administrators list everybody's devices, everyone else has their own.
    CREATE POLICY fence ON account USING ((SELECT barq_unfenced())
        OR user_id = (SELECT barq_account()) OR (SELECT barq_admin()));
    CREATE POLICY fence ON device USING ((SELECT barq_unfenced())
        OR user_id = (SELECT barq_account()) OR (SELECT barq_admin()));
    -- Nothing of these is an answer to anybody.
    FOREACH name IN ARRAY shut LOOP
        EXECUTE format('CREATE POLICY shut ON %I USING ((SELECT barq_unfenced()))', name);
    END LOOP;

    IF to_regrole('barq_reader') IS NOT NULL THEN
        EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE SELECT ON TABLES FROM barq_reader',
            current_schema());
        FOREACH name IN ARRAY shut LOOP
            EXECUTE format('REVOKE ALL ON %I FROM barq_reader', name);
        END LOOP;
    END IF;
END
$$;
