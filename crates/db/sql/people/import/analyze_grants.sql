-- Lets the planner know how many grants differ.
ANALYZE import_grants
