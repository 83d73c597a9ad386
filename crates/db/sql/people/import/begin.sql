-- What an import begins with: temporary tables, which go with the transaction. Two imports at once would each check a hierarchy that
-- the other changes: the second waits. The planner's compiler costs more than it saves on statements that run once.
SELECT pg_advisory_xact_lock(7012);
SET LOCAL jit = off;
SET LOCAL work_mem = '64MB';
-- The rows of the file.
CREATE TEMP TABLE import_people (
  line bigint NOT NULL,
  person_id bigint,
  is_new boolean NOT NULL DEFAULT false,
  username text NOT NULL,
  display_name text NOT NULL,
  email text,
  manager text,
  manager_id bigint,
  manager_username text,
  department text,
  job text,
  location text,
  hired_on date,
  terminated_on date,
  time_zone text,
  active_from timestamptz,
  active_until timestamptz,
  search_text text NOT NULL
) ON COMMIT DROP;
-- The roles that the file grants by hand.
CREATE TEMP TABLE import_roles (
  line bigint NOT NULL,
  role_id bigint NOT NULL
) ON COMMIT DROP;
-- By-hand grants to be made, and those to be revoked, which have an id.
CREATE TEMP TABLE import_grants (
  person_id bigint NOT NULL,
  role_id bigint NOT NULL,
  grant_id bigint
) ON COMMIT DROP;
-- People who differ.
CREATE TEMP TABLE import_changes (
  line bigint NOT NULL,
  person_id bigint NOT NULL,
  is_new boolean NOT NULL,
  own_facts boolean NOT NULL,
  was_active boolean NOT NULL,
  zone_changed boolean NOT NULL,
  before jsonb,
  after jsonb
) ON COMMIT DROP;
-- Those whose autoprovisioned roles may differ (R20).
CREATE TEMP TABLE import_affected (
  person_id bigint NOT NULL
) ON COMMIT DROP;
