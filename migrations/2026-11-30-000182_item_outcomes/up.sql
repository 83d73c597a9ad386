-- What became of a task that was approved with others, where it is not approved by that: it went on to its next step, or was
-- cancelled as nobody may decide that one. Null: neither, or written by a version that did not know.
ALTER TABLE operation_items ADD COLUMN outcome text;
ALTER TABLE operation_items ADD CONSTRAINT operation_items_outcome_check
    CHECK (outcome IN ('next_step', 'cancelled')) NOT VALID;
