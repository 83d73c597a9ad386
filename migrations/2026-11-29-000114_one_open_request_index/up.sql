-- At most one open task of a kind for a person and role, of those that are one at a time (T15).
CREATE UNIQUE INDEX CONCURRENTLY tasks_one_open_key ON tasks (subject_id, role_id, kind) WHERE state = 'open' AND one_at_a_time;
