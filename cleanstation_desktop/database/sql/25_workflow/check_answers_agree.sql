CREATE FUNCTION cs.check_answers_agree() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    v_order bigint;
    v_other record;
BEGIN
    IF TG_TABLE_NAME = 'customer_order' THEN
        v_order := NEW.id;
    ELSIF TG_TABLE_NAME = 'build' THEN
        v_order := NEW.order_id;
    ELSE
        SELECT b.order_id INTO STRICT v_order FROM cs.build b WHERE b.id = NEW.build_id;
    END IF;
    SELECT b.build_number, CASE WHEN c.body ->> 'language' IS DISTINCT FROM o.language THEN 'language' ELSE 'build number' END
           AS what INTO v_other
      FROM cs.customer_order o JOIN cs.build b ON b.order_id = o.id
     CROSS JOIN LATERAL (SELECT n.body FROM cs.configuration n WHERE n.build_id = b.id ORDER BY n.revision DESC LIMIT 1) c
     WHERE o.id = v_order AND b.status NOT IN ('SHIPPED', 'CANCELLED')
       AND (c.body ->> 'language', c.body ->> 'build_number') IS DISTINCT FROM (o.language, b.build_number)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'The newest configuration of build % has another % than the order.', v_other.build_number, v_other.what
            USING ERRCODE = 'CS412', DETAIL = 'differs_from_order', HINT = 'Change both in one step.';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION cs.check_answers_agree IS
    'At commit: every open build''s newest configuration has the language of its order and its own build number (DOMAIN §1)';
