"""The customer's purchase order as a file: chosen or dropped, looked at by its content, parked with the draft."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.services.file_types import media_type_of
from cleanstation_desktop.services.order_drafts import DraftFile
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.files import read_limited
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.controls import button, column, icon_button, icon_label, label, row, set_look
from cleanstation_desktop.ui.widgets.controls import clear as clear_layout
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog


class PoDocument(QFrame):
    """A place to drop the file, or the file that is there."""

    def __init__(self, wizard: Wizard) -> None:
        super().__init__()
        self.setProperty("look", "panel")
        self.setAcceptDrops(True)
        self.wizard = wizard
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._busy = ""
        self._inside = QVBoxLayout()
        self.setLayout(column(self._inside, self._error, spacing=6, margins=(12, 10, 12, 10)))
        self.fill()

    def fill(self) -> None:
        """Show what is there."""
        clear_layout(self._inside)
        file = self.wizard.parking.file
        if self._busy:
            self._inside.addLayout(row(icon_label("saving"), label(tr("Reading {name}…", name=self._busy)), None))
        elif file is None:
            self.choose = button(tr("Choose file…"), self._choose, icon="attach")
            words = label(tr("or drop it here: PDF, JPEG, PNG or WebP, up to 10 MiB"), "small", wrap=True)
            layout = row(self.choose, words, spacing=12)
            layout.setStretch(1, 1)
            self._inside.addLayout(layout)
        else:
            name = label(file.file_name, "h3", wrap=True)
            size = label(tr("{size} KiB", size=number(max(file.size // 1024, 1))), "small")
            remove = icon_button("remove", tr("Take {name} off", name=file.file_name), self._remove)
            layout = row(icon_label("document"), column(name, size, spacing=0), remove, spacing=10)
            layout.setStretch(1, 1)
            self._inside.addLayout(layout)

    def take(self, path: Path) -> None:
        """Attach a file: look at its content off the UI thread, then park it with the draft."""
        self._tell("")
        self._busy = path.name
        self.fill()

        def work() -> tuple[bytes, str]:
            content = read_limited(path)
            return content, media_type_of(content)

        self.wizard.client.runner.run(self, work, lambda told: self._park(path.name, *told), self._failed, key="file")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show that one file can be dropped here."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile() and QFileInfo(urls[0].toLocalFile()).isFile():
            event.acceptProposedAction()
            set_look(self, "look", "info")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """The file was taken elsewhere."""
        set_look(self, "look", "panel")

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Attach what was dropped."""
        set_look(self, "look", "panel")
        event.acceptProposedAction()
        self.take(Path(event.mimeData().urls()[0].toLocalFile()))

    def _choose(self) -> None:
        dialog = file_dialog(self, tr("Purchase order of the customer"), lambda name: self.take(Path(name)))
        dialog.setNameFilters([tr("Documents and pictures (*.pdf *.jpg *.jpeg *.png *.webp)"), tr("All files (*)")])
        dialog.open()

    def _park(self, name: str, content: bytes, media_type: str) -> None:
        shown = DraftFile(safe_file_name(name, media_type), media_type, len(content))
        self.wizard.parking.park_file(name, content, shown, self._done, self._failed)

    def _remove(self) -> None:
        self._tell("")
        self.wizard.parking.drop_file(self._done, self._failed)

    def _done(self) -> None:
        self._busy = ""
        self.fill()

    def _failed(self, error: Exception) -> None:
        self._busy = ""
        self.fill()
        found = findings_of(error) if isinstance(error, CleanStationError) else []
        self._tell(sentence(found[0]) if found else describe(error).sentence)

    def _tell(self, message: str) -> None:
        self._error.setText(message)
        self._error.setVisible(bool(message))
