-- Notes whose autoprovisioned roles may differ, before the import is applied: whom it changes, whom the changed people reported to, and
-- whom they will report to.
INSERT INTO import_affected (person_id)
SELECT c.person_id
FROM import_changes c
UNION
SELECT m.id
FROM import_changes c
JOIN people p ON p.id = c.person_id
JOIN people m ON m.id = p.manager_id
WHERE c.own_facts
UNION
SELECT s.manager_id
FROM import_changes c
JOIN import_people s USING (line)
WHERE c.own_facts
  AND s.manager_id IS NOT NULL
