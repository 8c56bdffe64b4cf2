"""The sidebar: the places that a person's roles open."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.places import REGISTER, listed_for
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import column, give_tip, label

_WIDE = 208
_NARROW = 64
_WIDE_MARGIN = 10
# An icon with its ground takes nearly all of it.
_NARROW_MARGIN = 3


class Sidebar(QFrame):
    """Signals: chosen, the name of a place."""

    chosen = Signal(str)

    def __init__(self, roles: frozenset[Role]) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self._brand = label("CleanStation", "brand")
        self._brand.setFixedHeight(44)
        self._brand.setContentsMargins(10, 0, 0, 0)
        self._narrow: bool | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = layout = column(self._brand, spacing=4)
        for number, name in enumerate(listed_for(roles), start=1):
            layout.addWidget(self._make(name, number))
        layout.addStretch(1)
        self.setLayout(layout)
        # As wide as its widest name: French and Spanish ones are longer than English ones.
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.set_narrow(False)

    def sizeHint(self) -> QSize:  # noqa: N802 - a method of Qt
        """Never narrower than its buttons, whatever the screen beside it would like."""
        needed = super().sizeHint()
        return QSize(max(needed.width(), _NARROW if self._narrow else _WIDE), needed.height())

    def mark(self, name: str) -> None:
        """Show where the person is. Parameters: name, of any place; the listed one that it belongs to is marked."""
        listed = name if name in self._buttons else REGISTER[name].under
        if listed in self._buttons:
            self._buttons[listed].setChecked(True)
            return
        self._group.setExclusive(False)
        for made in self._buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, on a small window."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._brand.setText("CS" if narrow else "CleanStation")
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for made in self._buttons.values():
            made.setToolButtonStyle(style)
        side = _NARROW_MARGIN if narrow else _WIDE_MARGIN
        self._column.setContentsMargins(side, 8, side, 10)
        self.updateGeometry()

    def _make(self, name: str, number: int) -> QToolButton:
        entry = REGISTER[name]
        title = tr(entry.title)
        made = QToolButton()
        made.setText(title)
        made.setIcon(icon(entry.icon))
        made.setIconSize(QSize(20, 20))
        made.setCheckable(True)
        made.setFixedHeight(46)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(title)
        shortcut = f"Ctrl+{number}" if number <= 9 else ""
        if shortcut:
            made.setShortcut(shortcut)
        give_tip(made, title, shortcut)
        made.clicked.connect(partial(self._choose, name))
        self._group.addButton(made)
        self._buttons[name] = made
        return made

    def _choose(self, name: str, _checked: bool = False) -> None:
        self.chosen.emit(name)
