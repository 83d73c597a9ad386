-- What a role may do beyond or short of what the server needs. $1 the role, as it signed in.
-- What can be had by SET ROLE counts too ('MEMBER', which it is of itself), inherited or not.
-- `tables` and `sequences` are the same in `give.sql` and `is_given.sql`. None of the three asks a view or a function of Locum's: a
-- role that may not use the schema yet could not, and one that may do too much could have changed it.
WITH roles AS MATERIALIZED (
  SELECT oid, rolname, rolsuper, rolcreaterole, rolreplication, rolbypassrls
  FROM pg_roles
  WHERE pg_has_role($1::text, oid, 'MEMBER')
),
-- Each of Locum's tables, and what the server needs on it. The schema's own state is only read.
tables AS (
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
),
-- The sequences from which ids are taken. Whoever may only use them sets none of them back.
sequences AS MATERIALIZED (
  SELECT c.oid, c.relname::text AS name, c.relowner
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema()
    AND c.relkind = 'S'
)
SELECT r.rolname::text AS name,
  EXISTS (SELECT FROM roles m WHERE m.rolsuper) AS superuser,
  EXISTS (
    SELECT FROM roles m
    WHERE m.rolcreaterole
      OR m.rolreplication
      OR m.rolbypassrls
      OR m.rolname IN ('pg_execute_server_program', 'pg_write_server_files')
  ) AS administers,
  ARRAY(
    SELECT DISTINCT pg_get_userbyid(o.oid)::text AS owner
    FROM (
      SELECT relowner FROM tables
      UNION SELECT datdba FROM pg_database WHERE datname = current_database()
      UNION SELECT nspowner FROM pg_namespace WHERE nspname = current_schema()
    ) AS o (oid)
    WHERE pg_has_role($1, o.oid, 'MEMBER')
      AND pg_get_userbyid(o.oid) <> 'pg_database_owner'
    ORDER BY owner
  ) AS owners,
  ARRAY(
    SELECT t.name
    FROM tables t
    WHERE t.needed = ARRAY['SELECT', 'INSERT']
      AND EXISTS (
        SELECT FROM roles m
        CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p
        -- On the table, or on any of its columns.
        WHERE has_table_privilege(m.oid, t.oid, p)
          OR p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(m.oid, t.oid, p)
      )
    ORDER BY t.name
  ) AS changes,
  EXISTS (SELECT FROM roles m WHERE has_schema_privilege(m.oid, current_schema(), 'CREATE')) AS creates,
  ARRAY(
    SELECT t.name
    FROM tables t
    WHERE EXISTS (SELECT FROM unnest(t.needed) AS p WHERE NOT has_table_privilege($1, t.oid, p))
    UNION ALL
    SELECT s.name
    FROM sequences s
    WHERE NOT has_sequence_privilege($1, s.oid, 'USAGE')
    UNION ALL
    SELECT 'temporary tables'
    WHERE NOT has_database_privilege($1, current_database(), 'TEMPORARY')
    ORDER BY 1
  ) AS lacking
FROM pg_roles r
WHERE r.rolname = $1
