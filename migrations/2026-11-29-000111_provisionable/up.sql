-- To delegate a role without holding it takes a mark of its own (R2 b, R20). Until now that was read from `requestable`, which
-- from here on only lets a matching person request the role for their reports. Older versions still read and write
-- `requestable` alone: what they add has neither of these marks.
ALTER TABLE role_provisioning_rule_roles
    ADD COLUMN provisionable            boolean NOT NULL DEFAULT false,
    -- Set below, until somebody saves the rule.
    ADD COLUMN provisionable_by_upgrade boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT role_provisioning_by_upgrade_check CHECK (provisionable OR NOT provisionable_by_upgrade);

-- Who may delegate a role without holding it is asked at every look at a delegation (R11).
CREATE INDEX role_provisioning_provisionable_idx ON role_provisioning_rule_roles (role_id) WHERE provisionable;

-- No delegation ends by the upgrade: where an open one depends on a rule, because its delegator matches and does not hold the
-- role by a grant, the role becomes provisionable there. Administrative roles too: their delegations would end otherwise, and
-- the next one who saves the rule has to untick it.
WITH clock AS MATERIALIZED (
    SELECT coalesce(nullif(current_setting('locum.now', true), '')::timestamptz,
                    greatest((SELECT max(at) FROM audit_log), (SELECT max(created_at) FROM role_delegations))) AS at
), depending AS MATERIALIZED (
    SELECT rr.rule_id, rr.role_id, count(*) AS delegations
    FROM role_provisioning_rule_roles rr
    JOIN role_provisioning_rules r ON r.id = rr.rule_id
    JOIN role_delegations d ON d.role_id = rr.role_id AND d.ended_at IS NULL AND d.cancelled_at IS NULL
    JOIN people o ON o.id = d.delegator_id
    JOIN people x ON x.id = d.proxy_id
    CROSS JOIN clock c
    WHERE rr.requestable
      AND (r.department IS NULL OR r.department = o.department)
      AND (r.job IS NULL OR r.job = o.job)
      AND (r.location IS NULL OR r.location = o.location)
      AND (r.is_manager IS NULL OR r.is_manager = EXISTS (SELECT FROM people m WHERE m.manager_id = o.id))
      AND NOT EXISTS (SELECT FROM grants g WHERE g.person_id = o.id AND g.role_id = d.role_id AND g.revoked_at IS NULL)
      -- What is over without the job having noted it (R11, R12) is over.
      AND (d.not_after IS NULL OR c.at < d.not_after)
      AND (o.active_until IS NULL OR c.at < o.active_until)
      AND (x.active_until IS NULL OR c.at < x.active_until)
    GROUP BY rr.rule_id, rr.role_id
), marked AS (
    UPDATE role_provisioning_rule_roles rr SET provisionable = true, provisionable_by_upgrade = true
    FROM depending n WHERE rr.rule_id = n.rule_id AND rr.role_id = n.role_id
    RETURNING rr.rule_id, rr.role_id, n.delegations
), changed AS (
    -- A form that was opened before does not know the mark, and would take it away (G5).
    UPDATE role_provisioning_rules r SET version = r.version + 1, changed_by = NULL, changed_at = c.at
    FROM clock c WHERE r.id IN (SELECT rule_id FROM marked)
    RETURNING r.id, r.name
)
INSERT INTO audit_log (at, through, action, object_kind, object_id, after)
SELECT c.at, 'migration', 'provisioning_rule.changed', 'provisioning_rule', n.id::text,
       jsonb_build_object('name', n.name, 'note', 'made provisionable by the upgrade: check', 'roles',
           jsonb_agg(jsonb_build_object('role', ro.id, 'code', ro.code, 'provisionable', true, 'open_delegations', m.delegations)
                     ORDER BY ro.code))
FROM changed n JOIN marked m ON m.rule_id = n.id JOIN roles ro ON ro.id = m.role_id CROSS JOIN clock c
GROUP BY c.at, n.id, n.name;
