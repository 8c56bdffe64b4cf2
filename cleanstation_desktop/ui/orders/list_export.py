"""The export of a filtered list of builds, page by page off the UI thread, with progress, to be broken off any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from cleanstation_desktop.services import build_browsing
from cleanstation_desktop.services.paging import LARGEST
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.file_kinds import name_filter
from cleanstation_desktop.ui.files import written_whole
from cleanstation_desktop.ui.orders.list_columns import export_heads, export_row
from cleanstation_desktop.ui.orders.list_window import ListWindow
from cleanstation_desktop.ui.orders.view import ListView
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

_TICK_MS = 100
KINDS = ("csv", "xlsx")


class _BrokenOff(Exception):
    """The person does not want the rest."""


class ExportDialog(Dialog):
    """Writes the list to a file. Parameters: view, what is listed; path, where to; kind, csv or xlsx."""

    def __init__(self, parent: QWidget, client: Client, view: ListView, path: Path, kind: str) -> None:
        super().__init__(parent, tr("Export the list"), runner=client.runner)
        self._client = client
        self._stop = Event()
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        self._words = label(tr("Reading the list…"), "muted")
        self.body.addWidget(self.bar)
        self.body.addWidget(self._words)
        self.cancel = self.add_cancel()
        self.finished.connect(lambda _result: self._stop.set())
        # Asked for by a timer: what works off the UI thread touches no widget, which may be gone by then.
        self._state = (0, 0)
        ticks = QTimer(self, interval=_TICK_MS)
        ticks.timeout.connect(self._show_progress)
        ticks.start()
        session, stop, heads = client.session, self._stop, export_heads()

        def progressed(done: int, total: int) -> None:
            self._state = (done, total)

        def work() -> int | None:
            try:
                return write_list(session, view, path, kind, heads, stop, progressed)
            except _BrokenOff:
                return None

        client.runner.run(self, work, lambda count: self._done(count, path), self._failed_to_write)

    def _show_progress(self) -> None:
        done, total = self._state
        if not total:
            return
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self._words.setText(tr("{done} of {total} {total:build/builds}", done=counted(done), total=counted(total)))

    def _done(self, count: int | None, path: Path) -> None:
        if count is not None:
            said = tr("{count} {count:build is/builds are} saved as {file}.", count=counted(count), file=path.name)
            self._client.messages.success(said)
            self.accept()

    def _failed_to_write(self, error: Exception) -> None:
        told = describe(error)
        self.bar.hide()
        self._words.hide()
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())
        self.cancel.setText(tr("Close"))


def ask_file(parent: QWidget, kind: str, name: str, chosen: Callable[[Path], object]) -> QFileDialog:
    """Ask where to. Parameters: name, offered, without ending; chosen, gets the path."""
    dialog = file_dialog(parent, tr("Export"), lambda path: chosen(Path(path)), saves=True)
    dialog.setDefaultSuffix(kind)
    dialog.setNameFilter(name_filter(kind))
    dialog.selectFile(f"{name}.{kind}")
    dialog.open()
    return dialog


def write_list(
    session: Session,
    view: ListView,
    path: Path,
    kind: str,
    heads: Sequence[str],
    stop: Event,
    progressed: Callable[[int, int], object],
) -> int:
    """Write every build that the view lets through; returns how many. Errors: as `write_rows`."""
    return write_rows(path, kind, heads, _rows(session, view, stop, progressed))


def write_rows(path: Path, kind: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> int:
    """Write rows to a file, whole or not at all; returns how many.

    Errors: EnvironmentFault for a folder that cannot be written to, InvalidInput for too many rows.
    """
    from cleanstation_desktop.printing.list_table import WRITERS  # noqa: PLC0415 - loaded by the first export

    with written_whole(path) as beside:
        return WRITERS[kind](beside, heads, rows)


def _rows(
    session: Session, view: ListView, stop: Event, progressed: Callable[[int, int], object]
) -> Iterator[Sequence[str | int]]:
    listed: ListWindow[build_browsing.BuildListRow] = ListWindow(lambda row: row.id)
    listed.set_ids(build_browsing.build_ids(session, view.wanted, view.sort))
    for start in range(0, len(listed), LARGEST):
        if stop.is_set():
            raise _BrokenOff
        progressed(start, len(listed))
        page = build_browsing.builds_by_ids(session, listed.ids_of(start, start + LARGEST - 1))
        yield from (export_row(row) for row in page)
