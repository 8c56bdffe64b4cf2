"""Where a note is written: what is wrong, why it does not apply, which it is, or a remark."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from cleanstation_desktop.ui.inspections.words import note_fault, note_question
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, row
from cleanstation_desktop.ui.widgets.dialogs import confirm_throwing_away
from cleanstation_desktop.ui.widgets.fields import Field, text_edit


class NotePanel(QFrame):
    """Signals: written, the note that can be taken; changed, what stands in it; cancelled."""

    written = Signal(str)
    changed = Signal(str)
    cancelled = Signal()

    def __init__(self, wanted: str, text: str, about: str, *, recorded: str = "") -> None:
        """Parameters: wanted, as in `Draft`; text, what was written before; about, the item, for screen readers;
        recorded, the note that the answer has already."""
        super().__init__()
        self.setProperty("look", "panel")
        self._wanted = wanted
        self._recorded = recorded
        self.edit = text_edit(text, lines=2)
        question = note_question(wanted)
        self.edit.setAccessibleName(tr("{answer}: {item}", answer=question, item=about))
        self.field = Field("note", question, self.edit)
        save = button(tr("Save answer"), self.send, look="primary", icon="check", tip=tr("Save answer"))
        save.setToolTip(tr("{words} (Ctrl+Enter)", words=tr("Save answer")))
        cancel = button(tr("Cancel"), self.give_up)
        for made in (save, cancel):
            made.setProperty("big", True)
        self.setLayout(column(self.field, row(save, cancel, None, spacing=8), spacing=8, margins=(14, 10, 14, 12)))
        self.edit.textChanged.connect(self._on_changed)

    def send(self) -> None:
        """Take the note, or say why it cannot be taken."""
        text = " ".join(self.edit.toPlainText().split("\t")).strip()
        fault = note_fault(self._wanted, text)
        self.field.tell(fault)
        if fault:
            self.field.focus()
        else:
            self.written.emit(text)

    def give_up(self) -> None:
        """Cancel; what was typed is given up only by who says so."""
        if self.edit.toPlainText().strip() in ("", self._recorded):
            self.cancelled.emit()
        else:
            lost = tr("What you typed under “{title}” is not sent yet.", title=note_question(self._wanted))
            confirm_throwing_away(self, lost, self.cancelled.emit)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter in a note is the note's, not the form's, which signs by it."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _saves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Ctrl+Enter saves, Esc cancels."""
        if _saves(event):
            self.send()
        elif event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def _on_changed(self) -> None:
        self.changed.emit(self.edit.toPlainText())
        if self.field.error:
            self.field.tell(note_fault(self._wanted, self.edit.toPlainText()))


def _saves(event: QKeyEvent) -> bool:
    entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return entered and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
