-- Whether the owner's tables, by whose connection this runs, and those that later migrations add, are as they should be for the
-- server's role. $1 that role.
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
),
sequences AS MATERIALIZED (
  SELECT c.oid, c.relname::text AS name, c.relowner
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema()
    AND c.relkind = 'S'
),
-- The functions of Locum's triggers that the present role may alter, and whether each looks for tables in Locum's schema and nowhere
-- before it. A trigger runs with the search path of whoever changes the table: the server's role may create temporary tables, and one
-- called `grants` would else answer for the real one when a trigger asks who is left to administer Locum.
triggers AS (
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
SELECT coalesce(has_schema_privilege($1::text, current_schema(), 'USAGE'), false)
  AND has_database_privilege($1, current_database(), 'TEMPORARY')
  AND NOT has_schema_privilege($1, current_schema(), 'CREATE')
  AND NOT EXISTS (
    SELECT FROM tables t
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p
    WHERE pg_has_role(t.relowner, 'USAGE')
      AND CASE
        WHEN p = ANY(t.needed) THEN NOT has_table_privilege($1, t.oid, p)
        -- On the table, or on any of its columns.
        ELSE has_table_privilege($1, t.oid, p)
          OR p IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege($1, t.oid, p)
      END
  )
  AND NOT EXISTS (
    SELECT FROM sequences s
    WHERE pg_has_role(s.relowner, 'USAGE')
      AND (NOT has_sequence_privilege($1, s.oid, 'USAGE') OR has_sequence_privilege($1, s.oid, 'UPDATE'))
  )
  AND NOT EXISTS (SELECT FROM triggers t WHERE NOT t.is_pinned)
  -- On tables and sequences that the owner adds.
  AND (
    SELECT count(DISTINCT (d.defaclobjtype, a.privilege_type))
    FROM pg_default_acl d
    JOIN pg_namespace n ON n.oid = d.defaclnamespace AND n.nspname = current_schema()
    CROSS JOIN aclexplode(d.defaclacl) AS a
    WHERE pg_get_userbyid(d.defaclrole) = current_user
      AND pg_get_userbyid(a.grantee) = $1
      AND (d.defaclobjtype::text, a.privilege_type) IN
        (('r', 'SELECT'), ('r', 'INSERT'), ('r', 'UPDATE'), ('r', 'DELETE'), ('S', 'USAGE'))
  ) = 5 AS yes
