CREATE FUNCTION cs.is_as_signed(p_signature bigint, p_kind text, p_id bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT u.sha256 = sha256(u.image)
           AND CASE u.record_kind
               WHEN 'inspection' THEN
                   (SELECT n.state = 'SIGNED' AND n.signature_id = s.id
                           AND n.result = CASE s.meaning WHEN 'INSPECTION_FAILED' THEN 'FAILED' ELSE 'PASSED' END
                      FROM cs.inspection n WHERE n.id = p_id)
               -- It waits for a second signature, is approved, or its change was rejected; what is signed is not sent back.
               WHEN 'bom_revision' THEN (SELECT r.state <> 'SENT_BACK' FROM cs.bom_revision r WHERE r.id = p_id)
               ELSE true END
           AND CASE WHEN u.record_kind IN ('inspection', 'bom_revision') THEN
                    -- Signing itself counts the version up; an image of another format is another text.
                    u.format::text <> i.image ->> 'format'
                    OR u.image = convert_to((i.image || jsonb_build_object('version', u.record_version))::text, 'UTF8')
               ELSE true END
      FROM cs.signature_subject u
      JOIN cs.signature s ON s.id = u.signature_id
      LEFT JOIN LATERAL (SELECT cs.record_image(p_kind, p_id) AS image
                          WHERE p_kind IN ('inspection', 'bom_revision')) i ON true
     WHERE u.signature_id = p_signature AND u.record_kind = p_kind AND u.record_id = p_id
$function$;
COMMENT ON FUNCTION cs.is_as_signed IS
    'Whether what is kept of a signature has its digest and, of an inspection or a BOM revision, which is frozen from then '
    'on, the record still says the same; other records go on after they were signed';
