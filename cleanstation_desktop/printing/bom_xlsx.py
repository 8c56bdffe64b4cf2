"""The bill of materials as a workbook: the structure with foldable levels, and the totals by item."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.printing.bom_csv import safe_text
from cleanstation_desktop.printing.bom_table import Value, heads, item_rows, state_words, tree_rows
from cleanstation_desktop.printing.wording import Wording, copy_line

# Limits of the file format itself.
_MAX_OUTLINE = 7
_MAX_TEXT = 32_767
_MAX_PAGE_LINE = 255
# What stands in a head or foot beside the text that somebody typed.
_COMMANDS = 80
_TREE_WIDTHS = (18, 9, 26, 10, 7, 44, 12, 56, 12, 9, 14, 9, 60)
_ITEM_WIDTHS = (18, 9, 26, 44, 12, 56, 16, 14, 60)


def bom_xlsx(document: BomDocument) -> bytes:
    """Export a revision; the same document always gives the same bytes.

    Each page of its sheets says how the revision stands, and which copy it is: of a file, an uncontrolled one.
    Every text is written as text, never as a formula or a link. Raises InvalidInput for a text of more characters
    than a cell can hold (32,767): nothing is cut off unseen.
    """
    wording = Wording(document.language, document.zone)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    created = document.created.astimezone(UTC).replace(tzinfo=None)
    title = f"{wording('bom_title')} {safe_text(document.bom.build_number)}"
    revision, state = wording("revision", number=document.revision), state_words(document, wording)
    told = safe_text(copy_line(document.copy, wording))
    book.set_properties(
        {
            "title": title,
            "subject": revision,
            "status": state,
            "comments": told,
            "company": document.company,
            "author": document.company,
            "created": created,
        }
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    strong = book.add_format({"valign": "top", "bold": True})

    tree = book.add_worksheet(wording("tree"))
    levels = [line.level for line in document.bom.lines]
    _fill(tree, heads(wording, by_item=False), tree_rows(document, wording), _TREE_WIDTHS, (head, wrapped))
    for row, level in enumerate(levels, start=1):
        # Selected items stand out; what they are made of can be folded away below them.
        tree.set_row(row, None, plain if level else strong, {"level": min(level, _MAX_OUTLINE)})
    tree.outline_settings(visible=True, symbols_below=False)

    by_item = book.add_worksheet(wording("totals"))
    _fill(by_item, heads(wording, by_item=True), item_rows(document, wording), _ITEM_WIDTHS, (head, wrapped))
    mark = "" if document.copy.number else wording("uncontrolled_mark")
    for sheet in (tree, by_item):
        sheet.set_header(f"&L{_plain(f'{title} · {revision}')}&C{mark}&R{state}")
        sheet.set_footer(f"&L{_plain(told)}&R&P / &N")
    book.close()
    return out.getvalue()


def _fill(
    sheet: Worksheet,
    names: Sequence[str],
    rows: Sequence[Sequence[Value]],
    widths: Sequence[float],
    looks: tuple[Format, Format],
) -> None:
    head, wrapped = looks
    last = len(names) - 1
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            if isinstance(value, int):
                sheet.write_number(row, column, value)
            else:
                text = _checked(safe_text(value), row, names[column])
                if text:
                    sheet.write_string(row, column, text, wrapped if column == last else None)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _plain(text: str) -> str:
    """Write a text for the head or the foot of a page, where & is a command; what has no room ends in an ellipsis."""
    room = _MAX_PAGE_LINE - _COMMANDS
    for place, letter in enumerate(text):
        room -= len(letter.replace("&", "&&").encode("utf-16-le")) // 2
        if room < 0:
            return text[:place].replace("&", "&&") + "…"
    return text.replace("&", "&&")


def _checked(text: str, row: int, column: str) -> str:
    # A spreadsheet counts in UTF-16, where an emoji is two.
    if len(text.encode("utf-16-le")) // 2 > _MAX_TEXT:
        message = f"The text of line {row}, column {column}, is longer than the 32,767 characters that a cell can hold."
        finding = Finding("error", "text_too_long", f"lines[{row - 1}]", message)
        raise InvalidInput([finding], hint="Shorten it, or print the PDF instead.")
    return text
