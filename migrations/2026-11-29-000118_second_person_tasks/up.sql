-- Open steps that ask a second person (R22 (2)) are looked at every few seconds: whoever lost the right to decide is replaced.
CREATE INDEX CONCURRENTLY tasks_second_person_idx ON tasks (id)
    WHERE state = 'open' AND (steps -> (position - 1) ->> 'approver') = 'administrators';
