ALTER TABLE operation_items DROP COLUMN attempts;
ALTER TABLE operations DROP COLUMN attempts;
