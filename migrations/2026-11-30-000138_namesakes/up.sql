-- Whether somebody else has the same name is asked wherever a person is named (T4).
CREATE INDEX CONCURRENTLY people_display_name_idx ON people (display_name, id);
