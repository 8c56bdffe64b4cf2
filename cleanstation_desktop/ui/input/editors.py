"""What can be typed into."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget


def typed_in(widget: QWidget) -> bool:
    """Whether somebody typed something into a field of it; a password is none, for nobody keeps one."""
    typed = [
        line.text()
        for line in widget.findChildren(QLineEdit)
        if line.isModified() and line.echoMode() is QLineEdit.EchoMode.Normal
    ]
    typed += [text.toPlainText() for text in widget.findChildren(QPlainTextEdit) if text.document().isModified()]
    typed += [text.toPlainText() for text in widget.findChildren(QTextEdit) if text.document().isModified()]
    return any(text.strip() for text in typed)


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
