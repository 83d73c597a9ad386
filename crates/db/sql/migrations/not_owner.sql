-- The connection's role, where it may not change the schema: it may create nothing there, or is not the owner of Locum's tables.
SELECT current_user::text AS name
WHERE NOT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
  OR NOT (
    SELECT pg_has_role(relowner, 'USAGE')
    FROM pg_class
    WHERE oid = to_regclass('__diesel_schema_migrations')
  )
