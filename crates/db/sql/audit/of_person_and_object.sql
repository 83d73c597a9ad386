-- Entries about a person and an object (G8), either of which may have very many. Of each action of the object the newest 200 are
-- read. Where that is all there are, they are looked through, or else the person's are.
-- $1 the person, $2 the kind of object, $3 its id, $4 the action or its part before the dot, $5 from, $6 until, $7 the entry that the page follows.
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
        WHERE (l.object_kind, l.object_id, l.action) > ($2, $3, a.action)
        ORDER BY l.object_kind, l.object_id, l.action LIMIT 1
    ) AS next
    WHERE next.object_kind = $2 AND next.object_id = $3
),
of_object AS MATERIALIZED (
    SELECT a.action, each.id, each.at FROM actions a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.object_id, l.action, l.at, l.id FROM audit_log l
        WHERE (l.object_kind, l.object_id, l.action, l.at, l.id) < ($2, $3, a.action,
            least((SELECT b.at FROM audit_log b WHERE b.id = $7), $6, 'infinity'::timestamptz),
            CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $7) < coalesce($6, 'infinity'::timestamptz) THEN $7 ELSE 0 END)
        ORDER BY l.object_kind DESC, l.object_id DESC, l.action DESC, l.at DESC, l.id DESC LIMIT 200
    ) AS each
    WHERE ($4::text IS NULL OR a.action = $4 OR starts_with(a.action, $4 || '.'))
        AND each.object_kind = $2 AND each.object_id = $3 AND each.action = a.action AND each.at >= coalesce($5, '-infinity'::timestamptz)
),
counted AS MATERIALIZED (
    SELECT o.action, count(*) < 200 AS is_all FROM of_object o GROUP BY o.action
),
found AS MATERIALIZED (
    (SELECT o.id, o.at FROM of_object o
    JOIN counted c ON c.action = o.action AND c.is_all
    WHERE (SELECT true FROM audit_people p WHERE p.person_id = $1 AND p.action = o.action COLLATE "C" AND p.at = o.at
        AND p.entry_id = o.id))
    UNION ALL
    (SELECT each.id, each.at FROM counted a
    CROSS JOIN LATERAL (
        SELECT p.entry_id AS id, p.at FROM audit_people p
        WHERE p.person_id = $1 AND p.action = a.action COLLATE "C"
            AND (SELECT l.object_kind = $2 AND l.object_id = $3 FROM audit_log l WHERE l.id = p.entry_id)
            AND p.at >= coalesce($5, '-infinity'::timestamptz)
            AND (p.at, p.entry_id) < (
                least((SELECT b.at FROM audit_log b WHERE b.id = $7), $6, 'infinity'::timestamptz),
                CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $7) < coalesce($6, 'infinity'::timestamptz) THEN $7 ELSE 0 END)
        ORDER BY p.at DESC, p.entry_id DESC LIMIT 51
    ) AS each
    WHERE NOT a.is_all)
    ORDER BY at DESC, id DESC LIMIT 51
)
SELECT e.* FROM found f JOIN audit_entries e ON e.id = f.id ORDER BY e.at DESC, e.id DESC
