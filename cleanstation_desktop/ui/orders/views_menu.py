"""The views of the list that a person saved: chosen, saved, forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from cleanstation_desktop.services import saved_views
from cleanstation_desktop.services.saved_views import SavedView
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.orders.view import SCREEN, ListView, read_view
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import Field, line_edit
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action

_LONGEST = 100


class ViewsMenu(QPushButton):
    """Parameters: now, gives the view to save. Signal: chosen, a ListView."""

    chosen = Signal(object)

    def __init__(self, screen: Screen, now: Callable[[], ListView]) -> None:
        super().__init__(icon("star"), tr("Views"))
        self.setAutoDefault(False)
        self.setToolTip(tr("Saved views of this list"))
        self._screen = screen
        self._session = screen.client.session
        self._now = now
        self.views: tuple[SavedView, ...] = ()
        self._menu = Menu(self)
        self.setMenu(self._menu)
        self._fill()

    def load(self) -> None:
        """Read the views anew."""
        session = self._session
        self._screen.read(lambda: read_views(session), self.offer, key="views", blank=False)

    def offer(self, views: Sequence[SavedView]) -> None:
        """Offer these views."""
        self.views = tuple(views)
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for inner in self._menu.findChildren(Menu):
            # Only entries go by clear; a menu inside would stay for ever.
            inner.deleteLater()
        for view in self.views:
            menu_action(self._menu, view.name, partial(self._choose, view))
        if not self.views:
            menu_action(self._menu, tr("No view is saved yet")).setEnabled(False)
        self._menu.addSeparator()
        menu_action(self._menu, tr("Save this view…"), self.ask_name, icon="save")
        if self.views:
            for words, deed in ((tr("Replace by what is shown"), self._replace), (tr("Forget"), self._ask_forget)):
                inner = Menu(words, self._menu)
                self._menu.addMenu(inner)
                for view in self.views:
                    menu_action(inner, view.name, partial(deed, view))

    def _choose(self, view: SavedView) -> None:
        self.chosen.emit(read_view(view.filter))

    def ask_name(self) -> Dialog:
        """Ask what the view that is shown now is to be called, and save it."""
        dialog = Dialog(self._screen, tr("Save this view"), runner=self._screen.client.runner)
        name = line_edit(longest=_LONGEST)
        dialog.body.addWidget(dialog.form.add(Field("name", tr("Name"), name)))
        dialog.add_cancel()
        session, wanted = self._session, self._now().to_json()

        def saved(_seen: Seen) -> None:
            dialog.accept()
            self._screen.client.messages.success(tr("The view is saved."))
            self.load()

        def send() -> None:
            called = name.text().strip()
            dialog.write(
                lambda command_id: saved_views.save_view(session, SCREEN, called, wanted, command_id=command_id),
                saved,
                pressed=action,
            )

        action = dialog.add_action(tr("Save"), send)
        dialog.open()
        name.setFocus()
        return dialog

    def _replace(self, view: SavedView) -> None:
        session, wanted, seen = self._session, self._now().to_json(), Seen(view.id, view.version)
        self._screen.write(
            lambda command_id: saved_views.replace_view(session, seen, wanted, command_id=command_id),
            lambda _seen: self._told(tr("The view is saved.")),
            key="view",
        )

    def _ask_forget(self, view: SavedView) -> None:
        session, seen = self._session, Seen(view.id, view.version)

        def forget() -> None:
            self._screen.write(
                lambda command_id: saved_views.delete_view(session, seen, command_id=command_id),
                lambda _none: self._told(tr("The view is forgotten.")),
                key="view",
            )

        confirm(
            self._screen,
            tr("Forget this view?"),
            tr("{name} is no longer offered. Orders and builds stay as they are.", name=view.name),
            tr("Forget"),
            forget,
        )

    def _told(self, words: str) -> None:
        self._screen.client.messages.success(words)
        self.load()


def read_views(session: Session) -> tuple[SavedView, ...]:
    """The views of this list that a person saved. Errors: Refused."""
    return saved_views.list_views(session, SCREEN)
