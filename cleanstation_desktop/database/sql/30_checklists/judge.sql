CREATE FUNCTION cs.judge(
    p_item cs.inspection_item, INOUT outcome text, p_choice text, INOUT text_value text, p_number numeric,
    p_instrument bigint, p_due date, INOUT note text, p_documents text[], p_today date, p_reference numeric,
    OUT target numeric, OUT minimum numeric, OUT maximum numeric, OUT fault text, OUT field text, OUT message text
)
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    c_space CONSTANT text := E' \t\n\u000b\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004'
                                  '\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';
    -- Control characters, and those that turn the direction of writing; a note may have line ends.
    c_unprintable CONSTANT text := '[\u0001-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]';
    c_unprintable_in_note CONSTANT text := '[\u0001-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]';
    v_field text := CASE p_item.kind WHEN 'CHOICE' THEN 'choice' WHEN 'NUMBER' THEN 'number' WHEN 'TEXT' THEN 'text'
                                     WHEN 'SERIAL' THEN 'text' WHEN 'INSTRUMENT' THEN 'instrument' END;
    v_judged boolean := p_item.kind = 'NUMBER' OR p_item.expected IS NOT NULL;
    v_given boolean;
BEGIN
    SELECT 'value_unexpected', g.name, format('An item of kind %s takes no %s.', p_item.kind, g.name)
      INTO fault, field, message
      FROM (VALUES ('choice', p_choice IS NOT NULL), ('text', text_value IS NOT NULL), ('number', p_number IS NOT NULL),
                   ('instrument', p_instrument IS NOT NULL)) AS g (name, given)
     WHERE g.given AND g.name IS DISTINCT FROM v_field LIMIT 1;
    note := btrim(coalesce(note, ''), c_space);
    text_value := nullif(btrim(text_value, c_space), '');
    v_given := coalesce(p_choice, text_value, p_number::text, p_instrument::text) IS NOT NULL;
    target := p_item.target;
    minimum := p_item.minimum;
    maximum := p_item.maximum;
    IF p_item.definition ? 'target_item' AND p_reference IS NOT NULL THEN
        target := p_reference;
        minimum := p_reference - (p_item.definition #>> '{tolerance,minus}')::numeric;
        maximum := p_reference + (p_item.definition #>> '{tolerance,plus}')::numeric;
    END IF;
    IF fault IS NOT NULL THEN
        RETURN;
    END IF;

    -- What can be wrong whatever the outcome is.
    SELECT f.code, f.field, f.message INTO fault, field, message
      FROM (VALUES
        (1, char_length(note) > 1000, 'note_long', 'note', 'The note is longer than 1,000 characters.'),
        (2, note ~ c_unprintable_in_note, 'note_control', 'note', 'The note holds a character that cannot be printed.'),
        (3, char_length(text_value) > CASE p_item.kind WHEN 'SERIAL' THEN 64 ELSE 200 END, 'text_long', 'text',
            format('The text is longer than %s characters.', CASE p_item.kind WHEN 'SERIAL' THEN 64 ELSE 200 END)),
        (4, text_value ~ c_unprintable, 'text_control', 'text', 'The text holds a character that cannot be printed.'),
        (5, outcome = 'NA' AND NOT coalesce((p_item.definition ->> 'na_allowed')::boolean, false), 'na_not_allowed',
            'outcome', format('Item %s cannot be set to not applicable.', p_item.code)),
        (6, outcome = 'NA' AND v_given, 'value_with_na', v_field, 'An item that does not apply takes no value.'),
        (7, outcome = 'NA' AND char_length(note) < 3, 'note_required', 'note', 'Say why this does not apply.')
      ) AS f (place, holds, code, field, message)
     WHERE f.holds ORDER BY f.place LIMIT 1;
    IF fault IS NOT NULL OR outcome = 'NA' THEN
        RETURN;
    END IF;

    -- Whether a value that was given can be one, and whether it is for the person or for the rule to judge it.
    SELECT f.code, f.field, f.message INTO fault, field, message
      FROM (VALUES
        (1, p_item.kind = 'CHECK' AND outcome IS NULL, 'outcome_required', 'outcome', 'Answer pass or fail.'),
        -- Without a value (the test could not be done, the label is missing) there is one answer: fail, and why.
        (2, p_item.kind <> 'CHECK' AND NOT v_given AND outcome IS DISTINCT FROM 'FAIL', v_field || '_required', v_field,
            format('Give the %s.', v_field)),
        (3, p_choice IS NOT NULL AND NOT EXISTS (SELECT FROM jsonb_array_elements(p_item.definition -> 'choices') c
                                                  WHERE c ->> 'code' = p_choice),
            'choice_unknown', 'choice', 'That is not one of the choices.'),
        (4, p_number IN ('NaN', 'Infinity', '-Infinity'), 'number_invalid', 'number', 'The reading is not a number.'),
        (5, abs(p_number) > 99999.9999, 'number_range', 'number',
            'The reading is beyond 99999.9999; check what was typed.'),
        (6, scale(trim_scale(p_number)) > 4, 'number_precision', 'number', 'A reading has at most 4 decimals.'),
        (7, p_number IS NOT NULL AND p_item.definition ? 'target_item' AND p_reference IS NULL, 'reference_missing',
            'number', format('Record %s first.', p_item.definition ->> 'target_item')),
        (8, p_number IS NOT NULL AND p_item.definition ? 'instrument_item' AND p_due IS NULL, 'instrument_missing',
            'number', format('Record %s first.', p_item.definition ->> 'instrument_item')),
        (9, p_number IS NOT NULL AND p_item.definition ? 'instrument_item' AND p_due < p_today, 'instrument_overdue',
            'number', format('The calibration of the instrument in %s was due on %s: name there the one that you use.',
                             p_item.definition ->> 'instrument_item', to_char(p_due, 'YYYY-MM-DD'))),
        (10, p_instrument IS NOT NULL AND p_due IS NULL, 'instrument_unknown', 'instrument',
            'This instrument is not in use: take another one.'),
        (11, p_instrument IS NOT NULL AND p_due < p_today, 'instrument_overdue', 'instrument',
            format('Its calibration was due on %s: take another one.', to_char(p_due, 'YYYY-MM-DD'))),
        (12, v_given AND v_judged AND outcome IS NOT NULL, 'judged_by_rule', 'outcome',
             'The value decides this; leave pass and fail empty.')
      ) AS f (place, holds, code, field, message)
     WHERE f.holds ORDER BY f.place LIMIT 1;
    IF fault IS NOT NULL THEN
        RETURN;
    END IF;

    IF v_given THEN
        IF p_item.kind = 'NUMBER' THEN
            outcome := CASE WHEN p_number < minimum OR p_number > maximum THEN 'FAIL' ELSE 'PASS' END;
        ELSIF v_judged THEN
            outcome := CASE WHEN p_choice = p_item.expected THEN 'PASS' ELSE 'FAIL' END;
        END IF;
        outcome := coalesce(outcome, 'PASS');
    END IF;

    -- What a pass or a fail needs beside it.
    SELECT f.code, f.field, f.message INTO fault, field, message
      FROM (VALUES
        (1, outcome = 'FAIL' AND char_length(note) < 3, 'note_required', 'note',
            CASE WHEN p_number < minimum THEN format('%s %s is below %s %s: say what is wrong.', p_number, p_item.unit,
                                                     minimum, p_item.unit)
                 WHEN p_number > maximum THEN format('%s %s is above %s %s: say what is wrong.', p_number, p_item.unit,
                                                     maximum, p_item.unit)
                 ELSE 'This fails: say what is wrong.' END),
        (2, outcome = 'PASS' AND note = '' AND EXISTS (
                SELECT FROM jsonb_array_elements(p_item.definition -> 'choices') c
                 WHERE c ->> 'code' = p_choice AND (c ->> 'needs_note')::boolean),
            'note_required', 'note', 'Say what it is.'),
        (3, outcome = 'PASS' AND p_item.definition ->> 'requires_document' IS NOT NULL
            AND p_item.definition ->> 'requires_document' <> ALL (p_documents), 'document_missing', 'documents',
            format('Attach a document of kind %s first.', p_item.definition ->> 'requires_document'))
      ) AS f (place, holds, code, field, message)
     WHERE f.holds ORDER BY f.place LIMIT 1;
END
$function$;
COMMENT ON FUNCTION cs.judge IS
    'An answer as it is recorded, with the limits that it was held against, or its first fault (code, field, sentence); '
    'twin of domain/checklist_judging.judge';
