"""The bars of a sheet are read back by an independent decoder, from a rendered page."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.code128 import Code128

from cleanstation_desktop.printing.barcode import code128
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from tests.support.prints import opened, sheet

MODULES_PER_CODE = 11


def decode(pdf: bytes) -> list[tuple[str, str]]:
    """What a scanner sees on the first page at 300 dots an inch: (kind, text)."""
    with opened(pdf) as document:
        image = document[0].render(scale=300 / 72).to_pil()
    return [(found.format.name, found.text) for found in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize(
    "number", ["B-1001", "B-2026-0417-01", "7", "123456", "12345", "A1234B12", "ORDER-2026-000017"]
)
def test_a_scanner_reads_the_build_number(number: str) -> None:
    assert ("Code128", number) in decode(qc_sheet_pdf(sheet(build_number=number)))


def test_a_scanner_reads_the_qr_code_beside_the_bars() -> None:
    found = dict(decode(qc_sheet_pdf(sheet(qr="cleanstation:build/B-1001-02"))))
    assert found["Code128"] == "B-1001-02"
    assert "cleanstation:build/B-1001-02" in found.values()


def test_no_qr_code_unless_asked() -> None:
    assert [kind for kind, _ in decode(qc_sheet_pdf(sheet()))] == ["Code128"]


@pytest.mark.parametrize("number", ["", "é", "a\nb", "B-\N{GREEK SMALL LETTER ALPHA}", "B" * 60])
def test_a_number_that_no_scanner_could_read_gets_no_bars(number: str) -> None:
    assert decode(qc_sheet_pdf(sheet(build_number=number))) == []


def test_bars_agree_with_another_encoder() -> None:
    theirs: Any = Code128("B-1001", barWidth=1, quiet=0)
    theirs.validate()
    theirs.encode()
    theirs.decompose()
    shapes = "ABCDabcd"
    expected = tuple(shapes.index(bar) % 4 + 1 for bar in theirs.decomposed)
    ours = code128("B-1001")
    assert ours == expected


@settings(max_examples=200)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30))
def test_any_text_is_whole_codes_with_a_right_check(value: str) -> None:
    bars = code128(value)
    assert bars is not None
    # The stop code is 13 modules wide, all others 11; digits in pairs make it shorter, never longer.
    codes, rest = divmod(sum(bars) - 13, MODULES_PER_CODE)
    assert rest == 0
    assert codes <= len(value) + 2
    assert set(bars) <= {1, 2, 3, 4}
