"""The part of an item card that takes a value: choices, a text or serial number, a reading, an instrument."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.inspections.words import item_words, value_fault
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row, set_look

LONGEST_LINE = 420
_COMES_BEFORE = frozenset(
    {
        Qt.FocusReason.ActiveWindowFocusReason,
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
    }
)


class _Line(QLineEdit):
    """Signals: left, the person went on to something else in the window.

    A lock, a dialog, another window or another page comes before a line that is still being typed in.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell where the focus goes."""
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() not in _COMES_BEFORE:
            self.left.emit()


class TextValue(QWidget):
    """A line for a text or a serial number; Enter, the button, a scan, or going on from the line takes it.

    Signals: taken, the text; typed, what stands in the line and was not taken yet.
    """

    taken = Signal(str)
    typed = Signal(str)

    def __init__(self, item: InspectionItem) -> None:
        super().__init__()
        self._item = item
        self._recorded = ""
        serial = item.kind is ItemKind.SERIAL
        self.line = _Line()
        self.line.setAccessibleName(item_words(item))
        self.line.setPlaceholderText(tr("Scan or type the serial number") if serial else tr("Type the value"))
        self.line.setMinimumWidth(300)
        self.line.setMaximumWidth(LONGEST_LINE)
        self.line.setProperty("big", True)
        self._save = button(tr("Save answer"), self.send, icon="check", tip=tr("Save answer ({keys})", keys="Enter"))
        self._save.setAccessibleName(tr("{answer}: {item}", answer=tr("Save answer"), item=item_words(item)))
        self._save.setProperty("big", True)
        self._save.hide()
        self._fault = label("", "error", wrap=True)
        self._fault.hide()
        line = row(self.line, self._save, spacing=8)
        line.setStretch(0, 1)
        self.setLayout(column(line, self._fault, spacing=4))
        self.line.textEdited.connect(self._on_edited)
        self.line.returnPressed.connect(self.send)
        self.line.left.connect(self.send)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.line.text().strip()

    def show_text(self, recorded: str, typed: str = "") -> None:
        """Show what was given, or what was typed and not taken yet."""
        self._recorded = recorded
        if not self.line.hasFocus() or not self.line.isModified():
            self.line.setText(typed or recorded)
        self._show_save()

    def put(self, text: str) -> None:
        """Write a scanned text into the line and take it."""
        self.line.setText(text.strip())
        self.send()

    def send(self) -> None:
        """Take what stands in the line, if it is something new."""
        text = self.text
        fault = value_fault(self._item, text)
        self._tell(fault)
        if text and not fault and text != self._recorded:
            self.line.setModified(False)
            self.taken.emit(text)
        if not text and self._recorded:
            self.line.setText(self._recorded)

    def _show_save(self) -> None:
        new = bool(self.text) and self.text != self._recorded
        if not new:
            rest(self._save)  # it goes with the press already, and the next answer moves to where it was
        self._save.setVisible(new)

    def _on_edited(self, _text: str) -> None:
        self._tell(value_fault(self._item, self.text))
        self._show_save()
        self.typed.emit("" if self.text == self._recorded else self.text)

    def _tell(self, fault: str) -> None:
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        self.line.setAccessibleDescription(fault)
        set_look(self.line, "invalid", bool(fault))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter was for this line alone."""
        if event.text() != "\r":
            super().keyPressEvent(event)


def check_answers(item: InspectionItem) -> tuple[Outcome, ...]:
    """The outcomes that a person can give for an item beside a value."""
    first = (Outcome.PASS,) if item.kind is ItemKind.CHECK else ()
    last = (Outcome.NA,) if item.na_allowed else ()
    return (*first, Outcome.FAIL, *last)
