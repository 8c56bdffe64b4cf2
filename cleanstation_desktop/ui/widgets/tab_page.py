"""The room of a tab, which is made when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cleanstation_desktop.ui.widgets.controls import column

Tab = TypeVar("Tab", bound=QWidget)


class TabPage(QWidget, Generic[Tab]):
    """The room of a tab, which is made when somebody looks at it: all of a page at once would hold the window up.

    Parameters: make, makes the tab. Attributes: made, the tab, None until it is made.
    """

    def __init__(self, make: Callable[[], Tab]) -> None:
        super().__init__()
        self._make = make
        self.made: Tab | None = None
        self._room: QVBoxLayout = column()
        self.setLayout(self._room)

    def tab(self) -> Tab:
        """The tab, made now unless it is there."""
        if self.made is None:
            self.made = self._make()
            self._room.addWidget(self.made)
        return self.made
