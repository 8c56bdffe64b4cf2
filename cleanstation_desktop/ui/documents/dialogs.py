"""Attaching a file, and looking at one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from cleanstation_desktop.services import documents
from cleanstation_desktop.services.documents import KINDS, AttachedDocument, Document
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.documents.kinds import kind_words
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.files import read_limited, write_file
from cleanstation_desktop.ui.printing.pictures import as_pdf
from cleanstation_desktop.ui.printing.preview import PreviewPanel
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, choice
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog
from cleanstation_desktop.ui.widgets.states import Loading, failure

_SIZE = QSize(980, 760)


class AttachDialog(Dialog):
    """Asks what a file is and whom it belongs to. Parameters: build, key and number of the one in view, None in an
    order; done, gets the name under which it was kept."""

    def __init__(
        self,
        parent: QWidget,
        client: Client,
        path: Path,
        order_id: int,
        build: tuple[int, str] | None,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(parent, tr("Attach {name}", name=path.name), runner=client.runner)
        self._client, self._path, self._order_id, self._finished = client, path, order_id, done
        kinds = [(kind, kind_words(kind)) for kind in KINDS]
        self.kind = choice(kinds, "DRAWING" if build is not None else "PURCHASE_ORDER")
        self.body.addWidget(self.form.add(Field("kind", tr("Kind of document"), self.kind)))
        owners: list[tuple[int | None, str]] = [(None, tr("The whole order"))]
        if build is not None:
            owners.insert(0, (build[0], tr("Build {number}", number=build[1])))
        self.owner = choice(owners, owners[0][0])
        self._owner_field = self.form.add(Field("build_id", tr("Belongs to"), self.owner))
        self._owner_field.setVisible(build is not None)
        self.body.addWidget(self._owner_field)
        self._name = label(tr("PDF, JPEG, PNG or WebP, up to 10 MiB."), "muted", wrap=True)
        self.body.addWidget(self._name)
        self.add_cancel()
        self.action = self.add_action(tr("Attach|verb"), self._send)

    def _send(self) -> None:
        session, path, order_id = self._client.session, self._path, self._order_id
        kind, build_id = str(self.kind.currentData()), self.owner.currentData()

        def work(command_id: UUID) -> AttachedDocument:
            content = read_limited(path)
            return documents.attach(
                session, order_id, path.name, content, kind=kind, build_id=build_id, command_id=command_id
            )

        self.write(work, self._done, pressed=self.action)

    def _done(self, attached: AttachedDocument) -> None:
        self.accept()
        self._finished(attached.file_name)


class DocumentDialog(Dialog):
    """Shows a file and saves it elsewhere."""

    def __init__(self, parent: QWidget, client: Client, file: Document) -> None:
        super().__init__(parent, file.file_name, runner=client.runner, width=640)
        self._client, self._file = client, file
        self._content = b""
        self._stack = QStackedWidget()
        self._stack.addWidget(Loading())
        self.preview = PreviewPanel(client.runner)
        self._stack.addWidget(self.preview)
        self.body.addWidget(self._stack, 1)
        self.save = button(tr("Save as…"), self._choose, icon="save")
        self.save.setEnabled(False)
        self.foot.insertWidget(0, self.save)
        self.add_cancel(tr("Close"))
        self.resize(_SIZE.boundedTo(self.screen().availableSize() * 0.95))
        self._read()

    def _read(self) -> None:
        session, key = self._client.session, self._file.id
        self._client.runner.run(
            self, lambda: documents.read_document(session, key)[1], self._show, self._failed_to_read, key="document"
        )

    def _show(self, content: bytes) -> None:
        self._content = content
        self.save.setEnabled(True)
        self._stack.setCurrentWidget(self.preview)
        self.preview.load(lambda: as_pdf(self._file.media_type, content))

    def _failed_to_read(self, error: Exception) -> None:
        notice = failure(describe(error), self._read)
        self._stack.addWidget(notice)
        self._stack.setCurrentWidget(notice)

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Save as…"), lambda path: self.save_to(Path(path)), saves=True)
        dialog.selectFile(self._file.file_name)
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the file where the person wants it."""
        content = self._content
        self._client.runner.run(
            self,
            lambda: write_file(path, content),
            lambda written: self._client.messages.success(tr("Saved as {file}.", file=written.name)),
            self._client.messages.error,
        )
