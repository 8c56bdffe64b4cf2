"""A ReportLab canvas whose file is the same bytes each time, with the record's own time in its metadata."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

from reportlab.pdfgen.canvas import Canvas

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.pen import PAGE_HEIGHT, PAGE_WIDTH
from cleanstation_desktop.printing.text import clean

A4 = (PAGE_WIDTH, PAGE_HEIGHT)


def open_canvas(
    target: io.BytesIO,
    language: Language,
    *,
    title: str,
    author: str,
    subject: str,
    created: datetime,
    size: tuple[float, float] = A4,
) -> Canvas:
    """Begin a document. Parameters: size, width and height of its pages in points; created, with its zone."""
    canvas = Canvas(target, pagesize=size, invariant=1, pageCompression=1, lang=language.value.lower())
    canvas.setTitle(fonts.drawable(clean(title), fonts.REGULAR))
    canvas.setAuthor(fonts.drawable(clean(author), fonts.REGULAR))
    canvas.setSubject(fonts.drawable(clean(subject), fonts.REGULAR))
    canvas.setCreator("CleanStation Desktop")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # ReportLab would write the year 2000, or SOURCE_DATE_EPOCH, and begin the file's ID with it;
    # the record's own time is as constant, and true.
    document = canvas._doc  # type: ignore[attr-defined]  # made at run time
    moment = created.astimezone(UTC)
    document.signature = hashlib.sha256(moment.isoformat().encode())
    document._timeStamp.YMDhms = tuple(moment.timetuple())[:6]
    document._timeStamp.dhh = document._timeStamp.dmm = 0
    return canvas
