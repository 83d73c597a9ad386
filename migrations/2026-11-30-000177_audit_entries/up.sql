-- An entry of the audit log as page and CSV show it (G8), with the names of its people. Somebody whose name another person has
-- too is named with the username (T4).
CREATE VIEW audit_entries AS
SELECT l.id, l.at, actor.shown AS actor, actor.username AS actor_username, behalf.shown AS on_behalf_of, l.through, l.action,
    l.object_kind, l.object_id, concerned.shown AS concerns,
    ARRAY(SELECT p.display_name || ' (' || p.username || ')' FROM unnest(l.people) AS other (id)
        JOIN people p ON p.id = other.id
        WHERE other.id IS DISTINCT FROM l.actor_id AND other.id IS DISTINCT FROM l.on_behalf_of
            AND other.id IS DISTINCT FROM l.concerns_id
        ORDER BY p.search_text, p.id) AS people,
    l.before, l.after, l.request_id, l.client_request_id
FROM audit_log l
LEFT JOIN LATERAL (
    SELECT p.username, p.display_name || CASE WHEN EXISTS (
            SELECT FROM people n WHERE n.display_name = p.display_name AND n.id <> p.id)
        THEN ' (' || p.username || ')' ELSE '' END AS shown
    FROM people p WHERE p.id = l.actor_id) AS actor ON true
LEFT JOIN LATERAL (
    SELECT p.display_name || CASE WHEN EXISTS (
            SELECT FROM people n WHERE n.display_name = p.display_name AND n.id <> p.id)
        THEN ' (' || p.username || ')' ELSE '' END AS shown
    FROM people p WHERE p.id = l.on_behalf_of) AS behalf ON true
LEFT JOIN LATERAL (
    SELECT p.display_name || CASE WHEN EXISTS (
            SELECT FROM people n WHERE n.display_name = p.display_name AND n.id <> p.id)
        THEN ' (' || p.username || ')' ELSE '' END AS shown
    FROM people p WHERE p.id = l.concerns_id) AS concerned ON true;
