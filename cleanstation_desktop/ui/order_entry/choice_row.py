"""One choice out of a few, all of them seen at once; what is not possible is greyed out and says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy

from cleanstation_desktop.ui.widgets.controls import TOUCH

_GAP = 8
_RESIZING = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Show})


class ChoiceRow(QFrame):
    """Buttons of which one is down. Tab goes to the one that is down, the arrow keys walk, Space chooses.

    Signals: chosen, the value; parameters: options, value and words of each; across, most buttons in a row.

    It places its buttons itself and says beforehand how high it is at a width. Rows made by a layout when the width was
    known came one round of events after what lies around them, and a layout inside hides the height that is announced.
    """

    chosen = Signal(object)

    def __init__(self, options: Sequence[tuple[str, str]], *, across: int = 0) -> None:
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._most_across = across or max(len(options), 1)
        self._button_size = QSize()
        for value, words in options:
            made = _Option(self, words)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setMinimumHeight(TOUCH)
            made.setToolTip(words)
            made.clicked.connect(lambda _checked=False, given=value: self.chosen.emit(given))
            self._group.addButton(made)
            self.buttons[value] = made
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._let_tab_in()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height of the rows that are needed at a width."""
        rows = -(-len(self.buttons) // self._across(width))
        return rows * self._button().height() + (rows - 1) * _GAP

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the most buttons in a row."""
        width = self._most_across * (self._button().width() + _GAP) - _GAP
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As narrow as the widest button: the others go below."""
        return self._button()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As many in a row as have room for their words."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A button of another size, by another font or look, moves all of them."""
        done = super().event(event)
        if event.type() in _RESIZING:
            before, self._button_size = self._button_size, QSize()
            if self._button() != before:
                self.updateGeometry()
            self._place()
        return done

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the choice; each button says what it belongs to."""
        super().setAccessibleName(name)
        for made in self.buttons.values():
            made.setAccessibleName(f"{name}: {made.text()}")

    def value(self) -> str | None:
        """What is chosen; None when nothing is."""
        return next((value for value, made in self.buttons.items() if made.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Show a choice without telling of it."""
        with QSignalBlocker(self):
            self._group.setExclusive(False)
            for known, made in self.buttons.items():
                made.setChecked(known == value)
            self._group.setExclusive(True)
        self._let_tab_in()

    def set_refusals(self, refusals: Mapping[str, str], tips: Mapping[str, str]) -> None:
        """Grey out what is not possible. Parameters: refusals, why, by value; tips, what a value brings."""
        for value, made in self.buttons.items():
            refusal = refusals.get(value, "")
            # What was chosen before stays in reach: its field says what is wrong with it.
            made.setEnabled(not refusal or made.isChecked())
            tip = refusal or tips.get(value, "")
            made.setToolTip(f"{made.text()}\n{tip}" if tip else made.text())
            made.setAccessibleDescription(tip)
        self._let_tab_in()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802 - Qt's name
        """Go to the chosen button, or to the first that can be chosen."""
        inside = self._entrance()
        if inside is not None:
            inside.setFocus(reason)

    def walk(self, start: QPushButton, step: int) -> None:
        """Go to the next button that can be chosen."""
        possible = [made for made in self.buttons.values() if made.isEnabled()]
        if start in possible:
            possible[(possible.index(start) + step) % len(possible)].setFocus(Qt.FocusReason.TabFocusReason)

    def _button(self) -> QSize:
        """What the largest button needs; asked often while things find their place."""
        if self._button_size.isEmpty():
            for made in self.buttons.values():
                needed = made.sizeHint().expandedTo(made.minimumSize())
                self._button_size = self._button_size.expandedTo(needed)
        return self._button_size

    def _across(self, width: int) -> int:
        return max(1, min(self._most_across, (width + _GAP) // (self._button().width() + _GAP)))

    def _place(self) -> None:
        across, height, whole = self._across(self.width()), self._button().height(), self.width() + _GAP
        for number, made in enumerate(self.buttons.values()):
            line, place = divmod(number, across)
            left, right = place * whole // across, (place + 1) * whole // across - _GAP
            made.setGeometry(QRect(left, line * (height + _GAP), right - left, height))

    def _entrance(self) -> QPushButton | None:
        possible = [made for made in self.buttons.values() if made.isEnabled()]
        return next((made for made in possible if made.isChecked()), possible[0] if possible else None)

    def _let_tab_in(self) -> None:
        entrance = self._entrance()
        for made in self.buttons.values():
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if made is entrance else Qt.FocusPolicy.ClickFocus)


class _Option(QPushButton):
    def __init__(self, row: ChoiceRow, words: str) -> None:
        super().__init__(words, row)
        self._row = row
        self.clicked.connect(row._let_tab_in)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys walk inside the row; Enter chooses like Space."""
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._row.walk(self, steps[Qt.Key(event.key())])
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)
