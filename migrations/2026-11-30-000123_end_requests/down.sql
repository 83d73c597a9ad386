DROP TRIGGER role_requests_complete ON role_requests;
DROP FUNCTION complete_role_request();
