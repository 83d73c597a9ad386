-- Lets the planner know how many people differ.
ANALYZE import_changes
