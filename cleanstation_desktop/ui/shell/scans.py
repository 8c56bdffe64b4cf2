"""Where a scan goes: to the page that takes it, else to the person's work, which opens what it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget

from cleanstation_desktop.ui.input.scanner import TakesScans
from cleanstation_desktop.ui.shell.inputs import Inputs
from cleanstation_desktop.ui.text import tr

if TYPE_CHECKING:
    from cleanstation_desktop.ui.shell.workplace import Workplace


class Scans(QObject):
    """Parameters: inputs, whose scanner is heard; pages, of the window; current, gives the work that is open."""

    def __init__(self, inputs: Inputs, pages: QStackedWidget, current: Callable[[], Workplace | None]) -> None:
        super().__init__(pages)
        self._inputs = inputs
        self._pages = pages
        self._current = current
        inputs.scanner.scanned.connect(self._on_scan)
        inputs.scanner.refused.connect(self._on_refused)

    def _on_scan(self, code: str) -> None:
        self._inputs.stir()
        page, work = self._pages.currentWidget(), self._current()
        if isinstance(page, TakesScans):
            page.take_scan(code)
        elif work is not None:
            work.scan(code)

    def _on_refused(self, code: str) -> None:
        work = self._current()
        if work is not None:
            work.client.messages.info(
                tr("A dialog is open."), tr("Close it first, then scan {code} again.", code=code[:40])
            )
