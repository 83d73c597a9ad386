ALTER TABLE operations DROP COLUMN resumed_by, DROP COLUMN resumed_through, DROP COLUMN resumed_request_id,
    DROP COLUMN resumed_client_request_id;
ALTER TABLE operation_items DROP COLUMN attempts;
ALTER TABLE operations DROP COLUMN attempts;
