"""The database's twins of the domain: facts, conditions, derived items, judged answers, and the moves of a build."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from cleanstation_desktop.domain.checklist import DerivedItem, derive
from cleanstation_desktop.domain.checklist_facts import FACTS, applies, facts
from cleanstation_desktop.domain.checklist_judging import AnswerInput, InstrumentUse, judge
from cleanstation_desktop.domain.checklist_template import InspectionKind, ItemKind, Outcome
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.people import GROUP_OF_ROLE
from cleanstation_desktop.domain.workflow import DISPOSITION_TRANSITIONS, TRANSITIONS
from tests.support.clusters import Clone
from tests.support.configurations import configurations
from tests.support.forms import form

Json = dict[str, Any]
Sample = TypeVar("Sample")
TODAY = dt.date(2026, 11, 23)


def samples(strategy: st.SearchStrategy[Sample], count: int) -> list[Sample]:
    """Draws of a strategy, collected first so that the database is asked once about all of them."""
    found: list[Sample] = []

    @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(drawn: Sample) -> None:
        found.append(drawn)

    collect()
    return found


def ask(database: Clone, query: str, data: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a query over the elements of a JSON list."""
    with database.connect() as connection:
        return connection.execute(query.encode(), [Jsonb(list(data), dumps=_dumps)]).fetchall()


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)


def plain(known: Mapping[str, Any]) -> Json:
    """Facts as JSON holds them: a list where the domain has a tuple."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}


def test_facts_of_builds_and_basins(database: Clone) -> None:
    drawn = samples(configurations(), 300)
    rows = ask(
        database,
        "SELECT cs.build_facts(c), (SELECT jsonb_agg(cs.basin_facts(c, p) ORDER BY p) "
        "FROM generate_series(1, jsonb_array_length(c -> 'basins')) p) "
        "FROM jsonb_array_elements(%s) WITH ORDINALITY AS e (c, n) ORDER BY n",
        drawn,
    )
    for configuration, (build, basins) in zip(drawn, rows, strict=True):
        known = facts(configuration)
        assert (build, basins) == (plain(known.build), [plain(basin) for basin in known.basins]), configuration


_odd_values = st.sampled_from(["", "e_sink", "1", 1, 0, 2, True, False, "true", 72, "T2-B1", "T-OA-MNT-ARM"])


@st.composite
def conditions(draw: st.DrawFn) -> Json:
    """Conditions as forms have them, and with values of the wrong type or facts that nobody knows."""
    names = draw(st.lists(st.sampled_from([*FACTS, "unheard_of"]), max_size=3, unique=True))
    return {name: draw(st.lists(_values_of(name) | _odd_values, max_size=3)) for name in names}


def _values_of(name: str) -> st.SearchStrategy[Any]:
    rule = FACTS.get(name)
    return st.sampled_from(rule.values) if rule is not None and rule.values else _odd_values


def test_conditions(database: Clone) -> None:
    known = [facts(configuration).of_basin(1) for configuration in samples(configurations(), 60)]
    drawn = samples(st.tuples(conditions(), st.sampled_from(known)), 600)
    rows = ask(
        database,
        "SELECT cs.condition_holds(e -> 0, e -> 1) "
        "FROM jsonb_array_elements(%s) WITH ORDINALITY AS x (e, n) ORDER BY n",
        [(when, plain(facts_known)) for when, facts_known in drawn],
    )
    expected = [
        applies({name: tuple(allowed) for name, allowed in when.items()}, facts_known) for when, facts_known in drawn
    ]
    assert [holds for (holds,) in rows] == expected
    assert {True, False} == set(expected)


@pytest.mark.parametrize(("when", "known", "holds"), [
    ({}, {}, True),
    (None, {}, True),
    ({"pegboard": [True]}, {"pegboard": True}, True),
    ({"pegboard": [True]}, {"pegboard": 1}, False),
    ({"pegboard": [True]}, {"pegboard": "true"}, False),
    ({"pegboard": [True]}, {"pegboard": None}, False),
    ({"pegboard": [None]}, {"pegboard": None}, False),
    ({"pegboard": [True]}, {}, False),
    ({"pegboard": []}, {"pegboard": True}, False),
    ({"basin_types": ["e_sink", "e_drain"]}, {"basin_types": ["e_drain"]}, True),
    ({"basin_types": ["e_sink"]}, {"basin_types": []}, False),
    ({"length": [72]}, {"length": 72}, True),
    ({"length": [72], "feet": ["casters"]}, {"length": 72, "feet": "seismic"}, False),
])  # fmt: skip
def test_each_edge_of_the_condition_language(database: Clone, when: Json | None, known: Json, holds: bool) -> None:
    rows = ask(database, "SELECT cs.condition_holds(nullif(e -> 0, 'null'), e -> 1) FROM (SELECT %s::jsonb) x (e)",
               [when, known])  # fmt: skip
    assert rows == [(holds,)]


def _line(item: DerivedItem) -> tuple[Any, ...]:
    minimum, maximum = item.item.minimum, item.item.maximum
    if item.target is not None and item.item.tolerance is not None:
        minimum = item.target - item.item.tolerance.minus
        maximum = item.target + item.item.tolerance.plus
    return (
        item.position, item.section, item.item.code, item.basin_position or 0, item.item.kind.value, item.item.required,
        item.target, minimum, maximum, item.item.unit, item.expected, plain(item.basis),
    )  # fmt: skip


@pytest.mark.parametrize("kind", InspectionKind)
def test_items_of_every_form(database: Clone, kind: InspectionKind) -> None:
    drawn = samples(configurations(), 120)
    rows = ask(
        database,
        "SELECT n, d.sequence, d.section, d.code, d.basin, d.kind, d.required, d.target, d.minimum, d.maximum, d.unit, "
        "d.expected, d.basis FROM jsonb_array_elements(%s) WITH ORDINALITY AS e (c, n) "
        f"CROSS JOIN cs.checklist_template t CROSS JOIN LATERAL cs.derive_items(t.body, c) d WHERE t.kind = '{kind}' "
        "AND t.state = 'IN_FORCE' ORDER BY n, d.sequence",
        drawn,
    )
    for place, configuration in enumerate(drawn, start=1):
        found = [row[1:] for row in rows if row[0] == place]
        assert found == [_line(item) for item in derive(form(kind), facts(configuration))], configuration


@dataclass(frozen=True)
class Case:
    """An item of a build, an answer to it, right or wrong in any way, and what was recorded before: the reading of its
    reference and the last day of its instrument's calibration, if any."""

    kind: InspectionKind
    line: DerivedItem
    answer: AnswerInput
    reference: Decimal | None
    calibrated: dt.date | None


@cache
def lines_of_forms() -> tuple[tuple[InspectionKind, DerivedItem], ...]:
    """Every line of every form over some builds, each once; the rare kinds of item as often as the many checks."""
    distinct = {
        (kind, line.item.code, line.target, line.expected): (kind, line)
        for configuration in samples(configurations(), 40)
        for kind in InspectionKind
        for line in derive(form(kind), facts(configuration))
    }
    found = list(distinct.values())
    checks = [pair for pair in found if pair[1].item.kind is ItemKind.CHECK]
    others = [pair for pair in found if pair[1].item.kind is not ItemKind.CHECK]
    return (*checks, *(others * (1 + len(checks) // len(others))))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    kind, line = draw(st.sampled_from(lines_of_forms()))
    reference = draw(st.none() | st.sampled_from([Decimal("20.5"), Decimal(41)])) if line.item.target_item else None
    calibrated = draw(st.none() | _days) if line.item.instrument_item else None
    return Case(kind, line, draw(_answer(line, reference)), reference, calibrated)


_days = st.dates(TODAY - dt.timedelta(2), TODAY + dt.timedelta(2))
_texts = st.one_of(
    st.sampled_from(
        ["", "  ", "ok", " was bent ", "x", "'; DROP TABLE cs.answer; --", "a\tb", "two\nlines", "\u202eabc"]
    ),
    st.sampled_from(["é" * 64, "é" * 65, "é" * 200, "é" * 201, "é" * 1000, "é" * 1001, "\u00a0ok\u3000", "\u0085"]),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8),
)


def _answer(line: DerivedItem, reference: Decimal | None) -> st.SearchStrategy[AnswerInput]:
    aim = reference if line.item.target_item else line.target
    edges = [edge for edge in _line(line)[7:9] if edge is not None]
    if aim is not None and line.item.tolerance is not None:
        edges += [aim - line.item.tolerance.minus, aim + line.item.tolerance.plus]
    near = [edge + step for edge in edges for step in map(Decimal, ("0", "0.0001", "-0.0001", "0.00001"))]
    numbers = st.sampled_from([*near, *map(Decimal, ("0", "99999.9999", "-99999.9999", "100000", "NaN", "Infinity"))])
    choices = st.sampled_from([*(choice.code for choice in line.item.choices), "no such choice"])
    value: dict[str, st.SearchStrategy[Any]] = {
        "choice": choices,
        "text": _texts,
        "number": numbers,
        "instrument": st.builds(InstrumentUse, st.just("TH-1"), _days),
    }
    fitting = {ItemKind.CHOICE: "choice", ItemKind.TEXT: "text", ItemKind.SERIAL: "text", ItemKind.NUMBER: "number",
               ItemKind.INSTRUMENT: "instrument"}.get(line.item.kind)  # fmt: skip
    sometimes = st.integers(0, 9)
    given_values = {
        name: st.none() | strategy if name == fitting else sometimes.flatmap(_rarely(strategy))
        for name, strategy in value.items()
    }
    return st.builds(
        AnswerInput,
        outcome=st.none() | st.sampled_from(Outcome),
        note=st.none() | _texts,
        documents=st.sampled_from([frozenset(), frozenset({"DRAWING"}), frozenset({"PHOTO", "OTHER"})]),
        **given_values,
    )


def _rarely(strategy: st.SearchStrategy[Any]) -> Callable[[int], st.SearchStrategy[Any]]:
    return lambda roll: strategy if roll == 9 else st.none()


def _asked(case: Case) -> Json:
    line, answer = case.line, case.answer
    keys = ("target", "minimum", "maximum", "unit", "expected")
    return {
        "form": case.kind,
        "item": {
            "kind": line.item.kind.value,
            "code": line.item.code,
            **dict(zip(keys, _line(line)[6:-1], strict=True)),
        },
        "outcome": answer.outcome,
        "choice": answer.choice,
        "text": answer.text,
        "number": answer.number,
        "instrument": 1 if answer.instrument else None,
        "due": answer.instrument.calibration_due if answer.instrument else case.calibrated,
        "note": answer.note,
        "documents": sorted(answer.documents),
        "reference": case.reference,
    }


_JUDGE = (
    "SELECT j.outcome, j.text_value, j.note, j.target, j.minimum, j.maximum, j.fault, j.field "
    "FROM jsonb_array_elements(%s) WITH ORDINALITY AS x (e, n) "
    "JOIN cs.checklist_template t ON t.kind = e ->> 'form' AND t.state = 'IN_FORCE' "
    "CROSS JOIN LATERAL (SELECT i FROM jsonb_array_elements(t.body -> 'sections') s, "
    "jsonb_array_elements(s -> 'items') i WHERE i ->> 'code' = e #>> '{item,code}') d (definition) "
    "CROSS JOIN LATERAL cs.judge("
    "jsonb_populate_record(NULL::cs.inspection_item, e -> 'item' || jsonb_build_object('definition', d.definition)), "
    "e ->> 'outcome', e ->> 'choice', e ->> 'text', (e ->> 'number')::numeric, "
    "(e ->> 'instrument')::bigint, (e ->> 'due')::date, e ->> 'note', "
    "ARRAY(SELECT jsonb_array_elements_text(e -> 'documents')), '2026-11-23', (e ->> 'reference')::numeric) j "
    "ORDER BY n"
)


@pytest.mark.slow
def test_judged_answers(database: Clone) -> None:
    drawn = samples(cases(), 1000)
    rows = ask(database, _JUDGE, [_asked(case) for case in drawn])
    accepted = refused = 0
    for case, row in zip(drawn, rows, strict=True):
        outcome, text, note, target, minimum, maximum, fault, field = row
        try:
            judged = judge(case.line, case.answer, on=TODAY, reference=case.reference, calibrated=case.calibrated)
        except InvalidInput as error:
            refused += 1
            assert (fault, field) in {(finding.code, finding.field) for finding in error.findings}, (case, row)
            continue
        accepted += 1
        assert fault is None, (case, row)
        assert (outcome, text, note or None) == (judged.outcome, judged.text, judged.note), (case, row)
        if judged.number is not None:
            held = judged.limits
            assert (target, minimum, maximum) == (held.target, held.minimum, held.maximum), (case, row)
    assert min(accepted, refused) > 100


def test_moves_are_those_of_the_domain(database: Clone) -> None:
    with database.connect() as connection:
        found = connection.execute("SELECT from_status, to_status, role, guard FROM cs.workflow_transition").fetchall()
    expected = [
        (move.from_status, move.to_status, GROUP_OF_ROLE[role], move.guard)
        for move in (*TRANSITIONS, *DISPOSITION_TRANSITIONS)
        if move.from_status is not None
        for role in move.roles
    ]
    assert sorted(found) == sorted(expected)
