"""Other names: numbers that papers or rules use, and the catalogue number that each stands for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services import catalogue
from cleanstation_desktop.services.catalogue import Alias
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import Field, line_edit, text_edit
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_NUMBER = 120


class AliasesTab(QWidget):
    """The second part of the catalogue screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self._screen = screen
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Other names"), screen.client.preferences, "catalogue-aliases")
        self.table.setModel(self.model)
        said = tr("Rules and papers call some items otherwise. A name mapped here is found under its catalogue number.")
        self.new = button(tr("New name"), self._new, look="primary", icon="add")
        self.change = button(tr("Change"), self._change, icon="edit")
        self.remove = button(tr("Remove"), self._ask_remove, look="danger", icon="remove")
        foot = row(self.new, self.change, self.remove, None)
        self.setLayout(column(label(said, "muted", wrap=True), self.table, foot, margins=(0, 12, 0, 0)))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.opened.connect(lambda _alias: self._change())
        self._choose()

    def load(self) -> None:
        """Read all of them."""
        session = self._screen.client.session
        self._screen.read(lambda: catalogue.list_aliases(session), self._show, key="aliases")

    @property
    def alias(self) -> Alias | None:
        """The chosen one."""
        found = self.table.current_row()
        return found if isinstance(found, Alias) else None

    def _show(self, found: tuple[Alias, ...]) -> None:
        # Nobody chose what takes the place of one that is gone.
        self.table.show_rows(found, lambda alias: alias.alias, else_first=not self.model.rows)
        self._choose()

    def _choose(self) -> None:
        self.change.setEnabled(self.alias is not None)
        self.remove.setEnabled(self.alias is not None)

    def _new(self) -> None:
        AliasDialog(self._screen, None, self.load).open()

    def _change(self) -> None:
        if self.alias is not None:
            AliasDialog(self._screen, self.alias, self.load).open()

    def _ask_remove(self) -> None:
        alias, screen = self.alias, self._screen
        if alias is None:
            return
        session = screen.client.session

        def removed(_none: None) -> None:
            screen.client.messages.success(tr("{alias} is no other name any more.", alias=alias.alias))
            self.load()

        def remove() -> None:
            screen.write(
                lambda command_id: catalogue.remove_alias(
                    session, alias.alias, version=alias.version, command_id=command_id
                ),
                removed,
                button=self.remove,
            )

        text = tr(
            "{alias} will not be found under {item} any more. Bills that were made with it keep it.",
            alias=alias.alias,
            item=alias.item_number,
        )
        confirm(screen, tr("Remove {alias}?", alias=alias.alias), text, tr("Remove"), remove, danger=True)


class AliasDialog(Dialog):
    """Maps a name, or changes where it leads. Parameters: alias, None for a new one."""

    def __init__(self, screen: Screen, alias: Alias | None, done: Callable[[], object]) -> None:
        title = tr("New name") if alias is None else tr("Change {name}", name=alias.alias)
        super().__init__(screen, title, runner=screen.client.runner)
        self._screen = screen
        self._alias = alias
        self._done = done
        self.name = line_edit("" if alias is None else alias.alias, longest=_NUMBER)
        self.name.setReadOnly(alias is not None)
        self.item = line_edit("" if alias is None else alias.item_number, longest=_NUMBER)
        self.reason = text_edit("" if alias is None else alias.reason, lines=3)
        for field in (
            Field("alias", tr("Name in rules or papers"), self.name),
            Field("item_number", tr("Catalogue number"), self.item),
            Field("reason", tr("Why the two are the same"), self.reason),
        ):
            self.body.addWidget(self.form.add(field))
        self.add_cancel()
        self.action = self.add_action(tr("Save"), self._send)
        (self.name if alias is None else self.item).setFocus()

    def _send(self) -> None:
        session, before = self._screen.client.session, self._alias
        name, item, reason = self.name.text().strip(), self.item.text().strip(), self.reason.toPlainText().strip()

        def saved(alias: Alias) -> None:
            self.accept()
            said = tr("{alias} now means {item}.", alias=alias.alias, item=alias.item_number)
            self._screen.client.messages.success(said)
            self._done()

        self.write(
            lambda command_id: catalogue.map_alias(
                session,
                name,
                item,
                reason=reason,
                version=None if before is None else before.version,
                command_id=command_id,
            ),
            saved,
            pressed=self.action,
        )


def _columns() -> list[Column[Alias]]:
    return [
        Column("alias", tr("Name in rules or papers"), 280, lambda alias: alias.alias),
        Column("item", tr("Catalogue number"), 280, lambda alias: alias.item_number),
        Column("reason", tr("Why"), 420, lambda alias: alias.reason),
    ]
