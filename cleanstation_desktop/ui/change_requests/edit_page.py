"""Where a change is drawn up, or simply made before approval: the reason, and the editor while somebody draws up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.services.order_choices import OrderChoices
from cleanstation_desktop.ui.change_requests.editor import RevisionEditor
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.fields import Field, Form, line_edit


class EditPage(QWidget):
    """Parameters: form, which the reason joins; changed, called when the answers change or were looked at.

    Attributes: editor, None while nobody draws up; kept, answers that the next editor goes on with; begun_at, the
    revision that was the newest when these answers were begun.
    """

    def __init__(self, client: Client, form: Form, changed: Callable[[], object]) -> None:
        super().__init__()
        self._client, self._changed = client, changed
        self.reason = line_edit(longest=2_000)
        self._reason_field = form.add(Field("reason", tr("Reason for the new revision"), self.reason))
        self._holder = column(self._reason_field, spacing=8)
        self.setLayout(self._holder)
        self.editor: RevisionEditor | None = None
        self.kept: dict[str, Any] | None = None
        self.begun_at = 0

    def begin(self, facts: ChangeFacts, choices: OrderChoices) -> RevisionEditor:
        """Open the editor, with what is kept."""
        if self.kept is None:
            self.begun_at = facts.newest.id
        made = RevisionEditor(self._client, choices, facts.build.head.id, facts.basis, self.kept)
        self.kept = None
        self.editor = made
        made.changed.connect(self._changed)
        self._holder.addWidget(made, 1)
        self._reason_field.setVisible(facts.request is None)
        return made

    def body(self) -> dict[str, Any] | None:
        """What is changed and not drawn up; None when nothing is."""
        if self.editor is not None and self.editor.wizard.changes:
            return self.editor.body()
        return self.kept

    def keep(self) -> None:
        """Take the editor away, and keep what was changed in it."""
        kept = self.body()
        self.forget()
        self.kept = kept

    def forget(self) -> None:
        """Take the editor away with everything that was changed."""
        self.kept = None
        if self.editor is not None:
            self._holder.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None
