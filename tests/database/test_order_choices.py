"""What order entry offers, and what it learns of numbers before the order is complete."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.services import orders
from cleanstation_desktop.services.order_choices import read_choices
from tests.support.company import Company
from tests.support.days import today
from tests.support.orders import build_json, submit_order


def test_choices_of_the_family_in_force(company: Company) -> None:
    choices = read_choices(company.coordinator, "MDRD")
    assert choices.rules.family == "MDRD"
    assert [group.code for group in choices.accessories] == ["702", "703", "704", "705", "707"]
    assert choices.name_of("T2-BODY-48-60-HA") == "Height-adjustable body, 48–60 in"
    assert choices.name_of("NO-SUCH-ITEM") == ""
    assert abs((choices.today - today()).days) <= 1


def test_a_family_without_rules(company: Company) -> None:
    with pytest.raises(NotFound):
        read_choices(company.coordinator, "ENDOSCOPE")


@pytest.mark.parametrize(
    ("order", "fields"),
    [
        ({"po_number": " po-taken "}, {"po_number"}),
        ({"build_numbers": ["b-taken", "B-FREE", "", None]}, {"build_numbers[0]"}),
        ({"po_number": "PO-TAKEN\x00"}, set()),
        ({"po_number": 5, "build_numbers": "B-TAKEN"}, set()),
    ],
)
def test_numbers_in_use_are_told_before_the_header_is_complete(
    company: Company, order: dict[str, object], fields: set[str]
) -> None:
    submit_order(company.coordinator, [build_json("B-TAKEN")], po_number="PO-TAKEN")
    found = orders.preview(company.coordinator, order, []).findings
    assert {finding.field for finding in found if finding.code == "duplicate"} == fields
