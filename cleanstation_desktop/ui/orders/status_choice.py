"""A button that opens a list of all states of a build, of which several can be chosen."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QWidget

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import button, column, frame, row
from cleanstation_desktop.ui.widgets.status import status_words

_HALF = (len(BuildStatus) + 1) // 2


class StatusChoice(QPushButton):
    """Signal: changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icon("flag"))
        self.setAutoDefault(False)
        self.boxes = {status: QCheckBox(status_words(status)) for status in BuildStatus}
        boxes = list(self.boxes.values())
        none = button(tr("Any status"), lambda: self._choose_all(()), look="link")
        half = row(column(*boxes[:_HALF], None, spacing=0), column(*boxes[_HALF:], None, spacing=0), spacing=20)
        card = frame(column(half, row(none, None)), "card", margins=(16, 10, 16, 8))
        self._popup = _Popup(self)
        self._popup.setLayout(column(card))
        for box in boxes:
            box.toggled.connect(lambda _on: self._on_toggled())
        self.clicked.connect(lambda _on: self._open())
        self._quiet = False
        self._name()

    def chosen(self) -> frozenset[BuildStatus]:
        """The states that are chosen; none is any."""
        return frozenset(status for status, box in self.boxes.items() if box.isChecked())

    def choose(self, statuses: Collection[BuildStatus]) -> None:
        """Choose these, without telling."""
        self._quiet = True
        for status, box in self.boxes.items():
            box.setChecked(status in statuses)
        self._quiet = False
        self._name()

    def _choose_all(self, statuses: Collection[BuildStatus]) -> None:
        self.choose(statuses)
        self.changed.emit()

    def _on_toggled(self) -> None:
        if not self._quiet:
            self._name()
            self.changed.emit()

    def _name(self) -> None:
        chosen = self.chosen()
        if not chosen:
            words = tr("Any status")
        elif len(chosen) == 1:
            words = status_words(next(iter(chosen)))
        else:
            words = tr("{count} statuses", count=len(chosen))
        self.setText(words)
        self.setAccessibleName(tr("Status: {words}", words=words))
        self.setToolTip(", ".join(status_words(status) for status in BuildStatus if status in chosen) or words)

    def _open(self) -> None:
        self._popup.adjustSize()
        corner = self.mapToGlobal(self.rect().bottomLeft())
        room = self.screen().availableGeometry()
        left = min(corner.x(), room.right() - self._popup.width())
        self._popup.move(max(room.left(), left), corner.y() + 4)
        self._popup.show()
        next(iter(self.boxes.values())).setFocus()


class _Popup(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(tr("Status"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Escape and Enter close it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)
