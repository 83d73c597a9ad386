-- Stages rows of the file, column by column and as many of each: $1 lines, $2 usernames, $3 names, $4 addresses, $5 usernames of
-- managers, $6 departments, $7 jobs, $8 locations, $9 first days, $10 last days, $11 zones, $12 first instants, $13 first instants
-- after, $14 names folded.
INSERT INTO import_people (line, username, display_name, email, manager, department, job, location, hired_on, terminated_on,
  time_zone, active_from, active_until, search_text)
SELECT n.line, n.username, n.display_name, n.email, n.manager, n.department, n.job, n.location, n.hired_on, n.terminated_on,
  n.time_zone, n.active_from, n.active_until, n.search_text
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[],
  $10::date[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::text[])
  AS n (line, username, display_name, email, manager, department, job, location, hired_on, terminated_on, time_zone, active_from,
    active_until, search_text)
