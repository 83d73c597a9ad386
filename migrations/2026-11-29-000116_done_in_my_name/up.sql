-- In whose name an entry of the audit log was written (R23): for everyone whose role or tasks the person who acted had by
-- delegation. A table beside the log: an entry may have several, and the log's own rows are never changed (G8).
CREATE TABLE audit_in_name_of (
    delegator_id       bigint NOT NULL,
    -- Written by the statement that writes the entry, and neither is ever removed: no key refers to the log.
    entry_id           bigint NOT NULL,
    -- Who acted.
    proxy_id           bigint NOT NULL,
    -- Through which delegated role. None: it was a task that came to them from the delegator (T5, T14).
    role_delegation_id bigint,
    PRIMARY KEY (delegator_id, entry_id)
);

-- What the log held before. Whatever says that it was done as somebody's proxy, or on behalf of whoever had delegated a role to
-- the actor at that instant; not what was done for its subject in one's own right (T8, T15, R16).
INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id, role_delegation_id)
SELECT n.delegator_id, n.id, n.actor_id, d.id
FROM (
    SELECT l.id, l.at, l.actor_id, l.action, l.object_id, o.id AS delegator_id FROM audit_log l
    JOIN people o ON o.id = CASE
        WHEN l.after ? 'as_proxy_of' THEN (SELECT p.id FROM people p WHERE p.username = l.after ->> 'as_proxy_of')
        WHEN l.action NOT IN ('delegation_rule.saved', 'delegation_rule.removed', 'role_delegation.created',
            'role_delegation.changed', 'role_delegation.deleted', 'task.requested') THEN l.on_behalf_of END
    WHERE l.actor_id IS NOT NULL AND l.actor_id <> o.id AND (l.on_behalf_of IS NOT NULL OR l.after ? 'as_proxy_of')
) n
CROSS JOIN LATERAL (
    SELECT r.id FROM role_delegations r WHERE r.delegator_id = n.delegator_id AND r.proxy_id = n.actor_id AND r.begun_at <= n.at
        AND (r.ended_at IS NULL OR n.at <= r.ended_at)
        AND CASE WHEN n.action IN ('task.approved', 'task.denied', 'task.reassigned', 'task.commented') THEN EXISTS (
            SELECT FROM task_assignments a WHERE a.task_id = n.object_id::uuid AND a.pool_role_id = r.role_id) ELSE true END
    ORDER BY r.id LIMIT 1
) d;

-- Decisions about tasks that came from the delegator, and the further people for whom one decision counts.
INSERT INTO audit_in_name_of (delegator_id, entry_id, proxy_id)
SELECT o.id, l.id, l.actor_id FROM audit_log l
CROSS JOIN LATERAL (
    SELECT l.on_behalf_of AS id
    UNION SELECT unnest(t.decided_for) FROM task_decisions t WHERE l.action IN ('task.approved', 'task.denied')
        AND t.task_id = l.object_id::uuid AND t.position::text = l.after ->> 'step'
) o
WHERE l.object_kind = 'task' AND l.action IN ('task.approved', 'task.denied', 'task.reassigned', 'task.commented')
    AND l.on_behalf_of IS NOT NULL AND l.actor_id <> o.id
ON CONFLICT DO NOTHING;

CREATE INDEX audit_in_name_of_proxy_idx ON audit_in_name_of (delegator_id, proxy_id, entry_id);
-- Last: what refers to a table holds up those who write it.
ALTER TABLE audit_in_name_of
    ADD CONSTRAINT audit_in_name_of_delegator_id_fkey FOREIGN KEY (delegator_id) REFERENCES people (id),
    ADD CONSTRAINT audit_in_name_of_proxy_id_fkey FOREIGN KEY (proxy_id) REFERENCES people (id),
    ADD CONSTRAINT audit_in_name_of_role_delegation_id_fkey FOREIGN KEY (role_delegation_id) REFERENCES role_delegations (id);
CREATE TRIGGER audit_in_name_of_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_in_name_of
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
