"""Chips in the cells of lists: a state as a coloured word with a dot."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cleanstation_desktop.ui import theme

Index = QModelIndex | QPersistentModelIndex
Width = TypeVar("Width", int, float)

KIND_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_HEIGHT = 44
_EDGE, _DOT = 12, 21
CHIP_WORDS = _EDGE + _DOT
"""Where the words of a chip begin in its cell."""


class ChipDelegate(QStyledItemDelegate):
    """Paints a cell with a kind as a coloured chip with a dot; the word tells the state without the colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        kind = index.data(KIND_ROLE)
        if not isinstance(kind, str):
            super().paint(painter, option, index)
            return
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        words = ground.text
        ground.text = ""
        widget = option.widget
        if widget is not None:
            widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget)
        paint_chip(painter, QRectF(option.rect), words, kind, option.font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Rows are as high as a finger needs."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


def chip_font(base: QFont) -> QFont:
    """The font of a chip's words in a list of this font."""
    font = QFont(base)
    font.setPixelSize(12)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def chip_room(width: Width) -> Width:
    """The room for a chip's words in a cell of this width: its edges and the dot take the rest."""
    return width - 56


def paint_chip(painter: QPainter, area: QRectF, words: str, kind: str, base: QFont) -> None:
    """Paint a chip at the left of an area."""
    tokens = theme.current()
    font = chip_font(base)
    metrics = QFontMetricsF(font)
    room = chip_room(area.width())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    shape = QRectF(area.x() + _EDGE, area.center().y() - 11, min(metrics.horizontalAdvance(shown), room) + 32, 22)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(tokens, f"{kind}_bg")))
    painter.drawRoundedRect(shape, 11, 11)
    colour = QColor(getattr(tokens, kind))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(shape.x() + 12, shape.center().y()), 3.5, 3.5)
    painter.setPen(QPen(colour))
    painter.setFont(font)
    painter.drawText(shape.adjusted(_DOT, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)
    painter.restore()
