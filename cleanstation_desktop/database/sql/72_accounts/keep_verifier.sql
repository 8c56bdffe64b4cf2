CREATE FUNCTION cs_adm.keep_verifier(p_person_id bigint, p_verifier text) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog, pg_temp
AS $function$
    INSERT INTO cs_adm.verifier (person_id, sha256, set_at)
    VALUES (p_person_id, sha256(convert_to(p_verifier, 'UTF8')), clock_timestamp())
    ON CONFLICT (person_id) DO UPDATE SET sha256 = excluded.sha256, set_at = excluded.set_at
$function$;
COMMENT ON FUNCTION cs_adm.keep_verifier IS
    'Remembers the digest of the verifier that was set, to notice one that was set past the functions';
