-- Keys are not checked for the rest of the transaction, where that may be switched off: whether they are not.
SELECT set_config('session_replication_role', 'replica', true) = 'replica' AS is_trusted
FROM pg_roles
WHERE rolname = current_user
  AND rolsuper
