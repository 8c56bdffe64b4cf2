"""Languages of an order, and how numbers, dates and moments read in each of them.

Pure: the language and the plant's time zone are given, never looked up (DESIGN §4: stored times are UTC,
dates and numbers follow the locale; DOMAIN §9: times are shown in the plant's zone).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale


class Language(StrEnum):
    """The three document languages (DOMAIN §4 step 1)."""

    EN = "EN"
    FR = "FR"
    ES = "ES"


# Canadian English and French, as the company writes; Spanish of Spain for its decimal comma.
_LOCALES = {Language.EN: "en_CA", Language.FR: "fr_CA", Language.ES: "es_ES"}

# What of the forms' units is a word; °C and s are the same everywhere.
_UNITS = {
    "in": {Language.EN: "in", Language.FR: "po", Language.ES: "pulg."},
    "raw": {Language.EN: "raw", Language.FR: "brut", Language.ES: "sin procesar"},
}


@cache
def locale_of(language: Language) -> Locale:
    """Give the Babel locale that a language is printed in."""
    from babel import Locale  # noqa: PLC0415 - Babel is slow to import, and the sign-in page writes no date

    return Locale.parse(_LOCALES[language])


def locale_name(language: Language) -> str:
    """Name the locale of a language, as in "fr_CA"."""
    return _LOCALES[language]


def format_number(value: Decimal | int, language: Language) -> str:
    """Write a number as its language does, with exactly the decimals it was recorded with.

    20.50 in is a statement about precision, so the zero stays. Spaces between thousands do not break.
    """
    from babel.numbers import format_decimal  # noqa: PLC0415 - as above

    number = Decimal(value)
    if not number.is_finite():
        return str(number)
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    written = format_decimal(number, format=pattern, locale=locale_of(language), decimal_quantization=False)
    return written.replace("\u202f", "\u00a0")


def unit_symbol(unit: str, language: Language) -> str:
    """Write a unit of measure as its language does; one that is no word stays as it is."""
    return _UNITS.get(unit, {}).get(language, unit)


@lru_cache(maxsize=4_096)
def format_date(day: date, language: Language) -> str:
    """Write a date without room for doubt: day, month as a word, year of four digits."""
    # A page shows the same days again and again, and each takes a quarter of a millisecond.
    from babel.dates import format_date as babel_date  # noqa: PLC0415 - as above

    return babel_date(day, "d MMM yyyy", locale=locale_of(language))


def format_moment(moment: datetime, language: Language, zone: tzinfo = UTC, *, seconds: bool = False) -> str:
    """Write a moment in a zone, on 24 hours.

    Parameters: moment, with its zone; zone, the one to show it in; seconds, for signatures.
    Raises ValueError for a moment without a zone: such a value has no meaning on a controlled form.
    """
    from babel.dates import format_time as babel_time  # noqa: PLC0415 - as above

    local = _aware(moment).astimezone(zone)
    clock = babel_time(local.time(), "HH:mm:ss" if seconds else "HH:mm", locale=locale_of(language))
    return f"{format_date(local.date(), language)} {clock}"


def format_zone(moment: datetime, zone: tzinfo) -> str:
    """Name a zone at a moment: "UTC", "EST (UTC−05:00)", or the offset alone where the zone has no letters."""
    local = _aware(moment).astimezone(zone)
    offset = local.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0 and local.tzname() == "UTC":
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    shift = f"UTC{'−' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
    name = local.tzname() or ""
    return f"{name} ({shift})" if name.isalpha() else shift


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone to be printed")
    return moment
