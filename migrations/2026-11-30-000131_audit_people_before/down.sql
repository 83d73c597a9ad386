-- The migration before this one removes the table.
SELECT;
