"""Text for people: `tr("English")` in the language that the person reads (DESIGN §4).

The English sentence is the key. French and Spanish stand in resources/translations/ui/<folder>.<language>.json, one
pair of files for each folder of screens, merged when the language is loaded.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import cache

from cleanstation_desktop import resources
from cleanstation_desktop.domain.localization import Language, format_date, format_moment, format_number

# French sets a blank before these signs and inside its quotation marks; no line breaks there.
_HELD_TOGETHER = re.compile(r" (?=[:;?!»])|(?<=«) ")
_MOST_DIGITS = 9


@dataclass
class _Reader:
    """How the person at this client reads. One person at a time looks at one client."""

    language: Language = Language.EN
    zone: tzinfo = UTC


_reader = _Reader()


def set_language(code: str) -> None:
    """Choose the language of all texts asked for from now on. Parameters: code, EN, FR or ES."""
    _reader.language = Language(code)


def language() -> Language:
    """The language that texts are given in."""
    return _reader.language


def set_zone(zone: tzinfo) -> None:
    """Choose the plant's time zone, in which moments are shown (DOMAIN §9)."""
    _reader.zone = zone


def zone() -> tzinfo:
    """The zone in which moments are shown."""
    return _reader.zone


class Counted(int):
    """How many there are, in a sentence: the number itself, and the word that goes with it."""

    def __format__(self, forms: str) -> str:
        """The number as the reader's language writes it; with forms, as in "{count:line/lines}", the one that fits."""
        if not forms:
            return number(int(self))
        one, _, several = forms.partition("/")
        # In French nothing at all goes with the singular, too.
        return one if self == 1 or (self == 0 and _reader.language is Language.FR) else several


def counted(count: int) -> Counted:
    """A number for `tr`, which inflects with it: tr("{count} {count:line/lines}", count=counted(1)) is "1 line"."""
    return Counted(count)


def tr(english: str, /, **values: object) -> str:
    """Give a sentence in the chosen language, with its {names} filled in.

    Parameters: english, the sentence as English readers see it. A word with two meanings carries a note behind a bar,
    as in "Order|noun"; readers never see the note.
    """
    text = None if _reader.language is Language.EN else catalogue(_reader.language).get(english)
    if text is None:
        text = english.partition("|")[0]
    return text.format(**values) if values else text


def tr_later(english: str) -> str:
    """Mark a sentence of a table for translation; `tr` gives it later, when the reader's language is known."""
    return english


@cache
def catalogue(wanted: Language) -> dict[str, str]:
    """Load the sentences of one language: English → translation. English needs none."""
    merged: dict[str, str] = {}
    for file in sorted(resources.path("translations", "ui").glob(f"*.{wanted.value.lower()}.json")):
        merged.update(json.loads(file.read_text(encoding="utf-8")))
    return {english: held_together(said, wanted) for english, said in merged.items()}


def held_together(said: str, wanted: Language) -> str:
    """Give a sentence whose signs stay on the line of their word, also where the language sets a blank before them."""
    return _HELD_TOGETHER.sub("\u00a0", said) if wanted is Language.FR else said


def named_value(name: object, value: object) -> str:
    """A value behind its name, with the colon as the reader's language sets it."""
    return tr("{name}: {value}", name=name, value=value)


def day(value: date) -> str:
    """Write a day as the chosen language does."""
    return format_date(value, _reader.language)


def moment(value: datetime) -> str:
    """Write a moment in the plant's zone, on 24 hours."""
    return format_moment(value, _reader.language, _reader.zone)


def day_of(value: datetime) -> str:
    """Write the day of a moment in the plant's zone."""
    return day(value.astimezone(_reader.zone).date())


def clock(value: datetime) -> str:
    """Write the time of day of a moment of today in the plant's zone; an earlier one with its day."""
    local = value.astimezone(_reader.zone)
    return f"{local:%H:%M}" if local.date() == datetime.now(_reader.zone).date() else moment(value)


def whole(typed: str) -> int | None:
    """The whole number that was typed, with the digits 0 to 9; None when it is none, or longer than any is here."""
    cut = typed.strip()
    # Other signs count as digits too, such as ², which is no number.
    return int(cut) if cut.isascii() and cut.isdigit() and len(cut) <= _MOST_DIGITS else None


def number(value: Decimal | int) -> str:
    """Write a number as the chosen language does, with the decimals it was recorded with."""
    return format_number(value, _reader.language)
