"""The build label, 100 × 60 mm: goes on the right skirt and the back of a sink (DOMAIN §6 C, §8)."""

from __future__ import annotations

import io

from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.canvas import open_canvas
from cleanstation_desktop.printing.pen import MM, Pen
from cleanstation_desktop.printing.text import FAINT, INK, Span, clean, wrap_at_most
from cleanstation_desktop.printing.wording import Wording

LABEL_WIDTH, LABEL_HEIGHT = 100 * MM, 60 * MM
_EDGE = 4 * MM
_QR = 25 * MM
_BAR_HEIGHT = 11 * MM
_LARGEST, _SMALLEST = 24.0, 9.0
# Twenty letters fill the width, as wide as they come.
_ON_TWO_LINES = 12.0


def label_pdf(label: BuildLabel) -> bytes:
    """Print a label on one page of the size of the label; the same label always gives the same bytes."""
    wording = Wording(label.language, label.zone)
    number = clean(label.build_number)
    with fonts.ENGINE_LOCK:
        target = io.BytesIO()
        canvas = open_canvas(
            target,
            label.language,
            title=f"{wording('label_title')} – {number}",
            author=label.company,
            subject=label.po_number,
            created=label.created_at,
            size=(LABEL_WIDTH, LABEL_HEIGHT),
        )
        pen = Pen(canvas, LABEL_HEIGHT)
        _head(pen, label, wording, number)
        _facts(pen, label, wording)
        _codes(pen, label, wording, number)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _head(pen: Pen, label: BuildLabel, wording: Wording, number: str) -> None:
    """Company, place in the order, and the build number as large as the width allows; the longest take two lines."""
    width = LABEL_WIDTH - 2 * _EDGE
    place = wording("build_of", number=label.number, total=label.total)
    pen.put(_EDGE, 3.2 * MM, Span(label.company, fonts.BOLD, FAINT), 8, width * 0.6)
    pen.put(_EDGE, 3.2 * MM, Span(place, fonts.REGULAR, FAINT), 8, width, align="right")
    span = Span(number, fonts.BOLD, INK)
    size = min(_LARGEST, width / max(fonts.advance(number, fonts.BOLD), 0.1))
    if size >= _SMALLEST:
        pen.put(_EDGE, 6.6 * MM + (_LARGEST - size) * 0.6, span, size, width)
        return
    pen.lines(_EDGE, 7.4 * MM, wrap_at_most(span, _ON_TWO_LINES, width, 2), _ON_TWO_LINES, _ON_TWO_LINES * 1.1)


def _facts(pen: Pen, label: BuildLabel, wording: Wording) -> None:
    """What the sink is and for whom; the customer may take two lines."""
    width = LABEL_WIDTH - 2 * _EDGE - _QR
    top = 18.2 * MM
    pairs = [
        ("po_number", label.po_number, 1),
        ("customer", label.customer, 2),
        ("model", f"{label.family} {label.model}", 1),
        ("want_date", wording.date(label.want_date), 1),
    ]
    names = max(fonts.advance(wording(key), fonts.REGULAR) for key, _, _ in pairs) * 7 + 2 * MM
    for key, value, most in pairs:
        lines = wrap_at_most(Span(value, fonts.BOLD), 9, width - names, most)
        pen.put(_EDGE, top + 1.2, Span(wording(key), fonts.REGULAR, FAINT), 7, names)
        pen.lines(_EDGE + names, top, lines, 9, 11)
        top += len(lines) * 11 + 1.2


def _codes(pen: Pen, label: BuildLabel, wording: Wording, number: str) -> None:
    """The number for scanners: a link in a QR code, and itself in bars over the foot of the label."""
    pen.qr(LABEL_WIDTH - _QR - _EDGE + 2 * MM, 16.5 * MM, _QR, label.link)
    top = LABEL_HEIGHT - _EDGE - _BAR_HEIGHT - 2.6 * MM
    copy = wording("copy", number=label.copy.number)
    # A quiet zone of ten modules stands at either side of the bars.
    pen.barcode(LABEL_WIDTH - _EDGE - 2 * MM, top, LABEL_WIDTH - 2 * _EDGE - 4 * MM, _BAR_HEIGHT, number)
    pen.put(
        _EDGE, LABEL_HEIGHT - 5.6 * MM, Span(copy, fonts.REGULAR, FAINT), 6.5, LABEL_WIDTH - 2 * _EDGE, align="right"
    )
