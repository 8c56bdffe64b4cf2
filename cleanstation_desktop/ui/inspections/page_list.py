"""The pages of a form: sections and basins, each with how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cleanstation_desktop.ui.inspections.form import Counts, Page, PageKey
from cleanstation_desktop.ui.inspections.words import page_words
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import column, label, row, scrolled

WIDTH = 232
_WITH_SCROLL_BAR = WIDTH - 44
_MARK = 20


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
    """Signals: chosen, the key of a page."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: dict[PageKey, PageButton] = {}
        self._group = QButtonGroup(self)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._area = scrolled(inside)
        self.setLayout(column(self._area))
        self.setFixedWidth(WIDTH)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show other pages; the same ones keep their buttons."""
        if [(page.key, page.title) for page in pages] == [
            (made.page.key, made.page.title) for made in self.buttons.values()
        ]:
            return
        for made in self.buttons.values():
            self._group.removeButton(made)
            self._column.removeWidget(made)
            made.hide()
            made.deleteLater()
        self.buttons = {}
        for place, page in enumerate(pages):
            made = PageButton(page)
            made.clicked.connect(lambda _checked=False, key=page.key: self.chosen.emit(key))
            self._group.addButton(made)
            self.buttons[page.key] = made
            self._column.insertWidget(place, made)

    def mark(self, key: PageKey) -> None:
        """Show which page is open."""
        made = self.buttons.get(key)
        if made is not None and not made.isChecked():
            made.setChecked(True)
            self._area.ensureWidgetVisible(made, 0, 8)
