-- One open request, and one open revocation, for a person and role (T15). Whoever writes such a task says so here, and the
-- index of the next migration holds it. Null: written before this was known, or by the version before, which may run beside
-- this one and makes several of them. They stay open until they are decided, and a request meanwhile is refused because of
-- the oldest. A later release, beside which no such version runs, puts the index on all open tasks.
ALTER TABLE tasks ADD COLUMN one_at_a_time boolean;
