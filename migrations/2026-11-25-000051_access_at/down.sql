DROP INDEX role_delegations_of_proxy_idx;
DROP INDEX grants_of_person_idx;
