"""Templates that are refused: each fault alone is found and placed, and all faults are told at once."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.checklist_loading import check_templates, load_template
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import InvalidInput

Json = dict[str, Any]


def texts(words: str) -> Json:
    return {"EN": words, "FR": f"{words} FR", "ES": f"{words} ES"}


def item(code: str, kind: str = "CHECK", **keys: object) -> Json:
    return {"code": code, "text": texts(code), "kind": kind, "source": "DOMAIN §6", "group": "G"} | keys


def good() -> Json:
    """A small form with an item of each kind; grouped, as end-of-line tests are."""
    return {
        "kind": "END_OF_LINE_TEST",
        "document_number": "CLT.T2.001",
        "revision": "V01",
        "version": 1,
        "title": texts("Test"),
        "repeat": "ALL",
        "groups": {"G": texts("Group")},
        "sections": [
            {
                "code": "A",
                "title": texts("Sink"),
                "items": [
                    item("A-1", when={"pegboard": [True]}),
                    item(
                        "A-2",
                        "CHOICE",
                        choices=[{"code": code, "text": texts(code)} for code in ("casters", "seismic")],
                        expected_from="feet",
                    ),
                    item("A-3", "TEXT"),
                    item("A-4", "SERIAL", component={"kind": "CONTROL_BOX", "item": None}),
                    item("A-5", "NUMBER", unit="in", target_from="length", tolerance={"minus": 0.1, "plus": 1}),
                    item("A-6", "INSTRUMENT"),
                ],
            },
            {
                "code": "B",
                "title": texts("Basin"),
                "per_basin": True,
                "when": {"basin_type": ["e_sink"]},
                "items": [
                    item("B-1", "NUMBER", unit="°C", instrument_item="A-6"),
                    item("B-2", "NUMBER", unit="°C", target_item="B-1", tolerance={"minus": 2, "plus": 2}),
                    item("B-3", "NUMBER", unit="s", minimum=10, maximum=15),
                ],
            },
        ],
    }


def findings(data: object) -> list[tuple[str, str]]:
    """Field and code of each finding of a refused template."""
    with pytest.raises(InvalidInput) as refused:
        load_template(data)
    assert all(finding.severity == "error" and finding.message for finding in refused.value.findings)
    return [(finding.field, finding.code) for finding in refused.value.findings]


def test_the_good_form_is_taken() -> None:
    template = load_template(good())
    assert [entry.code for entry in template.items()] == [
        *(f"A-{n}" for n in range(1, 7)),
        *(f"B-{n}" for n in range(1, 4)),
    ]
    reading = template.items()[4]
    assert reading.tolerance is not None
    assert reading.tolerance.minus == Decimal("0.1")


def change(path: str, value: object) -> Callable[[Json], None]:
    """A fault: set the value at a path such as `sections.0.items.1.kind` (or take it away, with `...`)."""

    def make(data: Json) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        place: Any = data
        for step in steps:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value

    return make


A, B = "sections.0.items", "sections.1.items"
FAULTS: list[tuple[str, object, str, str]] = [
    ("kind", "CHECKLIST", "kind", "value_unknown"),
    ("kind", ["ALL"], "kind", "value_unknown"),
    ("repeat", None, "repeat", "value_unknown"),
    ("version", 0, "version", "version_invalid"),
    ("version", True, "version", "version_invalid"),
    ("version", "1", "version", "version_invalid"),
    ("document_number", "  ", "document_number", "text_missing"),
    ("revision", ..., "revision", "text_missing"),
    ("footer", "x", "footer", "key_unknown"),
    ("title", "Test", "title", "type_object"),
    ("title.FR", ..., "title.FR", "text_missing"),
    ("title.DE", "Prüfung", "title.DE", "key_unknown"),
    ("title.EN", "x" * 161, "title.EN", "text_long"),
    ("title.EN", "a\x00b", "title.EN", "text_control"),
    ("title.EN", "a\u202eb", "title.EN", "text_control"),
    ("sections", {}, "sections", "type_list"),
    ("sections", [], "sections", "sections_empty"),
    ("sections.0", 7, "sections[0]", "type_object"),
    ("sections.0.code", "", "sections[0].code", "code_invalid"),
    ("sections.0.code", "B", "sections", "section_repeated"),
    ("sections.0.items", [], "sections[0].items", "items_empty"),
    ("sections.0.per_basin", "yes", "sections[0].per_basin", "type_flag"),
    ("sections.0.colour", "red", "sections[0].colour", "key_unknown"),
    ("sections.0.when", {"basin_type": ["e_sink"]}, "sections[0].when.basin_type", "fact_of_basin"),
    (f"{A}.0", "A-1", "sections[0].items[0]", "type_object"),
    (f"{A}.0.code", "A 1", "sections[0].items[0].code", "code_invalid"),
    (f"{A}.0.code", "A-3", "sections", "item_repeated"),
    (f"{A}.0.text.ES", "", "sections[0].items[0].text.ES", "text_missing"),
    (f"{A}.0.hint", texts("x") | {"FR": 3}, "sections[0].items[0].hint.FR", "text_missing"),
    (f"{A}.0.kind", "SIGNATURE", "sections[0].items[0].kind", "value_unknown"),
    (f"{A}.0.source", ..., "sections[0].items[0].source", "text_missing"),
    (f"{A}.0.required", 1, "sections[0].items[0].required", "type_flag"),
    (f"{A}.0.na_allowed", None, "sections[0].items[0].na_allowed", "type_flag"),
    (f"{A}.0.note", "x", "sections[0].items[0].note", "key_unknown"),
    (f"{A}.0.when", [], "sections[0].items[0].when", "type_object"),
    (f"{A}.0.when", {"colour": ["red"]}, "sections[0].items[0].when.colour", "fact_unknown"),
    (f"{A}.0.when", {"basin_light": [True]}, "sections[0].items[0].when.basin_light", "fact_of_basin"),
    (f"{A}.0.when", {"feet": []}, "sections[0].items[0].when.feet", "condition_empty"),
    (f"{A}.0.when", {"feet": "casters"}, "sections[0].items[0].when.feet", "type_list"),
    (f"{A}.0.when", {"feet": ["wheels"]}, "sections[0].items[0].when.feet", "fact_value"),
    (f"{A}.0.when", {"feet": [None]}, "sections[0].items[0].when.feet", "type_scalar"),
    (f"{A}.0.when", {"pegboard": [1]}, "sections[0].items[0].when.pegboard", "fact_value"),
    (f"{A}.0.when", {"basin_count": [True]}, "sections[0].items[0].when.basin_count", "fact_value"),
    (f"{A}.0.when", {"basin_count": [4]}, "sections[0].items[0].when.basin_count", "fact_value"),
    (f"{A}.0.group", "H", "sections[0].items[0].group", "group_invalid"),
    (f"{A}.0.group", ..., "sections[0].items[0].group", "group_invalid"),
    (f"{A}.0.unit", "in", "sections[0].items[0].unit", "key_misplaced"),
    (f"{A}.0.minimum", 1, "sections[0].items[0].target", "key_misplaced"),
    (f"{A}.0.expected", "casters", "sections[0].items[0].expected", "key_misplaced"),
    (f"{A}.0.component", {"kind": "PUMP"}, "sections[0].items[0].component", "key_misplaced"),
    (f"{A}.0.mirrors", [["PRODUCTION", "SP-01"]], "sections[0].items[0].mirrors", "key_misplaced"),
    (f"{A}.0.mirrors", [["PRODUCTION"]], "sections[0].items[0].mirrors[0]", "mirror_pair"),
    (f"{A}.1.choices", ..., "sections[0].items[1].choices", "key_misplaced"),
    (f"{A}.1.choices.0.needs_note", "no", "sections[0].items[1].choices[0].needs_note", "type_flag"),
    (f"{A}.1.choices.0.code", "seismic", "sections[0].items[1].choices", "choice_repeated"),
    (f"{A}.1.choices.0.code", "wheels", "sections[0].items[1].expected_from", "expected_fact"),
    (f"{A}.1.expected_from", "accessories", "sections[0].items[1].expected_from", "expected_fact"),
    (f"{A}.1.expected_from", "pegboard_type", "sections[0].items[1].expected_from", "expected_fact"),
    (f"{A}.1.expected_from", "shoes", "sections[0].items[1].expected_from", "expected_fact"),
    (f"{A}.1.expected", "casters", "sections[0].items[1].expected", "expected_unknown"),
    (f"{A}.1.requires_document", "DRAWING", "sections[0].items[1].requires_document", "key_misplaced"),
    (f"{A}.3.component", ..., "sections[0].items[3].component", "key_misplaced"),
    (f"{A}.3.component.kind", None, "sections[0].items[3].component.kind", "code_invalid"),
    (f"{A}.4.unit", ..., "sections[0].items[4].unit", "key_misplaced"),
    (f"{A}.4.tolerance", ..., "sections[0].items[4].tolerance", "tolerance_missing"),
    (f"{A}.4.tolerance.minus", -1, "sections[0].items[4].tolerance", "tolerance_negative"),
    (f"{A}.4.tolerance.minus", "1", "sections[0].items[4].tolerance.minus", "type_number"),
    (f"{A}.4.tolerance.minus", True, "sections[0].items[4].tolerance.minus", "type_number"),
    (f"{A}.4.tolerance.plus", float("nan"), "sections[0].items[4].tolerance.plus", "type_number"),
    (f"{A}.4.tolerance.plus", float("inf"), "sections[0].items[4].tolerance.plus", "type_number"),
    (f"{A}.4.target", 72, "sections[0].items[4].target", "target_ambiguous"),
    (f"{A}.4.minimum", 1, "sections[0].items[4].target", "target_ambiguous"),
    (f"{A}.4.target_from", "model", "sections[0].items[4].target_from", "target_fact"),
    (f"{A}.4.target_from", "basin_width", "sections[0].items[4].target_from", "target_fact"),
    (f"{B}.1.target_item", "B-9", "sections[1].items[1].target_item", "target_item_dangling"),
    (f"{B}.1.target_item", "A-5", "sections[1].items[1].target_item", "target_item_dangling"),
    (f"{B}.1.target_item", "B-2", "sections[1].items[1].target_item", "target_item_dangling"),
    (f"{B}.1.when", {"basin_light": [True]}, "sections[1].items[1].target_item", "target_item_condition"),
    (f"{B}.0.instrument_item", "A-9", "sections[1].items[0].instrument_item", "instrument_item_dangling"),
    (f"{B}.0.instrument_item", "A-5", "sections[1].items[0].instrument_item", "instrument_item_dangling"),
    (f"{A}.5.when", {"pegboard": [True]}, "sections[1].items[0].instrument_item", "instrument_item_condition"),
    (f"{A}.5.required", False, "sections[1].items[0].instrument_item", "instrument_item_condition"),
    (f"{A}.0.instrument_item", "A-6", "sections[0].items[0].instrument_item", "key_misplaced"),
    (f"{B}.2.minimum", 16, "sections[1].items[2].minimum", "range_empty"),
    (f"{B}.1", item("B-2"), "sections[1].items[0].target", "limits_missing"),
]


@pytest.mark.parametrize(("path", "value", "field", "code"), FAULTS, ids=[f"{fault[0]}-{fault[3]}" for fault in FAULTS])
def test_a_fault_is_found_and_placed(path: str, value: object, field: str, code: str) -> None:
    data = copy.deepcopy(good())
    change(path, value)(data)
    assert (field, code) in findings(data)


def test_all_faults_are_told_at_once() -> None:
    data = good()
    for path, value in (("version", 0), (f"{A}.0.text.FR", ""), (f"{B}.2.minimum", 16), (f"{A}.4.tolerance", None)):
        change(path, value)(data)
    assert findings(data) == [
        ("version", "version_invalid"),
        ("sections[0].items[0].text.FR", "text_missing"),
        ("sections[0].items[4].tolerance", "tolerance_missing"),
        ("sections[1].items[2].minimum", "range_empty"),
    ]


def test_an_item_that_could_not_be_read_is_not_blamed_twice() -> None:
    data = good()
    change(f"{A}.1.kind", "CHOISE")(data)
    assert findings(data) == [("sections[0].items[1].kind", "value_unknown")]


@pytest.mark.parametrize("data", [None, [], "x", 7, {}, {"sections": [[]]}, {"sections": [{"items": [None, {}]}]}])
def test_what_is_no_template_is_refused(data: object) -> None:
    assert findings(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*good(), "items", "code", "when", "text"]), inner, max_size=5)
        ),
    )
)
@settings(deadline=None)
def test_any_json_is_either_taken_or_refused_with_findings(data: object) -> None:
    with pytest.raises(InvalidInput):
        load_template(data)


def test_a_form_without_groups_may_not_name_one() -> None:
    data = good() | {"kind": "PRODUCTION"}
    assert {code for _, code in findings(data)} == {"group_invalid"}


def test_shown_answers_must_exist() -> None:
    production, quality = good() | {"kind": "PRODUCTION"}, good() | {"kind": "SINK_QUALITY"}
    for data in (production, quality):
        for section in data["sections"]:
            for entry in section["items"]:
                del entry["group"]
    quality["sections"] = json.loads(json.dumps(quality["sections"]))
    quality["sections"][0]["items"][0]["mirrors"] = [["PRODUCTION", "A-1"], ["PRODUCTION", "Z-1"]]
    forms = [load_template(production), load_template(quality)]
    with pytest.raises(InvalidInput) as refused:
        check_templates(forms)
    assert [finding.code for finding in refused.value.findings] == ["mirror_dangling"]
    assert "Z-1 in PRODUCTION" in refused.value.findings[0].message


def test_only_production_and_packaging_can_be_shown() -> None:
    data = good() | {"kind": "SINK_QUALITY"}
    for section in data["sections"]:
        for entry in section["items"]:
            del entry["group"]
    data["sections"][0]["items"][0]["mirrors"] = [[InspectionKind.END_OF_LINE_TEST.value, "EL-01"]]
    assert findings(data) == [("sections[0].items[0].mirrors", "mirror_form")]
