-- Delegation rules as pages show them, with the names of their people: `document` is what `db::delegation_rules::Rule` reads.
CREATE FUNCTION rule_documents(at timestamptz)
RETURNS TABLE (
  id bigint, owner_id bigint, delegate_id bigint, starts_at timestamptz, is_closed boolean, is_live boolean, document jsonb
) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT r.id,
    r.owner_id,
    r.delegate_id,
    r.starts_at,
    r.closed_at IS NOT NULL,
    is_live(r, at),
    jsonb_build_object(
      'id', r.id,
      'owner_id', r.owner_id,
      'delegate_id', r.delegate_id,
      'starts_on', r.starts_on,
      'ends_on', r.ends_on,
      'starts_at', r.starts_at,
      'ends_at', r.ends_at,
      'keep_copy', r.keep_copy,
      'saved_by', r.saved_by,
      'saved_at', r.saved_at,
      'owner_name', o.shown_name,
      'owner_username', o.username,
      'delegate_name', d.shown_name,
      'delegate_username', d.username,
      'delegate_department', p.department,
      'delegate_active', is_active(p, at),
      'saved_by_name', s.shown_name
    )
  FROM delegation_rules r
  JOIN shown_people o ON o.id = r.owner_id
  JOIN shown_people d ON d.id = r.delegate_id
  JOIN people p ON p.id = r.delegate_id
  JOIN shown_people s ON s.id = r.saved_by
$$;
