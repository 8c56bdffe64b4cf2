"""The audit extract: what the filter finds, as a CSV file (DOMAIN §8)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from cleanstation_desktop.services import audit
from cleanstation_desktop.services.audit import LARGEST_PAGE, AuditEntry, AuditFilter
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.audit.watched import Watched
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.files import written_whole
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.controls import label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.file_dialog import file_dialog

HEADS = (
    *("number", "at_utc", "login", "station", "client", "action", "level", "table", "record", "reason", "command"),
    *("changed", "before", "after"),
)
"""Names of the columns. They are English like those of the tables: an extract is read by programs too."""


def extract_row(entry: AuditEntry) -> tuple[int | str, ...]:
    """One change as a row of the extract."""
    return (
        entry.id,
        entry.at.isoformat(),
        entry.login,
        entry.station,
        entry.client or "",
        entry.action,
        entry.level,
        entry.table,
        entry.record,
        entry.reason or "",
        str(entry.command_id or ""),
        ", ".join(entry.changed),
        _json(entry.old),
        _json(entry.new),
    )


def write_extract(session: Session, wanted: AuditFilter, path: Path, watched: Watched) -> int:
    """Write all that the filter finds, newest first; whole or not at all. Off the UI thread.

    Returns: the rows written. Errors: EnvironmentFault for a folder that cannot be written to; those of reading.
    """
    from cleanstation_desktop.printing.list_table import list_csv  # noqa: PLC0415 - loaded by the first export

    with written_whole(path) as beside:
        return list_csv(beside, HEADS, _rows(session, wanted, watched))


def _rows(session: Session, wanted: AuditFilter, watched: Watched) -> Iterator[tuple[int | str, ...]]:
    before, read = None, 0
    while True:
        page = audit.search(session, wanted, before=before, limit=LARGEST_PAGE)
        read += len(page.entries)
        watched.report("export", read, 0)
        yield from map(extract_row, page.entries)
        before = page.next_before
        if before is None:
            return


class ExportDialog(Dialog):
    """Shows how far the extract is; closing it stops the work and leaves no file."""

    def __init__(self, screen: Screen, wanted: AuditFilter, path: Path) -> None:
        super().__init__(screen, tr("Export as CSV"))
        self._screen = screen
        self._path = path
        self._watched = Watched()
        self._told = label(tr("Reading…"), wrap=True)
        self.body.addWidget(self._told)
        self.add_cancel()
        watched, session = self._watched, screen.client.session
        watched.progressed.connect(self._progress)
        self.finished.connect(lambda _result: watched.stop())
        screen.client.runner.run(
            self,
            lambda: watched.carry_out(lambda: write_extract(session, wanted, path, watched)),
            self._written,
            self._failed_to_write,
        )

    def _progress(self, _stage: str, done: int, _total: int) -> None:
        self._told.setText(tr("{count} {count:row/rows} written", count=counted(done)))

    def _written(self, rows: int | None) -> None:
        if rows is not None:
            said = tr("{count} {count:row is/rows are} saved as {file}.", count=counted(rows), file=self._path.name)
            self._screen.client.messages.success(said)
        self.accept()

    def _failed_to_write(self, error: Exception) -> None:
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())


def ask_file(screen: Screen, wanted: AuditFilter) -> QFileDialog:
    """Ask where the extract goes, then write it."""
    chooser = file_dialog(
        screen, tr("Export as CSV"), lambda path: ExportDialog(screen, wanted, Path(path)).open(), saves=True
    )
    chooser.setDefaultSuffix("csv")
    chooser.setNameFilter("CSV (*.csv)")
    chooser.selectFile("audit.csv")
    chooser.open()
    return chooser


def _json(image: Mapping[str, Any] | None) -> str:
    return "" if image is None else json.dumps(image, ensure_ascii=False, sort_keys=True)
