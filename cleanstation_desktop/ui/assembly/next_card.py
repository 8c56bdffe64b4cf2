"""The card above the workbench: what comes next, as one big button, and who works on the build."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton

from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.assembly.next_step import NextStep, next_step
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, line, row, set_look


class NextCard(QFrame):
    """Signals: wanted, the NextStep whose button was pressed; hand_over, release and report, the other buttons."""

    wanted = Signal(object)
    hand_over = Signal()
    release = Signal()
    report = Signal()

    def __init__(self, person: SignedInPerson) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._person = person
        self._step: NextStep | None = None
        self._sentence = label("", "h2", wrap=True)
        self._why = label("", "warning", wrap=True)
        self.action: QPushButton = button("", self._pressed, look="primary")
        set_look(self.action, "big", True)
        self._who = label("", "muted", wrap=True)
        self.hand_over_button = button(tr("Hand over…"), self.hand_over.emit, icon="hand-over")
        self.release_button = button(tr("Release my claim"), self.release.emit, icon="undo")
        self.report_button = button(tr("Part missing or bad…"), self.report.emit, icon="hold")
        words = column(None, self._sentence, self._why, None, spacing=4)
        upper = row(words, self.action, spacing=16)
        upper.setStretch(0, 1)
        lower = row(self._who, self.report_button, self.hand_over_button, self.release_button, spacing=8)
        lower.setStretch(0, 1)
        self.setLayout(column(upper, line(), lower, spacing=10, margins=(18, 12, 14, 12)))

    def show_bench(self, bench: Bench, *, may_report: bool) -> None:
        """Say and offer what fits the build as it stands. Another deed than before is not heard at once: the finger
        may be on its way to the one before."""
        step = next_step(bench, self._person)
        if self._step is not None and self._step.words != step.words:
            rest(self.action)
        self._step = step
        self._sentence.setText(step.sentence)
        self._why.setText(step.why)
        self._why.setVisible(bool(step.why))
        self.action.setText(step.words)
        self.action.setToolTip(step.why or step.words)
        self.action.setVisible(bool(step.name))
        self.action.setEnabled(not step.why)
        own = bench.own_claim(self._person.id)
        self._who.setText(_who(bench, self._person.id))
        for made in (self.hand_over_button, self.release_button):
            made.setVisible(own is not None)
        self.report_button.setVisible(may_report)

    def _pressed(self) -> None:
        if self._step is not None:
            self.wanted.emit(self._step)


def _who(bench: Bench, person_id: int) -> str:
    if not bench.active_claims:
        return tr("Nobody works on it now.")
    told = [
        tr("You since {moment}", moment=moment(claim.claimed_at))
        if claim.person_id == person_id
        else tr("{name} since {moment}", name=claim.full_name, moment=moment(claim.claimed_at))
        for claim in bench.active_claims
    ]
    return "\n".join((tr("At work:"), *told)) if len(told) > 1 else tr("At work: {who}", who=told[0])
