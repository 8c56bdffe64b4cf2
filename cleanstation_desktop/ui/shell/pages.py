"""Pages that lie in one place, of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from cleanstation_desktop.ui.input.second_taps import rest


class Pages(QStackedWidget):
    """What comes into view does not hear a second tap, which is for the page before: for its “Sign in”, say."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: rest(self))
