"""My settings: language, look and password of the person; keyboard, scanner and label printer of the station."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.scanner import DEFAULT_PREFIX, PREFIXES
from cleanstation_desktop.ui.my_settings.password_dialog import PasswordDialog
from cleanstation_desktop.ui.people.names import in_order, role_words
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.printing.printer_dialogs import LabelPrinterDialog
from cleanstation_desktop.ui.printing.station import printing_of
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.shell.inputs import AUTOMATIC_KEYBOARD, SCANNER_PREFIX
from cleanstation_desktop.ui.shell.sign_in import LANGUAGES
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.fields import Field, choice


class MySettingsScreen(Screen):
    """Place "settings". What is chosen holds at once; there is nothing to save."""

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._station = Preferences(client.station.folder, "station")
        self._printing = printing_of(client)
        self.set_heading(tr("My settings"), tr("What you choose holds at once."))
        cards = QGridLayout()
        cards.setSpacing(14)
        cards.addWidget(self._person_card(), 0, 0)
        cards.addWidget(self._look_card(), 0, 1)
        cards.addWidget(self._input_card(), 1, 0)
        cards.addWidget(self._printing_card(), 1, 1)
        if client.holds(Role.ADMIN):
            cards.addWidget(self._plant_card(), 2, 0, 1, 2)
        cards.setColumnStretch(0, 1)
        cards.setColumnStretch(1, 1)
        holder = QWidget()
        holder.setLayout(column(cards, None, margins=(0, 0, 6, 0)))
        self.body.addWidget(scrolled(holder), 1)

    def _person_card(self) -> QWidget:
        person = self.client.session.person
        self.password = button(tr("Change my password…"), self._change_password, icon="key")
        roles = ", ".join(role_words(role) for role in in_order(person.roles))
        return card(
            label(person.full_name, "h3"),
            label(tr("Sign-in name {login}, initials {initials}", login=person.login, initials=person.initials)),
            label(tr("Roles: {roles}", roles=roles), "muted", wrap=True),
            label(tr("Name, initials and roles are changed by an administrator."), "small", wrap=True),
            row(self.password, None),
            None,
            title=tr("Me"),
        )

    def _look_card(self) -> QWidget:
        self.language = choice(LANGUAGES, text.language().value)
        self.look = choice(
            [("light", tr("Light look")), ("dark", tr("Dark look"))], "dark" if theme.is_dark() else "light"
        )
        self.language.activated.connect(lambda _index: self._choose_language())
        self.look.activated.connect(lambda _index: self._choose_look())
        hint = tr("Papers keep the language of their order.")
        return card(
            Field("language", tr("Language"), self.language, hint=hint),
            Field("theme", tr("Look|of the client"), self.look, hint=tr("For you, at this station only.")),
            None,
            title=tr("Language and look"),
        )

    def _input_card(self) -> QWidget:
        self.automatic = QCheckBox(tr("Show the on-screen keyboard by itself"))
        self.automatic.setChecked(bool(self._station.get(AUTOMATIC_KEYBOARD, False)))
        said = tr("When a field is touched with a finger. The button in the top bar shows it at any time.")
        self.automatic.setAccessibleDescription(said)
        prefix = str(self._station.get(SCANNER_PREFIX, DEFAULT_PREFIX))
        self.prefix = choice([(key, key) for key in PREFIXES], prefix)
        hint = tr("The key that the scanner sends before each code; Enter comes after it.")
        self.automatic.toggled.connect(self._choose_keyboard)
        self.prefix.activated.connect(lambda _index: self._choose_prefix())
        return card(
            self.automatic,
            label(said, "small", wrap=True),
            Field("prefix", tr("Scanner sends first"), self.prefix, hint=hint),
            None,
            title=tr("Keyboard and scanner of this station"),
        )

    def _printing_card(self) -> QWidget:
        self._printer = label("", wrap=True)
        self._printer.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._show_printer()
        self.printer = button(tr("Label printer…"), self._choose_printer, icon="label")
        return card(
            self._printer,
            label(tr("Other papers go to the printer that is chosen when they are printed."), "small", wrap=True),
            row(self.printer, None),
            None,
            title=tr("Label printer of this station"),
        )

    def _plant_card(self) -> QWidget:
        self.plant = button(tr("Plant settings"), lambda: self.client.open("plant"), icon="settings")
        said = tr("Name of the company, time zone, lock, idle sessions and what is due soon: the same for everybody.")
        line = row(label(said, "small", wrap=True), self.plant, spacing=16)
        line.setStretch(0, 1)
        return card(line, title=tr("The plant"))

    def _show_printer(self) -> None:
        target = self._printing.label_printer
        self._printer.setText(
            tr("Labels go to {name}.", name=target.words)
            if target is not None
            else tr("None is set: labels go to other printers.")
        )

    def _change_password(self) -> None:
        PasswordDialog(self, self.client).open()

    def _choose_language(self) -> None:
        code, session = str(self.language.currentData()), self.client.session
        self.client.preferences.set("language", code)
        # Also kept on the server, for other stations and for mails; the station's own choice counts here. The client
        # waits for the answer: this screen is made anew in the other language at once.
        self.client.runner.run(
            self.client,
            lambda: people.set_own_language(session, code),
            lambda _none: None,
            self.client.messages.error,
            key="language",
        )
        self.client.look_changed.emit()

    def _choose_look(self) -> None:
        self.client.preferences.set("theme", str(self.look.currentData()))
        self.client.look_changed.emit()

    def _choose_keyboard(self, on: bool) -> None:
        self._station.set(AUTOMATIC_KEYBOARD, on)
        self.client.station_changed.emit()

    def _choose_prefix(self) -> None:
        self._station.set(SCANNER_PREFIX, str(self.prefix.currentData()))
        self.client.station_changed.emit()

    def _choose_printer(self) -> None:
        dialog = LabelPrinterDialog(self.client, self)
        dialog.accepted.connect(self._show_printer)
        dialog.open()
