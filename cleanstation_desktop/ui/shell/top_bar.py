"""The top bar: search, connection, print queue, keyboard, look and language, and the person."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFrame, QLabel, QToolButton

from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.keyboard_button import keyboard_button
from cleanstation_desktop.ui.input.lock_keys import LOCK_KEYS, SWITCH_KEYS
from cleanstation_desktop.ui.shell.search import SearchBox
from cleanstation_desktop.ui.shell.sign_in import LANGUAGES
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon, pixmap
from cleanstation_desktop.ui.widgets.controls import TOUCH, give_tip, icon_button, label, row
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action


class TopBar(QFrame):
    """Signals: wanted, what the person asks for: lock, switch, sign_out, about, theme-light, theme-dark,
    language-EN, language-FR or language-ES."""

    wanted = Signal(str)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self.setProperty("look", "bar")
        self.setFixedHeight(60)
        self.search = SearchBox(client)
        self._connection = QLabel()
        self._connection.setFixedSize(24, TOUCH)
        self.show_connection(client.live.state)
        keyboard = keyboard_button()
        look = "light" if theme.is_dark() else "dark"
        self.dress = icon_button(
            f"theme-{look}",
            tr("Light look") if theme.is_dark() else tr("Dark look"),
            partial(self.wanted.emit, f"theme-{look}"),
        )
        station = label(client.station.name, "small")
        station.setToolTip(tr("Name of this station"))
        layout = row(spacing=6, margins=(24, 6, 16, 6))
        layout.addWidget(self.search, 3)
        layout.addStretch(2)
        for part in (station, self._connection, keyboard, self._languages(), self.dress, self._person()):
            layout.addWidget(part)
        self.setLayout(layout)

    def show_connection(self, state: str) -> None:
        """Show whether the server is there. Parameters: state, of ui/live.py."""
        away = state == "away"
        words = tr("No connection to the server; trying again") if away else tr("Connected to the server")
        self._connection.setPixmap(pixmap("connection-off" if away else "connection-on", 20, "bad" if away else "ok"))
        self._connection.setToolTip(words)
        self._connection.setAccessibleName(words)

    def _languages(self) -> QToolButton:
        made = self._menu_button(text.language().value, "language", tr("Language"))
        menu = Menu(made)
        group = QActionGroup(menu)
        for code, name in LANGUAGES:
            action = menu_action(menu, name, partial(self.wanted.emit, f"language-{code}"))
            action.setCheckable(True)
            action.setChecked(code == text.language().value)
            group.addAction(action)
        made.setMenu(menu)
        return made

    def _person(self) -> QToolButton:
        person = self._client.session.person
        made = self._menu_button(
            person.initials, "person", tr("{name}: settings, lock, sign out", name=person.full_name)
        )
        menu = Menu(made)
        menu_action(menu, person.full_name).setEnabled(False)
        menu.addSeparator()
        self._add(menu, tr("My settings"), "settings", "settings", "Ctrl+,")
        self._add(menu, tr("Lock"), "lock", "lock", LOCK_KEYS)
        self._add(menu, tr("Switch person"), "switch-person", "switch", SWITCH_KEYS)
        self._add(menu, tr("About"), "about", "about", "F1")
        menu.addSeparator()
        self._add(menu, tr("Sign out"), "sign-out", "sign_out", "Ctrl+Shift+Q")
        made.setMenu(menu)
        return made

    def _add(self, menu: Menu, words: str, drawing: str, wanted: str, shortcut: str) -> None:
        action = menu_action(menu, words, partial(self.wanted.emit, wanted), icon=drawing)
        action.setShortcut(shortcut)
        # A menu that is closed hears no keys; the bar does.
        self.addAction(action)

    @staticmethod
    def _menu_button(words: str, drawing: str, name: str) -> QToolButton:
        made = QToolButton()
        made.setText(words)
        made.setIcon(icon(drawing))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMinimumSize(76, TOUCH)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(name)
        give_tip(made, name)
        return made
