-- What more than one statement about tasks asks for. The planner puts the body in the place of the name, as of what the migration
-- `shared_views` makes.

-- The documents of tasks as other systems list them: the task, who is asked now, and every person and role that occurs.
CREATE VIEW listed_tasks AS
SELECT t.id,
  to_jsonb(t) || jsonb_build_object(
    'assignments', coalesce(
      (SELECT jsonb_agg(to_jsonb(a) ORDER BY a.id)
      FROM task_assignments a
      WHERE a.task_id = t.id AND a.released_at IS NULL),
      '[]'),
    'people', coalesce(
      (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'username', p.username, 'display_name', p.shown_name))
      FROM shown_people p
      WHERE p.id = ANY (ARRAY(
        SELECT unnest(ARRAY[t.subject_id, t.requester_id, t.initiator_id])
        UNION
        SELECT unnest(ARRAY[a.person_id, a.original_id] || a.path)
        FROM task_assignments a
        WHERE a.task_id = t.id AND a.released_at IS NULL))),
      '[]'),
    'roles', coalesce(
      (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'name', r.name))
      FROM roles r
      WHERE r.id = ANY (ARRAY(
        SELECT t.role_id
        UNION
        SELECT a.pool_role_id
        FROM task_assignments a
        WHERE a.task_id = t.id AND a.released_at IS NULL))),
      '[]')) AS document
FROM tasks t;

-- What the audit log says of what happened to tasks (G8): of an array of `db::tasks::log::NewTaskEntry`. Nobody acted. People are
-- named by their usernames among the facts, and stand as ids beside them.
CREATE FUNCTION audited_of_tasks(entries jsonb)
RETURNS TABLE (at timestamptz, through text, action text, object_id text, concerns_id bigint, after jsonb, request_id text,
  client_request_id text, people bigint[])
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT e.at, e.through, e.action, e.object_id, e.concerns_id,
    e.after || coalesce(
      (SELECT jsonb_object_agg(n.key, (SELECT p.username FROM people p WHERE p.id = n.value::bigint)) FROM jsonb_each_text(e.named) n),
      '{}'),
    e.request_id, e.client_request_id, e.people
  FROM jsonb_to_recordset(entries) AS e (at timestamptz, through text, action text, object_id text, concerns_id bigint, after jsonb,
    named jsonb, people bigint[], request_id text, client_request_id text)
$$;

-- Whom a text means: the username of somebody active means that person alone; anything else is a part of a name or username. Whoever
-- is not active has no username here: whether there is one is told to nobody by what a filter finds (S). A text without letters
-- matches nobody's name in particular, which is to say everybody's.
CREATE FUNCTION people_meant(who text, at timestamptz) RETURNS TABLE (id bigint) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT w.id
  FROM people w
  WHERE CASE
    WHEN EXISTS (SELECT FROM people u WHERE lower(u.username) = who AND is_active(u, at)) THEN lower(w.username) = who
    ELSE strpos(w.search_text, who) > 0
  END
$$;

-- Open tasks that somebody is asked themselves (T14), as the document `db::tasks::waiting::Waiting`: all of them or only some, without
-- the first ones, and at most so many lines.
CREATE FUNCTION tasks_waiting_for(person bigint, only_tasks uuid[], skipped bigint, most bigint) RETURNS TABLE (waiting jsonb)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  WITH w AS MATERIALIZED (
    SELECT a.task_id, min(a.assigned_at) AS since, max(a.assigned_at) AS newest
    FROM task_assignments a
    WHERE a.person_id = person
      AND a.released_at IS NULL
      AND (only_tasks IS NULL OR a.task_id = ANY (only_tasks))
    GROUP BY a.task_id
  ),
  page AS (
    SELECT w.task_id, w.since FROM w ORDER BY w.since, w.task_id OFFSET skipped LIMIT most
  )
  SELECT jsonb_build_object(
    'count', (SELECT count(*) FROM w),
    'newest', (SELECT max(w.newest) FROM w),
    'rows', coalesce(
      (SELECT jsonb_agg(
        jsonb_build_object(
          'task', t.id,
          'title', t.title,
          'role', r.name,
          'policy', t.policy_name,
          'step', t.position,
          'steps', jsonb_array_length(t.steps),
          'since', page.since,
          'standing_in_for', ARRAY(
            SELECT DISTINCT o.shown_name
            FROM task_assignments a
            JOIN shown_people o ON o.id = a.original_id
            WHERE a.task_id = t.id AND a.person_id = person AND a.released_at IS NULL AND a.original_id <> person
            ORDER BY 1))
        ORDER BY page.since, page.task_id)
      FROM page
      JOIN tasks t ON t.id = page.task_id
      LEFT JOIN roles r ON r.id = t.role_id),
      '[]'))
$$;
