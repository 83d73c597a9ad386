DROP INDEX tasks_state_idx;
DROP TABLE api_answers;
DROP TABLE api_tokens;
