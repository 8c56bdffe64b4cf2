"""The search over everything, in the top bar: results as one types, opened by Enter or a tap."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from cleanstation_desktop.services import search as services
from cleanstation_desktop.services.search import Hit
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import give_tip
from cleanstation_desktop.ui.widgets.pace import Pace
from cleanstation_desktop.ui.widgets.status import status_words

_PAUSE_MS = 60
_ICONS = {"build": "build", "order": "orders", "part": "bom"}
_ROW = 48
_MOST_SHOWN = 10


class SearchBox(QLineEdit):
    """Finds a PO, a build, a customer or a part by how it begins."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self.setPlaceholderText(tr("Search PO, build, customer, part"))
        self.setAccessibleName(tr("Search PO, build, customer, part"))
        give_tip(self, tr("Search PO, build, customer, part"), "Ctrl+K")
        self.setClearButtonEnabled(True)
        self.setMaxLength(100)
        self.setMinimumWidth(240)
        self.setMaximumWidth(460)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._list = QListWidget(self)
        self._list.setWindowFlags(Qt.WindowType.ToolTip)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(tr("Search results"))
        self._list.setIconSize(QSize(20, 20))
        self._list.itemClicked.connect(self._open)
        self._pace = Pace(self, _PAUSE_MS)
        self._pace.due.connect(self._search)
        self.textEdited.connect(self._edited)
        QShortcut(QKeySequence("Ctrl+K"), self, lambda: self.setFocus(Qt.FocusReason.ShortcutFocusReason))
        self._answered = ""
        self._entered = ""
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keys for the list of results, and its end when the search is left."""
        if event.type() == QEvent.Type.FocusOut:
            self._list.hide()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter()
                return True
            if not self._list.isVisible():
                return super().eventFilter(watched, event)
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                self._list.setCurrentRow(max(0, min(self._list.count() - 1, self._list.currentRow() + step)))
                return True
            if key == Qt.Key.Key_Escape:
                self._list.hide()
                return True
        return super().eventFilter(watched, event)

    def _edited(self, _text: str) -> None:
        self._entered = ""
        self._pace.ask()

    def _enter(self) -> None:
        """Open what is chosen; what was typed faster than the server answers is looked up first."""
        words = self.text().strip()
        if self._list.isVisible() and words == self._answered:
            self._open(self._list.currentItem())
        else:
            self._entered = words
            self._pace.drop()
            self._search()

    def _search(self) -> None:
        words = self.text().strip()
        if len(words) < services.SHORTEST:
            self._list.hide()
            return
        session = self._client.session
        self._client.runner.run(
            self, lambda: services.search(session, words), partial(self._show, words), self._failed, key="search"
        )

    def _show(self, words: str, hits: tuple[Hit, ...]) -> None:
        if words != self.text().strip():
            return
        self._answered = words
        self._list.clear()
        for hit in hits:
            beside = f"{hit.beside}  ·  {status_words(hit.status)}" if hit.status is not None else hit.beside
            item = QListWidgetItem(icon(_ICONS[hit.kind]), f"{hit.number}   {beside}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            item.setSizeHint(QSize(0, _ROW))
            self._list.addItem(item)
        if not hits:
            self._say(tr("Nothing begins with “{words}”.", words=words))
        else:
            self._list.setCurrentRow(0)
        if hits and words == self._entered:
            self._open(self._list.item(0))
        else:
            self._place()

    def _failed(self, error: Exception) -> None:
        self._list.clear()
        self._say(describe(error).sentence)
        self._place()

    def _say(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, _ROW))
        self._list.addItem(item)

    def _place(self) -> None:
        if not self.hasFocus():
            return
        self._list.setFixedSize(max(self.width(), 420), _ROW * min(self._list.count(), _MOST_SHOWN) + 6)
        self._list.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self._list.show()

    def _open(self, item: QListWidgetItem | None) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(hit, Hit):
            return
        self._list.hide()
        self._entered = ""
        self.clear()
        if hit.kind == "build":
            self._client.open("build", build_id=hit.key)
        elif hit.kind == "order":
            self._client.open("order", order_id=hit.key)
        else:
            self._client.open("where_used", item=hit.key)
