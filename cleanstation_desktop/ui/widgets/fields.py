"""Fields of a form: a label, an editor, a hint, and the error that belongs to it, in words below it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QWidget,
)

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.ui.input.editors import QUICKLY_TYPED
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.theme.icons import icon
from cleanstation_desktop.ui.widgets.controls import column, give_tip, label, row, set_look
from cleanstation_desktop.ui.widgets.line_edit import LineEdit


class Field(QFrame):
    """A labelled editor. Parameters: path, the dotted path that findings name it by; name, its label; hint, below;
    beside, a button or unit that stands behind the editor."""

    def __init__(
        self,
        path: str,
        name: str,
        editor: QWidget,
        *,
        hint: str = "",
        optional: bool = False,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.path = path
        self.editor = editor
        self._name = label(tr("{name} (optional)", name=name) if optional else name, "h3")
        # In a room that is too high, label and hint stay at their editor.
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(name)
        self._hint = label(hint, "small", wrap=True)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        for words in (self._hint, self._error):
            words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        line = row(editor, *([] if beside is None else [beside]), spacing=6)
        self.setLayout(column(self._name, line, self._hint, self._error, spacing=4))
        # Only now: a label that is shown before it has a parent is a window for a moment, and takes the focus.
        self._hint.setVisible(bool(hint))
        self._tells_length = False
        if isinstance(editor, LineEdit):
            editor.textChanged.connect(lambda _text: self._watch_length())

    @property
    def too_long(self) -> str:
        """How many characters are too many, as a sentence; empty when all may be sent."""
        editor = self.editor
        if not isinstance(editor, LineEdit) or not editor.too_many:
            return ""
        return tr(
            "Characters too many: {count}. At most {longest} can be kept here.",
            count=number(editor.too_many),
            longest=number(editor.longest),
        )

    @property
    def error(self) -> str:
        """The fault shown at the field; empty when there is none."""
        return self._error.text() if not self._error.isHidden() else ""

    def tell(self, message: str, severity: str = "error") -> None:
        """Show a fault or a warning; an empty message takes it away. What is too long stays told as long as it is."""
        self._tells_length = not message and bool(self.too_long)
        if self._tells_length:
            message, severity = self.too_long, "error"
        self._error.setText(message)
        self._error.setVisible(bool(message))
        set_look(self._error, "look", severity)
        # A day's editor is a line with a button: the line is what is red.
        set_look(self.editor.focusProxy() or self.editor, "invalid", bool(message) and severity == "error")
        self.editor.setAccessibleDescription(message)

    def focus(self) -> None:
        """Put the cursor into the editor."""
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _watch_length(self) -> None:
        if self._tells_length or self.too_long:
            self.tell("")


class Form:
    """Several fields, found by the path of a finding."""

    def __init__(self, fields: Iterable[Field] = ()) -> None:
        self.fields = {field.path: field for field in fields}

    def add(self, field: Field) -> Field:
        """Take a field in and give it back."""
        self.fields[field.path] = field
        return field

    def clear(self) -> None:
        """Take all faults away."""
        for field in self.fields.values():
            field.tell("")

    def stop_too_long(self) -> bool:
        """Whether something here is too long to be sent: it is told where it stands, and gets the cursor."""
        for field in self.fields.values():
            if field.too_long and not field.isHidden():
                field.tell("")
                field.focus()
                return True
        return False

    def show(self, findings: Iterable[Finding], *, focus: bool = True) -> list[Finding]:
        """Show each finding at its field; the first faulty one gets the cursor. Returns: those without a field here."""
        self.clear()
        left: list[Finding] = []
        first: Field | None = None
        for finding in findings:
            field = self.fields.get(finding.field)
            if field is None:
                left.append(finding)
                continue
            if not field.error:
                field.tell(finding.message, finding.severity)
            if first is None and finding.severity == "error":
                first = field
        if first is not None and focus:
            first.focus()
        return left


def line_edit(text: str = "", *, placeholder: str = "", longest: int = 0) -> LineEdit:
    """One line of text. Parameters: longest, characters that may be sent: what is more is told at its field, and a
    form does not send it; pasted line breaks become spaces."""
    made = LineEdit(text, longest=longest)
    made.setPlaceholderText(placeholder)
    return made


class SearchLine(QLineEdit):
    """The line in which a page or a dialog is searched. Enter goes to `leads_to`, the list of what is found, if there
    is one, and in no case to the dialog: who searches has not chosen yet."""

    leads_to: QWidget | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keep Enter."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if self.leads_to is not None:
                self.leads_to.setFocus(Qt.FocusReason.OtherFocusReason)


def search_line(words: str, *, longest: int = 0) -> SearchLine:
    """The line in which a page is searched; Ctrl+F goes there. Parameters: words, what can be searched; longest,
    characters: what is more is cut off, for nothing of a search is kept."""
    made = SearchLine()
    made.setPlaceholderText(words)
    if longest:
        made.setMaxLength(longest)
    made.setAccessibleName(words)
    made.setProperty(QUICKLY_TYPED, True)
    made.setClearButtonEnabled(True)
    made.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    give_tip(made, words, "Ctrl+F")
    QShortcut(QKeySequence("Ctrl+F"), made).activated.connect(made.setFocus)
    return made


def text_edit(text: str = "", *, lines: int = 3, placeholder: str = "") -> QPlainTextEdit:
    """Several lines of text; Tab leaves it."""
    made = QPlainTextEdit(text)
    made.setPlaceholderText(placeholder)
    made.setTabChangesFocus(True)
    made.setFixedHeight(lines * 22 + 22)
    # Else its field takes half of the room that is left, and stands in the middle of it.
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


class _CountEdit(QSpinBox):
    """A number that the wheel leaves alone while somebody scrolls past it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # by itself the wheel gives it the focus

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Count where somebody works; elsewhere the page scrolls."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class _Choice(QComboBox):
    """A choice that the wheel leaves alone while somebody scrolls past it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Choose where somebody works; elsewhere the page scrolls."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


def count_edit(low: int, high: int, value: int, name: str = "") -> QSpinBox:
    """A whole number with a step up and down. Parameters: name, for screen readers, where no label stands above it."""
    made = _CountEdit()
    made.setRange(low, high)
    made.setValue(value)
    made.setMinimumWidth(152)
    if name:
        made.setAccessibleName(name)
        made.setFixedWidth(made.minimumWidth())  # beside other words, which need the room
    # The style sheet does not reach the line inside.
    made.lineEdit().setTextMargins(10, 0, 0, 0)
    return made


def choice(options: Iterable[tuple[object, str]], chosen: object = None, *, name: str = "") -> QComboBox:
    """A list to choose one from. Parameters: options, value and words of each; chosen, the value at first."""
    made = _Choice()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    # With the delegate that a combo box has by itself, its lines are half as high as the style sheet wants them.
    made.setItemDelegate(QStyledItemDelegate(made))
    if name:
        made.setAccessibleName(name)
    for value, words in options:
        made.addItem(words, value)
        if value == chosen:
            made.setCurrentIndex(made.count() - 1)
    return made
