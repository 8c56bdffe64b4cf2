"""The bill of materials as CSV: RFC 4180, UTF-8 with a byte order mark, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re

from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.printing.bom_table import Value, heads, item_rows, tree_rows
from cleanstation_desktop.printing.wording import Wording

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
# What spreadsheets take as the start of a formula, also in full width; carriage return and line feed hide one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def bom_csv(document: BomDocument, *, by_item: bool = False) -> bytes:
    """Export a revision, one row a line (or an item, when by_item).

    A text that a spreadsheet would run as a formula gets a leading apostrophe; a plain number never does.
    """
    wording = Wording(document.language, document.zone)
    rows = item_rows(document, wording) if by_item else tree_rows(document, wording)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (heads(wording, by_item=by_item), *rows):
        writer.writerow([safe_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def safe_text(text: str) -> str:
    """Take what no spreadsheet can hold (NUL and other control characters, half a character) out of a text."""
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", "", text)
    return kept.encode("utf-8", "replace").decode("utf-8")


def safe_cell(value: Value) -> str:
    """Write a value so that no spreadsheet takes it for a formula; a plain number never gets the apostrophe."""
    if isinstance(value, int):
        return str(value)
    text = safe_text(value)
    # Leading blanks do not stop every spreadsheet from seeing the formula behind them.
    if text.lstrip(" \u00a0\ufeff").startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
