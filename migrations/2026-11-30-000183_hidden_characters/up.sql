-- Names contain no character that nobody sees (S): with one, a name can read like another one, and two departments that look alike
-- are not the same. Forms, import and API refuse them from here on (domain::text::hidden has the same list); what is stored already
-- loses them, so that an export can still be imported and changes nothing. The version before may store some for as long as it runs
-- beside this one; whoever imports those is told the line and the character.

-- Without them; a text that has nothing else is none.
CREATE FUNCTION pg_temp.seen(text text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(btrim(normalize(regexp_replace(text, E'[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E007F]+', '', 'g'), NFC)), '')
$$;
CREATE FUNCTION pg_temp.hides(text text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(text ~ E'[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E007F]', false)
$$;
-- What is searched is decomposed on purpose: it only loses them.
CREATE FUNCTION pg_temp.searched(text text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT nullif(btrim(regexp_replace(text, E'[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\U0001D173-\U0001D17A\U000E0000-\U000E007F]+', '', 'g')), '')
$$;
CREATE TEMP TABLE upgrade ON COMMIT DROP AS
    SELECT coalesce(nullif(current_setting('locum.now', true), '')::timestamptz,
           greatest((SELECT max(at) FROM audit_log), (SELECT max(created_at) FROM people))) AS at;

CREATE TEMP TABLE hidden_in_people ON COMMIT DROP AS
    SELECT p.id, p.display_name, p.department, p.job, p.location, p.email FROM people p
    WHERE pg_temp.hides(concat_ws(' ', p.display_name, p.department, p.job, p.location, p.email));

UPDATE people p SET display_name = coalesce(pg_temp.seen(p.display_name), p.username), department = pg_temp.seen(p.department),
    job = pg_temp.seen(p.job), location = pg_temp.seen(p.location), email = pg_temp.seen(p.email),
    search_text = coalesce(pg_temp.searched(p.search_text), p.username)
FROM hidden_in_people h WHERE h.id = p.id;

INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, before, after)
SELECT u.at, 'migration', 'person.imported', 'person', p.id::text, p.id,
       jsonb_strip_nulls(jsonb_build_object('display_name', h.display_name, 'department', h.department, 'job', h.job,
           'location', h.location, 'email', h.email)),
       jsonb_strip_nulls(jsonb_build_object('display_name', p.display_name, 'department', p.department, 'job', p.job,
           'location', p.location, 'email', p.email, 'note', 'characters that nobody sees were removed by the upgrade'))
FROM hidden_in_people h JOIN people p ON p.id = h.id CROSS JOIN upgrade u;

-- A condition that has nothing else stays as it is, and nobody matches it: without it the rule would be for everybody (R20).
CREATE TEMP TABLE hidden_in_rules ON COMMIT DROP AS
    SELECT r.id, r.name, r.department, r.job, r.location FROM role_provisioning_rules r
    WHERE pg_temp.hides(concat_ws(' ', r.name, r.department, r.job, r.location));

-- Two names that become equal stay two: the younger one gets its number.
UPDATE role_provisioning_rules r SET department = coalesce(pg_temp.seen(r.department), r.department),
    job = coalesce(pg_temp.seen(r.job), r.job), location = coalesce(pg_temp.seen(r.location), r.location),
    name = coalesce(pg_temp.seen(r.name), 'Rule') || CASE WHEN EXISTS (SELECT FROM role_provisioning_rules o
        WHERE o.id <> r.id AND coalesce(pg_temp.seen(o.name), 'Rule') = coalesce(pg_temp.seen(r.name), 'Rule')
          AND r.name IS DISTINCT FROM coalesce(pg_temp.seen(r.name), 'Rule')
          AND (o.name = pg_temp.seen(o.name) OR o.id < r.id))
    THEN ' (' || r.id || ')' ELSE '' END
FROM hidden_in_rules h WHERE h.id = r.id;

INSERT INTO audit_log (at, through, action, object_kind, object_id, before, after)
SELECT u.at, 'migration', 'provisioning_rule.changed', 'provisioning_rule', r.id::text,
       jsonb_strip_nulls(jsonb_build_object('name', h.name, 'department', h.department, 'job', h.job, 'location', h.location)),
       jsonb_strip_nulls(jsonb_build_object('name', r.name, 'department', r.department, 'job', r.job, 'location', r.location,
           'note', 'characters that nobody sees were removed by the upgrade'))
FROM hidden_in_rules h JOIN role_provisioning_rules r ON r.id = h.id CROSS JOIN upgrade u;

CREATE TEMP TABLE hidden_in_policies ON COMMIT DROP AS
    SELECT p.id, p.name FROM policies p WHERE pg_temp.hides(p.name);

UPDATE policies p SET name = coalesce(pg_temp.seen(p.name), 'Policy') || CASE WHEN EXISTS (SELECT FROM policies o WHERE o.id <> p.id
        AND coalesce(pg_temp.seen(o.name), 'Policy') = coalesce(pg_temp.seen(p.name), 'Policy')
        AND (o.name = pg_temp.seen(o.name) OR o.id < p.id))
    THEN ' (' || p.id || ')' ELSE '' END
FROM hidden_in_policies h WHERE h.id = p.id;

INSERT INTO audit_log (at, through, action, object_kind, object_id, before, after)
SELECT u.at, 'migration', 'policy.renamed', 'policy', p.id::text, jsonb_build_object('name', h.name),
       jsonb_build_object('name', p.name, 'note', 'characters that nobody sees were removed by the upgrade')
FROM hidden_in_policies h JOIN policies p ON p.id = h.id CROSS JOIN upgrade u;

CREATE TEMP TABLE hidden_in_roles ON COMMIT DROP AS
    SELECT r.id, r.name FROM roles r WHERE pg_temp.hides(r.name);

UPDATE roles r SET name = coalesce(pg_temp.seen(r.name), r.code) FROM hidden_in_roles h WHERE h.id = r.id;

INSERT INTO audit_log (at, through, action, object_kind, object_id, before, after)
SELECT u.at, 'migration', 'role.changed', 'role', r.code, jsonb_build_object('name', h.name),
       jsonb_build_object('name', r.name, 'note', 'characters that nobody sees were removed by the upgrade')
FROM hidden_in_roles h JOIN roles r ON r.id = h.id CROSS JOIN upgrade u;

-- A review that is being made finds its people by the department that it keeps, here and in its operation. One over nothing that
-- anybody sees found nobody, and stays.
UPDATE access_reviews r SET department = pg_temp.seen(r.department)
WHERE pg_temp.hides(r.department) AND pg_temp.seen(r.department) IS NOT NULL;

UPDATE operations o SET input = pg_temp.searched(o.input) WHERE o.kind = 'access_review' AND pg_temp.hides(o.input);

-- Whoever matches a rule only now gets what it gives (R20); nobody matches less than before.
WITH due AS MATERIALIZED (
    SELECT DISTINCT p.id AS person_id, rr.role_id
    FROM role_provisioning_rules r
    JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.autoprovision
    CROSS JOIN upgrade c
    JOIN people p ON (r.department IS NULL OR r.department = p.department)
      AND (r.job IS NULL OR r.job = p.job) AND (r.location IS NULL OR r.location = p.location)
      AND (r.is_manager IS NULL OR r.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = p.id))
      AND (p.active_from IS NULL OR p.active_from <= c.at) AND (p.active_until IS NULL OR c.at < p.active_until)
    WHERE r.id IN (SELECT id FROM hidden_in_rules) OR p.id IN (SELECT id FROM hidden_in_people)
), given AS (
    INSERT INTO grants (person_id, role_id, source, granted_at)
    SELECT d.person_id, d.role_id, 'autoprovisioned', c.at FROM due d CROSS JOIN upgrade c
    WHERE NOT EXISTS (SELECT FROM grants g WHERE g.person_id = d.person_id AND g.role_id = d.role_id
        AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL)
    RETURNING id, person_id, role_id, granted_at
)
INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, after)
SELECT n.granted_at, 'migration', 'grant.autoprovisioned', 'grant', n.id::text, n.person_id,
       jsonb_build_object('role', r.code, 'note', 'texts contain no characters that nobody sees since this upgrade')
FROM given n JOIN roles r ON r.id = n.role_id;

DROP FUNCTION pg_temp.seen(text);
DROP FUNCTION pg_temp.hides(text);
DROP FUNCTION pg_temp.searched(text);
