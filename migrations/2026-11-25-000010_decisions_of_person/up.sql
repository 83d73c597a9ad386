-- "Decided by me", newest first.
CREATE INDEX task_decisions_by_idx ON task_decisions (decided_by, decided_at DESC, id DESC);
