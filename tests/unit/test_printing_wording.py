"""Labels exist in the three languages; numbers and dates read as each language writes them."""

from __future__ import annotations

import ast
import string
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import cleanstation_desktop.printing
from cleanstation_desktop.domain.bom_model import LineKind
from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.localization import (
    Language,
    format_date,
    format_moment,
    format_number,
    format_zone,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.printing.wording import Wording, labels

# Words that two of the languages write alike.
ALIKE = 12


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_three_languages_have_the_same_keys_and_placeholders() -> None:
    english = labels(Language.EN)
    for language in (Language.FR, Language.ES):
        other = labels(language)
        assert list(other) == list(english)
        for key, text in english.items():
            assert fields(other[key]) == fields(text), key
            assert other[key].strip(), key


@pytest.mark.parametrize("language", [Language.FR, Language.ES])
def test_translations_are_translated(language: Language) -> None:
    english = labels(Language.EN)
    same = [key for key, text in labels(language).items() if text == english[key]]
    assert len(same) < ALIKE, same


def test_french_and_spanish_are_not_each_other() -> None:
    spanish = labels(Language.ES)
    same = [key for key, text in labels(Language.FR).items() if text == spanish[key]]
    assert len(same) < ALIKE, same


def test_each_label_is_used_and_each_used_label_exists() -> None:
    written: set[str] = set()
    for file in Path(cleanstation_desktop.printing.__path__[0]).glob("*.py"):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        written |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    plain = {key for key in labels(Language.EN) if "." not in key}
    unused = {key for key in plain if key not in written and key.split("_", 1)[-1] not in written}
    assert unused == set()


@pytest.mark.parametrize("language", list(Language))
def test_every_code_of_the_domain_has_words(language: Language) -> None:
    known = labels(language)
    kinds: tuple[LineKind, ...] = ("assembly", "part", "custom")
    groups = {"outcome": [*Outcome, "OPEN"], "verdict": [*Result, "OPEN"], "role": list(Role), "kind": list(kinds)}
    for group, codes in groups.items():
        for code in codes:
            assert f"{group}.{code.lower()}" in known


def test_an_unknown_code_is_printed_as_it_is() -> None:
    assert Wording(Language.FR).code("status", "SOMETHING_NEW") == "SOMETHING_NEW"


def test_an_unknown_label_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Wording(Language.EN)("no_such_label")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, ["20.50", "-3", "1,234,567.125", "0.000"]),
        (Language.FR, ["20,50", "-3", "1\u00a0234\u00a0567,125", "0,000"]),
        (Language.ES, ["20,50", "-3", "1.234.567,125", "0,000"]),
    ],
)
def test_numbers_keep_their_decimals(language: Language, expected: list[str]) -> None:
    values: list[Decimal | int] = [Decimal("20.50"), -3, Decimal("1234567.125"), Decimal("0.000")]
    assert [format_number(value, language) for value in values] == expected


@pytest.mark.parametrize(("value", "expected"), [("NaN", "NaN"), ("Infinity", "Infinity"), ("1E+3", "1,000")])
def test_odd_numbers_do_not_stop_a_print(value: str, expected: str) -> None:
    assert format_number(Decimal(value), Language.EN) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, ["7\u00a0in", "7\u00a0raw", "7\u00a0°C", "7"]),
        (Language.FR, ["7\u00a0po", "7\u00a0brut", "7\u00a0°C", "7"]),
        (Language.ES, ["7\u00a0pulg.", "7\u00a0sin procesar", "7\u00a0°C", "7"]),
    ],
)
def test_a_unit_that_is_a_word_is_in_the_language(language: Language, expected: list[str]) -> None:
    assert [Wording(language).with_unit("7", unit) for unit in ("in", "raw", "°C", "")] == expected


@pytest.mark.parametrize(
    ("language", "expected"), [(Language.EN, "1 Feb 2026"), (Language.FR, "1 févr. 2026"), (Language.ES, "1 feb 2026")]
)
def test_dates_name_the_month(language: Language, expected: str) -> None:
    assert format_date(date(2026, 2, 1), language) == expected


def test_a_moment_in_utc_and_in_the_plant() -> None:
    moment = datetime(2026, 7, 1, 3, 4, 5, tzinfo=UTC)
    toronto = ZoneInfo("America/Toronto")
    assert format_moment(moment, Language.EN, seconds=True) == "1 Jul 2026 03:04:05"
    assert format_moment(moment, Language.EN, toronto) == "30 Jun 2026 23:04"
    assert format_zone(moment, toronto) == "EDT (UTC−04:00)"
    assert format_zone(moment, ZoneInfo("America/Sao_Paulo")) == "UTC−03:00"
    assert format_zone(moment, ZoneInfo("Asia/Kolkata")) == "IST (UTC+05:30)"
    assert format_zone(moment, UTC) == "UTC"


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 7, 1, 3, 4, 5)  # noqa: DTZ001 - the fault under test
    with pytest.raises(ValueError, match="time zone"):
        format_moment(naive, Language.EN)
