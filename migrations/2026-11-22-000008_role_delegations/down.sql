DROP TABLE role_requests;
DROP TABLE role_delegations;
