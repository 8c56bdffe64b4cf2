"""Where a widget shows words, how much room they need there, and how much they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextDocumentFragment
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

from cleanstation_desktop.ui.widgets.labels import WrappedLabel

_LINE_EDIT_MARGIN = 2  # Qt's own, at either side of the text
_TAB_MARGIN = 4
_ANY = QRect(0, 0, 100_000, 100_000)


@dataclass(frozen=True)
class Words:
    """Words that a widget shows.

    Parameters: text; room, where they stand, in the widget's own coordinates; needed, the room they would fill; font;
    told, another place that says all of them, such as the tooltip; elides, whether the widget itself cuts what does not
    fit; enabled.
    """

    widget: QWidget
    text: str
    room: QRect
    needed: QSize
    font: QFont
    told: str = ""
    elides: bool = False
    enabled: bool = True


def words_of(widget: QWidget) -> Iterator[Words]:
    """The words on one widget; lists, tables and their headers are in `cells`."""
    if isinstance(widget, QLabel):
        found = _of_label(widget)
    elif isinstance(widget, QAbstractButton):
        found = _of_button(widget)
    elif isinstance(widget, QLineEdit):
        found = _of_line_edit(widget)
    elif isinstance(widget, QComboBox):
        found = _of_combo_box(widget)
    elif isinstance(widget, QAbstractSpinBox):
        found = _of_spin_box(widget)
    elif isinstance(widget, QGroupBox):
        room = widget.rect().adjusted(8, 0, -8, 0)
        found = _plain(widget, widget.title(), QRect(room.topLeft(), QSize(room.width(), 10_000)))
    elif isinstance(widget, QTabBar):
        yield from _of_tab_bar(widget)
        return
    else:
        return
    if found is not None:
        yield found


def extent(font: QFont, text: str) -> QSize:
    """The room that text of one or more lines fills; an & that underlines a letter takes none."""
    return QFontMetrics(font).boundingRect(_ANY, Qt.TextFlag.TextShowMnemonic.value, text).size()


def _plain(widget: QWidget, text: str, room: QRect, extra: int = 0, *, elides: bool = False) -> Words | None:
    if not text.strip():
        return None
    needed = extent(widget.font(), text)
    needed.setWidth(needed.width() + extra)
    return Words(widget, text, room, needed, widget.font(), widget.toolTip(), elides, widget.isEnabled())


def _paints_itself(widget: QWidget) -> bool:
    """Whether a class of our own took the painting over, and knows by itself what to do with too little room."""
    return any("paintEvent" in vars(kind) for kind in type(widget).__mro__ if "PySide6" not in kind.__module__)


def _of_label(label: QLabel) -> Words | None:
    text = label.painted if isinstance(label, WrappedLabel) else label.text()
    rich = label.textFormat() in (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText) or (
        label.textFormat() is Qt.TextFormat.AutoText and GuiQt.mightBeRichText(text)
    )
    seen = QTextDocumentFragment.fromHtml(text).toPlainText() if rich else text
    if not seen.strip() or not label.pixmap().isNull():
        return None
    needed = label.sizeHint()
    if label.wordWrap():
        chrome = label.width() - label.contentsRect().width() + 2 * label.margin()
        line = QRect(0, 0, max(1, label.width() - chrome), 100_000)
        flags = Qt.TextFlag.TextWordWrap.value
        widest = QFontMetrics(label.font()).boundingRect(line, flags, seen).width() if not rich else 0
        needed = QSize(widest + chrome, label.heightForWidth(label.width()))
    own_paint = _paints_itself(label)
    return Words(label, seen, label.rect(), needed, label.font(), label.toolTip(), own_paint, label.isEnabled())


def _of_button(button: QAbstractButton) -> Words | None:
    if isinstance(button, QToolButton):
        return _of_tool_button(button)
    parts = {
        QPushButton: QStyle.SubElement.SE_PushButtonContents,
        QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
        QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
    }
    part = next((part for kind, part in parts.items() if isinstance(button, kind)), None)
    if part is None or _paints_itself(button):
        return None  # it paints itself in its own way
    option = QStyleOptionButton()
    option.initFrom(button)
    option.text, option.icon, option.iconSize = button.text(), button.icon(), button.iconSize()
    room = button.style().subElementRect(part, option, button)
    extra = 0 if button.icon().isNull() else button.iconSize().width() + 4
    if isinstance(button, QPushButton) and button.menu() is not None:
        extra += button.style().pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator, option, button)
    return _plain(button, button.text(), room, extra)


def _of_tool_button(button: QToolButton) -> Words | None:
    icon_alone = button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull()
    if icon_alone or not button.text().strip() or _paints_itself(button):
        return None
    beside = button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon and not button.icon().isNull()
    # The size that it asks for holds two blanks that it can do without.
    spare = 2 * QFontMetrics(button.font()).horizontalAdvance(" ")
    needed = QSize(button.sizeHint().width() - spare, extent(button.font(), button.text()).height())
    room = button.rect()
    if beside:
        room = room.adjusted(button.iconSize().width() + 6, 0, 0, 0)
        needed -= QSize(button.iconSize().width() + 6, 0)
    return Words(button, button.text(), room, needed, button.font(), button.toolTip(), False, button.isEnabled())


def _of_line_edit(edit: QLineEdit) -> Words | None:
    """A text longer than its field is scrolled, which is no fault; one that cannot be scrolled by hand is."""
    option = QStyleOptionFrame()
    option.initFrom(edit)
    room = edit.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, edit)
    room = room.marginsRemoved(edit.textMargins() + QMargins(_LINE_EDIT_MARGIN, 0, _LINE_EDIT_MARGIN, 0))
    text = edit.displayText() or edit.placeholderText()
    found = _plain(edit, text, room, elides=True)
    if found is None or not edit.displayText() or edit.isReadOnly():
        return found
    return Words(edit, text, room, QSize(0, found.needed.height()), edit.font(), enabled=edit.isEnabled())


def _of_combo_box(box: QComboBox) -> Words | None:
    if box.isEditable() and box.lineEdit() is not None:
        return None
    option = QStyleOptionComboBox()
    option.initFrom(box)
    option.frame = box.hasFrame()
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    extra = 0 if box.itemIcon(box.currentIndex()).isNull() else box.iconSize().width() + 4
    return _plain(box, box.currentText() or box.placeholderText(), room, extra, elides=True)


def _of_spin_box(box: QAbstractSpinBox) -> Words | None:
    edit = box.findChild(QLineEdit, "qt_spinbox_lineedit")
    if edit is None:
        return None
    room = QRect(edit.pos(), edit.size()).adjusted(_LINE_EDIT_MARGIN, 0, -_LINE_EDIT_MARGIN, 0)
    return _plain(box, edit.displayText(), room)


def _of_tab_bar(bar: QTabBar) -> Iterator[Words]:
    for tab in range(bar.count()):
        room = bar.tabRect(tab).adjusted(_TAB_MARGIN, 0, -_TAB_MARGIN, 0)
        if bar.isTabVisible(tab) and bar.rect().intersects(room):
            needed = extent(bar.font(), bar.tabText(tab))
            icon = 0 if bar.tabIcon(tab).isNull() else bar.iconSize().width() + 4
            needed.setWidth(needed.width() + icon)
            text, told, enabled = bar.tabText(tab), bar.tabToolTip(tab), bar.isTabEnabled(tab)
            yield Words(bar, text, room, needed, bar.font(), told, True, enabled)
