-- Gives the server's role what it needs, by a connection of the owner. The role's name is the setting `locum.server_role`.
-- Later tables get everything from the beginning, as a trigger may write to them before anybody comes back here; where they are
-- append-only, their own trigger refuses what is then taken away.
DO $do$
DECLARE
  server text := current_setting('locum.server_role');
  one record;
BEGIN
  IF NOT has_database_privilege(server, current_database(), 'TEMPORARY') THEN
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %I', current_database(), server);
  END IF;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), server);
  IF has_schema_privilege(server, current_schema(), 'CREATE') THEN
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC, %I', current_schema(), server);
  END IF;
  FOR one IN
    WITH tables AS (
      SELECT c.oid,
        c.relname::text AS name,
        c.relowner,
        CASE
          WHEN c.relname IN ('__diesel_schema_migrations', 'schema_compatibility') THEN ARRAY['SELECT']
          WHEN c.relkind IN ('v', 'm') THEN ARRAY['SELECT']
          WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_append_only')
            THEN ARRAY['SELECT', 'INSERT']
          ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']
        END AS needed
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema()
        AND c.relkind IN ('r', 'p', 'v', 'm')
        AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    )
    SELECT t.name, array_to_string(t.needed, ', ') AS needed
    FROM tables t
    WHERE pg_has_role(t.relowner, 'USAGE')
  LOOP
    EXECUTE format('REVOKE ALL ON TABLE %I.%I FROM %I', current_schema(), one.name, server);
    EXECUTE format('GRANT %s ON TABLE %I.%I TO %I', one.needed, current_schema(), one.name, server);
  END LOOP;
  FOR one IN
    WITH sequences AS MATERIALIZED (
      SELECT c.oid, c.relname::text AS name, c.relowner
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = current_schema()
        AND c.relkind = 'S'
    )
    SELECT s.name
    FROM sequences s
    WHERE pg_has_role(s.relowner, 'USAGE')
  LOOP
    EXECUTE format('REVOKE ALL ON SEQUENCE %I.%I FROM %I', current_schema(), one.name, server);
    EXECUTE format('GRANT USAGE ON SEQUENCE %I.%I TO %I', current_schema(), one.name, server);
  END LOOP;
  FOR one IN
    WITH triggers AS (
      SELECT p.oid::regprocedure::text AS signature,
        coalesce(p.proconfig @> ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp'], false) AS is_pinned
      FROM pg_proc p
      JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = current_schema()
        AND p.prorettype = 'trigger'::regtype
        AND pg_has_role(p.proowner, 'USAGE')
        AND NOT EXISTS (
          SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    )
    SELECT t.signature
    FROM triggers t
    WHERE NOT t.is_pinned
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', one.signature, current_schema());
  END LOOP;
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I', current_schema(), server);
  EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
    current_schema(), server);
END
$do$
