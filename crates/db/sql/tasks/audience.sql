-- Everybody who gets a task's messages, and as what (T9): -1 who acts, 0 asked now, 1 stood in for, 2 decided an earlier step,
-- 3 requester, 4 subject, 5 initiator. A copy goes to whom the assignment names, but to nobody who has unticked it since. The pools'
-- members are not among them: they find the task in their list.
-- $1: the task; $2: who acts (null: nobody).
WITH asked AS (
  SELECT a.person_id, a.path, a.copies, a.released_at IS NULL AS open
  FROM task_assignments a
  WHERE a.task_id = $1
    AND a.person_id IS NOT NULL
    AND (a.released_at IS NULL
      OR EXISTS (
        SELECT
        FROM task_decisions d
        WHERE d.task_id = $1 AND d.position = a.position AND d.decided_by = a.person_id))
),
members (part, person_id, others) AS (
  SELECT -1, $2::bigint, ARRAY[$2::bigint]
  WHERE $2 IS NOT NULL
  UNION ALL
  SELECT 0, a.person_id, array_remove(a.path, a.person_id)
  FROM asked a
  WHERE a.open
  UNION ALL
  SELECT 1, c.owner_id, ARRAY[a.person_id]
  FROM asked a, unnest(a.copies) c (owner_id)
  WHERE NOT EXISTS (
    SELECT
    FROM delegation_rules r
    WHERE r.owner_id = c.owner_id AND r.closed_at IS NULL AND r.saved_by = r.owner_id AND NOT r.keep_copy)
  UNION ALL
  SELECT 2, d.decided_by, d.decided_for
  FROM task_decisions d
  WHERE d.task_id = $1
  UNION ALL
  SELECT 3, t.requester_id, '{}'
  FROM tasks t
  WHERE t.id = $1
  UNION ALL
  SELECT 4, t.subject_id, '{}'
  FROM tasks t
  WHERE t.id = $1
  UNION ALL
  SELECT 5, t.initiator_id, '{}'
  FROM tasks t
  WHERE t.id = $1
)
SELECT m.part::smallint AS part,
  m.person_id,
  ARRAY(
    SELECT p.shown_name
    FROM unnest(m.others) WITH ORDINALITY o (id, number)
    JOIN shown_people p ON p.id = o.id
    ORDER BY o.number) AS names
FROM members m
WHERE m.person_id IS NOT NULL
ORDER BY m.part, m.person_id
