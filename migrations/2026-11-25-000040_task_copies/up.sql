-- Who gets a copy of what goes to the assignee (T9): of those passed over, the ones who last saved their rule themselves
-- and wanted one, as it was when the step was assigned (T7).
ALTER TABLE task_assignments ADD COLUMN copies bigint[] NOT NULL DEFAULT '{}';

-- What is open keeps the copies it had.
UPDATE task_assignments a SET copies = ARRAY(
    SELECT r.owner_id FROM delegation_rules r
    WHERE r.owner_id = ANY (a.path) AND r.owner_id <> a.person_id AND r.keep_copy AND r.saved_by = r.owner_id
      AND r.saved_at <= a.assigned_at AND (r.closed_at IS NULL OR a.assigned_at < r.closed_at)
      AND r.starts_at <= a.assigned_at AND (r.ends_at IS NULL OR a.assigned_at < r.ends_at)
    ORDER BY r.owner_id)
WHERE a.person_id IS NOT NULL AND cardinality(a.path) > 1;
