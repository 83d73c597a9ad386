-- Until now every id was null, and the planner would go on thinking so.
ANALYZE import_people
