-- What the log held before: in batches, so that each is sorted in memory, and after the trigger is there, so that nothing written
-- meanwhile is missed. It only reads the log, and holds up nobody who writes it.
DO $$
DECLARE
    batch CONSTANT bigint := 500000;
    place bigint := 0;
    highest bigint;
BEGIN
    SELECT max(id) INTO highest FROM audit_log;
    WHILE place < highest LOOP
        PERFORM fill_audit_people(place + 1, place + batch);
        place := place + batch;
    END LOOP;
END $$;
