-- Attempts in a row that the database gave up for a reason that may pass: of the next batch, and of one thing.
ALTER TABLE operations ADD COLUMN attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0);
ALTER TABLE operation_items ADD COLUMN attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0);

-- Who resumed it last, after it had stopped before its end, and by which request: it acts for them, with their right. Who started it
-- stays in person_id. A version that does not know these continues it for whoever started it.
ALTER TABLE operations
    ADD COLUMN resumed_by                bigint REFERENCES people,
    ADD COLUMN resumed_through           text,
    ADD COLUMN resumed_request_id        text,
    ADD COLUMN resumed_client_request_id text,
    ADD CHECK ((resumed_by IS NULL) = (resumed_through IS NULL));
CREATE INDEX operations_by_resumer_idx ON operations (resumed_by) WHERE resumed_by IS NOT NULL;
