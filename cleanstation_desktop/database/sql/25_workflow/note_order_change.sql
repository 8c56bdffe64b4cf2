CREATE FUNCTION cs.note_order_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_order bigint;
    v_build bigint;
BEGIN
    IF TG_TABLE_NAME = 'build' THEN
        v_order := NEW.order_id;
        v_build := NEW.id;
    ELSE
        v_order := NEW.id;
    END IF;
    INSERT INTO cs.order_change (order_id, build_id, field, old, new, person_id, at, reason)
    SELECT v_order, v_build, f.name, o.value, n.value, cs.current_person_id(), clock_timestamp(),
           left(nullif(current_setting('cs.reason', true), ''), 10000)
      FROM (VALUES ('po_number', 'po_number'), ('customer_name', 'customer'), ('project_name', 'project'),
                   ('sales_person', 'sales_person'), ('want_date', 'want_date'), ('notes', 'notes'),
                   ('language', 'language'), ('build_number', 'build_number')) AS f (column_name, name)
      JOIN jsonb_each_text(to_jsonb(NEW)) n ON n.key = f.column_name
      JOIN jsonb_each_text(to_jsonb(OLD)) o ON o.key = f.column_name
     WHERE n.value IS DISTINCT FROM o.value;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.note_order_change IS
    'History of want date, notes and the other answers of an order, for everybody who reads it (DOMAIN §3, Changes)';
