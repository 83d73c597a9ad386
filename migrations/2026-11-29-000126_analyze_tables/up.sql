-- After a large change the planner has to know of it at once, and only the owner of a table may have it analysed. The server is not
-- the owner (O7), so the owner does it for the server: of these tables, or of all where none are named, and nothing else.
CREATE FUNCTION analyze_tables(names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND pg_get_userbyid(c.relowner) = current_user
            AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%' AND (names IS NULL OR c.relname = ANY (names))
    LOOP
        EXECUTE format('ANALYZE %I.%I', one.nspname, one.relname);
    END LOOP;
END $$;
