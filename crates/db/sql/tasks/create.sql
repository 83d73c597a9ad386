-- Writes a new task with everything that belongs to it, and answers the id of its audit entry.
-- The task: $1 its id; $2 its type; $3 its policy and $4 that policy's name; $5 its title; $6 the subject; $7 the requester; $8 the
-- initiator; $9 the role; $10 the grant; $11 the reason; $12 the other system's name for it; $13 its steps; $14 when; $15 what the
-- role becomes; $16 whether no other of its kind may be open (T15). Null where there is none.
-- Arrays of objects, named as the columns are: $17 who is asked; $18 its log; $19 messages.
-- $20: the audit entry, an object; $21: what the log says of the task, for `audited_of_tasks`; $22: in whose name it is written (R23),
-- an array; $23: the answer to keep (null: none).
WITH asked AS (
  INSERT INTO task_assignments (task_id, position, person_id, pool_role_id, original_id, path, copies, barred, assigned_at)
  SELECT $1, n.position, n.person_id, n.pool_role_id, n.original_id, n.path, n.copies, n.barred, n.assigned_at
  FROM jsonb_populate_recordset(NULL::task_assignments, $17) n
),
logged AS (
  INSERT INTO task_log (task_id, at, position, actor_id, on_behalf_of, through, event, people)
  SELECT $1, l.at, l.position, l.actor_id, l.on_behalf_of, l.through, l.event, l.people
  FROM jsonb_populate_recordset(NULL::task_log, $18) l
),
told AS (
  INSERT INTO outbox (at, person_id, event_key, event, task_id)
  SELECT o.at, o.person_id, o.event_key, o.event, $1
  FROM jsonb_populate_recordset(NULL::outbox, $19) o
  ON CONFLICT (person_id, event_key) DO NOTHING
),
audited AS (
  INSERT INTO audit_log (at, actor_id, on_behalf_of, through, action, object_kind, object_id, concerns_id, before, after, request_id,
    client_request_id, people)
  SELECT e.at, e.actor_id, e.on_behalf_of, e.through, e.action, e.object_kind, e.object_id, e.concerns_id, e.before, e.after,
    e.request_id, e.client_request_id, e.people
  FROM jsonb_populate_record(NULL::audit_log, $20) e
  UNION ALL
  SELECT e.at, NULL, NULL, e.through, e.action, 'task', e.object_id, e.concerns_id, NULL, e.after,
    e.request_id, e.client_request_id, e.people
  FROM audited_of_tasks($21) e
  RETURNING id, actor_id
),
named AS (
  INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
  SELECT n.delegator_id, a.id, a.actor_id, n.role_delegation_id
  FROM audited a
  CROSS JOIN jsonb_to_recordset($22) AS n (delegator_id bigint, role_delegation_id bigint)
  WHERE a.actor_id IS NOT NULL
),
kept AS (
  INSERT INTO api_answers (token_id, key, request_hash, answer, at)
  SELECT k.token_id, k.key, decode($23::jsonb ->> 'request_hash', 'hex'), k.answer, k.at
  FROM jsonb_to_record($23::jsonb) AS k (token_id bigint, key text, answer text, at timestamptz)
  WHERE $23::jsonb IS NOT NULL
)
INSERT INTO tasks (id, kind, policy_id, policy_name, title, subject_id, requester_id, initiator_id, role_id, grant_id, reason,
  external_ref, steps, position, created_at, role_change, one_at_a_time)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, $14, $15, $16)
RETURNING (SELECT min(audited.id) FROM audited) AS id
