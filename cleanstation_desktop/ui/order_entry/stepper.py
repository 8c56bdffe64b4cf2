"""A small whole number with a button to each side, for fingers and for the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit

from cleanstation_desktop.ui.text import tr, whole
from cleanstation_desktop.ui.widgets.controls import icon_button, row


class Stepper(QFrame):
    """Signals: changed, the number that the person gave. Parameters: name, what is counted; low and high, bounds."""

    changed = Signal(int)

    def __init__(self, name: str, low: int, high: int, value: int) -> None:
        super().__init__()
        self._low, self._high = low, high
        self.less = icon_button("minus", tr("One less: {name}", name=name), lambda: self._step(-1))
        self.more = icon_button("plus", tr("One more: {name}", name=name), lambda: self._step(1))
        self.line = QLineEdit(str(value))
        self.line.setAccessibleName(name)
        self.line.setMaxLength(len(str(high)))
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.line.setFixedWidth(64)
        self.line.editingFinished.connect(self._typed)
        self.setLayout(row(self.less, self.line, self.more, None, spacing=4))
        # Qt gives what hands the focus on its place in the order of Tab only where it takes the focus itself: left at
        # the end of the window it would lead Tab back to here.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.line)
        self._value = value
        self._show()

    @property
    def value(self) -> int:
        """The number."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a number without telling of it."""
        self._value = value
        self._show()

    def _step(self, by: int) -> None:
        self._take(self._value + by)

    def _typed(self) -> None:
        typed = whole(self.line.text())
        self._take(typed if typed is not None else self._value)

    def _take(self, value: int) -> None:
        bounded = min(max(value, self._low), self._high)
        changed = bounded != self._value
        self._value = bounded
        self._show()
        if changed:
            self.changed.emit(bounded)

    def _show(self) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(str(self._value))
        self.less.setEnabled(self._value > self._low)
        self.more.setEnabled(self._value < self._high)
