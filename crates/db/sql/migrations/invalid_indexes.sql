-- Indexes of Locum's schema that could not be built, as DROP INDEX names them; not one that somebody is building at this moment.
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid
  AND c.relkind = 'i'
  AND n.nspname = current_schema()
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
