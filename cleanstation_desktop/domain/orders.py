"""The header of an order: who buys, what papers, how many sinks (DOMAIN §4 steps 1 and 2)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from cleanstation_desktop.domain.configuration_model import FAMILIES, LANGUAGES
from cleanstation_desktop.domain.numbering import build_number_fault, build_number_key
from cleanstation_desktop.domain.reading import BLANKS, Reader, Record, describe

NAME = (3, 200)
NOTES_LENGTH = 10_000
QUANTITY = (1, 10)
COMING_FAMILIES = ("ENDOSCOPE", "INSTROSINK")

_REQUIRED = ("po_number", "customer", "sales_person", "want_date", "language", "family", "quantity", "build_numbers")
_OPTIONAL = ("project", "notes")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OrderHeader:
    """What is common to the builds of an order. `want_date` is a day at the plant; texts carry no outer blanks."""

    po_number: str
    customer: str
    project: str | None
    sales_person: str
    want_date: dt.date
    language: str
    notes: str
    family: str
    quantity: int
    build_numbers: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The header as a JSON object; `parse_order_header` reads it back."""
        return {
            "po_number": self.po_number,
            "customer": self.customer,
            "project": self.project,
            "sales_person": self.sales_person,
            "want_date": self.want_date.isoformat(),
            "language": self.language,
            "notes": self.notes,
            "family": self.family,
            "quantity": self.quantity,
            "build_numbers": list(self.build_numbers),
        }


def parse_order_header(data: object, *, today: dt.date) -> OrderHeader:
    """Read an order header from a loaded JSON value (want_date as "2026-12-31" or a date).

    Parameters: data, the object; today, the day at the plant, which the want date must lie after.
    Errors: InvalidInput with every finding, each named by its field.
    """
    reader = Reader()
    record = reader.record(data, "", _REQUIRED, _OPTIONAL)
    quantity = record.whole("quantity", *QUANTITY)
    header = OrderHeader(
        po_number=record.text("po_number", low=NAME[0], high=NAME[1]),
        customer=record.text("customer", low=NAME[0], high=NAME[1]),
        project=_project(record),
        sales_person=record.text("sales_person", low=NAME[0], high=NAME[1]),
        want_date=_want_date(reader, record, today),
        language=record.choice("language", LANGUAGES),
        notes=record.text("notes", low=0, high=NOTES_LENGTH, lines=True) if record.given("notes") else "",
        family=_family(reader, record),
        quantity=quantity,
        build_numbers=_build_numbers(reader, record, quantity),
    )
    reader.raise_findings()
    return header


_CHANGEABLE = ("po_number", "customer", "project", "sales_person", "want_date", "notes")


def parse_order_changes(data: object, *, today: dt.date) -> dict[str, object]:
    """Read changed answers of an order header: any of PO number, customer, project, sales person, want date and notes.

    The language is not among them: it decides the manuals of every build, so it changes with the configurations.
    Errors: InvalidInput with every finding, each named by its field; also when nothing is given.
    """
    reader = Reader()
    record = reader.record(data, "", (), _CHANGEABLE)
    changes: dict[str, object] = {}
    for name in ("po_number", "customer", "sales_person"):
        if name in record.values:
            changes[name] = record.text(name, low=NAME[0], high=NAME[1])
    if "project" in record.values:
        changes["project"] = _project(record)
    if "want_date" in record.values:
        changes["want_date"] = _want_date(reader, record, today)
    if "notes" in record.values:
        changes["notes"] = record.text("notes", low=0, high=NOTES_LENGTH, lines=True)
    if not changes and not reader.findings:
        reader.error("", "nothing_to_change", f"Nothing is given to change; name one of {', '.join(_CHANGEABLE)}.")
    reader.raise_findings()
    return changes


def _project(record: Record) -> str | None:
    """An empty project is none: a form sends the empty field."""
    value = record.values.get("project")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return record.text("project", low=NAME[0], high=NAME[1])


def _family(reader: Reader, record: Record) -> str:
    if record.values.get("family") in COMING_FAMILIES:
        message = f"The family {record.values['family']} is coming; only {', '.join(FAMILIES)} can be ordered now."
        reader.unusable("family", "family_not_yet", message)
        return ""
    return record.choice("family", FAMILIES)


def _want_date(reader: Reader, record: Record, today: dt.date) -> dt.date:
    value = record.values.get("want_date")
    if "want_date" not in record.values:
        return today
    day: dt.date | None = None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        day = value
    elif isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            day = dt.date.fromisoformat(value.strip())
        except ValueError:
            day = None
    if day is None:
        message = f"want_date must be a day such as 2026-12-31, not {describe(value)}."
        reader.unusable("want_date", "bad_date", message)
        return today
    if day <= today:
        message = f"want_date must lie in the future; {day.isoformat()} does not (today is {today.isoformat()})."
        reader.error("want_date", "not_in_future", message)
    return day


def _build_numbers(reader: Reader, record: Record, quantity: int) -> tuple[str, ...]:
    entries = record.entries("build_numbers", *QUANTITY)
    numbers: list[str] = []
    first_use: dict[str, str] = {}
    for field, value in entries:
        if not isinstance(value, str):
            reader.unusable(field, "wrong_type", f"{field} must be a text, not {describe(value)}.")
            continue
        number = value.strip(BLANKS)
        fault = build_number_fault(number)
        if fault:
            reader.error(field, "bad_build_number", fault)
        elif build_number_key(number) in first_use:
            message = f"{number} stands twice in this order, also at {first_use[build_number_key(number)]}."
            reader.error(field, "duplicate_build_number", message)
        else:
            first_use[build_number_key(number)] = field
        numbers.append(number)
    low, high = QUANTITY
    if low <= quantity <= high and low <= len(entries) <= high and len(entries) != quantity:
        message = f"The order has {quantity} sink{'s' * (quantity > 1)}, but {len(entries)} build numbers are given."
        reader.error("build_numbers", "quantity_mismatch", message)
    return tuple(numbers)
