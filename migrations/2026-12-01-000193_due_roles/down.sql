DROP FUNCTION due_roles(timestamptz);
