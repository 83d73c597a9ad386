-- What is lent of a role and not over: asked whenever a role, or a rule that names it, changes (R3, R12).
CREATE INDEX role_delegations_open_role_idx ON role_delegations (role_id) WHERE ended_at IS NULL AND cancelled_at IS NULL;
