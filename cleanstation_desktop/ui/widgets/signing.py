"""The sign dialog: what is signed and what it means, and the password typed anew (21 CFR 11.200; DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from cleanstation_desktop.services.session import SignedInPerson
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import card, column, icon_label, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, text_edit
from cleanstation_desktop.ui.widgets.scrolling import Roomy


class SignDialog(Dialog):
    """Signs records with the password of the person who is signed in.

    Parameters: meaning, what the signature says, in a sentence; records, what is signed, a line each; work, gets
    password, comment and id of the command; done, gets its answer; comment, whether one can be given; give_up,
    what the button says that closes it, where "Cancel" could be taken for the deed. The focus begins on the first thing
    that can be answered in extra, without one in the password.
    The password is never filled in, never kept, and emptied after each attempt. When the answer of an attempt was lost,
    the next one is the same command as long as nothing else in the dialog was changed: nothing is signed twice.
    """

    keeps_what_it_sends = False
    scrolls = False

    def __init__(
        self,
        parent: QWidget,
        runner: Runner,
        person: SignedInPerson,
        meaning: str,
        records: Sequence[str],
        work: Callable[[str, str, UUID], Any],
        done: Callable[[Any], None],
        *,
        title: str = "",
        extra: Sequence[QWidget] = (),
        comment: bool = True,
        give_up: str = "",
    ) -> None:
        super().__init__(parent, title or tr("Sign"), runner=runner)
        self._work = work
        self._done = done
        self._sent: tuple[tuple[object, ...], UUID] | None = None
        said = label(meaning, wrap=True)
        self.body.addWidget(card(row(icon_label("signature", 24, "primary"), said, spacing=12)))
        inside = QWidget()
        inside.setLayout(column(*(label(f"•  {record}", wrap=True) for record in records), *extra))
        self.signed = Roomy(inside)
        # It scrolls before the password or the button leave the screen: both are needed to sign, all of it to be read.
        self.signed.setVisible(bool(records or extra))
        self.body.addWidget(self.signed, 1)
        self.comment = text_edit(lines=2)
        if comment:
            self.body.addWidget(self.form.add(Field("comment", tr("Comment"), self.comment, optional=True)))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        hint = tr(
            "You sign as {name} ({initials}). The time is the server's.",
            name=person.full_name,
            initials=person.initials,
        )
        self._field = self.form.add(Field("password", tr("Your password"), self.password, hint=hint))
        self.body.addWidget(self._field)
        self.add_cancel(give_up)
        self.sign = self.add_action(tr("Sign|verb"), self._send)
        # What is asked is answered before it is signed.
        asked = chain(extra, *(widget.findChildren(QWidget) for widget in extra))
        next((widget for widget in asked if _is_answered(widget)), self.password).setFocus()

    def _send(self) -> None:
        password = self.password.text()
        if not password:
            self._field.tell(tr("Type your password to sign."))
            self._field.focus()
            return
        comment = self.comment.toPlainText().strip()
        self.password.clear()
        command_id = self._command_id()
        self.write(lambda _fresh: self._work(password, comment, command_id), self._signed, pressed=self.sign)

    def _command_id(self) -> UUID:
        typed = self._typed()
        if self._sent is None or self._sent[0] != typed:
            self._sent = (typed, uuid4())
        return self._sent[1]

    def _typed(self) -> tuple[object, ...]:
        """Everything that was answered in the dialog but the password."""
        return (
            *(edit.toPlainText() for edit in self.findChildren(QPlainTextEdit)),
            *(edit.text() for edit in self.findChildren(QLineEdit) if edit is not self.password),
            *(box.currentIndex() for box in self.findChildren(QComboBox)),
            *(box.isChecked() for box in self.findChildren(QAbstractButton) if box.isCheckable()),
        )

    def _signed(self, answer: Any) -> None:
        self.accept()
        self._done(answer)

    def _failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._failed(error, again)
        self.password.setFocus()


def _is_answered(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return by_tab and isinstance(widget, QAbstractButton | QComboBox | QLineEdit | QPlainTextEdit)
