-- The task's log is append-only too (G8): the database itself refuses to change or remove an entry. No version ever did.
-- Every table that the server may only add to has such a trigger, named `<table>_append_only`: by that name the server's role is
-- given SELECT and INSERT on it, and nothing else (O7, crates/db/src/database_roles.rs).
CREATE FUNCTION refuse_task_log_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the task log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER task_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON task_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_task_log_change();
