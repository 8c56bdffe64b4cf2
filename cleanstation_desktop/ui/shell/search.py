"""The search over everything, in the top bar: results as one types, opened by Enter or a tap."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from cleanstation_desktop.services import search as services
from cleanstation_desktop.services.search import Found, Hit
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.places import Place
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
                self._step(1 if key == Qt.Key.Key_Down else -1)
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

    def _show(self, words: str, found: Found) -> None:
        if words != self.text().strip():
            return
        self._answered = words
        self._list.clear()
        listed = [hit for hit in found.hits if hit.kind != "part"]
        for hit in listed:
            self._add_hit(hit)
        if found.more - {"part"}:
            self._add("list", tr("There are more: show all in Orders"), Place.of("orders", search=words))
        for hit in found.hits[len(listed) :]:
            self._add_hit(hit)
        if "part" in found.more:
            self._say(tr("More parts begin with “{words}”: type some more.", words=words))
        if not found.hits:
            self._say(tr("Nothing begins with “{words}”.", words=words))
        else:
            self._list.setCurrentRow(0)
        if found.hits and words == self._entered:
            self._open(self._list.item(0))
        else:
            self._place()

    def _add_hit(self, hit: Hit) -> None:
        beside = f"{hit.beside}  ·  {status_words(hit.status)}" if hit.status is not None else hit.beside
        leads = {
            "build": Place.of("build", build_id=hit.key),
            "order": Place.of("order", order_id=hit.key),
            "part": Place.of("where_used", item=hit.key),
        }
        self._add(_ICONS[hit.kind], f"{hit.number}   {beside}", leads[hit.kind])

    def _add(self, picture: str, words: str, leads: Place) -> None:
        item = QListWidgetItem(icon(picture), words)
        item.setData(Qt.ItemDataRole.UserRole, leads)
        item.setSizeHint(QSize(0, _ROW))
        self._list.addItem(item)

    def _step(self, by: int) -> None:
        """Choose the line below or above, as far as they lead anywhere."""
        item = self._list.item(self._list.currentRow() + by)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsSelectable:
            self._list.setCurrentItem(item)

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
        leads = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(leads, Place):
            return
        self._list.hide()
        self._entered = ""
        self.clear()
        self._client.open(leads.name, **leads.arguments)
