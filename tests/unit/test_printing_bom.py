"""The bill of materials as PDF, CSV and XLSX, each read back by another program."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.bom_model import Bom, BomLine
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import uncontrolled
from cleanstation_desktop.printing.bom_csv import bom_csv
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.bom_xlsx import bom_xlsx
from cleanstation_desktop.printing.pen import LEFT, WIDTH
from tests.support.prints import BAD_TEXTS, START, bom, bom_lines, opened, page_lines, reprint, texts, words


def with_texts(text: str) -> BomDocument:
    """A bill whose every free text is this one."""
    line = BomLine("1", 0, text or "x", "custom", text, 1, 1, text[:20], (1,), text)
    return bom(bom=Bom("B-1001-02", (line, replace(line, path="1.1", level=1))), change=text)


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def sheets(data: bytes) -> tuple[Worksheet, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    tree, by_item = book.worksheets
    return tree, by_item


def test_the_tree_says_everything() -> None:
    pages = texts(bom_pdf(bom(copy=reprint())))
    whole = " ".join(pages)
    for expected in (
        "Bill of materials",
        "Revision 2 · Approved",
        "Reason of this revision: Basin 2 is larger",
        "Warning Accessory 3 The shelf is for sinks from 84 in.",
        "Error Pegboard 708.77 is not in the catalogue.",
        "1 T2-KIT-1 709.1 KIT 1 2 2 1, 2",
        "1.1 T2-FRAME FRAME, WELDED 3 6",
        "1.1.4 98-004 HEX SCREW 1/4-20 4 24",
        "T2-ADW-BASIN-28X20X9 CUSTOM 720.215.001 BASIN 1 1 2",
        "Note: 28 × 20 × 9 in",
        "Bill of materials approved",
        "Copy 2 · printed 24 Nov 2026 14:05 UTC · QC1 · FLOOR-3 · reprinted because the first print was lost",
    ):
        assert expected in whole, expected
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Build B-1001-02" in page


def test_the_levels_are_indented() -> None:
    boxes = {word.text: word.box[0] for word in words(bom_pdf(bom()))[0]}
    assert boxes["T2-KIT-1"] < boxes["T2-FRAME"] < boxes["98-001"]


def test_totals_by_item() -> None:
    pages = texts(bom_pdf(bom(), by_item=True))
    whole = " ".join(pages)
    assert "Totals by item" in whole
    assert all("Bill of materials, totals by item · Revision 2" in page for page in pages)
    assert "98-001 part HEX SCREW 1/4-20 96" in whole
    assert "T2-FRAME assembly FRAME, WELDED 24" in whole


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.FR, ["Nomenclature", "SUR MESURE", "Avertissement"]),
        (Language.ES, ["Lista de materiales", "A MEDIDA"]),
    ],
)
def test_other_languages(language: Language, expected: list[str]) -> None:
    whole = " ".join(texts(bom_pdf(bom(language))))
    for text in expected:
        assert text in whole
    head = rows(bom_csv(bom(language)))[0]
    assert head != rows(bom_csv(bom(Language.EN)))[0]
    assert [cell.value for cell in sheets(bom_xlsx(bom(language)))[0][1]] == head


def test_a_bill_without_approval_is_a_draft_on_every_page() -> None:
    pages = texts(bom_pdf(bom(count=120, signed=False)))
    assert len(pages) > 2
    assert all("NOT APPROVED – DRAFT" in page for page in pages)
    assert "DRAFT" not in " ".join(texts(bom_pdf(bom())))


def test_a_draft_that_a_newer_revision_overtook_stays_a_draft() -> None:
    pages = texts(bom_pdf(bom(count=120, signed=False, status="SENT_BACK", superseded_by=3)))
    assert all("NOT APPROVED – DRAFT" in page for page in pages)
    assert all("Revision 2 · Superseded by revision 3" in page for page in pages)


@pytest.mark.parametrize("by_item", [False, True])
def test_one_of_two_signatures_approves_nothing(by_item: bool) -> None:
    pages = texts(bom_pdf(bom(count=120, status="SUBMITTED"), by_item=by_item))
    assert all("NOT APPROVED – DRAFT" in page for page in pages)
    told = "Not approved: not every signature that this bill of materials needs is here."
    assert told in pages[-1] and "Bill of materials approved" in pages[-1]
    assert told not in texts(bom_pdf(bom()))[-1]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("number", ["W" * 40, "SINK-2026-TORONTO-GENERAL-WING-B-0042-02", "12345678" * 5])
def test_a_long_build_number_is_never_cut(language: Language, number: str) -> None:
    """Two builds of one order may differ in the last letter alone."""
    document = bom(language, count=120, copy=reprint())
    document = replace(document, bom=replace(document.bom, build_number=number), qr=number)
    first, *others = words(bom_pdf(document))
    assert others
    # Title block, details and foot; then running head and foot.
    for page, wanted in ((first, 3), *((page, 2) for page in others)):
        # A hyphen at the end of a line is read back as a sign of its own.
        told = "".join("".join(word.text for word in page).split()).replace("\x02", "-")
        assert told.count(number) == wanted
        for word in page:
            assert word.box[0] >= LEFT - 1 and word.box[2] <= LEFT + WIDTH + 6, word


def test_heads_are_repeated() -> None:
    pages = texts(bom_pdf(bom(count=200)))
    assert all("Structure (continued) Line Item number" in page for page in pages[1:-1])


def test_an_empty_bill_prints() -> None:
    empty = bom(bom=Bom("B-1001-02", ()))
    assert "This bill of materials has no line." in texts(bom_pdf(empty))[0]
    assert "This bill of materials has no line." in texts(bom_pdf(empty, by_item=True))[0]
    assert len(rows(bom_csv(empty))) == 1
    assert sheets(bom_xlsx(empty))[0].max_row == 1


def test_csv_holds_every_line_and_number() -> None:
    head, *lines = rows(bom_csv(bom()))
    assert head[:5] == ["Build", "Revision", "State", "Line", "Level"]
    assert len(lines) == 25
    assert lines[1] == [
        *("B-1001-02", "2", "Approved", "1.1", "1", "T2-FRAME", "assembly", "FRAME, WELDED", "", "3", "6", "", ""),
    ]  # fmt: skip
    assert lines[-1][-2:] == ["2", "28 × 20 × 9 in"]


def test_csv_by_item() -> None:
    head, *lines = rows(bom_csv(bom(), by_item=True))
    assert head[3] == "Item number"
    assert ["B-1001-02", "2", "Approved", "98-001", "part", "HEX SCREW 1/4-20", "", "96", ""] in lines


STANDINGS = [
    ({"status": "SUBMITTED"}, "Submitted"),
    ({"status": "SENT_BACK"}, "Sent back"),
    ({"status": "APPROVED"}, "Approved"),
    ({"status": "APPROVED", "superseded_by": 3}, "Superseded by revision 3"),
]


@pytest.mark.parametrize(("standing", "told"), STANDINGS)
def test_each_line_of_a_table_says_how_its_revision_stands(standing: dict[str, Any], told: str) -> None:
    """Whoever puts lists together, or buys by one, sees it there."""
    document = bom(**standing)
    for by_item in (False, True):
        assert {line[2] for line in rows(bom_csv(document, by_item=by_item))[1:]} == {told}
    for sheet in sheets(bom_xlsx(document)):
        assert {row[2].value for row in sheet.iter_rows(min_row=2)} == {told}


def test_a_workbook_says_on_each_page_that_it_is_no_controlled_copy() -> None:
    copy = uncontrolled("Q. Uality & Sons", "FLOOR-3", START + timedelta(days=1))
    document = bom(copy=copy, status="SUBMITTED")
    told = "Uncontrolled copy, not counted · saved 24 Nov 2026 14:05 UTC · Q. Uality & Sons · FLOOR-3"
    for lines in page_lines(bom_xlsx(document)):
        assert lines.head == ("Bill of materials B-1001-02 · Revision 2", "UNCONTROLLED COPY", "Submitted")
        assert lines.foot == told.replace("&", "&&")
    kept = openpyxl.load_workbook(io.BytesIO(bom_xlsx(document))).properties
    assert (kept.contentStatus, kept.subject) == ("Submitted", "Revision 2")
    assert kept.description is not None and kept.description.replace("\u00a0", " ") == told


def test_a_long_name_leaves_the_marks_of_a_workbook_whole() -> None:
    """A spreadsheet takes no more than 255 letters for the head or the foot of a page."""
    for letter in ("&", "漢", "W"):
        copy = uncontrolled(letter * 200, letter * 63, START)
        document = bom(bom=Bom(letter * 40, bom_lines(6)), copy=copy)
        for lines in page_lines(bom_xlsx(document)):
            assert lines.head[1] == "UNCONTROLLED COPY"
            assert lines.foot.startswith("Uncontrolled copy, not counted · saved 23 Nov 2026 14:05 UTC")


def test_csv_keeps_to_the_rfc() -> None:
    data = bom_csv(with_texts('say "cheese", then\r\nsmile'))
    assert data.endswith(b"\r\n")
    assert b'"say ""cheese"", then\r\nsmile"' in data
    assert rows(data)[1][7] == 'say "cheese", then\r\nsmile'


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "＝1+1", "=cmd|' /C calc'!A0", "-"],
)
def test_no_cell_runs_as_a_formula(text: str) -> None:
    line = rows(bom_csv(with_texts(text)))[1]
    assert line[7] == "'" + text
    assert line[5].startswith("'")


@pytest.mark.parametrize("text", ["-5", "+5", "-5.25", "1-2", "708.77", "a=b", "6.65E+11"])
def test_numbers_and_harmless_texts_stay_as_they_are(text: str) -> None:
    assert rows(bom_csv(with_texts(text)))[1][7] == text


def test_xlsx_has_levels_heads_and_numbers() -> None:
    tree, by_item = sheets(bom_xlsx(bom()))
    assert (tree.title, by_item.title) == ("Structure", "Totals by item")
    assert tree.freeze_panes == "A2"
    assert by_item.freeze_panes == "A2"
    assert tree.max_row == 26
    assert [tree.row_dimensions[row].outlineLevel for row in (2, 3, 4, 8)] == [0, 1, 2, 0]
    assert tree.sheet_properties.outlinePr is not None
    assert not tree.sheet_properties.outlinePr.summaryBelow
    assert [cell.value for cell in tree[3]][3:11] == [
        "1.1",
        1,
        "T2-FRAME",
        "assembly",
        "FRAME, WELDED",
        None,
        3,
        6,
    ]
    assert tree.column_dimensions["F"].width > 40
    assert tree.auto_filter.ref is not None


def test_xlsx_levels_end_where_the_format_ends() -> None:
    lines = tuple(BomLine("1" + ".1" * n, n, f"P{n}", "part", "x", 1, 1) for n in range(12))
    tree, _ = sheets(bom_xlsx(bom(bom=Bom("B-1", lines))))
    assert max(int(tree.row_dimensions[row].outlineLevel or 0) for row in range(2, 14)) == 7
    assert len(texts(bom_pdf(bom(bom=Bom("B-1", lines))))) == 1


@pytest.mark.parametrize("text", ["=1+1", "http://example.invalid", "{=SUM(A1)}", "internal:Sheet!A1", "-5"])
def test_xlsx_texts_are_texts(text: str) -> None:
    cell = sheets(bom_xlsx(with_texts(text)))[0].cell(2, 8)
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_xlsx_was_made_when_the_revision_was_signed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(bom_xlsx(bom())))
    assert book.properties.created == datetime(2026, 11, 23, 17, 5)  # noqa: DTZ001 - the format knows no zones
    assert book.properties.title == "Bill of materials B-1001-02"


def test_xlsx_refuses_what_a_cell_cannot_hold() -> None:
    with pytest.raises(InvalidInput, match="32,767") as caught:
        bom_xlsx(with_texts("\U0001f600" * 16_384))
    assert caught.value.field == "lines[0]"


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_any_text_prints_and_exports(name: str) -> None:
    document = with_texts(BAD_TEXTS[name])
    for by_item in (False, True):
        for page in words(bom_pdf(document, by_item=by_item)):
            for word in page:
                assert word.box[0] >= LEFT - 1
                assert word.box[2] <= LEFT + WIDTH + 6, word
    assert len(rows(bom_csv(document))) == 3
    tree, _ = sheets(bom_xlsx(document))
    assert tree.max_row == 3


def test_exports_have_no_control_characters() -> None:
    document = with_texts("a\x00b\x07c\x1bd\ufffe")
    assert rows(bom_csv(document))[1][7] == "abcd"
    assert sheets(bom_xlsx(document))[0].cell(2, 8).value == "abcd"


def test_same_input_same_bytes() -> None:
    assert bom_pdf(bom()) == bom_pdf(bom())
    assert bom_pdf(bom(), by_item=True) == bom_pdf(bom(), by_item=True)
    assert bom_xlsx(bom()) == bom_xlsx(bom())
    assert bom_csv(bom()) == bom_csv(bom())


def test_two_thousand_lines() -> None:
    with opened(bom_pdf(bom(count=2_000))) as document:
        assert 35 < len(document) < 60
