ALTER TABLE operation_items DROP COLUMN outcome;
