"""Comparing a BOM with another revision, or with the BOM of another build: added, removed, changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.domain.bom_diff import BomDiff
from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.services import boms, search
from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.builds import read_build
from cleanstation_desktop.ui.boms.kinds import state_words
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.runner import Job
from cleanstation_desktop.ui.text import named_value, number, tr
from cleanstation_desktop.ui.widgets.controls import button, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice
from cleanstation_desktop.ui.widgets.table import Column, RowsModel, TableView


@dataclass(frozen=True)
class Difference:
    """One line that differs. Parameters: sign, "added", "removed" or "changed"; what, for a changed one."""

    sign: str
    line: BomLine
    what: str = ""


def differences(found: BomDiff) -> Iterator[Difference]:
    """The differences in the order in which they are shown."""
    for line in found.added:
        yield Difference("added", line)
    for line in found.removed:
        yield Difference("removed", line)
    for change in found.changed:
        words = [
            named_value(_field_words(name), f"{_value(change.old, name)} → {_value(change.new, name)}")
            for name in change.fields
        ]
        yield Difference("changed", change.new, "; ".join(words))


def difference_columns() -> list[Column[Difference]]:
    """The columns of a table of differences."""
    return [
        Column(
            "sign", tr("Difference"), 130, lambda found: _sign_words(found.sign), kind=lambda found: _LOOKS[found.sign]
        ),
        Column("item", tr("Part number"), 300, lambda found: found.line.item),
        Column("name", tr("Name"), 240, lambda found: found.line.name),
        Column("quantity", tr("Per build"), 90, lambda found: number(found.line.extended_quantity), right=True),
        Column("what", tr("What changed"), 260, lambda found: found.what),
    ]


class CompareDialog(Dialog):
    """Compares a revision with an earlier one of its build, or with the one in force of a build that is named."""

    def __init__(self, parent: QWidget, client: Client, head: RevisionRow, revisions: Sequence[RevisionRow]) -> None:
        super().__init__(
            parent, tr("Compare revision {revision}", revision=head.revision), runner=client.runner, width=1080
        )
        self._client = client
        self._head = head
        self._job: Job | None = None
        others = [made for made in reversed(revisions) if made.id != head.id]
        options = [
            (made.id, tr("Revision {revision}, {state}", revision=made.revision, state=state_words(made.state)))
            for made in others
        ]
        self.revision = choice([*options, (None, tr("Another build"))], name=tr("Compare with"))
        self.build = QLineEdit()
        self._by_number = self.form.add(Field("build", tr("Build number"), self.build))
        against = Field("revision", tr("Compare with"), self.revision)
        go = button(tr("Compare"), self._compare, icon="compare")
        line = row(against, self._by_number, go, None, spacing=14)
        self.body.addLayout(line)
        self._sum = label("", "muted")
        self.body.addWidget(self._sum)
        self.table = TableView(tr("Differences"), client.preferences, "bom-differences")
        self.model = RowsModel(difference_columns())
        self.table.setModel(self.model)
        self.table.setMinimumHeight(380)
        self.body.addWidget(self.table, 1)
        # Not the button that Enter presses: Enter in the field compares.
        self.add_cancel(tr("Close"))
        self.revision.currentIndexChanged.connect(lambda _index: self._follow())
        self.build.returnPressed.connect(self._compare)
        self._follow()

    def _follow(self) -> None:
        named = self.revision.currentData() is None
        self._by_number.setVisible(named)
        if not named:
            self._compare()

    def _compare(self) -> None:
        session, head_id = self._client.session, self._head.id
        other, wanted = self.revision.currentData(), self.build.text().strip()
        self.form.clear()
        self.banner.clear()
        # What was compared before is no answer to what is asked now.
        self.model.set_rows([])
        self._sum.setText("")
        if self._job is not None:
            self._job.cancel()
        if other is None and not wanted:
            self._by_number.tell(tr("Give the number of a build."))
            self._by_number.focus()
            return

        def work() -> BomDiff:
            before = other
            if before is None:
                hit = search.find_exactly(session, wanted, ("build",))
                if hit is None:
                    raise NotFound("There is no such build.")
                before = read_build(session, int(hit.key)).head.bom_revision_id
            return boms.diff_revisions(session, before, head_id)

        self._job = self._client.runner.run(self, work, self._show, self._not_compared, key="compare")

    def _show(self, found: BomDiff) -> None:
        self.model.set_rows(list(differences(found)))
        if found.empty:
            self._sum.setText(tr("No difference."))
            return
        self._sum.setText(
            tr(
                "{added} added, {removed} removed, {changed} changed",
                added=number(len(found.added)),
                removed=number(len(found.removed)),
                changed=number(len(found.changed)),
            )
        )

    def _not_compared(self, error: Exception) -> None:
        told = describe(error)
        if isinstance(error, NotFound):
            self._by_number.tell(told.sentence)
        else:
            self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())


_LOOKS = {"added": "ok", "removed": "bad", "changed": "warn"}


def _sign_words(sign: str) -> str:
    return {"added": tr("Added"), "removed": tr("Removed"), "changed": tr("Changed")}[sign]


def _field_words(name: str) -> str:
    return {
        "quantity": tr("Per parent"),
        "extended_quantity": tr("Per build"),
        "kind": tr("Kind"),
        "name": tr("Name"),
        "rule": tr("Rule"),
        "positions": tr("Basins"),
        "note": tr("Note"),
    }[name]


def _value(line: BomLine, name: str) -> str:
    value = getattr(line, name)
    if isinstance(value, tuple):
        return ", ".join(str(entry) for entry in value) or "–"
    return "–" if value is None else str(value)
