"""The slip for a one-time password, A6: sign-in name, password, and what to do with it."""

from __future__ import annotations

import io
from datetime import tzinfo

from cleanstation_desktop.domain.password_slip import PasswordSlip
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.canvas import open_canvas
from cleanstation_desktop.printing.pen import BAND, MM, Pen
from cleanstation_desktop.printing.text import FAINT, INK, Span, wrap_at_most
from cleanstation_desktop.printing.wording import Wording

SLIP_WIDTH, SLIP_HEIGHT = 105 * MM, 148 * MM
_EDGE = 10 * MM
_ROOM = SLIP_WIDTH - 2 * _EDGE
_LARGEST = 17.0


def slip_pdf(slip: PasswordSlip, zone: tzinfo) -> bytes:
    """Print a slip on one page. Parameters: zone, of the plant, for the time. The same slip gives the same bytes."""
    wording = Wording(slip.language, zone)
    with fonts.ENGINE_LOCK:
        target = io.BytesIO()
        # The file's own title says nothing of whose it is: print systems keep titles in their lists.
        canvas = open_canvas(
            target,
            slip.language,
            title=wording("slip_title"),
            author=slip.company,
            subject="",
            created=slip.made_at,
            size=(SLIP_WIDTH, SLIP_HEIGHT),
        )
        pen = Pen(canvas, SLIP_HEIGHT)
        top = _head(pen, slip, wording)
        top = _access(pen, slip, wording, top)
        top = _steps(pen, wording, top)
        made = wording("slip_made", name=slip.made_by, moment=wording.both_times(slip.made_at)[1])
        pen.lines(_EDGE, SLIP_HEIGHT - 16 * MM, wrap_at_most(Span(made, fonts.REGULAR, FAINT), 7, _ROOM, 2), 7, 9)
        canvas.showPage()
        canvas.save()
    return target.getvalue()


def _head(pen: Pen, slip: PasswordSlip, wording: Wording) -> float:
    pen.put(_EDGE, _EDGE, Span(slip.company, fonts.BOLD, FAINT), 8, _ROOM)
    pen.put(_EDGE, _EDGE + 5 * MM, Span(wording("slip_title"), fonts.BOLD, INK), 13, _ROOM)
    name = wrap_at_most(Span(slip.full_name, fonts.REGULAR, INK), 11, _ROOM, 2)
    pen.lines(_EDGE, _EDGE + 13 * MM, name, 11, 14)
    return _EDGE + 15 * MM + len(name) * 14


def _access(pen: Pen, slip: PasswordSlip, wording: Wording, top: float) -> float:
    """Name and password in a band, in letters of one width, which cannot be misread."""
    height = 31 * MM
    pen.fill(_EDGE, top, _ROOM, height, BAND)
    left, room = _EDGE + 4 * MM, _ROOM - 8 * MM
    for label, text, place in (("slip_login", slip.login, 3.5 * MM), ("slip_password", slip.password, 16.5 * MM)):
        size = min(_LARGEST, room / max(fonts.advance(text, fonts.MONO), 0.1))
        pen.put(left, top + place, Span(wording(label), fonts.REGULAR, FAINT), 8, room)
        pen.put(left, top + place + 4 * MM, Span(text, fonts.MONO, INK), size, room)
    return top + height + 7 * MM


def _steps(pen: Pen, wording: Wording, top: float) -> float:
    for number, key in enumerate(("slip_sign_in", "slip_choose", "slip_destroy"), start=1):
        lines = wrap_at_most(Span(wording(key), fonts.REGULAR, INK), 9.5, _ROOM - 7 * MM, 4)
        pen.put(_EDGE, top, Span(f"{number}.", fonts.BOLD, INK), 9.5, 6 * MM)
        pen.lines(_EDGE + 7 * MM, top, lines, 9.5, 13)
        top += len(lines) * 13 + 6
    return top
