"""Menus, as they open from buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu

from cleanstation_desktop.ui.input.second_taps import rest_where
from cleanstation_desktop.ui.theme.icons import icon as themed_icon


class Menu(QMenu):
    """A press of an entry is for it alone: what lies beneath the menu, and what opens there, does not hear a second
    one. Entries go in by `menu_action`."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take the click. The finger that opened the menu may still be on its button: that is not for an entry."""
        under = self.parentWidget()
        while isinstance(under, QMenu):
            under = under.parentWidget()
        if under is not None and self.rect().contains(event.position().toPoint()):
            rest_where(self.geometry(), under.window())
        super().mouseReleaseEvent(event)


def menu_action(menu: Menu, text: str, on_click: Callable[[], object] | None = None, *, icon: str = "") -> QAction:
    """An entry of a menu. Made here and not by QMenu.addAction(text): of an entry that Qt makes, PySide may give the
    wrapper of one that was deleted before at the same address."""
    made = QAction(text, menu)
    if icon:
        made.setIcon(themed_icon(icon))
    if on_click is not None:
        made.triggered.connect(lambda _checked=False: on_click())
    menu.addAction(made)
    return made
