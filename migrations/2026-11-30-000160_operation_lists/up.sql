-- How many did not exist for whoever started it (T17). Items that are done or unknown go when the operation is finished, and only
-- their counts are kept.
ALTER TABLE operations ADD COLUMN unknown integer NOT NULL DEFAULT 0 CHECK (unknown >= 0);

-- The lists, newest first: a person's own operations, and everybody's.
CREATE INDEX operations_by_person_idx ON operations (person_id, created_at DESC, id DESC);
CREATE INDEX operations_newest_idx ON operations (created_at DESC, id DESC);
