"""How far the form is, above it; and below it, always in reach, what comes next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar

from cleanstation_desktop.ui.inspections.form import Counts
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import button, chip, frame, label, row, set_primary


class ProgressStrip(QFrame):
    """A bar with counts: answered, failed, not applicable, missing."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress"))
        self._answered = label("", "h3")
        self._failed = chip("", "bad")
        self._na = chip("", "neutral")
        self._missing = chip("", "info")
        layout = row(self._answered, self._bar, self._failed, self._na, self._missing, spacing=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_counts(self, counts: Counts) -> None:
        """Show how far the form is."""
        self._bar.setRange(0, max(1, counts.total))
        self._bar.setValue(counts.answered)
        words = tr("{answered} of {total} answered", answered=counted(counts.answered), total=number(counts.total))
        self._answered.setText(words)
        self._bar.setAccessibleDescription(words)
        for made, amount, text in (
            (self._failed, counts.failed, tr("{count} failed", count=number(counts.failed))),
            (self._na, counts.not_applicable, tr("{count} N/A", count=number(counts.not_applicable))),
            (self._missing, counts.missing, tr("{count} missing", count=number(counts.missing))),
        ):
            made.setText(text)
            made.setVisible(amount > 0)


class Foot(QFrame):
    """Whether everything is saved, the next item without an answer, and the signature.

    Parameters: on_next, on_try, on_sign, what the buttons do.
    """

    def __init__(
        self, on_next: Callable[[], object], on_try: Callable[[], object], on_sign: Callable[[], object]
    ) -> None:
        super().__init__()
        self._icon = QLabel()
        self._icon.setFixedSize(22, 22)
        self._words = label("", "h3", wrap=True)
        self.again = button(tr("Send now"), on_try, icon="refresh")
        self.next = button(tr("Next unanswered"), on_next, look="primary", icon="down", shortcut="Ctrl+Down")
        self.sign = button("", on_sign, icon="signature")
        # Not the button's own: that goes with each new text of it.
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.sign).activated.connect(self.sign.click)
        for made in (self.again, self.next, self.sign):
            made.setProperty("big", True)
        self.next.setMinimumWidth(220)
        layout = row(self._icon, self._words, self.again, self.next, self.sign, spacing=12)
        layout.setStretch(1, 1)
        inner = frame(layout, "card", margins=(16, 8, 10, 8))
        self.setLayout(row(inner))

    @property
    def words(self) -> str:
        """What it says about saving."""
        return self._words.text()

    def show_saving(self, unsaved: int, waiting: bool, stuck: int) -> None:
        """Say how many answers the server has not recorded yet. Parameter: stuck, those that the person must settle."""
        if not unsaved:
            self._tell("saved", "ok", tr("All answers are saved"))
        elif stuck:
            self._tell("unsaved", "warn", tr("{count} not saved: look at what is said there", count=counted(stuck)))
        elif waiting:
            self._tell("unsaved", "warn", tr("{count} not yet saved: waiting for the server", count=counted(unsaved)))
        else:
            self._tell("saving", "text2", tr("{count} not yet saved", count=counted(unsaved)))
        self.again.setVisible(waiting)

    def show_next(self, there_is: bool, sign_words: str, why_not: str = "") -> None:
        """Offer the next item, or the signature when there is none.

        Parameters: sign_words, empty when nobody signs; why_not, what keeps it from being signed, which stands above
        the form too.
        """
        self.next.setEnabled(there_is)
        self.sign.setVisible(bool(sign_words))
        self.sign.setEnabled(not why_not)
        if sign_words:
            self.sign.setText(sign_words)
            self.sign.setToolTip(why_not or tr("{words} (Ctrl+Enter)", words=sign_words))
        set_primary(self.sign, "signature", not there_is)
        set_primary(self.next, "down", there_is or not sign_words)

    def _tell(self, drawing: str, colour: str, words: str) -> None:
        self._icon.setPixmap(pixmap(drawing, 22, colour))
        self._words.setText(words)
