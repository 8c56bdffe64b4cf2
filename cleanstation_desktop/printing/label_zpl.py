"""The build label in ZPL II, for label printers that take it raw (DOMAIN §8).

Everything that somebody typed is written with ^FH: whatever ZPL could take for a command, and whatever is not ASCII,
stands as the hexadecimal bytes of its UTF-8 form (^CI28), so that no name of a customer can drive the printer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleanstation_desktop.domain.labels import BuildLabel
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.barcode import QUIET_MODULES, code128
from cleanstation_desktop.printing.text import clean
from cleanstation_desktop.printing.wording import Wording

_WIDTH, _HEIGHT = 100, 60
_EDGE = 4
# Letters, digits and few signs are plain; the escape character itself is not.
_PLAIN: Final = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("^~_\\")
# Width of a letter of the printer's own font 0, as a share of its height: a capital, on the safe side.
_LETTER = 0.62
# As on paper (pen.py), millimetres.
_MIN_MODULE, _MAX_MODULE = 0.17, 0.4


@dataclass(frozen=True)
class ZplPrinter:
    """A label printer. Parameters: dots, per millimetre: 8 (203 dpi), 12 (300 dpi) or 24 (600 dpi)."""

    dots: int = 8


COMMON_PRINTER: Final = ZplPrinter()


def label_zpl(label: BuildLabel, printer: ZplPrinter = COMMON_PRINTER) -> bytes:
    """Write a label of 100 × 60 mm as ZPL; the same label always gives the same bytes."""
    wording = Wording(label.language, label.zone)
    width = _WIDTH - 2 * _EDGE
    number = clean(label.build_number)
    size = min(9.0, width / (_LETTER * max(len(_shown(number)), 1)))
    place = wording("build_of", number=label.number, total=label.total)
    page = _Page(printer)
    page.text(_EDGE, 4, label.company, 3, width * 0.6)
    page.text(_EDGE, 4, place, 3, width, align="R")
    page.text(_EDGE, 8, number, size, width + 1)
    top = 18.0
    for key, value, most in (
        ("po_number", label.po_number, 1),
        ("customer", label.customer, 2),
        ("model", f"{label.family} {label.model}", 1),
        ("want_date", wording.date(label.want_date), 1),
    ):
        page.text(_EDGE, top + 0.5, wording(key), 2.6, 24)
        lines = page.text(_EDGE + 24, top, value, 3.4, width - 24 - 25, most=most)
        top += 4.4 * lines
    page.qr(_WIDTH - _EDGE - 23, 18, label.link, 23)
    if not page.bars(_EDGE, 42, number, 11, width):
        page.text(_EDGE, 44, wording("no_bars"), 2.6, width, most=2)
    page.text(_EDGE, 54.5, wording("copy", number=label.copy.number), 2.4, width, align="R")
    return page.finish()


class _Page:
    """Collects the fields of one label. All measures in millimetres."""

    def __init__(self, printer: ZplPrinter) -> None:
        self._dots = printer.dots
        self._fields = ["^XA", "^CI28", f"^PW{_WIDTH * printer.dots}", f"^LL{_HEIGHT * printer.dots}", "^LH0,0"]

    def text(
        self, x: float, y: float, value: str, size: float, width: float, *, most: int = 1, align: str = "L"
    ) -> int:
        """Set a text in the printer's own font, on at most so many lines; gives how many it takes."""
        lines = _broken(_shown(clean(value).replace("\n", " ")), int(width / (size * _LETTER)), most)
        height = self._at(size)
        for number, line in enumerate(lines):
            top = self._at(y + number * size * 1.25)
            self._fields.append(
                f"^FO{self._at(x)},{top}^A0N,{height},{height}^FB{self._at(width)},1,0,{align}^FH_^FD{escape(line)}^FS"
            )
        return len(lines)

    def qr(self, x: float, y: float, value: str, side: float) -> None:
        """Set a QR code as large as fits a square; M, the middle degree of correction."""
        import segno  # noqa: PLC0415

        modules = segno.make(value, error="m", micro=False).symbol_size()[0]
        scale = min(10, max(1, int(self._at(side) / modules)))
        self._fields.append(f"^FO{self._at(x)},{self._at(y)}^BQN,2,{scale}^FH_^FDMA,{escape(value)}^FS")

    def bars(self, x: float, y: float, value: str, height: float, width: float) -> bool:
        """Set Code 128 (subset chosen by the printer), centred; False where it would be too fine to read."""
        bars = code128(value)
        if bars is None:
            return False
        modules = sum(bars)
        module = min(int(_MAX_MODULE * self._dots), int(self._at(width) / (modules + 2 * QUIET_MODULES)))
        # To the hundredth of a millimetre: two dots of a printer of 300 dpi, four of one of 600, are as much as that.
        if round(module / self._dots, 2) < _MIN_MODULE:
            return False
        left = self._at(x) + (self._at(width) - modules * module) // 2
        self._fields.append(
            f"^FO{left},{self._at(y)}^BY{module}^BCN,{self._at(height)},N,N,N,A^FH_^FD{escape(value)}^FS"
        )
        return True

    def finish(self) -> bytes:
        """End the label: one copy of it."""
        return ("\n".join([*self._fields, "^PQ1", "^XZ"]) + "\n").encode("ascii")

    def _at(self, millimetres: float) -> int:
        return round(millimetres * self._dots)


def escape(value: str) -> str:
    """Write a text as the data of a field after ^FH_: plain ASCII, no command sign, no line end."""
    return "".join(
        char if char in _PLAIN else "".join(f"_{byte:02X}" for byte in char.encode("utf-8", "replace"))
        for char in value
    )


def _shown(text: str) -> str:
    """Replace what the printer's own font has no sign for by its code, as on paper.

    It has the scripts of Open Sans: what that needs another font for on paper would be a blank here.
    """
    if text.isascii():
        return text
    with fonts.ENGINE_LOCK:
        stretches = fonts.runs(fonts.drawable(text, fonts.REGULAR), fonts.REGULAR)
    return "".join(
        part if font == fonts.REGULAR else "".join(f"[U+{ord(char):04X}]" for char in part) for font, part in stretches
    )


def _broken(text: str, room: int, most: int) -> list[str]:
    """Break a text at spaces into at most so many lines of so many letters; what is left over ends in three dots."""
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        if len(rest) <= room:
            return [*lines, rest]
        if len(lines) == most - 1:
            return [*lines, rest[: max(room - 3, 1)].rstrip() + "..."]
        end = rest.rfind(" ", 0, room + 1)
        end = end if end > 0 else room
        lines.append(rest[:end])
        rest = rest[end:].lstrip()
    return lines or [""]
