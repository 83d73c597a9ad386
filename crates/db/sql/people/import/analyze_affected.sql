-- Lets the planner know how many people are affected.
ANALYZE import_affected
