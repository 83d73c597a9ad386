-- Entries about one object (G8), of which there may be very many: the newest of each of its actions, and of them the newest.
-- $1 the kind of object, $2 its id, $3 the action or its part before the dot, $4 from, $5 until, $6 the entry that the page follows.
-- An absent bound is an infinite one; the end of the period and the entry that the page follows are one bound,
-- the earlier of the two. The limit, one more than a page, stands here: of a parameter the planner takes a tenth of all rows.
-- Rows are compared as a whole and sorted by the same columns, so that one index alone gives them, whatever the planner thinks of
-- the values. Such a comparison says where an index is entered and not where it is left: what does not belong is left out after
-- the limit.
WITH RECURSIVE actions (action) AS (
    SELECT ''::text
    UNION ALL
    SELECT next.action FROM actions a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.object_id, l.action FROM audit_log l
        WHERE (l.object_kind, l.object_id, l.action) > ($1, $2, a.action)
        ORDER BY l.object_kind, l.object_id, l.action LIMIT 1
    ) AS next
    WHERE next.object_kind = $1 AND next.object_id = $2
),
found AS MATERIALIZED (
    SELECT each.id, each.at FROM actions a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.object_id, l.action, l.at, l.id FROM audit_log l
        WHERE (l.object_kind, l.object_id, l.action, l.at, l.id) < ($1, $2, a.action,
            least((SELECT b.at FROM audit_log b WHERE b.id = $6), $5, 'infinity'::timestamptz),
            CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $6) < coalesce($5, 'infinity'::timestamptz) THEN $6 ELSE 0 END)
        ORDER BY l.object_kind DESC, l.object_id DESC, l.action DESC, l.at DESC, l.id DESC LIMIT 51
    ) AS each
    WHERE ($3::text IS NULL OR a.action = $3 OR starts_with(a.action, $3 || '.'))
        AND each.object_kind = $1 AND each.object_id = $2 AND each.action = a.action AND each.at >= coalesce($4, '-infinity'::timestamptz)
    ORDER BY each.at DESC, each.id DESC LIMIT 51
)
SELECT e.* FROM found f JOIN audit_entries e ON e.id = f.id ORDER BY e.at DESC, e.id DESC
