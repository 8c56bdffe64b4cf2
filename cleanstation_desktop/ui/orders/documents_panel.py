"""Files of an order or of one of its builds: attached, looked at, replaced, taken off (DOMAIN §3, §8, §9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import AttachedDocument, Document
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.documents.dialogs import AttachDialog, DocumentDialog
from cleanstation_desktop.ui.documents.kinds import kind_words
from cleanstation_desktop.ui.files import read_limited
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog, ask_text
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.flow import Flow
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


class DocumentsPanel(QWidget):
    """A table of files. Parameters: build_id, shows those of this build and of the whole order; None, all of the order.

    Signal: counted, how many there are, the former ones left out.
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
        self.former = button(tr("Former ones too"), self._reload, icon="history")
        self.former.setCheckable(True)
        self.replace = button(tr("Replace…"), self._choose_successor, icon="refresh")
        self.take_off = button(tr("Take off"), self._ask_take_off, icon="remove", look="danger")
        for made in (self.replace, self.take_off):
            made.setVisible(screen.client.holds(Role.PRODUCTION_COORDINATOR, Role.ADMIN))
        actions = Flow()
        for made in (self.attach, self.former, self.take_off, self.replace, self.open):
            actions.add(made)
        layout = column(self._unread, self._none, self.table, actions, spacing=12)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self._enable()

    def load(self, order_id: int, numbers: dict[int, str]) -> None:
        """Read the files. Parameters: numbers, build numbers of the order by key."""
        self._order_id, self._numbers = order_id, numbers
        session, former = self._client.session, self.former.isChecked()
        self._screen.read(
            lambda: documents.list_documents(session, order_id, with_removed=former),
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
        self.counted.emit(sum(each.removed_at is None for each in kept))
        self._enable()

    def _columns(self) -> list[Column[Document]]:
        return [
            Column("name", tr("File"), 250, lambda file: file.file_name, fills=True),
            Column("kind", tr("Kind of document"), 165, _kind),
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
        chosen: Document | None = self.table.current_row()
        self.open.setEnabled(chosen is not None)
        current = chosen is not None and chosen.removed_at is None
        self.take_off.setEnabled(current)
        # What proves an answer is given with the answer.
        self.replace.setEnabled(current and chosen is not None and chosen.answer_id is None)

    def _choose(self) -> None:
        self._ask_file(tr("Attach a file"), lambda path: self.attach_file(Path(path)))

    def _choose_successor(self) -> None:
        file: Document | None = self.table.current_row()
        if file is not None:
            title = tr("New version of {name}", name=file.file_name)
            self._ask_file(title, lambda path: self.replace_by(file, Path(path)))

    def _ask_file(self, title: str, chosen: Callable[[str], object]) -> None:
        dialog = file_dialog(self, title, chosen)
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

    def replace_by(self, file: Document, path: Path) -> Dialog:
        """Ask what is new, and put a file in the place of another. Parameters: path, of the new one."""
        session, seen = self._client.session, Seen(file.id, file.version)

        def work(reason: str, command_id: UUID) -> AttachedDocument:
            content = read_limited(path)
            return documents.replace(session, seen, path.name, content, reason=reason, command_id=command_id)

        def replaced(attached: AttachedDocument) -> None:
            said = tr("{name} is replaced by {new}.", name=file.file_name, new=attached.file_name)
            self._client.messages.success(said)
            self._reload()

        return ask_text(
            self,
            tr("Replace {name}?", name=file.file_name),
            tr("{new} takes its place everywhere. The former is still read under “Former ones too”.", new=path.name),
            tr("What is new"),
            tr("Replace"),
            self._client.runner,
            work,
            replaced,
        )

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
            tr("It is still read under “Former ones too”; checklists and assembly do not show it any more."),
            tr("Reason"),
            tr("Take off"),
            self._client.runner,
            lambda text, command_id: documents.take_off(session, seen, reason=text, command_id=command_id),
            taken,
            danger=True,
        )


def _kind(file: Document) -> str:
    """Which kind it is, and what became of it."""
    words = kind_words(file.kind)
    if file.removed_at is None:
        return words
    if file.replaced_by is not None:
        return tr("{kind}, replaced by {name}", kind=words, name=file.replaced_by)
    return tr("{kind}, taken off", kind=words)


def size_words(size: int) -> str:
    """A size as people read it. Parameters: size, bytes."""
    if size < 1024 * 1024:
        return tr("{size} KiB", size=number(max(1, round(size / 1024))))
    return tr("{size} MiB", size=number(round(size / 1024 / 1024)))
