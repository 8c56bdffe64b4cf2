"""Beside the checklist: the plan of the sink, and the documents of its order and build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, label, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import choice

NARROWEST = 330


class Papers(QFrame):
    """Shows the plan or one of the documents. Nothing is read until it is looked at."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setMinimumWidth(NARROWEST)
        self._client = client
        self._documents: tuple[Document, ...] = ()
        self._shown: int | None = None
        self.plan = SinkPlan()
        self.preview = PreviewPanel(client.runner)
        self._chooser = choice([], name=tr("Document"))
        self._chooser.setMinimumContentsLength(12)
        self._none = label(tr("No document is attached to this order."), "muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        papers = QWidget()
        papers.setLayout(column(self._chooser, self._none, self.preview, spacing=8))
        self._pages.addWidget(self.plan)
        self._pages.addWidget(papers)
        self._as_plan = self._tab(tr("Plan of the sink"), "sink", 0)
        self._as_papers = self._tab(tr("Documents"), "document", 1)
        group = QButtonGroup(self)
        group.addButton(self._as_plan)
        group.addButton(self._as_papers)
        self._as_plan.setChecked(True)
        layout = column(
            row(self._as_plan, self._as_papers, None, spacing=6), self._pages, spacing=8, margins=(14, 12, 14, 12)
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._chooser.activated.connect(lambda _index: self._read())

    def show_configuration(self, configuration: Mapping[str, Any]) -> None:
        """Draw the sink."""
        self.plan.set_configuration(configuration)

    def show_documents(self, found: Sequence[Document], build_id: int) -> None:
        """List the documents of the order and of this build, the drawing first."""
        own = [each for each in found if each.build_id in (None, build_id)]
        own.sort(key=lambda each: (each.kind != "DRAWING", each.kind == "PHOTO", each.id))
        if tuple(own) == self._documents:
            return
        self._documents = tuple(own)
        chosen = self._chooser.currentData()
        self._chooser.clear()
        for each in own:
            self._chooser.addItem(tr("{kind}: {name}", kind=_kind_words(each.kind), name=each.file_name), each.id)
        self._chooser.setCurrentIndex(max(0, self._chooser.findData(chosen)))
        for widget in (self._chooser, self.preview):
            widget.setVisible(bool(own))
        self._none.setVisible(not own)
        if self._pages.currentIndex() == 1:
            self._read()

    def _tab(self, words: str, icon: str, page: int) -> QPushButton:
        made = button(words, lambda: self._turn_to(page), icon=icon)
        made.setCheckable(True)
        return made

    def _turn_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        if page == 1:
            self._read()

    def _read(self) -> None:
        wanted = self._chooser.currentData()
        if not isinstance(wanted, int) or wanted == self._shown:
            return
        self._shown = wanted
        session = self._client.session
        self.preview.load(lambda: _as_pdf(*documents.read_document(session, wanted)))


class DocumentDialog(Dialog):
    """One document, to be looked at."""

    def __init__(self, parent: QWidget, client: Client, document: Document) -> None:
        super().__init__(parent, document.file_name, width=820)
        self.preview = PreviewPanel(client.runner)
        self.preview.setMinimumHeight(480)
        self.body.addWidget(self.preview, 1)
        self.add_cancel(tr("Close"))
        self.preview.load(lambda: _as_pdf(*documents.read_document(client.session, document.id)))


def _as_pdf(document: Document, content: bytes) -> bytes:
    """A picture becomes a page, so that one preview shows both."""
    if document.media_type == "application/pdf":
        return content
    import io  # noqa: PLC0415 - with Pillow, when the first picture is looked at

    from PIL import Image, ImageOps  # noqa: PLC0415

    made = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        ImageOps.exif_transpose(picture).convert("RGB").save(made, "PDF", resolution=150.0)
    return made.getvalue()


def _kind_words(kind: str) -> str:
    return {
        "DRAWING": tr("Drawing"),
        "PHOTO": tr("Photo"),
        "PURCHASE_ORDER": tr("Purchase order"),
    }.get(kind) or tr("Other document")
