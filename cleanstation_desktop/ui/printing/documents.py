"""Pages of a PDF as pictures, for the preview and for printers (pdfium; Qt's own PDF module is not installed)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage

from cleanstation_desktop.domain.errors import EnvironmentFault

POINTS_PER_INCH: Final = 72
# A strip of a page at 600 dpi: 15 MB instead of 100 for the whole page.
_STRIP: Final = 512
# pdfium may be used by one thread at a time.
_LOCK: Final = threading.RLock()


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    """The document, for as long as something is read of it: a page may be damaged in one that opens."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError as error:
            raise EnvironmentFault("The document cannot be shown: it is no PDF, or damaged.") from error


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page, in points. Errors: EnvironmentFault for what is no PDF."""
    with _opened(pdf) as document:
        return tuple(document.get_page_size(number) for number in range(len(document)))


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The words of each page. Errors: as `page_sizes`."""
    with _opened(pdf) as document:
        return tuple(document[number].get_textpage().get_text_bounded() for number in range(len(document)))


def render_page(pdf: bytes, number: int, width: int, part: QRect | None = None) -> QImage:
    """A page as a picture, or a part of it.

    Parameters: number, from 0; width, of the whole page in device pixels; part, in these pixels. Errors: as
    `page_sizes`.
    """
    with _opened(pdf) as document:
        page = document[number]
        height = max(1, round(page.get_height() * width / page.get_width()))
        return _part(page, width, height, part or QRect(0, 0, width, height))


def render_strips(pdf: bytes, number: int, width: int, height: int) -> Iterator[tuple[int, QImage]]:
    """A page as strips from top to bottom, for printers, whose pages are too large to hold whole.

    Parameters: width and height of the page in dots. Gives: the row at which each strip begins, and the strip.
    """
    with _opened(pdf) as document:
        page = document[number]
        for top in range(0, height, _STRIP):
            yield top, _part(page, width, height, QRect(0, top, width, min(_STRIP, height - top)))


def _part(page: Any, width: int, height: int, part: QRect) -> QImage:
    import pypdfium2  # noqa: PLC0415
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415

    bitmap = pypdfium2.PdfBitmap.new_native(part.width(), part.height(), pdfium.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, part.width(), part.height())
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING
        pdfium.FPDF_RenderPageBitmap(bitmap.raw, page.raw, -part.x(), -part.y(), width, height, 0, flags)
        pixels = memoryview(bitmap.buffer).cast("B")
        # Copied, because the picture outlives pdfium's memory.
        return QImage(pixels, part.width(), part.height(), bitmap.stride, QImage.Format.Format_RGB32).copy()
    finally:
        bitmap.close()
