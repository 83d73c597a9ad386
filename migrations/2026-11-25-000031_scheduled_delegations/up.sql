-- How many delegations of a role have not begun: told when delegating it is switched off (R3).
CREATE INDEX role_delegations_scheduled_idx ON role_delegations (role_id)
    WHERE begun_at IS NULL AND ended_at IS NULL AND cancelled_at IS NULL;
