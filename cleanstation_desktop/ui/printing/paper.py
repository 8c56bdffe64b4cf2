"""Which paper a page goes on: its own size where the printer has that, else what the printer has, fitted inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from cleanstation_desktop.ui.printing.documents import page_sizes
from cleanstation_desktop.ui.text import tr

# A driver rounds the sizes of its papers, in points.
_ALIKE: Final = 3.0
_OFFICE: Final = (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter)


@dataclass(frozen=True)
class Sheet:
    """A page on its paper. Parameters: layout; area, where the page lies on it, in points; name, of the paper where it
    is another one than the page asks for."""

    layout: QPageLayout
    area: QRectF
    name: str = ""


def lay_out(printer: QPrinter, size: tuple[float, float]) -> Sheet:
    """Choose the paper for the next page of a printer, and set it. Parameters: size, of the page, in points."""
    info = QPrinterInfo.printerInfo(printer.printerName())
    own = _own_paper(size)
    if _has(info, own.pageSize()):
        printer.setPageLayout(own)
        return Sheet(own, QRectF(0, 0, *size))
    paper = _usual(info)
    lying = size[0] > size[1]
    printer.setPageLayout(_bare(paper, lying=lying))
    layout = printer.pageLayout()
    room = QRectF(layout.fullRect(QPageLayout.Unit.Point)).marginsRemoved(_unprintable(layout, lying=lying))
    scale = min(room.width() / size[0], room.height() / size[1], 1.0)
    width = size[0] * scale
    # At the top: a roll of labels may be shorter than its printer believes.
    area = QRectF(room.center().x() - width / 2, room.top(), width, size[1] * scale)
    return Sheet(layout, area, QPageSize.name(paper.id()) if paper.id() in _OFFICE else paper.name())


def paper_words(name: str, pdf: bytes) -> str:
    """What a person is told about the paper of a document; empty where it comes out as it is. Asks the print system:
    not in the UI thread. Parameters: name, of the printer."""
    size = page_sizes(pdf)[0]
    printer = QPrinter(QPrinterInfo.printerInfo(name), QPrinter.PrinterMode.HighResolution)
    if not printer.isValid():
        return ""
    sheet = lay_out(printer, size)
    percent = int(sheet.area.width() / size[0] * 100 + 0.5)
    if not sheet.name:
        return ""
    if percent == 100:
        return tr("Printed on {paper}.", paper=sheet.name)
    return tr("Printed on {paper}, scaled to {percent} %.", paper=sheet.name, percent=percent)


def _own_paper(size: tuple[float, float]) -> QPageLayout:
    """Paper of a page's own size, without margins: the page brings its own."""
    width, height = size
    upright = QPageSize(
        QSizeF(min(width, height), max(width, height)), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch
    )
    if upright.id() == QPageSize.PageSizeId.Custom:
        # A label lies as it comes off its roll.
        page = QPageSize(QSizeF(width, height), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
        return _bare(page, lying=False)
    return _bare(upright, lying=width > height)


def _bare(paper: QPageSize, *, lying: bool) -> QPageLayout:
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    layout = QPageLayout(paper, orientation, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    # Otherwise a printer that cannot print to the edge refuses the whole layout, and keeps the one it had.
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _has(info: QPrinterInfo, paper: QPageSize) -> bool:
    """Whether a printer has a paper. One that says nothing of its papers takes what it gets."""
    known = info.supportedPageSizes()
    usual = info.defaultPageSize()
    if not known:
        return True
    if paper.id() in _OFFICE and usual.id() in _OFFICE:
        # Drivers know both; in the tray lies the one that is the usual paper.
        return paper.id() == usual.id()
    if any(_alike(paper, each) for each in known):
        return True
    if paper.id() != QPageSize.PageSizeId.Custom or not info.supportsCustomPageSizes():
        return False
    size, least, most = (
        each.size(QPageSize.Unit.Point)
        for each in (paper, info.minimumPhysicalPageSize(), info.maximumPhysicalPageSize())
    )
    return least.boundedTo(size) == least and size.boundedTo(most) == size


def _usual(info: QPrinterInfo) -> QPageSize:
    usual = info.defaultPageSize()
    return usual if usual.isValid() else info.supportedPageSizes()[0]


def _alike(one: QPageSize, other: QPageSize) -> bool:
    first, second = (each.size(QPageSize.Unit.Point) for each in (one, other))
    return abs(first.width() - second.width()) <= _ALIKE and abs(first.height() - second.height()) <= _ALIKE


def _unprintable(layout: QPageLayout, *, lying: bool) -> QMarginsF:
    """The edges that a printer cannot print on, in points."""
    edges = layout.minimumMargins()
    if not lying:
        return edges
    # Print systems tell those of the upright paper, and turn it one way or the other.
    widest = max(edges.left(), edges.top(), edges.right(), edges.bottom())
    return QMarginsF(widest, widest, widest, widest)
