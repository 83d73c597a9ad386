-- No privilege escalation (R22): the built-in policy by which a second person decides who gets an administrative role, the
-- change of a role's definition that waits for that person, and a super administrator who always remains.
ALTER TABLE policies ADD COLUMN built_in boolean NOT NULL DEFAULT false;
ALTER TABLE policy_steps DROP CONSTRAINT policy_steps_approver_check;
ALTER TABLE policy_steps ADD CONSTRAINT policy_steps_approver_check
    CHECK (approver IN ('manager', 'people', 'role', 'subject', 'administrators'));

-- The name is taken by the built-in policy; an organisation's own of that name keeps everything else.
UPDATE policies SET name = name || ' (' || id || ')', version = version + 1 WHERE name = 'Administrative roles';
INSERT INTO policies (kind, name, built_in) VALUES ('request', 'Administrative roles', true);
INSERT INTO policy_steps (policy_id, position, approver, allow_delegation, allow_reassignment)
SELECT id, 1, 'administrators', false, false FROM policies WHERE built_in;

CREATE FUNCTION refuse_built_in_policy_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a policy that comes with the system cannot be deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER policies_keep_built_in BEFORE DELETE ON policies
    FOR EACH ROW WHEN (OLD.built_in) EXECUTE FUNCTION refuse_built_in_policy_deletion();

-- What a role becomes if the task is approved (R22 (6)): version, definition and policies. Null: the task is about no such
-- change.
ALTER TABLE tasks ADD COLUMN role_change jsonb;

-- R22 (5): somebody always remains a super administrator, in their own right, not disabled, without a termination date.
-- The role's row is locked, so that of two removals at the same moment the second one sees the first. Checked at the
-- commit, or when a change asks for it by SET CONSTRAINTS. What time does to hire dates is not looked at here: a trigger
-- has no clock (G2).
CREATE FUNCTION require_super_administrator() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    administrators bigint;
BEGIN
    SELECT id INTO administrators FROM roles WHERE code = 'super_administrator';
    IF TG_TABLE_NAME = 'grants' THEN
        IF NEW.role_id <> administrators THEN
            RETURN NULL;
        END IF;
    ELSIF NOT EXISTS (SELECT FROM grants g WHERE g.person_id = NEW.id AND g.role_id = administrators AND g.revoked_at IS NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM roles WHERE id = administrators FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM grants g JOIN people p ON p.id = g.person_id WHERE g.role_id = administrators
                   AND g.revoked_at IS NULL AND p.disabled_at IS NULL AND p.active_until IS NULL) THEN
        RAISE EXCEPTION 'no super administrator would remain'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'super_administrator_remains';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER grants_super_administrator_remains AFTER UPDATE OF revoked_at ON grants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL) EXECUTE FUNCTION require_super_administrator();
CREATE CONSTRAINT TRIGGER people_super_administrator_remains AFTER UPDATE OF disabled_at, active_until ON people
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)
          OR (OLD.active_until IS NULL AND NEW.active_until IS NOT NULL)) EXECUTE FUNCTION require_super_administrator();
