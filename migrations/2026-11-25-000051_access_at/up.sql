-- What was in force at an instant is read with what has ended since: the indexes of what is in force now do not serve.
CREATE INDEX grants_of_person_idx ON grants (person_id, role_id);
CREATE INDEX role_delegations_of_proxy_idx ON role_delegations (proxy_id, role_id);
