CREATE FUNCTION cs.is_signed(p_kind text, p_id bigint, p_meaning text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
    SELECT EXISTS (SELECT FROM cs.signature_subject u JOIN cs.signature s ON s.id = u.signature_id
                    WHERE u.record_kind = p_kind AND u.record_id = p_id AND s.meaning = p_meaning)
$function$;
COMMENT ON FUNCTION cs.is_signed IS 'Whether a record carries a signature with this meaning';
