-- The connection's role, where the schema's state is there and hidden from it.
SELECT current_user::text AS name
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema()
  AND c.relname IN ('__diesel_schema_migrations', 'schema_compatibility')
  AND NOT has_table_privilege(c.oid, 'SELECT')
LIMIT 1
