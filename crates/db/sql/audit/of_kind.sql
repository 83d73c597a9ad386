-- Entries of one kind of object, or of some actions of any kind (G8): the newest of each kind and action, and of them the newest.
-- $1 the kind of object, $2 the action or its part before the dot, $3 from, $4 until, $5 the entry that the page follows.
-- An absent bound is an infinite one; the end of the period and the entry that the page follows are one bound,
-- the earlier of the two. The limit, one more than a page, stands here: of a parameter the planner takes a tenth of all rows.
-- Rows are compared as a whole and sorted by the same columns, so that one index alone gives them, whatever the planner thinks of
-- the values. Such a comparison says where an index is entered and not where it is left: what does not belong is left out after
-- the limit.
WITH RECURSIVE actions (kind, action) AS (
    SELECT coalesce($1::text, ''), ''::text
    UNION ALL
    SELECT next.object_kind, next.action FROM actions a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.action FROM audit_log l WHERE (l.object_kind, l.action) > (a.kind, a.action)
        ORDER BY l.object_kind, l.action LIMIT 1
    ) AS next
    WHERE $1::text IS NULL OR next.object_kind = $1
),
found AS MATERIALIZED (
    SELECT each.id, each.at FROM actions a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.action, l.at, l.id FROM audit_log l
        WHERE (l.object_kind, l.action, l.at, l.id) < (a.kind, a.action,
            least((SELECT b.at FROM audit_log b WHERE b.id = $5), $4, 'infinity'::timestamptz),
            CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $5) < coalesce($4, 'infinity'::timestamptz) THEN $5 ELSE 0 END)
        ORDER BY l.object_kind DESC, l.action DESC, l.at DESC, l.id DESC LIMIT 51
    ) AS each
    WHERE ($2::text IS NULL OR a.action = $2 OR starts_with(a.action, $2 || '.'))
        AND each.object_kind = a.kind AND each.action = a.action AND each.at >= coalesce($3, '-infinity'::timestamptz)
    ORDER BY each.at DESC, each.id DESC LIMIT 51
)
SELECT e.* FROM found f JOIN audit_entries e ON e.id = f.id ORDER BY e.at DESC, e.id DESC
