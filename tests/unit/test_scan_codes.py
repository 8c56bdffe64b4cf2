"""Reading scanned codes: each kind, and nonsense of every sort."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanstation_desktop.domain.labels import BUILD_LINK
from cleanstation_desktop.ui.input.scan_codes import LONGEST_CODE, ScanCode, ScanKind, badge_of, parse_scan

BUILD, ORDER, INSPECTION, BADGE = ScanKind.BUILD, ScanKind.ORDER, ScanKind.INSPECTION, ScanKind.BADGE


@pytest.mark.parametrize(
    ("scanned", "kind", "value", "certain"),
    [
        ("B-1001", BUILD, "B-1001", False),
        ("  4500123456 ", BUILD, "4500123456", False),
        (BUILD_LINK + "B-1001", BUILD, "B-1001", True),
        ("CLEANSTATION://BUILD/b-1001", BUILD, "b-1001", True),  # Caps Lock was on
        ("cleanstation://build/B-1001/", BUILD, "B-1001", True),
        ("cleanstation://order/PO%2F77%20A", ORDER, "PO/77 A", True),
        ("cleanstation://order/H%C3%B4pital-3", ORDER, "Hôpital-3", True),
        ("PO: 45/77", ORDER, "45/77", True),
        ("po#4577", ORDER, "4577", True),
        ("cleanstation://inspection/42", INSPECTION, "42", True),
        ("cleanstation://badge/7F3A", BADGE, "cleanstation://badge/7F3A", True),
    ],
)
def test_known_codes(scanned: str, kind: ScanKind, value: str, certain: bool) -> None:
    assert parse_scan(scanned) == ScanCode(kind, value, certain)


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "   ",
        "-",
        "B 1001",
        "B-1001\x00",
        "B" * 41,
        "https://example.com/build/B-1001",
        "cleanstation://build/",
        "cleanstation://build/B-1001/bom",
        "cleanstation://build/B-1001?x=1",
        "cleanstation://build/B%2F1001",
        "cleanstation://order/%00",
        "cleanstation://order/" + "A" * 201,
        "cleanstation://inspection/0",
        "cleanstation://inspection/٣",
        "cleanstation://people/1",
        "cleanstation:éébuildéB-1001",  # a scanner set to another keyboard
        "PO:",
        "\ud800",
        "X" * 10_000,
    ],
)
def test_nonsense_is_not_known(scanned: str) -> None:
    assert parse_scan(scanned) == ScanCode(ScanKind.NOT_KNOWN, scanned.strip())


@given(st.text(max_size=LONGEST_CODE + 50))
def test_every_text_is_read(scanned: str) -> None:
    code = parse_scan(scanned)
    assert code.value or code.kind is ScanKind.NOT_KNOWN


def test_a_badge_is_whatever_the_scanner_reads() -> None:
    assert badge_of(" 0451-AB/9 ") == "0451-AB/9"
    assert [badge_of(text) for text in ("abc", "a b c d", "é" * 8, "x" * 101, "")] == [None] * 5
