"""Pages of a PDF as pictures, for the preview and for printers (pdfium; Qt's own PDF module is not installed)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

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


def render_page(pdf: bytes, number: int, width: int) -> QImage:
    """A page as a picture. Parameters: number, from 0; width, in device pixels. Errors: as `page_sizes`."""
    with _opened(pdf) as document:
        page = document[number]
        height = max(1, round(page.get_height() * width / page.get_width()))
        return _strip(page, width, height, 0, height)


def render_strips(pdf: bytes, number: int, width: int, height: int) -> Iterator[tuple[int, QImage]]:
    """A page as strips from top to bottom, for printers, whose pages are too large to hold whole.

    Parameters: width and height of the page in dots. Gives: the row at which each strip begins, and the strip.
    """
    with _opened(pdf) as document:
        page = document[number]
        for top in range(0, height, _STRIP):
            yield top, _strip(page, width, height, top, min(_STRIP, height - top))


def _strip(page: Any, width: int, height: int, top: int, rows: int) -> QImage:
    import pypdfium2  # noqa: PLC0415
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # noqa: PLC0415

    bitmap = pypdfium2.PdfBitmap.new_native(width, rows, pdfium.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING
        pdfium.FPDF_RenderPageBitmap(bitmap.raw, page.raw, 0, -top, width, height, 0, flags)
        # Copied, because the picture outlives pdfium's memory.
        return QImage(bytes(bitmap.buffer), width, rows, bitmap.stride, QImage.Format.Format_RGB32).copy()
    finally:
        bitmap.close()
