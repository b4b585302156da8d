-- Why: a second fence. Whoever answers a console reads under it: a role that no policy can be bypassed with, and the
-- scopes the account may see, worked out here from its grants and not from what the handler believes. A handler that
-- forgets its own check then reads nothing of another hub.
--
-- Where the login may neither create the role nor use it, row-level security is forced on the tables' owner
-- instead, and the fence is a setting of the transaction.

CREATE FUNCTION barq_visible() RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('barq.scopes', true), ''), '{}')::uuid[]
$$;

CREATE FUNCTION barq_account() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('barq.account', true), '')::uuid
$$;

-- The write path, and everything else that is not an answer to somebody.
CREATE FUNCTION barq_unfenced() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_user <> 'barq_reader' AND coalesce(current_setting('barq.fence', true), '') <> 'on'
$$;

-- Raises the fence for the rest of the transaction; answers the scopes inside it.
CREATE FUNCTION barq_fence(account uuid) RETURNS uuid[] LANGUAGE plpgsql AS $$
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

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['scope', 'scope_epoch', 'eviction', 'hub', 'policy', 'staff', 'merchant', 'hub_grant']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY fence ON %I USING ((SELECT barq_unfenced())
                OR scope_id = ANY ((SELECT barq_visible())::uuid[]))', name);
    END LOOP;
    -- Rows of hubs are also read from the archive, by their hub.
    FOREACH name IN ARRAY ARRAY['zone', 'vehicle', 'courier', 'shift', 'import_batch', 'delivery', 'attempt',
        'cash_settlement', 'collection', 'note', 'exception', 'event']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY fence ON %I USING ((SELECT barq_unfenced())
                OR scope_id = ANY ((SELECT barq_visible())::uuid[])
                OR (scope_id = ''00000000-0000-8000-8000-000000000004''
                    AND hub_id = ANY ((SELECT barq_visible())::uuid[])))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['client', 'command_log']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY fence ON %I USING ((SELECT barq_unfenced()) OR user_id = (SELECT barq_account()))', name);
    END LOOP;

    BEGIN
        IF to_regrole('barq_reader') IS NULL THEN
            CREATE ROLE barq_reader NOLOGIN NOSUPERUSER NOBYPASSRLS;
        END IF;
    EXCEPTION
        -- Roles belong to the whole Postgres server: another database's migration may have just made it.
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
            RAISE WARNING 'the login % may not create the role barq_reader: the fence is forced on the tables'' '
                'owner instead. To have the role: CREATE ROLE barq_reader NOLOGIN; GRANT barq_reader TO %;',
                current_user, current_user;
    END;
    IF to_regrole('barq_reader') IS NULL THEN
        RETURN;
    END IF;
    BEGIN
        IF NOT pg_has_role(current_user, 'barq_reader', 'MEMBER') THEN
            EXECUTE format('GRANT barq_reader TO %I', current_user);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE WARNING 'the login % may not use the role barq_reader: the fence is forced on the tables'' owner '
            'instead. To have the role: GRANT barq_reader TO %;', current_user, current_user;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO barq_reader', current_schema());
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO barq_reader', current_schema());
    REVOKE ALL ON account, refresh_token, device FROM barq_reader;
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO barq_reader', current_schema());
END
$$;
