"""Beside the checklist: the plan of the sink, and the documents of its order and build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.documents.kinds import kind_words
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.printing.pictures import as_pdf
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.fields import choice

NARROWEST = 330


class Papers(QFrame):
    """Shows the plan or one of the documents. Nothing is made or read until it is looked at.

    Signals: made, more is there that Tab stops at.
    """

    made = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setMinimumWidth(NARROWEST)
        self._client = client
        self._found: tuple[Document, ...] = ()
        self._configuration: Mapping[str, Any] = {}
        self.documents: Documents | None = None
        self._plan: SinkPlan | None = None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the plan when it is looked at for the first time."""
        super().showEvent(event)
        if self._plan is None:
            self._plan = SinkPlan()
            if self._configuration:
                self._plan.set_configuration(self._configuration)
            self._arrange(self._plan)
            self.made.emit()

    def _arrange(self, plan: SinkPlan) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(plan)
        as_plan = self._tab(tr("Plan of the sink"), "sink", lambda: self._pages.setCurrentWidget(plan))
        self.as_papers = self._tab(tr("Documents"), "document", self._show_papers)
        group = QButtonGroup(self)
        group.addButton(as_plan)
        group.addButton(self.as_papers)
        as_plan.setChecked(True)
        layout = column(row(as_plan, self.as_papers, None, spacing=6), self._pages, spacing=8, margins=(14, 12, 14, 12))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_configuration(self, configuration: Mapping[str, Any]) -> None:
        """Draw the sink."""
        self._configuration = configuration
        if self._plan is not None:
            self._plan.set_configuration(configuration)

    def show_documents(self, found: Sequence[Document], build_id: int) -> None:
        """List the documents of the order and of this build, the newest drawing first."""
        own = [each for each in found if each.build_id in (None, build_id)]
        own.sort(key=lambda each: (each.kind != "DRAWING", each.kind == "PHOTO", -each.id))
        if tuple(own) == self._found:
            return
        self._found = tuple(own)
        if self.documents is not None:
            self.documents.show_documents(self._found)
            if self._pages.currentWidget() is self.documents:
                self.documents.read()

    def _tab(self, words: str, icon: str, on_click: Callable[[], object]) -> QPushButton:
        made = button(words, on_click, icon=icon)
        made.setCheckable(True)
        return made

    def _show_papers(self) -> None:
        if self.documents is None:
            self.documents = Documents(self._client)
            self.documents.show_documents(self._found)
            self._pages.addWidget(self.documents)
            self.made.emit()
        self._pages.setCurrentWidget(self.documents)
        self.documents.read()


class Documents(QWidget):
    """One of the documents, to be chosen."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._found: dict[int, Document] = {}
        self._shown: int | None = None
        self._chosen: int | None = None
        self._preview = PreviewPanel(client.runner, on_page=True)
        self.chooser = choice([], name=tr("Document"))
        self.chooser.setMinimumContentsLength(12)
        self._none = label(tr("No document is attached to this order."), "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._facts = label("", "muted", wrap=True)
        self.setLayout(column(self.chooser, self._facts, self._none, self._preview, spacing=8))
        self.chooser.activated.connect(lambda _index: self._choose())

    def show_documents(self, found: Sequence[Document]) -> None:
        """List them; the one that a person chose stays, else the first is shown."""
        self._found = {each.id: each for each in found}
        self.chooser.clear()
        for each in found:
            words = tr(
                "{kind}: {name} · {moment}",
                kind=kind_words(each.kind),
                name=each.file_name,
                moment=moment(each.attached_at),
            )
            self.chooser.addItem(words, each.id)
        self.chooser.setCurrentIndex(max(0, self.chooser.findData(self._chosen)))
        self._show_facts()
        for widget in (self.chooser, self._facts, self._preview):
            widget.setVisible(bool(found))
        self._none.setVisible(not found)

    def _choose(self) -> None:
        self._chosen = self.chooser.currentData()
        self._show_facts()
        self.read()

    def _show_facts(self) -> None:
        shown = self._found.get(self.chooser.currentData())
        if shown is None:
            return
        by, at = shown.attached_by or "–", moment(shown.attached_at)
        if shown.build_id is None:
            self._facts.setText(tr("Attached to the whole order {moment} by {initials}", moment=at, initials=by))
        else:
            self._facts.setText(tr("Attached to this build {moment} by {initials}", moment=at, initials=by))

    def read(self) -> None:
        """Read the one that is chosen; at once when it is shown."""
        wanted = self.chooser.currentData()
        if not isinstance(wanted, int) or wanted == self._shown:
            return
        self._shown = wanted
        self._preview.load(lambda: _read_as_pdf(self._client, wanted))


def _read_as_pdf(client: Client, document_id: int) -> bytes:
    document, content = documents.read_document(client.session, document_id)
    return as_pdf(document.media_type, content)
