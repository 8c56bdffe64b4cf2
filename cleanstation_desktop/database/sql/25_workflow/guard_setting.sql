CREATE FUNCTION cs.guard_setting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_fault text;
BEGIN
    IF NEW.name IS DISTINCT FROM OLD.name OR NEW.meaning IS DISTINCT FROM OLD.meaning THEN
        RAISE EXCEPTION 'Only the value of a setting changes.' USING ERRCODE = 'CS403', DETAIL = 'fixed_column';
    END IF;
    -- With a value that nothing can read every order, print and sign-in would stop (what each means: operations/seed.py).
    v_fault := CASE NEW.name
        WHEN 'plant_zone' THEN CASE WHEN NOT EXISTS (SELECT FROM pg_timezone_names z WHERE to_jsonb(z.name) = NEW.value)
            THEN 'The zone of the plant is a name such as America/Toronto.' END
        WHEN 'company_name' THEN CASE WHEN jsonb_typeof(NEW.value) <> 'string' OR btrim(NEW.value #>> '{}') = ''
                OR char_length(NEW.value #>> '{}') > 200
            THEN 'The name of the company has 1 to 200 characters.' END
        WHEN 'idle_session_hours' THEN cs.number_fault(NEW.value, 0, 24)
        WHEN 'station_lock_minutes' THEN cs.number_fault(NEW.value, 0, 60)
        WHEN 'due_soon_days' THEN coalesce(cs.number_fault(NEW.value, 0, 365),
            CASE WHEN (NEW.value #>> '{}')::numeric % 1 <> 0 THEN 'It is a whole number of days.' END) END;
    IF v_fault IS NOT NULL THEN
        RAISE EXCEPTION '%', v_fault USING ERRCODE = 'CS422', DETAIL = 'bad_setting', COLUMN = NEW.name;
    END IF;
    RETURN NEW;
END
$function$;
COMMENT ON FUNCTION cs.guard_setting IS 'Settings of the plant keep a form that the programs can read (DOMAIN §9)';
