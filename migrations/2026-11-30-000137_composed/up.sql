-- The version before composes nothing, and may write beside this one. A later release, beside which it does not run, drops both
-- triggers.
CREATE FUNCTION compose_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.display_name := normalize(NEW.display_name, NFC);
    NEW.department := normalize(NEW.department, NFC);
    NEW.job := normalize(NEW.job, NFC);
    NEW.location := normalize(NEW.location, NFC);
    RETURN NEW;
END $$;
CREATE TRIGGER people_composed BEFORE INSERT OR UPDATE OF display_name, department, job, location ON people FOR EACH ROW
    WHEN (NEW.display_name IS NOT NFC NORMALIZED OR NEW.department IS NOT NFC NORMALIZED OR NEW.job IS NOT NFC NORMALIZED
        OR NEW.location IS NOT NFC NORMALIZED)
    EXECUTE FUNCTION compose_person();
CREATE FUNCTION compose_provisioning_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.department := normalize(NEW.department, NFC);
    NEW.job := normalize(NEW.job, NFC);
    NEW.location := normalize(NEW.location, NFC);
    RETURN NEW;
END $$;
CREATE TRIGGER role_provisioning_rules_composed BEFORE INSERT OR UPDATE OF department, job, location ON role_provisioning_rules
    FOR EACH ROW
    WHEN (NEW.department IS NOT NFC NORMALIZED OR NEW.job IS NOT NFC NORMALIZED OR NEW.location IS NOT NFC NORMALIZED)
    EXECUTE FUNCTION compose_provisioning_rule();

-- Texts that are compared are kept in Unicode NFC (G8): "Süd" is one department, however its letters were typed. What is
-- written from here on is; this is what was there. Whatever is composed already is only read.

-- Two names that become equal stay two: the younger one gets its number.
UPDATE policies p SET name = normalize(p.name, NFC) || CASE WHEN EXISTS (SELECT FROM policies o WHERE o.id <> p.id
        AND normalize(o.name, NFC) = normalize(p.name, NFC) AND (o.name IS NFC NORMALIZED OR o.id < p.id))
    THEN ' (' || p.id || ')' ELSE '' END
WHERE p.name IS NOT NFC NORMALIZED;

UPDATE role_provisioning_rules r SET name = normalize(r.name, NFC) || CASE WHEN EXISTS (SELECT FROM role_provisioning_rules o
        WHERE o.id <> r.id AND normalize(o.name, NFC) = normalize(r.name, NFC) AND (o.name IS NFC NORMALIZED OR o.id < r.id))
    THEN ' (' || r.id || ')' ELSE '' END
WHERE r.name IS NOT NFC NORMALIZED;

UPDATE role_provisioning_rules SET department = normalize(department, NFC), job = normalize(job, NFC),
    location = normalize(location, NFC)
WHERE department IS NOT NFC NORMALIZED OR job IS NOT NFC NORMALIZED OR location IS NOT NFC NORMALIZED;

UPDATE roles SET name = normalize(name, NFC) WHERE name IS NOT NFC NORMALIZED;

UPDATE access_reviews SET department = normalize(department, NFC) WHERE department IS NOT NFC NORMALIZED;

UPDATE people SET display_name = normalize(display_name, NFC), department = normalize(department, NFC),
    job = normalize(job, NFC), location = normalize(location, NFC)
WHERE display_name IS NOT NFC NORMALIZED OR department IS NOT NFC NORMALIZED OR job IS NOT NFC NORMALIZED
    OR location IS NOT NFC NORMALIZED;

-- Whoever matches a rule only now gets what it gives (R20); nobody matches less than before.
WITH clock AS MATERIALIZED (
    SELECT coalesce(nullif(current_setting('locum.now', true), '')::timestamptz,
                    greatest((SELECT max(at) FROM audit_log), (SELECT max(created_at) FROM people))) AS at
), due AS MATERIALIZED (
    SELECT DISTINCT p.id AS person_id, rr.role_id
    FROM role_provisioning_rules r
    JOIN role_provisioning_rule_roles rr ON rr.rule_id = r.id AND rr.autoprovision
    CROSS JOIN clock c
    -- Only what is not plain ASCII can have been composed.
    JOIN people p ON (r.department IS NULL OR r.department = p.department)
      AND (r.job IS NULL OR r.job = p.job) AND (r.location IS NULL OR r.location = p.location)
      AND (r.is_manager IS NULL OR r.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = p.id))
      AND (p.active_from IS NULL OR p.active_from <= c.at) AND (p.active_until IS NULL OR c.at < p.active_until)
    WHERE octet_length(concat(r.department, r.job, r.location)) > length(concat(r.department, r.job, r.location))
), given AS (
    INSERT INTO grants (person_id, role_id, source, granted_at)
    SELECT d.person_id, d.role_id, 'autoprovisioned', c.at FROM due d CROSS JOIN clock c
    WHERE NOT EXISTS (SELECT FROM grants g WHERE g.person_id = d.person_id AND g.role_id = d.role_id
        AND g.source = 'autoprovisioned' AND g.revoked_at IS NULL)
    RETURNING id, person_id, role_id, granted_at
)
INSERT INTO audit_log (at, through, action, object_kind, object_id, concerns_id, after)
SELECT n.granted_at, 'migration', 'grant.autoprovisioned', 'grant', n.id::text, n.person_id,
       jsonb_build_object('role', r.code, 'note', 'texts are compared in Unicode NFC since this upgrade')
FROM given n JOIN roles r ON r.id = n.role_id;
