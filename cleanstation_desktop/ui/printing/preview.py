"""The preview: pages of a PDF as they will stand on paper, sharp at every zoom and on every screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QStackedWidget, QWidget

from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.printing import documents
from cleanstation_desktop.ui.printing.page_view import ZOOM_STEP, PageView
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, icon_button, label, row
from cleanstation_desktop.ui.widgets.states import Loading, Notice, failure


class PreviewPanel(QWidget):
    """A document as it will be printed: pages, zoom, page counter.

    Parameters: runner, for the work off the UI thread; on_page, it stands in the window itself, where Ctrl and a number
    goes to a page. Signals: ready, a document is shown; failed.
    """

    ready = Signal()
    failed = Signal(object)

    def __init__(self, runner: Runner, *, on_page: bool = False) -> None:
        super().__init__()
        self._runner = runner
        self._pdf = b""
        self._pages = 0
        self._again: Callable[[], None] = lambda: None
        self.view = PageView()
        self._counter = label("", "muted")
        self._counter.setAccessibleName(tr("Page|of a document"))
        widest = tr("Page {number} of {total}", number=999, total=999)
        self._counter.setMinimumWidth(self._counter.fontMetrics().horizontalAdvance(widest) + 8)
        # A key that two have does nothing, also where one of them holds in a part of the window only.
        width, paper = ("", "") if on_page else ("Ctrl+2", "Ctrl+1")
        self._buttons: list[QAbstractButton] = [
            icon_button("up", tr("Page before"), lambda: self.view.go_to(self.view.page - 1)),
            icon_button("down", tr("Next page"), lambda: self.view.go_to(self.view.page + 1)),
            icon_button("zoom-out", tr("Smaller"), lambda: self.view.zoom_by(1 / ZOOM_STEP), shortcut="Ctrl+-"),
            icon_button("zoom-in", tr("Larger"), lambda: self.view.zoom_by(ZOOM_STEP), shortcut="Ctrl++"),
            icon_button("page", tr("Whole page"), lambda: self.view.fit("page"), shortcut="Ctrl+0"),
            icon_button("fit-width", tr("Page width"), lambda: self.view.fit("width"), shortcut=width),
            button("100 %", lambda: self.view.fit(""), look="link", tip=tr("Paper size"), shortcut=paper),
        ]
        before, after, *zooms = self._buttons
        bar = row(before, after, self._counter, None, *zooms, spacing=4)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._loading = Loading()
        self._stack.addWidget(self._loading)
        self._notice: Notice | None = None
        self._stack.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = column(bar, self._stack, spacing=6)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._enable(False)
        self.view.wanted.connect(self._render)
        self.view.moved.connect(lambda _page: self._count())

    @property
    def pdf(self) -> bytes:
        """The document that is shown; empty while there is none."""
        return self._pdf

    def load(self, make: Callable[[], bytes]) -> None:
        """Show a document. Parameters: make, gives the PDF; runs off the UI thread."""
        self._again = lambda: self.load(make)
        self._stack.setCurrentWidget(self._loading)

        def work() -> tuple[bytes, tuple[tuple[float, float], ...]]:
            pdf = make()
            return pdf, documents.page_sizes(pdf)

        self._runner.run(self, work, self._show, self._fail, key="document")

    def _show(self, made: tuple[bytes, tuple[tuple[float, float], ...]]) -> None:
        self._pdf, sizes = made
        self._stack.setCurrentWidget(self.view)
        self._pages = len(sizes)
        self._enable(True)
        self.view.show_pages(sizes)
        self._count()
        self.ready.emit()

    def _fail(self, error: Exception) -> None:
        self._enable(False)
        if self._notice is not None:
            self._stack.removeWidget(self._notice)
            self._notice.deleteLater()
        self._notice = failure(describe(error), self._again)
        self._stack.addWidget(self._notice)
        self._stack.setCurrentWidget(self._notice)
        self.failed.emit(error)

    def _render(self, page: int, width: int, part: QRect) -> None:
        pdf, whole = self._pdf, part.isNull()

        def work() -> QImage:
            return documents.render_page(pdf, page, width, None if whole else part)

        def show(picture: QImage) -> None:
            if pdf is self._pdf:
                self.view.show_picture(page, picture, width, part)

        self._runner.run(self, work, show, self._fail, key=f"page {page}" if whole else f"part of page {page}")

    def _count(self) -> None:
        self._counter.setText(tr("Page {number} of {total}", number=self.view.page + 1, total=self._pages))

    def _enable(self, on: bool) -> None:
        for each in self._buttons:
            each.setEnabled(on)
