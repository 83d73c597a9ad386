-- The version before lets an end fall due as its Site option says, which need not be what stands with the delegation. Nothing ends
-- before the last day that people read is over, nor after it. By the dates: not_after may be written after the request.
CREATE FUNCTION complete_role_request() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    included boolean;
    due timestamptz;
BEGIN
    SELECT d.through_end, start_of_day(d.ends_on + d.through_end::integer, coalesce(p.time_zone,
            (SELECT value FROM profile_values WHERE code = 'SITE_TIME_ZONE' AND person_id IS NULL), 'Etc/UTC'))
        INTO included, due FROM role_delegations d JOIN people p ON p.id = d.delegator_id
        WHERE d.id = NEW.delegation_id AND (d.through_end OR d.ends_on > d.starts_on);
    -- Whichever is null does not count.
    NEW.due_at := CASE WHEN included THEN greatest(NEW.due_at, due) ELSE least(NEW.due_at, due) END;
    RETURN NEW;
END $$;
CREATE TRIGGER role_requests_complete BEFORE INSERT OR UPDATE OF due_at ON role_requests
    FOR EACH ROW WHEN (NEW.kind = 'end' AND NEW.applied_at IS NULL) EXECUTE FUNCTION complete_role_request();
