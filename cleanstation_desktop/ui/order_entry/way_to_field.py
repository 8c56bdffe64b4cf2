"""A finding as a button that leads to its field."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import TOUCH, column, icon_label, label, row


class WayToField(QPushButton):
    """Parameters: place, name of the field; sentence, what was found; kind, error or warning. As high as its words."""

    def __init__(self, place: str, sentence: str, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{place}: {sentence}")
        self.setToolTip(tr("Go to this field"))
        words = column(label(place, "h3", wrap=True), label(sentence, wrap=True), spacing=0)
        sign = icon_label(kind, colour="bad" if kind == "error" else "warn")
        layout = row(sign, words, spacing=8, margins=(6, 6, 6, 6))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as there is room, as high as the words need."""
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never lower than a finger."""
        return QSize(120, TOUCH)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height that the words need."""
        layout = self.layout()
        return max(TOUCH, layout.heightForWidth(width) if layout is not None else 0)
