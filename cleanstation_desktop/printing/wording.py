"""The labels of printed documents in the language of the order, from resources/translations/printing.*.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache

from cleanstation_desktop import resources
from cleanstation_desktop.domain.localization import (
    Language,
    format_date,
    format_moment,
    format_number,
    format_zone,
    unit_symbol,
)
from cleanstation_desktop.domain.print_marks import PrintCopy


@cache
def labels(language: Language) -> dict[str, str]:
    """Load the labels of one language: key → text, with {names} to be filled in."""
    file = resources.path("translations", f"printing.{language.value.lower()}.json")
    loaded: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Wording:
    """Everything that turns data into words of one language.

    Parameters: language; zone, the plant's time zone.
    """

    language: Language
    zone: tzinfo = UTC

    def __call__(self, key: str, **values: str | int) -> str:
        """Give a label with its {names} filled in. A key that is not there is a bug and raises KeyError."""
        text = labels(self.language)[key]
        return text.format(**values) if values else text

    def code(self, group: str, value: str) -> str:
        """Give the words for a stored code, as in code("disposition", "USE_AS_IS"); an unknown code as it is."""
        return labels(self.language).get(f"{group}.{value.lower()}", value)

    def number(self, value: Decimal | int) -> str:
        """Write a number."""
        return format_number(value, self.language)

    def with_unit(self, figure: str, unit: str) -> str:
        """Write a unit behind a figure, from which it never parts; without a unit the figure alone."""
        return f"{figure}\u00a0{unit_symbol(unit, self.language)}" if unit else figure

    def date(self, day: date) -> str:
        """Write a date."""
        return _together(format_date(day, self.language))

    def utc(self, moment: datetime, *, seconds: bool = False) -> str:
        """Write a moment in UTC, without saying so: for columns headed "UTC"."""
        return _together(format_moment(moment, self.language, seconds=seconds))

    def both_times(self, moment: datetime) -> tuple[str, str]:
        """Write a moment in UTC and in the plant's zone, each with the name of its zone."""
        local = format_moment(moment, self.language, self.zone, seconds=True)
        return (
            _together(f"{format_moment(moment, self.language, seconds=True)} UTC"),
            f"{_together(local)} {_together(format_zone(moment, self.zone))}",
        )

    def yes_no(self, *, value: bool) -> str:
        """Say yes or no."""
        return self("yes" if value else "no")


def copy_line(copy: PrintCopy, wording: Wording) -> str:
    """Say which copy this is, when, by whom and where it was printed, and why again.

    The reason stands last: it may be long, and a foot has one line for all of it.
    """
    parts = [wording("copy", number=copy.number) if copy.number else wording("copy_uncontrolled")]
    if copy.printed_at:
        key = "printed_at" if copy.number else "saved_at"
        parts.append(wording(key, moment=f"{wording.utc(copy.printed_at)} UTC"))
    parts += [part for part in (copy.printed_by, copy.station) if part]
    if copy.why_again:
        parts.append(wording("reprinted", reason=copy.why_again))
    return " · ".join(parts)


def _together(text: str) -> str:
    """Keep a date or a time on one line."""
    return text.replace(" ", "\u00a0")
