-- Which versions of Locum may use this schema (O3): a server accepts migrations that it does not know if it is at least
-- this version. A migration that takes away what older versions use raises it in the same step.
CREATE TABLE schema_compatibility (
  id boolean PRIMARY KEY DEFAULT true CONSTRAINT schema_compatibility_one_row_check CHECK (id),
  minimum_version text NOT NULL CONSTRAINT schema_compatibility_version_check CHECK (minimum_version ~ '^[0-9]+\.[0-9]+\.[0-9]+$')
);
INSERT INTO schema_compatibility (minimum_version) VALUES ('0.2.0');
