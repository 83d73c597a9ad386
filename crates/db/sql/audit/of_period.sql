-- Every entry of the period, newest first (G8).
-- $1 from, $2 until, $3 the entry that the page follows.
-- An absent bound is an infinite one; the end of the period and the entry that the page follows are one bound,
-- the earlier of the two. The limit, one more than a page, stands here: of a parameter the planner takes a tenth of all rows.
WITH found AS MATERIALIZED (
    SELECT l.id, l.at FROM audit_log l
    WHERE l.at >= coalesce($1, '-infinity'::timestamptz)
        AND (l.at, l.id) < (
            least((SELECT b.at FROM audit_log b WHERE b.id = $3), $2, 'infinity'::timestamptz),
            CASE WHEN (SELECT b.at FROM audit_log b WHERE b.id = $3) < coalesce($2, 'infinity'::timestamptz) THEN $3 ELSE 0 END)
    ORDER BY l.at DESC, l.id DESC LIMIT 51
)
SELECT e.* FROM found f JOIN audit_entries e ON e.id = f.id ORDER BY e.at DESC, e.id DESC
