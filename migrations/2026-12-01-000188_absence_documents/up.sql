-- An absence with everybody in it, in the shape of `db::absences::Absence`. It is given a row, which may be locked: after a wait the
-- document is that of the row as it is then.
CREATE FUNCTION absence_document(a absences) RETURNS TABLE (record jsonb) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT jsonb_build_object(
    'id', a.id,
    'person', a.person_id,
    'username', p.username,
    'name', n.shown_name,
    'zone', coalesce(
      p.time_zone,
      (SELECT v.value FROM profile_values v WHERE v.code = 'SITE_TIME_ZONE' AND v.person_id IS NULL),
      'Etc/UTC'
    ),
    'kind', a.kind,
    'starts_on', a.starts_on,
    'ends_on', a.ends_on,
    'state', a.state,
    'version', a.version,
    'recorded', jsonb_build_object('name', rb.shown_name, 'behalf', rf.shown_name, 'at', a.recorded_at),
    'decided', CASE WHEN db.id IS NOT NULL
      THEN jsonb_build_object('name', db.shown_name, 'behalf', df.shown_name, 'at', a.decided_at) END
  )
  FROM people p
  JOIN shown_people n ON n.id = p.id
  JOIN shown_people rb ON rb.id = a.recorded_by
  LEFT JOIN shown_people rf ON rf.id = a.recorded_for
  LEFT JOIN shown_people db ON db.id = a.decided_by
  LEFT JOIN shown_people df ON df.id = a.decided_for
  WHERE p.id = a.person_id
$$;
