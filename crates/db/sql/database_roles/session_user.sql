-- The role as which the connection signed in.
SELECT session_user::text AS name
