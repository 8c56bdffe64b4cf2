"""Files of an order or of one of its builds: attached, looked at, taken off (DOMAIN §8, §9)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.documents.dialogs import AttachDialog, DocumentDialog
from cleanstation_desktop.ui.documents.kinds import kind_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import ask_text
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class DocumentsPanel(QWidget):
    """A table of files. Parameters: build_id, shows those of this build and of the whole order; None, all of the order.

    Signal: counted, how many there are.
    """

    counted = Signal(int)

    def __init__(self, screen: Screen, *, build_id: int | None = None) -> None:
        super().__init__()
        self._screen = screen
        self._client = screen.client
        self._build_id = build_id
        self._order_id: int | None = None
        self._numbers: dict[int, str] = {}
        self.model: RowsModel[Document] = RowsModel(self._columns())
        self.table = TableView(tr("Documents"), screen.client.preferences, "documents")
        self.table.setModel(self.model)
        self._none = label(tr("No document is attached yet."), "muted")
        self._unread = Banner()
        for shown in (self._none, self.table):
            # Nobody knows yet whether there are any.
            shown.hide()
        self.attach = button(tr("Attach a file…"), self._choose, icon="attach")
        self.open = button(tr("Open"), self._open_current, icon="eye")
        self.take_off = button(tr("Take off"), self._ask_take_off, icon="remove", look="danger")
        self.take_off.setVisible(screen.client.holds(Role.PRODUCTION_COORDINATOR, Role.ADMIN))
        actions = row(self.attach, None, self.take_off, self.open)
        layout = column(self._unread, self._none, self.table, actions, spacing=12)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self._enable()

    def load(self, order_id: int, numbers: dict[int, str]) -> None:
        """Read the files. Parameters: numbers, build numbers of the order by key."""
        self._order_id, self._numbers = order_id, numbers
        session = self._client.session
        self._screen.read(
            lambda: documents.list_documents(session, order_id),
            self._show,
            key="documents",
            blank=False,
            failed=self._not_read,
        )

    def _not_read(self, error: Exception) -> None:
        if self._none.isHidden() and self.table.isHidden():
            self._unread.tell_failure(error, self._reload)

    def _show(self, found: tuple[Document, ...]) -> None:
        here = self._build_id
        kept = [each for each in reversed(found) if here is None or each.build_id in (None, here)]
        self.table.show_rows(kept, lambda file: file.id)
        self._unread.clear()
        self.table.setVisible(bool(kept))
        self._none.setVisible(not kept)
        self.counted.emit(len(kept))
        self._enable()

    def _columns(self) -> list[Column[Document]]:
        return [
            Column("name", tr("File"), 250, lambda file: file.file_name, fills=True),
            Column("kind", tr("Kind of document"), 165, lambda file: kind_words(file.kind)),
            Column("of", tr("Belongs to"), 170, self._owner),
            Column("size", tr("Size"), 95, lambda file: size_words(file.size), right=True),
            Column("at", tr("Attached"), 165, lambda file: moment(file.attached_at)),
            Column("by", tr("By|person"), 60, lambda file: file.attached_by or ""),
        ]

    def _owner(self, file: Document) -> str:
        if file.build_id is None:
            return tr("the whole order")
        return self._numbers.get(file.build_id, "")

    def _enable(self) -> None:
        chosen = self.table.current_row() is not None
        self.open.setEnabled(chosen)
        self.take_off.setEnabled(chosen)

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Attach a file"), lambda path: self.attach_file(Path(path)))
        dialog.setNameFilter(tr("PDF and pictures (*.pdf *.jpg *.jpeg *.png *.webp)"))
        dialog.open()

    def attach_file(self, path: Path) -> AttachDialog | None:
        """Ask what a file is, and attach it."""
        if self._order_id is None:
            return None
        owner = None if self._build_id is None else (self._build_id, self._numbers.get(self._build_id, ""))
        dialog = AttachDialog(self, self._client, path, self._order_id, owner, self._attached)
        dialog.open()
        return dialog

    def _attached(self, name: str) -> None:
        self._client.messages.success(tr("{name} is attached.", name=name))
        self._reload()

    def _reload(self) -> None:
        if self._order_id is not None:
            self.load(self._order_id, self._numbers)

    def _open(self, file: Document) -> None:
        DocumentDialog(self, self._client, file).open()

    def _open_current(self) -> None:
        file = self.table.current_row()
        if file is not None:
            self._open(file)

    def _ask_take_off(self) -> None:
        file: Document | None = self.table.current_row()
        if file is None:
            return
        session, seen = self._client.session, Seen(file.id, file.version)

        def taken(_version: int) -> None:
            self._client.messages.success(tr("{name} is taken off.", name=file.file_name))
            self._reload()

        ask_text(
            self,
            tr("Take {name} off?", name=file.file_name),
            tr("It is no longer shown here; the record keeps it."),
            tr("Reason"),
            tr("Take off"),
            self._client.runner,
            lambda text, command_id: documents.take_off(session, seen, reason=text, command_id=command_id),
            taken,
            danger=True,
        )


def size_words(size: int) -> str:
    """A size as people read it. Parameters: size, bytes."""
    if size < 1024 * 1024:
        return tr("{size} KiB", size=number(max(1, round(size / 1024))))
    return tr("{size} MiB", size=number(round(size / 1024 / 1024)))
