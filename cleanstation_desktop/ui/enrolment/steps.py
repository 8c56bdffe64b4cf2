"""The steps of a check of the connection, each with how it went, in words."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from cleanstation_desktop.services.connection_steps import (
    SENTENCES,
    TITLES,
    Check,
    Fact,
    Outcome,
    Step,
)
from cleanstation_desktop.ui.enrolment.form import environment_words
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.text import language, moment, tr
from cleanstation_desktop.ui.widgets.controls import clear, column, icon_label, label, row

_ICONS = {
    Outcome.OK: ("success", "ok"),
    Outcome.WARNING: ("warning", "warn"),
    Outcome.FAILED: ("error", "bad"),
    Outcome.SKIPPED: ("minus", "text2"),
}
_LOOKS = {Outcome.WARNING: "warning", Outcome.FAILED: "error"}


def sentence(step: Step) -> str:
    """What a step found, in the reader's language."""
    return tr(SENTENCES[step.code].text, **_spoken(step))


def hint(step: Step) -> str:
    """What to do about it; empty where nothing is to be done."""
    said = SENTENCES[step.code].hint
    return tr(said, **_spoken(step)) if said else ""


class StepList(QWidget):
    """Shows the steps: not yet done, under way, or with their outcome. `first_trouble` is what must be in view."""

    def __init__(self) -> None:
        super().__init__()
        self.first_trouble: QWidget | None = None
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Checking"))
        self._rows = column(spacing=10)
        self.setLayout(column(self._bar, self._rows, None, spacing=4))
        self.wait()

    def wait(self, *, busy: bool = False) -> None:
        """Nothing is known yet. Parameters: busy, whether the check is under way."""
        policy = self._bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._bar.setSizePolicy(policy)
        self._bar.setVisible(busy)
        clear(self._rows)
        self.first_trouble = None
        for check in Check:
            self._add(_line(("minus", "text2"), tr(TITLES[check]), "", "", ""))

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show how each step went; with several servers, under the name of each."""
        self._bar.hide()
        clear(self._rows)
        self.first_trouble = None
        several = len({step.server for step in steps if step.server}) > 1
        before: Step | None = None
        for step in steps:
            if several and (before is None or step.server != before.server):
                self._add(label(step.server or tr("Signed in"), "h2"))
            # What was left out for one reason is told once.
            told = before is not None and step.outcome is Outcome.SKIPPED and step.code == before.code
            found = "" if told else sentence(step)
            look = _LOOKS.get(step.outcome, "muted")
            # What is right says by itself which step it was; then all of them can be seen at once.
            title = "" if step.outcome is Outcome.OK else tr(TITLES[step.check])
            line = _line(_ICONS[step.outcome], title, found, look if title else "", hint(step))
            self._add(line)
            if self.first_trouble is None and step.outcome in _LOOKS:
                self.first_trouble = line
            before = step

    def _add(self, line: QWidget) -> None:
        self._rows.addWidget(line)
        line.setVisible(True)  # at once; a layout would do it a moment later, and the list would flicker


def _line(icon: tuple[str, str], title: str, found: str, look: str, what_to_do: str) -> QWidget:
    parts = [label(title, "h3")] if title else []
    if found:
        parts.append(label(found, look, wrap=True, selectable=True))
    if what_to_do:
        parts.append(label(what_to_do, wrap=True, selectable=True))
    for words in parts:
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    sign = icon_label(icon[0], 20, icon[1])
    layout = row(spacing=10)
    layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(column(*parts, spacing=2), 1)
    holder = QWidget()
    holder.setLayout(layout)
    return holder


def _spoken(step: Step) -> dict[str, Fact]:
    def said(name: str, fact: Fact) -> Fact:
        if isinstance(fact, dt.datetime):
            return moment(fact)
        if name == "reason":
            return translate_error_text(str(fact), language())
        return environment_words(str(fact)) if name in {"mark", "chosen"} else fact

    return {name: said(name, fact) for name, fact in step.facts.items()}
