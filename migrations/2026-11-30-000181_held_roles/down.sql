DROP FUNCTION held_roles(timestamptz);
