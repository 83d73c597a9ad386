-- "Include the end date" stands with each delegation (R6). Until now the Site option DELEGATION_END_DUE said it for all of them.
ALTER TABLE role_delegations ADD COLUMN through_end boolean NOT NULL DEFAULT false;
-- Whoever writes a row says it; what does not is the version before, and is completed below.
ALTER TABLE role_delegations ALTER COLUMN through_end DROP DEFAULT;

-- The first instant of a day, as the domain reads it: where midnight comes twice, the earlier one.
CREATE FUNCTION start_of_day(day date, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (midnight - interval '1 hour') AT TIME ZONE zone = day::timestamp THEN midnight - interval '1 hour' ELSE midnight END
    FROM (SELECT day::timestamp AT TIME ZONE zone) AS m (midnight)
$$;

-- The version before writes rows whose end date is included where its Site option says so, and lets all of them last to the end
-- of the end date if no job runs: with new dates, and with the same ones when a zone or that option changes.
CREATE FUNCTION complete_role_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    zone text;
BEGIN
    SELECT coalesce(p.time_zone, (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC')
        INTO zone FROM people p WHERE p.id = NEW.delegator_id;
    IF TG_OP = 'UPDATE' AND NEW.not_after IS DISTINCT FROM start_of_day(NEW.ends_on + 1, zone) THEN
        RETURN NEW;
    END IF;
    -- With the same dates the mark stays what it is.
    IF TG_OP = 'INSERT' OR (OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on) THEN
        NEW.through_end := NEW.ends_on IS NOT NULL AND EXISTS (SELECT FROM profile_values
            WHERE code = 'DELEGATION_END_DUE' AND person_id IS NULL AND value = 'END_OF_DAY');
    END IF;
    IF NOT NEW.through_end AND NEW.ends_on > NEW.starts_on THEN
        -- What ends with the change was in force until then.
        NEW.not_after := greatest(least(NEW.not_after, start_of_day(NEW.ends_on, zone)), NEW.ended_at);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER role_delegations_complete BEFORE INSERT ON role_delegations
    FOR EACH ROW WHEN (NEW.through_end IS NULL) EXECUTE FUNCTION complete_role_delegation();
-- This version never saves dates of which the last day is not covered and lasts nevertheless, nor marks an end that there is not.
CREATE TRIGGER role_delegations_complete_change BEFORE UPDATE OF starts_on, ends_on, not_after ON role_delegations
    FOR EACH ROW WHEN ((NOT NEW.through_end AND NEW.ends_on > NEW.starts_on OR NEW.through_end AND NEW.ends_on IS NULL)
        AND (OLD.starts_on, OLD.ends_on, OLD.not_after) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.not_after))
    EXECUTE FUNCTION complete_role_delegation();
