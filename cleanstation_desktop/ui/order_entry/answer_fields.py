"""Fields that read and write one answer of the wizard each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QPlainTextEdit, QWidget

from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow
from cleanstation_desktop.ui.order_entry.names import inside_build, value_name
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import number, tr, whole
from cleanstation_desktop.ui.widgets.controls import row
from cleanstation_desktop.ui.widgets.fields import Field, line_edit, text_edit

# More than any answer may have: what is beyond it is not thrown away but told (DOMAIN §9, bad days).
_ROOM = 500_000


class AnswerField(Field):
    """A field of an answer. `fill` shows what the wizard holds; the editor tells the wizard what is given."""

    def __init__(
        self,
        wizard: Wizard,
        path: str,
        name: str,
        editor: QWidget,
        *,
        hint: str = "",
        optional: bool = False,
        beside: QWidget | None = None,
    ) -> None:
        super().__init__(path, name, editor, hint=hint, optional=optional, beside=beside)
        self.wizard = wizard

    def fill(self) -> None:
        """Show the answer."""

    def refresh(self) -> None:
        """Follow what other answers rule out or bring."""

    def answer(self) -> object:
        """What the wizard holds."""
        return self.wizard.answers.at(self.path)

    def tell_hint(self, hint: str) -> None:
        """Write what the answer brings below it."""
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))


class TextAnswer(AnswerField):
    """One line of text; pasted line breaks become spaces."""

    def __init__(
        self,
        wizard: Wizard,
        path: str,
        name: str,
        *,
        optional: bool = False,
        hint: str = "",
        placeholder: str = "",
        beside: QWidget | None = None,
    ) -> None:
        self.line = line_edit(placeholder=placeholder)
        self.line.setMaxLength(_ROOM)
        super().__init__(wizard, path, name, self.line, optional=optional, hint=hint, beside=beside)
        self.line.textChanged.connect(self._told)
        self.fill()

    def fill(self) -> None:
        """Show the answer."""
        value = self.answer()
        text = "" if value is None else str(value)
        if text != self.line.text():
            with QSignalBlocker(self.line):
                self.line.setText(text)

    def _told(self, text: str) -> None:
        self.wizard.put(self.path, self.read(text))

    def read(self, text: str) -> object:
        """The answer that a text stands for."""
        return text


class WholeAnswer(TextAnswer):
    """A whole number, inches mostly. What is no number is kept as it was typed, and said at the field."""

    def __init__(self, wizard: Wizard, path: str, name: str, bounds: tuple[int, int], *, hint: str = "") -> None:
        low, high = bounds
        told = hint or tr("{low} to {high} in", low=number(low), high=number(high))
        super().__init__(wizard, path, name, hint=told)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)

    def read(self, text: str) -> object:
        """The number, or the text that is none; nothing for an empty field."""
        found = whole(text)
        return found if found is not None else text.strip() or None


class NotesAnswer(AnswerField):
    """Several lines of text."""

    def __init__(self, wizard: Wizard, path: str, name: str, *, lines: int = 4) -> None:
        self.box: QPlainTextEdit = text_edit(lines=lines)
        super().__init__(wizard, path, name, self.box, optional=True)
        self.box.textChanged.connect(lambda: self.wizard.put(self.path, self.box.toPlainText()))
        self.fill()

    def fill(self) -> None:
        """Show the answer."""
        text = str(self.answer() or "")
        if text != self.box.toPlainText():
            with QSignalBlocker(self.box):
                self.box.setPlainText(text)


class ChoiceAnswer(AnswerField):
    """One of a few values, with the item that it brings below."""

    def __init__(
        self,
        wizard: Wizard,
        path: str,
        name: str,
        values: Sequence[str],
        *,
        across: int = 0,
        offered: bool = True,
        words: Callable[[object], str] = value_name,
    ) -> None:
        """Parameters: values, to choose from; across, buttons in a row; offered, whether the rules have a say."""
        self.row = ChoiceRow([(value, words(value)) for value in values], across=across)
        super().__init__(wizard, path, name, self.row)
        self._offered = offered
        self._values = list(values)
        self.row.chosen.connect(self._told)
        self.fill()

    def fill(self) -> None:
        """Show the answer."""
        self.row.set_value(self.answer())

    def refresh(self) -> None:
        """Ask the rules what each choice would bring, and grey out what the other answers rule out."""
        if not self._offered:
            return
        offers = {str(offer.value): offer for offer in self.wizard.offers(inside_build(self.path), self._values)}
        refusals = {value: sentence(offer.refusal) for value, offer in offers.items() if offer.refusal}
        items = {value: item_text(offer.item, offer.rule) for value, offer in offers.items() if offer.item}
        self.row.set_refusals(refusals, items)
        chosen = self.row.value()
        lines = [items[chosen]] if chosen in items else []
        # Fingers see no tooltip: what is greyed out says why below.
        told = (
            tr("{name}: {reason}", name=self.row.buttons[value].text(), reason=refusals[value]) for value in refusals
        )
        self.tell_hint("\n".join([*lines, *told]))

    def _told(self, value: str) -> None:
        self.wizard.put(self.path, value)


class FlagAnswer(AnswerField):
    """Yes or no, as a box to tick."""

    def __init__(self, wizard: Wizard, path: str, name: str, words: str) -> None:
        self.box = QCheckBox(words)
        super().__init__(wizard, path, name, self.box)
        self._name.hide()
        self.box.toggled.connect(lambda ticked: self.wizard.put(self.path, ticked))
        self.fill()

    def fill(self) -> None:
        """Show the answer."""
        with QSignalBlocker(self.box):
            self.box.setChecked(self.answer() is True)

    def refresh(self) -> None:
        """Say what a tick brings."""
        offer = self.wizard.offers(inside_build(self.path), [True])[0]
        self.box.setToolTip(item_text(offer.item, offer.rule))
        self.tell_hint(item_text(offer.item, offer.rule) if self.box.isChecked() else "")


def focused_path(inside: QWidget) -> str:
    """Path of the field in there that has the cursor; empty when none has."""
    widget = QApplication.focusWidget()
    while widget is not None and widget is not inside:
        if isinstance(widget, AnswerField):
            return widget.path if inside.isAncestorOf(widget) else ""
        widget = widget.parentWidget()
    return ""


def item_text(item: str, rule: str | None) -> str:
    """An item with the company's rule number beside it."""
    return f"{item} · {rule}" if rule and item else item


def side_by_side(*fields: QWidget) -> QHBoxLayout:
    """Fields in one row, of equal width, from their tops down."""
    made = row(spacing=14)
    for field in fields:
        made.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return made
