-- Attempts in a row that the database gave up for a reason that may pass: of the next batch, and of one thing.
ALTER TABLE operations ADD COLUMN attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0);
ALTER TABLE operation_items ADD COLUMN attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0);
