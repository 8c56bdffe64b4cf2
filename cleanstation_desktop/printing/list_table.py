"""A list as CSV or as a workbook, written row by row: also one of a million rows, which no memory holds at once."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.printing.bom_csv import safe_cell, safe_text
from cleanstation_desktop.printing.bom_table import Value

Rows = Iterable[Sequence[Value]]

# Limits of the file format itself: its rows, one of which is the head, and the characters of a cell.
_MOST_ROWS = 1_048_576
_MOST_TEXT = 32_767
_WIDTH = 22


def list_csv(path: Path, heads: Sequence[str], rows: Rows) -> int:
    """Write a list as CSV (RFC 4180, UTF-8 with a byte order mark), safe to open in a spreadsheet; returns its rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("\ufeff")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([safe_cell(head) for head in heads])
        for row in rows:
            writer.writerow([safe_cell(value) for value in row])
            count += 1
    return count


def list_xlsx(path: Path, heads: Sequence[str], rows: Rows) -> int:
    """Write a list as a workbook of one sheet; every text is text, never a formula or a link; returns its rows.

    Errors: InvalidInput for more rows than a sheet can hold.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded by the first export

    with path.open("wb") as out:
        book = xlsxwriter.Workbook(out, {"constant_memory": True})
        try:
            return _fill(book, heads, rows)
        finally:
            book.close()


def _fill(book: Any, heads: Sequence[str], rows: Rows) -> int:
    count = 0
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2", "bottom": 1})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, _WIDTH)
    for place, head in enumerate(heads):
        sheet.write_string(0, place, safe_text(head), bold)
    for count, row in enumerate(rows, start=1):
        if count >= _MOST_ROWS:
            message = "A workbook holds 1,048,575 lines at most; this list is longer."
            raise InvalidInput([Finding("error", "too_many_rows", "rows", message)], hint="Export it as CSV.")
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(count, place, value)
            elif value:
                sheet.write_string(count, place, safe_text(value)[:_MOST_TEXT])
    sheet.autofilter(0, 0, max(count, 1), len(heads) - 1)
    return count


WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], int]] = {"csv": list_csv, "xlsx": list_xlsx}
"""Writers by kind of file."""
