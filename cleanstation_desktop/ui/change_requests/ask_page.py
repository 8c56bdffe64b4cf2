"""Asking for a change of a build: what and why; and what is said while there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label, row
from cleanstation_desktop.ui.widgets.fields import Field, Form, text_edit


class AskPage(QWidget):
    """Parameters: form, which its fields join; ask, called when it is sent."""

    def __init__(self, form: Form, ask: Callable[[], object]) -> None:
        super().__init__()
        self.what, self.why = text_edit(lines=3), text_edit(lines=3)
        self.send = button(tr("Ask for the change"), ask, icon="change-request", look="primary")
        said = tr("The BOM is approved: a change is asked for, drawn up as a new revision, and signed again.")
        self.setLayout(
            column(
                card(
                    label(said, "muted", wrap=True),
                    form.add(Field("what", tr("What is to be changed"), self.what)),
                    form.add(Field("why", tr("Why"), self.why)),
                    row(None, self.send),
                ),
                None,
            )
        )

    @property
    def words(self) -> tuple[str, str]:
        """What and why, as they are typed."""
        return self.what.toPlainText(), self.why.toPlainText()

    def write(self, what: str, why: str) -> None:
        """Fill both in."""
        self.what.setPlainText(what)
        self.why.setPlainText(why)


class WaitingPage(QWidget):
    """Says why nothing can be done here, or for whom it waits; empty until that is known."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", wrap=True)
        self._card = card(self.words)
        self._card.hide()
        self.setLayout(column(self._card, None))

    def tell(self, facts: ChangeFacts) -> None:
        """Say it."""
        self.words.setText(_waiting_words(facts))
        self._card.show()


def _waiting_words(facts: ChangeFacts) -> str:
    """Why nothing can be done here, or for whom it waits."""
    request = facts.request
    if facts.closed and (request is None or request.state == "OPEN"):
        return tr("This build is shipped or cancelled: nothing of it is changed any more.")
    if request is None:
        return tr("No change is asked for. The coordinator asks for one here.")
    if request.state == "OPEN":
        return tr("The coordinator draws the change up; then its difference is shown here to be signed.")
    return tr("It was closed before it was drawn up: nothing has changed.")
