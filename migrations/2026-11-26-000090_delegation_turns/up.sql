-- Rules that have run out since the last look: their delegates are told (T16).
CREATE INDEX delegation_rules_ending_idx ON delegation_rules (ends_at) WHERE closed_at IS NULL AND ends_at IS NOT NULL;
-- Rules saved since the last look: their copies of owner and delegate are compared once more.
CREATE INDEX delegation_rules_saved_idx ON delegation_rules (saved_at) WHERE closed_at IS NULL;
