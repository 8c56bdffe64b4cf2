"""The roles of a person as chips in one cell of the list."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from cleanstation_desktop.services.people_directory import DirectoryEntry
from cleanstation_desktop.ui.people.names import in_order, role_chip
from cleanstation_desktop.ui.widgets.chips import ChipDelegate, Index, paint_chip
from cleanstation_desktop.ui.widgets.table import ROW_ROLE

_AROUND = 32
_GAP = 4


class RoleChips(ChipDelegate):
    """Paints one chip for each role; roles that wait for the first password change look unfinished."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        entry = index.data(ROW_ROLE)
        if not isinstance(entry, DirectoryEntry):
            super().paint(painter, option, index)
            return
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        if option.widget is not None:
            option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        font = QFont(option.font)
        font.setPixelSize(12)
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        area = QRectF(option.rect)
        chips = [(role_chip(role), "info") for role in in_order(entry.person.roles)]
        chips += [(role_chip(role), "neutral") for role in in_order(entry.person.pending)]
        for place, (words, kind) in enumerate(chips):
            needed = metrics.horizontalAdvance(words) + _AROUND
            left = len(chips) - place
            rest = metrics.horizontalAdvance(f"+{left}") + _AROUND + _GAP if left > 1 else 0
            if area.width() < needed + 24 + rest and place:
                paint_chip(painter, area, f"+{left}", "neutral", option.font)
                return
            paint_chip(painter, QRectF(area.left(), area.top(), needed + 25, area.height()), words, kind, option.font)
            area.setLeft(area.left() + needed + _GAP)
