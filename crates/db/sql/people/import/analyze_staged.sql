-- Lets the planner know how much was staged.
ANALYZE import_people, import_roles
