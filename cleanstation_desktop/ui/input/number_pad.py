"""A number pad for readings: large keys, unit and tolerance in view, and a verdict while one types."""

from __future__ import annotations

import re
from collections.abc import Callable

from babel.numbers import get_decimal_symbol
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from cleanstation_desktop.domain.localization import locale_of
from cleanstation_desktop.ui.checks.walk import POINTER_ONLY
from cleanstation_desktop.ui.input.editors import QUICKLY_TYPED
from cleanstation_desktop.ui.input.reading_verdict import (
    Question,
    Reading,
    Verdict,
    limit_words,
    read,
    target_words,
)
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.theme.icons import icon as themed_icon
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import button, column, frame, label, row, set_look
from cleanstation_desktop.ui.widgets.dialogs import Dialog

KEY_WIDTH, KEY_HEIGHT = 84, 60
_DIGITS = ("789", "456", "123")
_TYPED = re.compile(r"[-−+]?[0-9]{0,9}([.,][0-9]{0,9})?")
_LOOKS = {
    Verdict.EMPTY: ("neutral", "pen"),
    Verdict.OK: ("ok", "check"),
    Verdict.OUTSIDE: ("bad", "warning"),
    Verdict.NOT_A_READING: ("warn", "info"),
}


class _AsTyped(QValidator):
    """Lets through what can become a number, and writes the decimal sign of the language, whichever was typed."""

    def __init__(self, sign: str, parent: QObject) -> None:
        super().__init__(parent)
        self._sign = sign

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Qt's question about a text that is about to stand in the field."""
        written = text.strip().replace(".", self._sign).replace(",", self._sign)
        fits = _TYPED.fullmatch(written) is not None
        return (QValidator.State.Acceptable if fits else QValidator.State.Invalid), written, position


class NumberPad(QFrame):
    """The pad as a panel. Signals: changed, the Reading as it stands; accepted, one that is to be recorded."""

    changed = Signal(object)
    accepted = Signal(object)

    def __init__(self, question: Question, parent: QWidget | None = None, *, title: str = "") -> None:
        """Parameters: title, words of the item above the field."""
        super().__init__(parent)
        self._question = question
        self._sign = get_decimal_symbol(locale_of(language()))
        self.field = QLineEdit()
        self.field.setProperty("look", "reading")
        self.field.setProperty(QUICKLY_TYPED, True)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(tr("Reading in {unit}", unit=question.unit) if question.unit else tr("Reading"))
        self.field.setValidator(_AsTyped(self._sign, self.field))
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self._icon = QLabel()
        self._icon.setFixedSize(24, 24)
        self._words = label("", "h3", wrap=True)
        self._verdict = frame(row(self._icon, self._words, spacing=10, margins=(12, 10, 12, 10)), "neutral")
        self._verdict.setMinimumHeight(64)
        self.next_key = button(tr("Next"), self._accept, look="primary", tip=tr("Take the reading (Enter)"))
        self.setFocusProxy(self.field)
        self._arrange(title)
        self.field.textEdited.connect(lambda _text: self._judge())
        self.field.returnPressed.connect(self._accept)
        self._judge()

    @property
    def reading(self) -> Reading:
        """What stands in the field, judged."""
        return read(self._question, self.field.text())

    def _arrange(self, title: str) -> None:
        head = [label(title, "h2", wrap=True)] if title else []
        target = target_words(self._question)
        bounds = [label(target, "h3", wrap=True)] if target else []
        unit = label(self._question.unit, "h2")
        unit.setVisible(bool(self._question.unit))
        self.setLayout(
            column(
                *head,
                column(*bounds, label(limit_words(self._question), "muted", wrap=True), spacing=2),
                row(self.field, unit),
                self._verdict,
                self._keys(),
                spacing=10,
            )
        )

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for line, digits in enumerate(_DIGITS):
            for place, digit in enumerate(digits):
                grid.addWidget(self._key(digit, tr("Digit {digit}", digit=digit), self._type), line, place)
        grid.addWidget(self._key("±", tr("Change the sign"), self._turn_sign), 3, 0)
        grid.addWidget(self._key("0", tr("Digit {digit}", digit="0"), self._type), 3, 1)
        grid.addWidget(self._key(self._sign, tr("Decimal sign"), self._type), 3, 2)
        back = self._key("", tr("Delete the last digit"), lambda _sign: self._edit(self.field.backspace))
        back.setIcon(themed_icon("backspace", "text"))
        back.setIconSize(QSize(26, 26))
        back.setAutoRepeat(True)
        grid.addWidget(back, 0, 3)
        grid.addWidget(
            self._key(tr("Clear"), tr("Clear the reading"), lambda _sign: self._edit(self.field.clear)), 1, 3
        )
        self.next_key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.next_key.setMinimumWidth(120)
        grid.addWidget(self.next_key, 2, 3, 2, 1)
        return grid

    def _key(self, sign: str, name: str, on_click: Callable[[str], None]) -> QPushButton:
        key = button(sign, lambda: on_click(sign), look="key", tip=name)
        key.setAccessibleName(name)
        key.setProperty("kind", "word" if len(sign) > 1 else "letter")
        key.setMinimumSize(KEY_WIDTH, KEY_HEIGHT)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the caret stays in the field, which takes the same keys
        key.setProperty(POINTER_ONLY, True)
        return key

    def _type(self, sign: str) -> None:
        self._edit(lambda: self.field.insert(sign))

    def _turn_sign(self, _sign: str) -> None:
        text = self.field.text()
        self._edit(lambda: self.field.setText(text[1:] if text[:1] in "-−+" and text else f"−{text}"))

    def _edit(self, change: Callable[[], object]) -> None:
        change()
        self.field.setFocus()
        self._judge()

    def _judge(self) -> None:
        now = self.reading
        look, drawing = _LOOKS[now.verdict]
        set_look(self._verdict, "look", look)
        # The words take their colour from the ground that they stand on.
        self._words.style().polish(self._words)
        self._icon.setPixmap(pixmap(drawing, 24, look))
        self._words.setText(now.words)
        self.next_key.setEnabled(now.number is not None)
        self.field.setAccessibleDescription(now.words)
        self.changed.emit(now)

    def _accept(self) -> None:
        now = self.reading
        if now.number is not None:
            self.accepted.emit(now)


class NumberPadDialog(Dialog):
    """The pad as a pop-up; it closes with the reading that it takes."""

    has_keys = True

    def __init__(self, parent: QWidget, title: str, question: Question, done: Callable[[Reading], object]) -> None:
        """Parameters: title, words of the item; done, gets the reading once the pad has closed."""
        super().__init__(parent, title, width=440)
        self.pad = NumberPad(question)
        self.body.addWidget(self.pad)
        self.add_cancel()
        self.pad.accepted.connect(lambda _reading: self.accept())
        self.pad.accepted.connect(done)
        self.pad.setFocus()
