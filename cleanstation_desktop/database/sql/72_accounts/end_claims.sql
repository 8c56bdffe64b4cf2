CREATE FUNCTION cs_adm.end_claims(p_person_id bigint, p_reason text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_reason text := current_setting('cs.reason', true);
BEGIN
    PERFORM set_config('cs.reason', p_reason, true);
    UPDATE cs.assembly_claim c SET ended_how = 'RELEASED', version = c.version + 1
     WHERE c.person_id = p_person_id AND c.ended_at IS NULL;
    -- Nothing else that this transaction does is done for that reason.
    PERFORM set_config('cs.reason', coalesce(v_reason, ''), true);
END
$function$;
COMMENT ON FUNCTION cs_adm.end_claims IS
    'Takes the builds out of the hands of somebody who works on none any more, so that others can go on with them';
