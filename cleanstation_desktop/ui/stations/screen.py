"""Stations: the PCs on the floor, who is signed in at each, and taking them into and out of use (DOMAIN §1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from cleanstation_desktop.services import stations
from cleanstation_desktop.services.people import OpenSession, who_is_signed_in
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.stations import Station
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, card, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm
from cleanstation_desktop.ui.widgets.fields import Field, line_edit
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_NAME, _LOCATION = 63, 200


@dataclass(frozen=True)
class StationRow:
    """A line of the list. Parameters: station, None for a PC that tells a name which is not in the list; sessions."""

    name: str
    station: Station | None
    sessions: tuple[OpenSession, ...]


def rows_of(known: tuple[Station, ...], opened: tuple[OpenSession, ...], *, with_retired: bool) -> list[StationRow]:
    """The lines: all stations by name, then the names that nobody entered but somebody is signed in at."""
    at: dict[str, list[OpenSession]] = {}
    for session in opened:
        at.setdefault(session.station, []).append(session)
    rows = [
        StationRow(station.name, station, tuple(at.get(station.name, ())))
        for station in known
        if with_retired or station.retired_at is None or station.name in at
    ]
    names = {station.name for station in known}
    rows += [StationRow(name, None, tuple(sessions)) for name, sessions in sorted(at.items()) if name not in names]
    return rows


class StationsScreen(Screen):
    """Place "stations"."""

    watches = frozenset({"station"})
    reads_again_ms = 15_000

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._found: tuple[tuple[Station, ...], tuple[OpenSession, ...]] = ((), ())
        self._chosen = ""
        self.set_heading(
            tr("Stations"), tr("A station that is not in the list works too; the list says which should be.")
        )
        self.add = button(tr("New station"), self._add, look="primary", icon="add", shortcut="Ctrl+N")
        self.with_retired = QCheckBox(tr("Show retired stations"))
        self.model = RowsModel(_columns())
        self.table = TableView(tr("Stations"), client.preferences, "stations")
        self.table.setModel(self.model)
        self._facts = label("", wrap=True)
        self.change = button(tr("Change"), self._change, icon="edit")
        self.retire = button(tr("Retire"), self._ask_retire, look="danger", icon="remove")
        self.take_back = button(tr("Use again"), self._take_back, icon="undo")
        self.adopt = button(tr("Add to the list"), self._adopt, icon="add")
        self.buttons.addWidget(self.with_retired)
        self.buttons.addWidget(self.add)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(card(self._facts, row(self.change, self.retire, self.take_back, self.adopt, None)))
        self.with_retired.toggled.connect(lambda _on: self._show(self._found))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.opened.connect(lambda _row: self._change())

    def load(self) -> None:
        """Read the stations and who is signed in."""
        session = self.client.session

        def work() -> tuple[tuple[Station, ...], tuple[OpenSession, ...]]:
            return stations.list_stations(session, with_retired=True), who_is_signed_in(session)

        self.read(work, self._show)

    def state(self) -> Mapping[str, Any]:
        """What is shown and chosen."""
        return {"retired": self.with_retired.isChecked(), "chosen": self._chosen}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.with_retired.setChecked(state["retired"])
        self._chosen = state["chosen"]

    @property
    def row(self) -> StationRow | None:
        """The chosen line."""
        found = self.table.current_row()
        return found if isinstance(found, StationRow) else None

    def _show(self, found: tuple[tuple[Station, ...], tuple[OpenSession, ...]]) -> None:
        self._found = found
        kept = self._chosen
        shown = rows_of(*found, with_retired=self.with_retired.isChecked())
        self.table.show_rows(shown, lambda line: line.name, else_first=not self.model.rows)
        at = next((place for place, line in enumerate(shown) if line.name == kept), None)
        if at is not None:
            self.table.selectRow(at)
        self._choose()

    def _choose(self) -> None:
        line = self.row
        self._chosen = line.name if line is not None else ""
        if line is not None:
            self._facts.setText("\n".join(_facts(line)))
        elif self.model.rows:
            self._facts.setText(tr("Choose a station in the list."))
        else:
            self._facts.setText(tr("No station is entered yet."))
        station = line.station if line is not None else None
        in_use = station is not None and station.retired_at is None
        self.change.setVisible(in_use)
        self.retire.setVisible(in_use)
        self.take_back.setVisible(station is not None and not in_use)
        self.adopt.setVisible(line is not None and station is None)

    def _add(self) -> None:
        StationDialog(self, self.client, None, "", self._done).open()

    def _adopt(self) -> None:
        if self.row is not None:
            StationDialog(self, self.client, None, self.row.name, self._done).open()

    def _change(self) -> None:
        if self.row is not None and self.row.station is not None and self.row.station.retired_at is None:
            StationDialog(self, self.client, self.row.station, self.row.name, self._done).open()

    def _ask_retire(self) -> None:
        if self.row is None or self.row.station is None:
            return
        station = self.row.station
        confirm(
            self,
            tr("Retire {name}?", name=station.name),
            tr("It leaves the list. What was done there keeps its name; nobody is signed out."),
            tr("Retire"),
            lambda: self._carry_out(
                stations.retire, station, tr("{name} is retired.", name=station.name), pressed=self.retire
            ),
            danger=True,
        )

    def _take_back(self) -> None:
        if self.row is not None and self.row.station is not None:
            station = self.row.station
            said = tr("{name} is in use again.", name=station.name)
            self._carry_out(stations.take_back, station, said, pressed=self.take_back)

    def _carry_out(self, deed: Callable[..., int], station: Station, said: str, *, pressed: QPushButton) -> None:
        session = self.client.session

        def work(command_id: UUID) -> int:
            return deed(session, Seen(station.id, station.version), command_id=command_id)

        self.write(work, lambda _version: self._done(station.name, said), button=pressed)

    def _done(self, name: str, said: str) -> None:
        self._chosen = name
        self.client.messages.success(said)
        self.load()


class StationDialog(Dialog):
    """Adds a station or changes one. Parameters: station, None for a new one; done, gets its name and what was done."""

    def __init__(
        self, parent: QWidget, client: Client, station: Station | None, name: str, done: Callable[[str, str], None]
    ) -> None:
        title = tr("New station") if station is None else tr("Change {name}", name=station.name)
        super().__init__(parent, title, runner=client.runner)
        self._client = client
        self._station = station
        self._done = done
        self.name = line_edit(name, longest=_NAME)
        self.location = line_edit(station.location if station is not None else "", longest=_LOCATION)
        hint = (
            tr("As it was enrolled on the PC.")
            if station is None
            else tr("The PC tells its own name: enrol it again under the new one.")
        )
        self.body.addWidget(self.form.add(Field("name", tr("Name|of a station"), self.name, hint=hint)))
        self.body.addWidget(self.form.add(Field("location", tr("Where it stands"), self.location, optional=True)))
        self.add_cancel()
        self.action = self.add_action(tr("Add") if station is None else tr("Save"), self._send)
        self.name.setFocus()

    def _send(self) -> None:
        session, station = self._client.session, self._station
        name, location = self.name.text().strip(), self.location.text().strip()

        def work(command_id: UUID) -> None:
            if station is None:
                stations.add_station(session, name, location, command_id=command_id)
            else:
                seen = Seen(station.id, station.version)
                stations.change_station(session, seen, name, location, command_id=command_id)

        def saved(_none: None) -> None:
            self.accept()
            self._done(name, tr("{name} is saved.", name=name))

        self.write(work, saved, pressed=self.action)


def _state(line: StationRow) -> tuple[str, str]:
    if line.station is None:
        return tr("Not in the list"), "warn"
    if line.station.retired_at is not None:
        return tr("Retired"), "neutral"
    return (tr("In use now"), "ok") if line.sessions else (tr("Free"), "info")


def _people(line: StationRow) -> str:
    return ", ".join(sorted({session.full_name for session in line.sessions})) or "–"


def _facts(line: StationRow) -> list[str]:
    lines = [line.name]
    if line.station is not None and line.station.location:
        lines[0] = tr("{name}: {location}", name=line.name, location=line.station.location)
    if line.station is not None and line.station.retired_at is not None:
        lines.append(tr("Retired on {day}", day=day(line.station.retired_at.date())))
    for session in line.sessions:
        lines.append(
            tr(
                "{name} since {since}, last active {active}, from {address}",
                name=session.full_name,
                since=moment(session.since),
                active=moment(session.last_active),
                address=session.client or "–",
            )
        )
    if not line.sessions:
        lines.append(tr("Nobody is signed in there."))
    return lines


def _columns() -> list[Column[StationRow]]:
    return [
        Column("name", tr("Name|of a station"), 220, lambda line: line.name),
        Column("location", tr("Where it stands"), 265, lambda line: line.station.location if line.station else ""),
        Column("state", tr("State"), 160, lambda line: _state(line)[0], kind=lambda line: _state(line)[1]),
        Column("people", tr("Signed in"), 230, _people),
        Column("count", tr("Sessions"), 90, lambda line: number(len(line.sessions)), right=True),
    ]
