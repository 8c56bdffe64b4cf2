"""Instruments: what the end-of-line test measures with, until when each is calibrated, new and retired (DOMAIN §6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QPushButton

from cleanstation_desktop.services import instruments
from cleanstation_desktop.services.instruments import Instrument
from cleanstation_desktop.services.plant import read_today
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.instruments.dialogs import CalibrationDialog, NameDialog, NewInstrumentDialog
from cleanstation_desktop.ui.instruments.words import facts_of, matches, state_of
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import day, tr
from cleanstation_desktop.ui.widgets.controls import button, card, label, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.fields import search_line
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView

_Found = tuple[tuple[Instrument, ...], dt.date]


class InstrumentsScreen(Screen):
    """Place "instruments"; with chosen, the one under the cursor at first."""

    watches = frozenset({"instrument"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._found: _Found | None = None
        self._chosen: int | None = place.arguments.get("chosen")
        self.set_heading(
            tr("Instruments"), tr("What is measured with. One whose calibration is overdue cannot be chosen in a form.")
        )
        self.with_retired = QCheckBox(tr("Show retired instruments"))
        self.add = button(tr("New instrument"), self._add, look="primary", icon="add", shortcut="Ctrl+N")
        self.buttons.addWidget(self.with_retired)
        self.buttons.addWidget(self.add)
        self.search = search_line(tr("Search number, name or state"))
        self.model = RowsModel(self._columns())
        self.table = TableView(tr("Instruments"), client.preferences, "instruments")
        self.table.setModel(self.model)
        self._facts = label("", wrap=True)
        self.calibrate = button(tr("Calibrated until…"), self._calibrate, icon="calendar")
        self.rename = button(tr("Correct the name…"), self._rename, icon="edit")
        self.retire = button(tr("Retire"), self._ask_retire, look="danger", icon="remove")
        self.take_back = button(tr("Use again"), self._take_back, icon="undo")
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(card(self._facts, row(self.calibrate, self.rename, self.retire, self.take_back, None)))
        self.search.textChanged.connect(lambda _text: self._filter(asked=True))
        self.with_retired.toggled.connect(lambda _on: self._filter(asked=True))
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._choose())
        self.table.opened.connect(lambda _each: self._calibrate())

    def load(self) -> None:
        """Read all instruments, and the day at the plant that their state hangs on."""
        session = self.client.session
        self.read(lambda: (instruments.list_instruments(session, with_retired=True), read_today(session)), self._show)

    def state(self) -> Mapping[str, Any]:
        """What is looked for, shown and chosen."""
        return {"words": self.search.text(), "retired": self.with_retired.isChecked(), "chosen": self._chosen}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self.search.setText(state["words"])
        self.with_retired.setChecked(state["retired"])
        self._chosen = state["chosen"]

    @property
    def instrument(self) -> Instrument | None:
        """The chosen one."""
        found = self.table.current_row()
        return found if isinstance(found, Instrument) else None

    def _show(self, found: _Found) -> None:
        self._found = found
        self._filter()

    def _filter(self, *, asked: bool = False) -> None:
        """Show what fits the search. One that left the list by itself is followed by none; who asks for others gets the
        first."""
        if self._found is None:
            return
        known, today = self._found
        if not known:
            self.show_empty(
                tr("No instrument yet"),
                tr("Enter the reference thermometer: without one that is calibrated no end-of-line test can be done."),
                (tr("New instrument"), self._add),
                drawing="checklist-done",
            )
            return
        kept, words = self._chosen, self.search.text()
        shown = [
            each
            for each in known
            if (each.retired_at is None or self.with_retired.isChecked()) and matches(each, words, today)
        ]
        self.table.show_rows(shown, lambda each: each.id, else_first=asked or not self.model.rows)
        at = next((place for place, each in enumerate(shown) if each.id == kept), None)
        if at is not None and at != self.table.currentIndex().row():
            # A new one, or the one of before another language.
            self.table.setCurrentIndex(self.model.index(at, 0))
        self._choose()

    def _choose(self) -> None:
        each, found = self.instrument, self._found
        in_use = each is not None and each.retired_at is None
        self.calibrate.setVisible(in_use)
        self.rename.setVisible(in_use)
        self.retire.setVisible(in_use)
        self.take_back.setVisible(each is not None and not in_use)
        if each is not None and found is not None:
            self._chosen = each.id
            self._facts.setText("\n".join(facts_of(each, found[1])))
        elif self.model.rows:
            self._facts.setText(tr("Choose an instrument in the list."))
        elif self.search.text().strip():
            self._facts.setText(tr("No instrument fits the search."))
        else:
            self._facts.setText(tr("All instruments are retired."))

    def _add(self) -> None:
        if self._found is not None:
            NewInstrumentDialog(self, self.client, self._found[1], self._added).open()

    def _added(self, instrument_id: int, _number: str) -> None:
        self.search.clear()
        self._chosen = instrument_id
        self.load()

    def _calibrate(self) -> None:
        each = self.instrument
        if each is not None and each.retired_at is None and self._found is not None:
            CalibrationDialog(self, self.client, each, self._found[1], lambda _id, _number: self.load()).open()

    def _rename(self) -> None:
        each = self.instrument
        if each is not None and each.retired_at is None:
            NameDialog(self, self.client, each, lambda _id, _number: self.load()).open()

    def _ask_retire(self) -> None:
        each = self.instrument
        if each is None or each.retired_at is not None:
            return
        confirm(
            self,
            tr("Retire {name}?", name=each.number),
            tr("It cannot be chosen in a form any more. What was measured with it stands; the number stays taken."),
            tr("Retire"),
            lambda: self._carry_out(
                instruments.retire, each, tr("{name} is retired.", name=each.number), pressed=self.retire
            ),
            danger=True,
        )

    def _take_back(self) -> None:
        each = self.instrument
        if each is not None and each.retired_at is not None:
            said = tr("{name} is in use again.", name=each.number)
            self._carry_out(instruments.take_back, each, said, pressed=self.take_back)

    def _carry_out(self, deed: Callable[..., int], each: Instrument, said: str, *, pressed: QPushButton) -> None:
        session = self.client.session

        def work(command_id: UUID) -> int:
            return deed(session, Seen(each.id, each.version), command_id=command_id)

        def done(_version: int) -> None:
            self.client.messages.success(said)
            self.load()

        self.write(work, done, button=pressed)

    def _columns(self) -> list[Column[Instrument]]:
        def state(each: Instrument) -> tuple[str, str]:
            # Rows are there only once the day at the plant is known.
            return state_of(each, self._found[1]) if self._found is not None else ("", "neutral")

        return [
            Column("number", tr("Number"), 150, lambda each: each.number),
            Column("name", tr("What it is"), 330, lambda each: each.name),
            Column("due", tr("Calibrated until"), 160, lambda each: day(each.calibration_due)),
            Column("state", tr("State"), 220, lambda each: state(each)[0], kind=lambda each: state(each)[1]),
        ]
