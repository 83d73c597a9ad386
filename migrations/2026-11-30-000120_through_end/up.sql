-- "Include the end date" stands with each delegation (R6). Until now the Site option DELEGATION_END_DUE said it for all of them.
ALTER TABLE role_delegations ADD COLUMN through_end boolean NOT NULL DEFAULT false;
-- Whoever writes a row says it; what does not is the version before, and is completed below.
ALTER TABLE role_delegations ALTER COLUMN through_end DROP DEFAULT;

-- The version before writes rows whose end date is included where its Site option says so, and lets all of them last to the end
-- of the end date if no job runs.
CREATE FUNCTION complete_role_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    zone text;
BEGIN
    SELECT coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC')
        INTO zone FROM people p WHERE p.id = NEW.delegator_id;
    IF TG_OP = 'UPDATE' AND NEW.not_after IS DISTINCT FROM (NEW.ends_on + 1)::timestamp AT TIME ZONE zone THEN
        RETURN NEW;
    END IF;
    NEW.through_end := NEW.ends_on IS NOT NULL AND EXISTS (SELECT FROM profile_values
        WHERE code = 'DELEGATION_END_DUE' AND person_id IS NULL AND value = 'END_OF_DAY');
    IF NOT NEW.through_end AND NEW.ends_on > NEW.starts_on THEN
        NEW.not_after := least(NEW.not_after, NEW.ends_on::timestamp AT TIME ZONE zone);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER role_delegations_complete BEFORE INSERT ON role_delegations
    FOR EACH ROW WHEN (NEW.through_end IS NULL) EXECUTE FUNCTION complete_role_delegation();
-- This version never saves dates of which the last day is not covered and lasts nevertheless.
CREATE TRIGGER role_delegations_complete_change BEFORE UPDATE OF starts_on, ends_on ON role_delegations
    FOR EACH ROW WHEN (NOT NEW.through_end AND NEW.ends_on > NEW.starts_on
        AND (OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on))
    EXECUTE FUNCTION complete_role_delegation();
