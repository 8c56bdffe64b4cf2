"""What can be typed into."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

QUICKLY_TYPED = "quickly_typed"
"""Property of a line in which no words are written: a search, or a number."""


def typed_in(widget: QWidget) -> bool:
    """Whether somebody wrote something into a field of it that would be missed. A password is none, for nobody keeps
    one; what is searched for and numbers are typed again in a moment."""
    typed = [line.text() for line in widget.findChildren(QLineEdit) if line.isModified() and _is_missed(line)]
    typed += [text.toPlainText() for text in widget.findChildren(QPlainTextEdit) if text.document().isModified()]
    typed += [text.toPlainText() for text in widget.findChildren(QTextEdit) if text.document().isModified()]
    return any(text.strip() for text in typed)


def _is_missed(line: QLineEdit) -> bool:
    quickly = line.property(QUICKLY_TYPED) or isinstance(line.parentWidget(), QAbstractSpinBox)
    return line.echoMode() is QLineEdit.EchoMode.Normal and not quickly


def editor_of(widget: QWidget | None) -> QWidget | None:
    """The field that a widget is, or is a part of, when something can be typed into it."""
    if widget is None or not widget.isEnabled():
        return None
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractSpinBox | QComboBox):
        return editor_of(parent)
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractSpinBox):
        return None if widget.isReadOnly() else widget
    return widget if isinstance(widget, QComboBox) and widget.isEditable() else None
