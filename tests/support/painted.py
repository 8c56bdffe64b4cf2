"""Hears what is painted, also what stands there for the blink of an eye: whether it has the room that it needs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Painted(QObject):
    """Hears each painting of a card; to be installed on the application. Parameters: is_card, of a widget. Attributes:
    count, of paintings; squeezed, height that a card had, and height that it needs at its width."""

    def __init__(self, is_card: Callable[[QWidget], bool]) -> None:
        super().__init__()
        self._is_card = is_card
        self.count = 0
        self.squeezed: list[tuple[int, int]] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """A widget is painted."""
        if event.type() is QEvent.Type.Paint and isinstance(watched, QWidget) and self._is_card(watched):
            self.count += 1
            needed = max(watched.heightForWidth(watched.width()), watched.minimumSizeHint().height())
            if watched.height() < needed:
                self.squeezed.append((watched.height(), needed))
        return False
