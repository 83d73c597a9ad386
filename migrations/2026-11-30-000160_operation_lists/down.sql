DROP INDEX operations_newest_idx;
DROP INDEX operations_by_person_idx;
ALTER TABLE operations DROP COLUMN unknown;
