"""Reading inspections from the database, with what assembly answered beside the items of the final QC (DOMAIN §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind, ItemKind, Outcome, Tolerance
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services.inspection_model import (
    ChoiceText,
    Inspection,
    InspectionItem,
    InspectionSection,
    MirroredItem,
    RecordedAnswer,
    value_in_words,
)

_HEAD = text(
    "SELECT n.id, n.build_id, b.build_number, n.kind, t.body, t.document_number, t.revision, n.attempt, n.cycle, "
    "n.state, n.result, n.change_request_id, n.created_at, s.signed_at, n.version, o.language "
    "FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id JOIN cs.customer_order o ON o.id = b.order_id "
    "JOIN cs.checklist_template t ON t.id = n.checklist_template_id LEFT JOIN cs.signature s ON s.id = n.signature_id "
    "WHERE n.id = :inspection"
)
# A carried-over answer was read in an earlier attempt: what it was held against stands there.
_LINES = text(
    "SELECT n.kind AS form, i.id, i.inspection_id, i.sequence, i.section, i.code, i.basin, i.kind, "
    "i.required, i.definition, i.target, i.minimum, i.maximum, i.unit, i.expected, i.carried_from, "
    "a.id AS answer_id, a.outcome, a.choice, a.text_value, a.number_value, a.instrument_id, m.number AS instrument, "
    "a.instrument_due, a.note, p.initials, a.answered_at, a.version AS answer_version, "
    "r.target AS held_target, r.minimum AS held_minimum, r.maximum AS held_maximum, "
    "CASE WHEN a.outcome = 'FAIL' THEN cs.concession_of(i.id) END AS concession "
    "FROM cs.inspection n "
    "JOIN cs.inspection_item i ON i.inspection_id = n.id "
    "LEFT JOIN cs.answer a ON a.inspection_item_id = i.id LEFT JOIN cs.person p ON p.id = a.answered_by "
    "LEFT JOIN cs.instrument m ON m.id = a.instrument_id "
    "LEFT JOIN LATERAL (SELECT g.target, g.minimum, g.maximum FROM cs.inspection e "
    "JOIN cs.inspection_item f ON f.inspection_id = e.id JOIN cs.reading g ON g.inspection_item_id = f.id "
    "WHERE e.build_id = n.build_id AND e.kind = n.kind AND e.attempt = coalesce(i.carried_from, n.attempt) "
    "AND f.code = i.code AND f.basin = i.basin ORDER BY g.id DESC LIMIT 1) r ON a.number_value IS NOT NULL "
    "WHERE n.id = ANY (:inspections) ORDER BY i.inspection_id, i.sequence"
)
# What assembly had signed, or was filling in, when the final QC was signed: a later attempt changes no signed sheet.
_MIRRORED = text(
    "SELECT DISTINCT ON (m.kind) m.id FROM cs.inspection n "
    "LEFT JOIN cs.signature s ON s.id = n.signature_id "
    "JOIN cs.inspection m ON m.build_id = n.build_id AND m.cycle = n.cycle AND m.kind IN ('PRODUCTION', 'PACKAGING') "
    "LEFT JOIN cs.signature ms ON ms.id = m.signature_id "
    "WHERE n.id = :inspection AND (m.state = 'OPEN' AND n.state = 'OPEN' "
    "OR ms.signed_at <= coalesce(s.signed_at, now())) ORDER BY m.kind, m.attempt DESC"
)


def load_inspection(connection: Connection, inspection_id: int, language: Language | None = None) -> Inspection:
    """An inspection with everything on it, in three statements.

    Parameters: language, of the texts; None is the order's. Errors: NotFound.
    """
    head = connection.execute(_HEAD, {"inspection": inspection_id}).one_or_none()
    if head is None:
        raise NotFound("There is no such inspection.")
    spoken = Language(language or head.language)
    beside: Sequence[Any] = ()
    if head.kind == InspectionKind.SINK_QUALITY:
        beside = connection.execute(_MIRRORED, {"inspection": inspection_id}).scalars().all()
    lines = connection.execute(_LINES, {"inspections": [inspection_id, *beside]}).all()
    mirrors = [_mirror(line, spoken) for line in lines if line.inspection_id != inspection_id]
    items: dict[str, list[InspectionItem]] = {}
    for line in lines:
        if line.inspection_id == inspection_id:
            items.setdefault(line.section, []).append(_item(line, spoken, mirrors))
    titles = {section["code"]: section["title"][spoken] for section in head.body["sections"]}
    return Inspection(
        id=head.id,
        build_id=head.build_id,
        build_number=head.build_number,
        kind=InspectionKind(head.kind),
        title=head.body["title"][spoken],
        document_number=head.document_number,
        revision=head.revision,
        attempt=head.attempt,
        cycle=head.cycle,
        state=head.state,
        result=None if head.result is None else Result(head.result),
        reopened=head.change_request_id is not None,
        started_at=head.created_at,
        signed_at=head.signed_at,
        version=head.version,
        language=spoken,
        sections=tuple(InspectionSection(code, titles[code], tuple(found)) for code, found in items.items()),
    )


def _item(line: Any, language: Language, mirrors: Sequence[MirroredItem]) -> InspectionItem:
    definition: Mapping[str, Any] = line.definition
    shown = {(kind, code) for kind, code in definition.get("mirrors", ())}
    basin = line.basin or None
    return InspectionItem(
        id=line.id,
        position=line.sequence,
        code=line.code,
        basin=basin,
        kind=ItemKind(line.kind),
        text=definition["text"][language],
        hint=(definition.get("hint") or {}).get(language, ""),
        required=line.required,
        na_allowed=definition.get("na_allowed", False),
        choices=_choices(definition, language),
        unit=line.unit or "",
        target=line.target,
        minimum=line.minimum,
        maximum=line.maximum,
        expected=line.expected,
        requires_document=definition.get("requires_document"),
        group=definition.get("group"),
        carried_from=line.carried_from,
        answer=_answer(line),
        mirrored=tuple(
            mirror
            for mirror in mirrors
            # An item of one basin shows what was answered for that basin; one of the whole sink shows all of them.
            if (mirror.kind, mirror.code) in shown and (basin is None or mirror.basin in (None, basin))
        ),
        target_item=definition.get("target_item"),
        tolerance=_tolerance(definition),
        instrument_item=definition.get("instrument_item"),
        concession=line.concession,
    )


def _tolerance(definition: Mapping[str, Any]) -> Tolerance | None:
    given = definition.get("tolerance")
    return None if given is None else Tolerance(Decimal(str(given["minus"])), Decimal(str(given["plus"])))


def _mirror(line: Any, language: Language) -> MirroredItem:
    answer = _answer(line)
    return MirroredItem(
        kind=InspectionKind(line.form),
        code=line.code,
        basin=line.basin or None,
        text=line.definition["text"][language],
        answer=answer,
        value=value_in_words(_choices(line.definition, language), answer),
        unit=line.unit or "",
    )


def _choices(definition: Mapping[str, Any], language: Language) -> tuple[ChoiceText, ...]:
    return tuple(
        ChoiceText(choice["code"], choice["text"][language], choice.get("needs_note", False))
        for choice in definition.get("choices", ())
    )


def _answer(line: Any) -> RecordedAnswer | None:
    if line.answer_id is None:
        return None
    return RecordedAnswer(
        id=line.answer_id,
        outcome=Outcome(line.outcome),
        choice=line.choice,
        text=line.text_value,
        number=line.number_value,
        instrument_id=line.instrument_id,
        instrument=line.instrument,
        instrument_due=line.instrument_due,
        note=line.note,
        initials=line.initials,
        answered_at=line.answered_at,
        target=line.held_target,
        minimum=line.held_minimum,
        maximum=line.held_maximum,
        version=line.answer_version,
    )
