"""The card above a build: whom it waits for, what this person may do, and why something must wait."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QVBoxLayout

from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.builds.deeds import Deed, blockers, deeds_of
from cleanstation_desktop.ui.builds.facts import BuildFacts
from cleanstation_desktop.ui.builds.waiting import waiting_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, clear, column, label, row

_GAP = 8
_MARGINS = 32
# Of the width, that the buttons may take beside the words.
_SHARE = 0.58


class NextSteps(QFrame):
    """Signal: wanted, a Deed and the button that was pressed."""

    wanted = Signal(object, object)

    def __init__(self, person: SignedInPerson) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._person = person
        self.buttons: dict[str, QPushButton] = {}
        self._offered: tuple[Deed, ...] | None = None
        self._rows: list[list[QPushButton]] = []
        self._said = label("", "h3", wrap=True)
        self._more = label("", "small", wrap=True)
        self._deeds: QVBoxLayout = column(spacing=8)
        words = column(None, self._said, self._more, None, spacing=4)
        self._both: QBoxLayout = row(spacing=12, margins=(18, 12, 14, 12))
        self._both.addLayout(words, 1)
        self._both.addLayout(self._deeds)
        self.setLayout(self._both)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Arrange the buttons for the new width."""
        super().resizeEvent(event)
        self._arrange()

    def show_facts(self, facts: BuildFacts) -> None:
        """Say and offer what fits the build as it stands."""
        deeds = deeds_of(facts, self._person)
        self._said.setText(waiting_words(facts))
        waits = [tr("{deed}: {why}", deed=deed.words, why=deed.why) for deed in deeds if deed.why]
        # What a button says itself is not said twice.
        open_guards = [line for line in blockers(facts) if not any(deed.why and deed.why in line for deed in deeds)]
        told = [*open_guards, *waits]
        self._more.setText("\n".join(told))
        self._more.setVisible(bool(told))
        if deeds != self._offered:
            # Else a button under somebody's finger would be another one when it is let go.
            self._offered = deeds
            self._offer(deeds)

    def _offer(self, deeds: tuple[Deed, ...]) -> None:
        focused = next((name for name, made in self.buttons.items() if made.hasFocus()), "")
        clear(self._deeds)
        self._rows = []
        self.buttons = {}
        main_given = False
        for deed in deeds:
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
            self.buttons[deed.name if deed.form is None else deed.form.value] = made
        self._arrange()
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _arrange(self) -> None:
        """Beside the words while they leave room for them, else below, in as many rows as they need."""
        made = list(self.buttons.values())
        for each in made:
            # Dressed before they are measured.
            each.setParent(self)
            each.ensurePolished()
        widths = [each.sizeHint().width() + _GAP for each in made]
        room = self.width() - _MARGINS
        beside = sum(widths) <= room * _SHARE
        rows: list[list[QPushButton]] = [[]]
        taken = 0
        for each, width in zip(made, widths, strict=True):
            if not beside and rows[-1] and taken + width > room:
                rows.append([])
                taken = 0
            rows[-1].append(each)
            taken += width
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if (rows, way) == (self._rows, self._both.direction()):
            return
        self._rows = rows
        self._both.setDirection(way)
        while (old := self._deeds.takeAt(0)) is not None:
            line = old.layout()
            if line is not None:
                # The buttons stay; only their row goes. Emptied first: what Qt deletes with a row, Python still holds
                # for there, and takes the widget that comes to lie at its address for it.
                while line.takeAt(0) is not None:
                    pass
                line.deleteLater()
        for buttons in rows:
            around: tuple[list[None], list[None]] = ([None], []) if beside else ([], [None])
            self._deeds.addLayout(row(*around[0], *buttons, *around[1], spacing=_GAP))
