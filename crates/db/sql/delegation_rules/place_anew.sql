-- Copies owner and delegate anew into the open rules in which they differ: $1 only into those saved since then (null: all).
UPDATE delegation_rules r
SET owner_place = n.owner_place,
  owner_department = n.owner_department,
  delegate_place = n.delegate_place,
  delegate_department = n.delegate_department,
  delegate_may_leave = n.may_leave
FROM (
  SELECT s.id,
    o.search_text AS owner_place,
    o.department AS owner_department,
    d.search_text AS delegate_place,
    d.department AS delegate_department,
    d.disabled_at IS NOT NULL
      OR d.active_until IS NOT NULL
      OR coalesce(d.active_from > s.saved_at, false) AS may_leave
  FROM delegation_rules s
  JOIN people o ON o.id = s.owner_id
  JOIN people d ON d.id = s.delegate_id
  WHERE s.closed_at IS NULL
    AND ($1::timestamptz IS NULL OR s.saved_at >= $1)
) n
WHERE r.id = n.id
  AND r.closed_at IS NULL
  AND (r.owner_place, r.owner_department, r.delegate_place, r.delegate_department, r.delegate_may_leave)
    IS DISTINCT FROM (n.owner_place, n.owner_department, n.delegate_place, n.delegate_department, n.may_leave)
