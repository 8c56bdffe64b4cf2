"""What a station is asked for: server, certificates, name, environment; and a sign-in for the check, if wanted."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from cleanstation_desktop.services.connection_check import Person
from cleanstation_desktop.settings import WEAK_TLS_ALLOWED, Environment, Settings
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label
from cleanstation_desktop.ui.widgets.fields import Field, Form, choice, line_edit
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

_LONGEST = 200
_LONGEST_STATION = 63


def environment_words(code: str) -> str:
    """The words for the mark of a server; an unknown one as it is."""
    words = {
        "production": tr("Production|environment"),
        "staging": tr("Staging"),
        "uat": tr("Acceptance test"),
        "development": tr("Development"),
        "demo": tr("Demo"),
    }
    return words.get(code, code)


class FilePicker(QWidget):
    """The name of a file, typed or chosen. `changed` tells of each change."""

    changed = Signal()

    def __init__(self, name: str, kinds: str) -> None:
        """Parameters: name, what the file is; kinds, which files the chooser shows, as Qt writes it."""
        super().__init__()
        self._name = name
        self._kinds = kinds
        self.line = line_edit()
        self.line.setAccessibleName(name)
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        self.setFocusProxy(self.line)
        choose = button(tr("Choose…"), self.choose, icon="folder", tip=tr("Choose a file: {what}", what=name))
        choose.setAccessibleName(tr("Choose a file: {what}", what=name))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.line, 1)
        layout.addWidget(choose)

    def choose(self) -> None:
        """Open the chooser."""
        dialog = file_dialog(self, self._name, self.line.setText)
        dialog.setDirectory(str(Path(self.line.text()).parent))
        dialog.setNameFilter(self._kinds)
        dialog.open()


class StationForm(QWidget):
    """The fields of an enrolment. `changed` tells of each change; `sent` that somebody pressed Enter."""

    changed = Signal()
    sent = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self._lines: dict[str, QLineEdit] = {}
        self._files: dict[str, FilePicker] = {}
        self._make_editors()
        own = self._station_card()
        server = self._server_card()
        self.own_certificate = QCheckBox(tr("The server asks stations for a certificate of their own"))
        self.with_person = QCheckBox(tr("Check with a sign-in too"))
        self._client = self._client_part()
        self._person = self._person_part()
        asked = (self.own_certificate, self._client, self.with_person, self._person)
        more = card(label(tr("If needed"), "h2"), *asked, spacing=6)
        self.setLayout(column(server, own, more, None, spacing=12))
        for box, part in ((self.own_certificate, self._client), (self.with_person, self._person)):
            part.setVisible(False)
            box.toggled.connect(part.setVisible)
            box.toggled.connect(lambda _on: self.changed.emit())
        self._follow_environment()

    def values(self) -> dict[str, Any]:
        """What was entered, by the names of the settings."""
        entered: dict[str, Any] = {name: line.text().strip() for name, line in self._lines.items()}
        entered = {name: entered[name] for name in ("server", "port", "database", "station")}
        entered["environment"] = self.environment.currentData()
        entered["sslmode"] = self.sslmode.currentData()
        entered["language"] = text.language().value
        wanted = self._files if self.own_certificate.isChecked() else {"root_certificate": self.root}
        entered.update(
            {name: Path(picker.line.text().strip()) for name, picker in wanted.items() if picker.line.text()}
        )
        return entered

    def person(self) -> Person | None:
        """Who signs in for the check, None for nobody."""
        if not self.with_person.isChecked():
            return None
        return Person(self._lines["login"].text(), self._lines["password"].text())

    def passphrase(self) -> str:
        """Of the station's own key."""
        return self._lines["passphrase"].text() if self.own_certificate.isChecked() else ""

    def fill(self, values: Mapping[str, Any]) -> None:
        """Enter what was entered before, as `values` and `state` gave it."""
        for name, editor in (*self._lines.items(), *((name, picker.line) for name, picker in self._files.items())):
            if name in values:
                editor.setText(str(values[name]))
        for name, combo in (("environment", self.environment), ("sslmode", self.sslmode)):
            if name in values:
                combo.setCurrentIndex(combo.findData(values[name]))
        self.own_certificate.setChecked(bool(values.get("own_certificate", False)))
        self.with_person.setChecked(bool(values.get("with_person", False)))

    def state(self) -> dict[str, Any]:
        """Everything that was entered, for a form in another language."""
        lines = {name: line.text() for name, line in self._lines.items()}
        files = {name: picker.line.text() for name, picker in self._files.items()}
        boxes = {"own_certificate": self.own_certificate.isChecked(), "with_person": self.with_person.isChecked()}
        return {**self.values(), **lines, **files, **boxes}

    def forget_secrets(self) -> None:
        """Empty the lines of passwords: they were for the check alone."""
        for name in ("password", "passphrase"):
            self._lines[name].clear()

    # Inside

    def _line(self, name: str, first: str = "", *, longest: int = _LONGEST, hidden: bool = False) -> QLineEdit:
        made = line_edit(first, longest=longest)
        if hidden:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textChanged.connect(lambda _text: self.changed.emit())
        made.returnPressed.connect(self.sent.emit)
        self._lines[name] = made
        return made

    def _file(self, name: str, words: str, kinds: str) -> FilePicker:
        made = FilePicker(words, kinds)
        made.changed.connect(self.changed.emit)
        made.line.returnPressed.connect(self.sent.emit)
        self._files[name] = made
        return made

    def _make_editors(self) -> None:
        certificates = tr("Certificates (*.crt *.pem *.cer);;All files (*)")
        self.root = self._file("root_certificate", tr("Root certificate"), certificates)
        self.environment = self._choice(
            [(one.value, environment_words(one.value)) for one in _IN_ORDER], Environment.PRODUCTION.value
        )
        self.environment.currentIndexChanged.connect(lambda _index: self._follow_environment())
        self.sslmode = self._choice(
            [
                ("verify-full", tr("Encrypted, and the server proves itself")),
                ("require", tr("Encrypted, without proof")),
                ("disable", tr("Not encrypted")),
            ],
            "verify-full",
        )

    def _choice(self, options: list[tuple[object, str]], chosen: str) -> QComboBox:
        made = choice(options, chosen)
        made.currentIndexChanged.connect(lambda _index: self.changed.emit())
        return made

    def _server_card(self) -> QWidget:
        server = Field(
            "server",
            tr("Server name"),
            self._line("server"),
            hint=tr("Its name on the network. Several servers of one cluster with commas between them."),
        )
        root = Field(
            "root_certificate",
            tr("Root certificate"),
            self.root,
            hint=tr("The file that the administrator gave out. With it the server proves that it is the right one."),
        )
        port = Field("port", tr("Port"), self._line("port", str(Settings.model_fields["port"].default), longest=5))
        database = Field("database", tr("Database"), self._line("database", Settings.model_fields["database"].default))
        grid = _grid((server, 0, 0, 3), (port, 0, 3, 1), (root, 1, 0, 3), (database, 1, 3, 1))
        return card(label(tr("Server|database server"), "h2"), self._taken(grid, server, port, root, database))

    def _station_card(self) -> QWidget:
        station = Field(
            "station",
            tr("Name of this station"),
            self._line("station", platform.node()[:_LONGEST_STATION], longest=_LONGEST_STATION),
            hint=tr("It stands in the audit log beside everything that is done here."),
        )
        environment = Field(
            "environment",
            tr("Environment"),
            self.environment,
            hint=tr("Real work is done on production only."),
        )
        self._sslmode = Field("sslmode", tr("Connection"), self.sslmode)
        grid = _grid((station, 0, 0, 2), (environment, 0, 2, 2), (self._sslmode, 1, 0, 4))
        return card(label(tr("This station"), "h2"), self._taken(grid, station, environment, self._sslmode))

    def _client_part(self) -> QWidget:
        certificate = Field(
            "client_certificate",
            tr("Certificate of this station"),
            self._file(
                "client_certificate",
                tr("Certificate of this station"),
                tr("Certificates (*.crt *.pem *.cer);;All files (*)"),
            ),
        )
        key = Field(
            "client_key",
            tr("Key of this station"),
            self._file("client_key", tr("Key of this station"), tr("Keys (*.key *.pem);;All files (*)")),
        )
        passphrase = Field(
            "passphrase",
            tr("Passphrase of the key"),
            self._line("passphrase", hidden=True),
            hint=tr("It is kept in the keyring of this computer and nowhere else."),
        )
        return self._taken(column(certificate, key, passphrase, spacing=8), certificate, key, passphrase)

    def _person_part(self) -> QWidget:
        why = label(
            tr("Database, releases, environment and clocks show only to somebody who signs in. Nothing of it is kept."),
            "small",
            wrap=True,
        )
        login = Field("login", tr("Sign-in name"), self._line("login"))
        password = Field("password", tr("Password"), self._line("password", hidden=True))
        grid = _grid((login, 0, 0, 1), (password, 0, 1, 1))
        return self._taken(column(why, grid, spacing=6), login, password)

    def _taken(self, layout: Any, *fields: Field) -> QWidget:
        for field in fields:
            self.form.add(field)
        holder = QWidget()
        layout.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(layout)
        return holder

    def _follow_environment(self) -> None:
        """Anything weaker than proof is for demo and development alone."""
        weak = Environment(self.environment.currentData()) in WEAK_TLS_ALLOWED
        self._sslmode.setVisible(weak)
        if not weak:
            self.sslmode.setCurrentIndex(0)


# As often as they are chosen on a shop floor.
_IN_ORDER = (
    *(Environment.PRODUCTION, Environment.STAGING, Environment.UAT),
    *(Environment.DEVELOPMENT, Environment.DEMO),
)


def _grid(*places: tuple[QWidget, int, int, int]) -> QGridLayout:
    """Four columns. Parameters: widget, row, column, and how many columns it takes."""
    made = QGridLayout()
    made.setHorizontalSpacing(12)
    made.setVerticalSpacing(8)
    for widget, row, first, count in places:
        made.addWidget(widget, row, first, 1, count, Qt.AlignmentFlag.AlignTop)
        for place in range(first, first + count):
            made.setColumnStretch(place, 1)
    return made
