CREATE FUNCTION cs.check_redo(p_build bigint, p_redo jsonb) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_form record;
    v_name text;
BEGIN
    IF jsonb_typeof(p_redo) <> 'object' THEN
        RAISE EXCEPTION 'Say for each form what is done again.' USING ERRCODE = 'CS422', DETAIL = 'redo_shape', COLUMN = 'redo';
    END IF;
    FOR v_form IN SELECT e.key, e.value FROM jsonb_each(p_redo) e LOOP
        IF v_form.key NOT IN ('PRODUCTION', 'END_OF_LINE_TEST', 'PACKAGING') OR jsonb_typeof(v_form.value) <> 'array' THEN
            RAISE EXCEPTION 'Production, end-of-line test and packaging can be done again, each by a list.'
                USING ERRCODE = 'CS422', DETAIL = 'redo_shape', COLUMN = 'redo.' || v_form.key;
        END IF;
        SELECT n.name INTO v_name
          FROM jsonb_array_elements_text(v_form.value) AS n (name)
         WHERE NOT EXISTS (
               SELECT FROM cs.latest_inspection(p_build, v_form.key) i JOIN cs.inspection_item d ON d.inspection_id = i.id
                WHERE n.name IN (d.code, d.definition ->> 'group'))
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'There is no group or item % in this form of the build.', v_name
                USING ERRCODE = 'CS422', DETAIL = 'redo_unknown', COLUMN = 'redo.' || v_form.key,
                      HINT = 'Choose from the groups and items of this build.';
        END IF;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION cs.check_redo IS
    'Refuses a disposition that names groups or items which the build''s forms do not have (DOMAIN §3, After a reject)';
