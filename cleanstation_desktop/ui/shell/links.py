"""A link that the desktop opened: it leads to its place once somebody who may see it works at the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget

from cleanstation_desktop.ui.input.links import parse_link
from cleanstation_desktop.ui.input.scan_codes import ScanKind
from cleanstation_desktop.ui.places import READERS
from cleanstation_desktop.ui.text import tr

if TYPE_CHECKING:
    from cleanstation_desktop.ui.shell.workplace import Workplace


@runtime_checkable
class AsksWho(Protocol):
    """A page that stands before the work, and can say what waits behind it."""

    def tell_what_waits(self, sentence: str) -> None:
        """Show a sentence."""
        ...


class Links(QObject):
    """Parameters: pages, of the window; current, gives the work that is open."""

    def __init__(self, pages: QStackedWidget, current: Callable[[], Workplace | None]) -> None:
        super().__init__(pages)
        self._pages = pages
        self._current = current
        self.waiting = ""
        # Behind what the window still does with the page that it turned to.
        pages.currentChanged.connect(lambda _index: QTimer.singleShot(0, self, self._follow))

    def open(self, link: str) -> None:
        """Go there now, or as soon as somebody may. Parameter: link, sound; a newer one replaces one that waits."""
        self.waiting = link
        self._follow()

    def _follow(self) -> None:
        if not self.waiting:
            return
        work, page = self._current(), self._pages.currentWidget()
        if work is None:
            if isinstance(page, AsksWho):
                page.tell_what_waits(tr("Sign in, and {place} opens.", place=_words(self.waiting)))
        elif not work.client.roles & READERS:
            work.client.messages.info(
                tr("{place} waits to be opened.", place=_words(self.waiting)),
                tr("Your role does not open it; it is kept for the next person who signs in here."),
            )
        elif QApplication.activeModalWidget() is not None:
            # It stays: the question in front is answered first, and its answer may need what stands behind it.
            work.client.messages.info(
                tr("A dialog is open."), tr("Close it first, then open {place} again.", place=_words(self.waiting))
            )
            self.waiting = ""
        else:
            link, self.waiting = self.waiting, ""
            work.scan(link)


def _words(link: str) -> str:
    code = parse_link(link)
    words = {
        ScanKind.BUILD: tr("build {number}", number=code.value),
        ScanKind.ORDER: tr("order {number}", number=code.value),
        ScanKind.INSPECTION: tr("inspection {number}", number=code.value),
    }
    return words[code.kind]
