"""The heading of a screen: its title with chips behind it, a line below, and the actions, beside it or under it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import clear, column, icon_button, label, row
from cleanstation_desktop.ui.widgets.labels import WrappedLabel

# Room of the button that leads back, in pixels.
_BACK = 68


class _Title(WrappedLabel):
    """One line where there is room for it, else several."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "h1")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line; Qt's own wraps words before there is any need."""
        self.ensurePolished()
        return self.fontMetrics().size(0, self.text()).grownBy(self.contentsMargins())


class Heading:
    """Parameters: back, leads to where somebody came from; None for a page that the sidebar leads to.

    Attributes: layout, of the heading; buttons, where a screen puts its actions; words, its title.
    """

    def __init__(self, back: Callable[[], object] | None) -> None:
        self.words = ""
        self._title = _Title()
        self._room: int | None = None
        self.buttons: QHBoxLayout = row(spacing=8)
        self.subtitle = label(look="muted", wrap=True)
        self.subtitle.hide()
        self._beside: QHBoxLayout = row(spacing=8)
        self._name_line = row(self._title, self._beside, None, spacing=10)
        named = row(spacing=12)
        if back is not None:
            named.addWidget(icon_button("back", tr("Back"), back, shortcut="Alt+Left"))
        named.addLayout(column(self._name_line, self.subtitle, spacing=2), 1)
        self.layout: QBoxLayout = row(spacing=12)
        self.layout.addLayout(named, 1)
        self.layout.addLayout(row(None, self.buttons))

    def write(self, title: str, subtitle: str, *beside: QWidget) -> None:
        """Say what is shown. Parameters: beside, chips that stand behind the title."""
        self.words = title
        self._title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        clear(self._beside)
        for widget in beside:
            self._beside.addWidget(widget)
            # Qt shows it after the next layout, which would be made as if it were not there.
            widget.show()
        for part in (self._name_line, self.buttons):
            # Measured before it was written.
            part.invalidate()
        if self._room is not None:
            self.fit(self._room)

    def fit(self, room: int) -> None:
        """Title and actions stand side by side as long as both have room. Parameters: room, in pixels."""
        self._room = room
        narrow = self._name_line.sizeHint().width() + self.buttons.sizeHint().width() + _BACK > room
        self.layout.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
