CREATE FUNCTION cs_adm.check_roles(p_roles text[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF p_roles IS NULL OR array_position(p_roles, NULL) IS NOT NULL
       OR NOT p_roles <@ ARRAY['cs_coordinator', 'cs_procurement', 'cs_qc', 'cs_assembler', 'cs_service', 'cs_admin']
    THEN
        RAISE EXCEPTION 'There is no such role.' USING ERRCODE = 'CS422', DETAIL = 'unknown_role', COLUMN = 'roles',
            HINT = 'Choose among the six roles.';
    END IF;
END
$function$;
COMMENT ON FUNCTION cs_adm.check_roles IS 'Refuses every group that is not one of the six business roles';
