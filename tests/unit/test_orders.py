"""The header of an order: bounds of DOMAIN §4 steps 1 and 2, and texts of every kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.orders import OrderHeader, parse_order_header

TODAY = dt.date(2026, 11, 23)


def header(**changes: Any) -> dict[str, Any]:
    return {
        "po_number": "PO-4711",
        "customer": "City Hospital",
        "project": "New sterile wing",
        "sales_person": "coordinator",
        "want_date": "2026-12-31",
        "language": "EN",
        "notes": "",
        "family": "MDRD",
        "quantity": 2,
        "build_numbers": ["B-1", "B-2"],
        **changes,
    }


def read(**changes: Any) -> OrderHeader:
    return parse_order_header(header(**changes), today=TODAY)


def fields(data: object) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        parse_order_header(data, today=TODAY)
    return [finding.field for finding in refused.value.findings]


def test_a_header_reads_back() -> None:
    first = read()
    assert first.want_date == dt.date(2026, 12, 31)
    assert parse_order_header(first.to_json(), today=TODAY) == first


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"po_number": "PO"}, "po_number"),
        ({"po_number": "P" * 201}, "po_number"),
        ({"po_number": "   P  "}, "po_number"),
        ({"po_number": None}, "po_number"),
        ({"customer": "AB"}, "customer"),
        ({"customer": "x" * 10_000}, "customer"),
        ({"project": "ab"}, "project"),
        ({"project": 5}, "project"),
        ({"sales_person": ""}, "sales_person"),
        ({"sales_person": "ab"}, "sales_person"),
        ({"want_date": "2026-11-23"}, "want_date"),
        ({"want_date": "2026-11-22"}, "want_date"),
        ({"want_date": "2026-02-30"}, "want_date"),
        ({"want_date": "31.12.2026"}, "want_date"),
        ({"want_date": "20261231"}, "want_date"),
        ({"want_date": ""}, "want_date"),
        ({"want_date": None}, "want_date"),
        ({"want_date": 20261231}, "want_date"),
        ({"want_date": dt.datetime(2026, 12, 31, tzinfo=dt.UTC)}, "want_date"),
        ({"language": "DE"}, "language"),
        ({"notes": "n" * 10_001}, "notes"),
        ({"notes": "a\x00b"}, "notes"),
        ({"customer": "a\x00bc"}, "customer"),
        ({"customer": "two\nlines"}, "customer"),
        ({"customer": "\ud83d alone"}, "customer"),
        ({"family": "ENDOSCOPE"}, "family"),
        ({"family": "INSTROSINK"}, "family"),
        ({"family": "OTHER"}, "family"),
        ({"quantity": 0, "build_numbers": ["B-1"]}, "quantity"),
        ({"quantity": 11, "build_numbers": [f"B-{n}" for n in range(10)]}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"quantity": 2.0}, "quantity"),
        ({"quantity": 3}, "build_numbers"),
        ({"quantity": 1}, "build_numbers"),
        ({"build_numbers": []}, "build_numbers"),
        ({"quantity": 10, "build_numbers": [f"B-{n}" for n in range(11)]}, "build_numbers"),
        ({"build_numbers": "B-1"}, "build_numbers"),
        ({"build_numbers": ["B-1", "B_2"]}, "build_numbers[1]"),
        ({"build_numbers": ["B-1", ""]}, "build_numbers[1]"),
        ({"build_numbers": ["B-1", "B-1"]}, "build_numbers[1]"),
        ({"build_numbers": ["B-1", " b-1 "]}, "build_numbers[1]"),
        ({"build_numbers": ["B-1", 2]}, "build_numbers[1]"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_each_bound_broken_by_one_names_its_field(changes: dict[str, Any], field: str) -> None:
    assert fields(header(**changes)) == [field]


@pytest.mark.parametrize("key", list(header()))
def test_a_missing_field_is_named_unless_it_may_be_left_out(key: str) -> None:
    data = header()
    del data[key]
    if key in {"project", "notes"}:
        assert parse_order_header(data, today=TODAY)
    else:
        assert fields(data) == [key]


@pytest.mark.parametrize("data", [None, [], "order", 5])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert "" in fields(data)


def test_every_fault_is_found_at_once() -> None:
    data = header(po_number="P", customer="", want_date="soon", quantity=11)
    assert fields(data) == ["quantity", "po_number", "customer", "want_date"]


@pytest.mark.parametrize(
    "text",
    [
        "Hôpital Sainte-Justine",
        "مستشفى المدينة",
        "בית חולים",
        "🏥👩‍⚕️ clinic",
        "病院セン",
        "Robert'); DROP TABLE orders;--",
        "%s %d {0} ${x}",
        "x" * 200,
    ],
)
def test_texts_of_the_world_are_kept_as_they_are(text: str) -> None:
    assert read(customer=text).customer == text


def test_outer_blanks_are_cut_off() -> None:
    header_read = read(po_number="  PO-4711\t", customer="\u00a0City Hospital \n", build_numbers=[" B-1", "B-2 "])
    assert (header_read.po_number, header_read.customer) == ("PO-4711", "City Hospital")
    assert header_read.build_numbers == ("B-1", "B-2")


@pytest.mark.parametrize("project", [None, "", "   "])
def test_no_project_is_none(project: str | None) -> None:
    assert read(project=project).project is None


def test_notes_take_ten_thousand_characters_and_lines() -> None:
    notes = ("line one\n\tline two 🚿 " * 1000)[:9_999] + "."
    assert read(notes=notes).notes == notes
    assert read(notes=None).notes == ""


def test_the_first_day_that_lies_in_the_future_is_tomorrow() -> None:
    assert read(want_date="2026-11-24").want_date == TODAY + dt.timedelta(days=1)
    assert read(want_date=dt.date(2026, 11, 24)).want_date == TODAY + dt.timedelta(days=1)
