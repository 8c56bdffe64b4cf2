"""Plant settings: name of the company, time zone, lock, idle sessions and what counts as due soon (DOMAIN §2, §9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services import plant_settings
from cleanstation_desktop.services.plant_settings import BOUNDS, COMPANY_NAME, PlantSetting
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import findings_of
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, scrolled
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.fields import Field, Form, choice, line_edit

_WIDEST = 620


class PlantScreen(Screen):
    """Place "plant". What is changed holds for everybody once it is saved; all of it is saved at once."""

    watches = frozenset({"setting"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._known: dict[str, PlantSetting] = {}
        self._kept: Mapping[str, str] = {}
        self.set_heading(tr("Plant settings"), tr("They hold for everybody, at every station."))
        self.save = button(tr("Save"), self._ask, look="primary", icon="save", shortcut="Ctrl+S")
        self.save.setEnabled(False)
        self.buttons.addWidget(self.save)
        self.form = Form()
        self.company = line_edit(longest=COMPANY_NAME)
        self.zone = choice([])
        self.lock, self.idle, self.soon = line_edit(longest=8), line_edit(longest=8), line_edit(longest=8)
        self._editors: dict[str, QLineEdit | QComboBox] = {
            "company_name": self.company,
            "plant_zone": self.zone,
            "station_lock_minutes": self.lock,
            "idle_session_hours": self.idle,
            "due_soon_days": self.soon,
        }
        hints = {
            "company_name": tr("Printed on all papers."),
            "plant_zone": tr("Days begin and times are shown in it; stations take it over at the next sign-in."),
            "station_lock_minutes": tr("A station that nobody touches locks itself; from the next sign-in on."),
            "idle_session_hours": tr("Whoever did nothing for so long is signed out by the server."),
            "due_soon_days": tr("So long before its want date a build counts as due soon."),
        }
        fields = [
            self.form.add(Field(name, _name(name), editor, hint=hints[name])) for name, editor in self._editors.items()
        ]
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        holder.setLayout(column(card(*fields, spacing=16), None, margins=(0, 0, 6, 0)))
        self.body.addWidget(scrolled(holder), 1)
        for editor in self._editors.values():
            changed = editor.currentIndexChanged if isinstance(editor, QComboBox) else editor.textChanged
            changed.connect(lambda _value: self._count())

    def load(self) -> None:
        """Read the settings."""
        session = self.client.session
        self.read(lambda: (plant_settings.list_settings(session), _zones()), lambda found: self._show(*found))

    def unsaved(self) -> str:
        """What was changed and not saved."""
        return tr("The settings of the plant are not saved yet.") if self._changed() else ""

    def state(self) -> Mapping[str, Any]:
        """What was changed."""
        return {"typed": {name: self._text(name) for name in self._changed()}}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self._kept = state["typed"]

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Faults at their fields."""
        return self.form.show(findings)

    def _show(self, found: tuple[PlantSetting, ...], zones: list[str]) -> None:
        # What was typed and not saved stays, whoever saved something else meanwhile.
        typed = {**{name: self._text(name) for name in self._changed()}, **self._kept}
        self._kept = {}
        self._known = {setting.name: setting for setting in found}
        here = str(self._known["plant_zone"].value)
        if self.zone.count() == 0:
            self.zone.addItems(sorted({*zones, here}))
        for name, setting in self._known.items():
            text = typed.get(name, _words(setting.value))
            editor = self._editors[name]
            if isinstance(editor, QComboBox):
                editor.setCurrentText(text)
            elif editor.text() != text:
                editor.setText(text)
        self._count()

    def _text(self, name: str) -> str:
        editor = self._editors[name]
        return editor.currentText() if isinstance(editor, QComboBox) else editor.text()

    def _changed(self) -> dict[str, Any]:
        """Value of each setting that is another than the one saved."""
        values = {name: _value(name, self._text(name)) for name in self._known}
        return {name: value for name, value in values.items() if value != self._known[name].value}

    def _count(self) -> None:
        self.save.setEnabled(bool(self._changed()))

    def _ask(self) -> None:
        changed = self._changed()
        faults = plant_settings.find_faults(changed)
        if faults:
            self.form.show(findings_of(InvalidInput(faults)))
            return
        self.form.clear()
        if self.form.stop_too_long():
            return
        lines = [
            tr(
                "{name}: {before} → {after}",
                name=_name(name),
                before=_words(self._known[name].value),
                after=_words(value),
            )
            for name, value in changed.items()
        ]
        wanted = {name: (value, self._known[name].version) for name, value in changed.items()}
        confirm(self, tr("Change the plant settings?"), "\n".join(lines), tr("Save"), lambda: self._send(wanted))

    def _send(self, wanted: Mapping[str, tuple[Any, int]]) -> None:
        session = self.client.session

        def work(command_id: UUID) -> dict[str, int]:
            return plant_settings.change_plant(session, wanted, command_id=command_id)

        def done(_versions: dict[str, int]) -> None:
            self.client.messages.success(tr("The plant settings are saved."))
            self.load()

        self.write(work, done, button=self.save)


def _name(name: str) -> str:
    names: dict[str, Callable[[], str]] = {
        "company_name": lambda: tr("Name of the company"),
        "plant_zone": lambda: tr("Time zone"),
        "station_lock_minutes": lambda: tr("Minutes until a station locks"),
        "idle_session_hours": lambda: tr("Hours until an idle session ends"),
        "due_soon_days": lambda: tr("Days in which a build is due soon"),
    }
    return names[name]()


def _words(value: str | float) -> str:
    return value if isinstance(value, str) else number(Decimal(str(value)))


def _value(name: str, typed: str) -> str | int | float:
    """What was typed as the value that it means; the text itself when it is no number."""
    text = typed.strip()
    if name not in BOUNDS:
        return text
    try:
        read = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return text
    if not read.is_finite():
        return text
    return int(read) if read == read.to_integral_value() else float(read)


def _zones() -> list[str]:
    """Names of all time zones, from the tables that also write days and numbers."""
    from babel.core import get_global  # noqa: PLC0415 - only here, and a tenth of a second

    return [name for name in get_global("zone_territories") if not name.startswith("Etc/")]
