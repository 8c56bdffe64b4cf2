"""Approved builds: say which lines are made outside, then release to external production (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Sequence

from cleanstation_desktop.services import procurement
from cleanstation_desktop.services.moves import BuildPlace
from cleanstation_desktop.services.procurement_work import BuildWithLines, ProcurementWork
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.procurement.outsourcing_dialog import OutsourcingDialog
from cleanstation_desktop.ui.procurement.picking import PickModel, PickTable
from cleanstation_desktop.ui.procurement.tab import ProcurementTab, build_columns, build_matches, wanted_columns
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import button, label, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.table import Column


class ReleaseTab(ProcurementTab):
    """Enter or a double click opens a build."""

    kinds = (WorkKind.BUILDS_TO_RELEASE,)

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen, tr("No build waits to be released"), tr("Builds stand here when their BOM is approved and signed.")
        )
        columns = [
            *build_columns(lambda entry: entry.build),
            Column("model", tr("Model"), 90, lambda entry: entry.build.model),
            Column("lines", tr("Made outside"), 150, lines_words),
            *wanted_columns(lambda entry: entry.build),
        ]
        self.model: PickModel[BuildWithLines] = PickModel(columns, lambda entry: entry.build.id)
        self.table = PickTable(tr("Builds to release"), self.model, self.client.preferences, "procurement-release")
        self.lines = button(tr("Lines made outside…"), self._mark, icon="outsourcing")
        self.open = button(tr("Open the build"), self._open_current, icon="build")
        self.release = button(tr("Release"), self._ask, look="primary", icon="release")
        self._said = label("", "muted", wrap=True)
        foot = row(self.lines, self.open, self._said, self.release, spacing=10)
        foot.setStretch(2, 1)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        self.lines.setVisible(self.may)
        self.release.setVisible(self.may)
        self.follow_scrolling(self.table)
        self.model.picked_changed.connect(self._enable)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self._enable()

    def show_work(self, work: ProcurementWork, words: str) -> None:
        """Show the builds."""
        self.model.set_all(work.release)
        shown = [entry for entry in work.release if build_matches(words, entry.build)]
        self.table.show_rows(shown, lambda entry: entry.build.id)
        self.show_page(work, len(shown))
        self._enable()

    def _enable(self) -> None:
        picked = self.model.picked
        chosen = self.table.current_row() is not None
        self.open.setEnabled(chosen)
        self.lines.setEnabled(chosen)
        self.release.setEnabled(bool(picked))
        if not self.may:
            self._said.setText(tr("Procurement releases; you look on."))
        elif picked:
            self._said.setText(tr("Chosen: {count}", count=number(len(picked))))
        else:
            self._said.setText(tr("Tick the builds that go to external production."))

    def _mark(self) -> None:
        entry: BuildWithLines | None = self.table.current_row()
        if entry is not None:
            OutsourcingDialog(self, self.client, entry, self.screen_of.load).open()

    def _open(self, entry: BuildWithLines) -> None:
        self.client.open("build", build_id=entry.build.id)

    def _open_current(self) -> None:
        if self.table.current_row() is not None:
            self._open(self.table.current_row())

    def _ask(self) -> None:
        picked = self.model.picked
        if not picked:
            return
        told = [tr("{build}: {lines}", build=entry.build.build_number, lines=lines_words(entry)) for entry in picked]
        confirm(
            self,
            tr("Release to external production?"),
            "\n".join(told),
            tr("Release"),
            lambda: self._release(picked),
        )

    def _release(self, picked: Sequence[BuildWithLines]) -> None:
        session = self.client.session
        seen = [Seen(entry.build.id, entry.build.version) for entry in picked]
        self.screen_of.write(
            lambda command_id: procurement.release(session, seen, command_id=command_id),
            self._released,
            button=self.release,
        )

    def _released(self, places: tuple[BuildPlace, ...]) -> None:
        self.model.pick([])
        numbers = ", ".join(place.build_number for place in places)
        self.client.messages.success(tr("Released to external production: {numbers}", numbers=numbers))
        self.screen_of.load()


def lines_words(entry: BuildWithLines) -> str:
    """How many lines of a build are made outside."""
    count = len(entry.lines)
    if count == 0:
        return tr("no line marked")
    return tr("{count} {count:line/lines}", count=counted(count))
