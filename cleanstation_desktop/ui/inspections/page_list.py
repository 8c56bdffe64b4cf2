"""The pages of a form: sections and basins, each with how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cleanstation_desktop.ui.inspections.form import Counts, Page, PageKey
from cleanstation_desktop.ui.inspections.words import page_words
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import column, label, row, scrolled

WIDTH = 232
_WITH_SCROLL_BAR = WIDTH - 44
_MARK = 20
_SLICE_S = 0.006
"""Seconds of making buttons between two looks at what the person does; to dress them takes twice as long again."""


class PageButton(QPushButton):
    """One page: its name over one or two lines, its counts, and a mark when it is complete or something failed."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.setProperty("look", "page")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._mark = QLabel()
        self._mark.setFixedSize(_MARK, _MARK)
        title = tr("{section} · {title}", section=page.section, title=page.title)
        self._counts = label("", "small", wrap=True)
        self._shown: Counts | None = None
        words = column(label(title, "h3", wrap=True), self._counts, spacing=1)
        inner = row(words, self._mark, spacing=8, margins=(14, 8, 10, 8))
        inner.setStretch(0, 1)
        self.setLayout(inner)
        for each in self.findChildren(QLabel):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: Counts) -> None:
        """Show how far the page is."""
        if counts == self._shown:
            return
        self._shown = counts
        words = tr("{answered} of {total}", answered=number(counts.answered), total=number(counts.total))
        if counts.failed:
            words = tr("{counts}, {failed} failed", counts=words, failed=number(counts.failed))
        basin = self.page.basin
        self._counts.setText(words if basin is None else tr("Basin {number} · {counts}", number=basin, counts=words))
        complete = counts.answered == counts.total
        drawing = ("error", "bad") if counts.failed else ("success", "ok") if complete else None
        if drawing is None:
            self._mark.clear()
        else:
            self._mark.setPixmap(pixmap(drawing[0], _MARK, drawing[1]))
        self.setAccessibleName(tr("{page}: {counts}", page=page_words(self.page), counts=words))
        self.setToolTip(page_words(self.page))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Long names take a second line."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height with its names over as many lines as they need."""
        inner = self.layout()
        return max(56, inner.heightForWidth(width) if inner is not None else 0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the list."""
        return QSize(WIDTH - 16, self.heightForWidth(_WITH_SCROLL_BAR))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never lower than its words."""
        return QSize(120, self.heightForWidth(_WITH_SCROLL_BAR))


class PageList(QFrame):
    """The buttons of all pages, made a few at a time. Parameter: counts, tells how far a page is.

    Signals: chosen, the key of a page; filled, all that `show_pages` was told are there.
    """

    chosen = Signal(object)
    filled = Signal()

    def __init__(self, counts: Callable[[Page], Counts]) -> None:
        super().__init__()
        self.buttons: dict[PageKey, PageButton] = {}
        self._counts = counts
        self._pages: tuple[Page, ...] = ()
        self._group = QButtonGroup(self)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._area = scrolled(inside)
        self.setLayout(column(self._area))
        self.setFixedWidth(WIDTH)
        self._filler = QTimer(self, interval=0)
        self._filler.timeout.connect(self._fill)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show other pages; the same ones keep their buttons, and `filled` comes at once."""
        same = [(page.key, page.title) for page in pages] == [(page.key, page.title) for page in self._pages]
        self._pages = tuple(pages)
        if not same:
            for made in self.buttons.values():
                self._group.removeButton(made)
                self._column.removeWidget(made)
                made.hide()
                made.deleteLater()
            self.buttons = {}
            self._filler.start()
        elif not self._filler.isActive():
            self.show_counts()
            self.filled.emit()

    def show_counts(self) -> None:
        """Show how far all pages are now."""
        for page in self._pages:
            if page.key in self.buttons:
                self.buttons[page.key].show_counts(self._counts(page))

    def mark(self, key: PageKey) -> None:
        """Show which page is open."""
        made = self.buttons.get(key)
        if made is not None and not made.isChecked():
            made.setChecked(True)
            self._area.ensureWidgetVisible(made, 0, 8)

    def _fill(self) -> None:
        until = time.monotonic() + _SLICE_S
        for place, page in list(enumerate(self._pages))[len(self.buttons) :]:
            made = PageButton(page)
            made.show_counts(self._counts(page))
            made.clicked.connect(lambda _checked=False, key=page.key: self.chosen.emit(key))
            self._group.addButton(made)
            self.buttons[page.key] = made
            self._column.insertWidget(place, made)
            if time.monotonic() > until:
                break
        if len(self.buttons) == len(self._pages):
            self._filler.stop()
            self.filled.emit()
