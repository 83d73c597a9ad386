-- Entries about a person, and a kind of object or any (G8): the newest of each action, and of them the newest. Of actions that the kind
-- does not have nothing is read. Hardly any action has two kinds, so what is read of the others is shown.
-- $1 the person, $2 the kind of object, $3 the action or its part before the dot, $4 from, $5 until, $6 the entry that the page follows.
-- An absent bound is an infinite one; the end of the period and the entry that the page follows are one bound,
-- the earlier of the two. The limit, one more than a page, stands here: of a parameter the planner takes a tenth of all rows.
WITH RECURSIVE actions (action) AS (
    SELECT ''::text COLLATE "C"
    UNION ALL
    SELECT next.action FROM actions a
    CROSS JOIN LATERAL (
        SELECT p.action FROM audit_people p WHERE p.person_id = $1 AND p.action > a.action ORDER BY p.action LIMIT 1
    ) AS next
),
actions_of_kind (kind, action) AS (
    SELECT $2::text, ''::text
    UNION ALL
    SELECT next.object_kind, next.action FROM actions_of_kind a
    CROSS JOIN LATERAL (
        SELECT l.object_kind, l.action FROM audit_log l WHERE (l.object_kind, l.action) > (a.kind, a.action)
        ORDER BY l.object_kind, l.action LIMIT 1
    ) AS next
    WHERE next.object_kind = $2
),
found AS MATERIALIZED (
    SELECT each.id, each.at FROM actions a
    CROSS JOIN LATERAL (
        SELECT p.entry_id AS id, p.at FROM audit_people p
        WHERE p.person_id = $1 AND p.action = a.action
            AND ($2::text IS NULL OR (SELECT l.object_kind = $2 FROM audit_log l WHERE l.id = p.entry_id))
            AND p.at >= coalesce($4, '-infinity'::timestamptz)
            AND (p.at, p.entry_id) < (
                least((SELECT b.at FROM audit_log b WHERE b.id = $6), $5, 'infinity'::timestamptz),
                CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $6) < coalesce($5, 'infinity'::timestamptz) THEN $6 ELSE 0 END)
        ORDER BY p.at DESC, p.entry_id DESC LIMIT 51
    ) AS each
    WHERE ($2::text IS NULL OR a.action COLLATE "default" IN (SELECT k.action FROM actions_of_kind k))
        AND ($3::text IS NULL OR a.action = $3 OR starts_with(a.action, $3 || '.'))
    ORDER BY each.at DESC, each.id DESC LIMIT 51
)
SELECT e.* FROM found f JOIN audit_entries e ON e.id = f.id ORDER BY e.at DESC, e.id DESC
