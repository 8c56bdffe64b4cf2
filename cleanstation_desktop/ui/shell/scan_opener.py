"""Opens what a scanned code names: a build, an order or an inspection."""

from __future__ import annotations

from PySide6.QtCore import QObject

from cleanstation_desktop.services import search
from cleanstation_desktop.services.search import Hit
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.scan_codes import ScanKind, parse_scan
from cleanstation_desktop.ui.text import tr

_SHOWN = 60


class ScanOpener(QObject):
    """Scan-to-open, from any screen."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client

    def open(self, code: str) -> None:
        """Open what the code names; say so when nothing does."""
        read = parse_scan(code)
        if read.kind is ScanKind.INSPECTION:
            self._client.open("inspection", inspection_id=int(read.value))
        elif read.kind in (ScanKind.BUILD, ScanKind.ORDER):
            self._look_up(read.value, certain=read.certain, kind=read.kind.value)
        elif read.kind is ScanKind.BADGE:
            self._client.messages.info(tr("This is a badge."), tr("A badge opens a locked screen, nothing else."))
        else:
            self._unknown(read.value)

    def _look_up(self, number: str, *, certain: bool, kind: str) -> None:
        session = self._client.session
        kinds = (kind,) if certain else ("build", "order")

        def show(hit: Hit | None) -> None:
            if hit is None:
                self._unknown(number)
            elif hit.kind == "build":
                self._client.open("build", build_id=hit.key)
            else:
                self._client.open("order", order_id=hit.key)

        self._client.runner.run(
            self, lambda: search.find_exactly(session, number, kinds), show, self._client.messages.error, key="scan"
        )

    def _unknown(self, code: str) -> None:
        shown = code if len(code) <= _SHOWN else f"{code[:_SHOWN]}…"
        self._client.messages.warning(
            tr("Nothing is known by the code {code}.", code=shown), tr("Scan it again, or search for the number.")
        )
