"""The card above a build: whom it waits for, what this person may do, and why something must wait."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.builds.deeds import Deed, blockers, deeds_of
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.waiting import waiting_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, clear, column, label, row

# More buttons than this stand in a second row.
_IN_A_ROW = 4


class NextSteps(QFrame):
    """Signal: wanted, a Deed and the button that was pressed."""

    wanted = Signal(object, object)

    def __init__(self, person: SignedInPerson) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._person = person
        self.buttons: dict[str, QPushButton] = {}
        self._offered: tuple[Deed, ...] | None = None
        self._said = label("", "h3", wrap=True)
        self._more = label("", "small", wrap=True)
        self._deeds: QVBoxLayout = column(spacing=8)
        words = column(None, self._said, self._more, None, spacing=4)
        layout = row(spacing=16, margins=(18, 12, 14, 12))
        layout.addLayout(words, 1)
        layout.addLayout(self._deeds)
        self.setLayout(layout)

    def show_facts(self, facts: BuildFacts) -> None:
        """Say and offer what fits the build as it stands."""
        deeds = deeds_of(facts, self._person)
        self._said.setText(waiting_words(facts))
        waits = [tr("{deed}: {why}", deed=deed.words, why=deed.why) for deed in deeds if deed.why]
        told = list(dict.fromkeys((*blockers(facts), *waits)))
        self._more.setText("\n".join(told))
        self._more.setVisible(bool(told))
        if deeds != self._offered:
            # Else a button under somebody's finger would be another one when it is let go.
            self._offered = deeds
            self._offer(deeds)

    def _offer(self, deeds: tuple[Deed, ...]) -> None:
        focused = next((name for name, made in self.buttons.items() if made.hasFocus()), "")
        clear(self._deeds)
        self.buttons = {}
        line: QHBoxLayout | None = None
        main_given = False
        for place, deed in enumerate(deeds):
            if line is None or place % _IN_A_ROW == 0:
                line = row(None, spacing=8)
                self._deeds.addLayout(line)
            # One button stands out: two that do say nothing.
            main = deed.main and not deed.why and not main_given
            main_given = main_given or main
            made = button(
                deed.words,
                look="danger" if deed.danger else "primary" if main else "",
                icon=deed.icon,
                tip=deed.why or deed.words,
            )
            made.setEnabled(not deed.why)
            made.clicked.connect(lambda _on=False, deed=deed, made=made: self.wanted.emit(deed, made))
            line.addWidget(made)
            self.buttons[deed.name if deed.form is None else deed.form.value] = made
        if focused in self.buttons:
            self.buttons[focused].setFocus()
