"""What all screens have: a heading with actions, the states of their content, reading, writing and live refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import Finding, ServerAway, Stale
from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.first_focus import FirstFocus, first_of
from cleanstation_desktop.ui.heading import Heading
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.places import REGISTER, Place
from cleanstation_desktop.ui.refreshing import Refreshing
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import column
from cleanstation_desktop.ui.widgets.room import Room
from cleanstation_desktop.ui.widgets.states import Banner, Loading, Notice, failure
from cleanstation_desktop.ui.writing import Writer

T = TypeVar("T")

# A read that is answered sooner shows no bar: a flash of one is worse than none.
_PATIENCE_MS = 150
# Air at the left and right of a screen, in pixels.
_EDGE = 24


class Screen(QWidget):
    """A screen of the client.

    A subclass fills `self.body` (a column) and `self.buttons` (beside the title), sets `watches` to the tables whose
    changes it shows, and overrides `load` to read what it shows by `self.read`. What no change tells of, such as who is
    signed in, is read again every `reads_again_ms`; 0 for nothing of the kind.
    Attributes: records, keys of the records that are shown, by table, once they are known: of such a table the changes
    of others are no concern.
    Signals: heading_changed, the title for the window.
    """

    watches: ClassVar[frozenset[str]] = frozenset()
    reads_again_ms: ClassVar[int] = 0
    heading_changed = Signal(str)

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__()
        self.client = client
        self.place = place
        self.setObjectName("root")
        entry = REGISTER.get(place.name)
        self.heading = Heading(client.back if entry is None or not entry.listed else None)
        self.buttons = self.heading.buttons
        self.banner = Banner()
        self.content = QWidget()
        self.body: QVBoxLayout = column(spacing=14)
        self.content.setLayout(self.body)
        self._room = Room(self.content)
        self._loading = Loading()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._room)
        self._stack.addWidget(self._loading)
        self.records: dict[str, frozenset[str]] = {}
        self._notice: Notice | None = None
        self._read_at: datetime | None = None
        self._away = False
        self.focusing = FirstFocus(self)
        self._refreshing = Refreshing(self, self.load, self.reads_again_ms)
        self._writer = Writer(self, client.runner)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        outer = column(self.heading.layout, self.banner, self._stack, spacing=12, margins=(_EDGE, 18, _EDGE, 18))
        outer.setStretch(2, 1)
        self.setLayout(outer)
        self._patience.timeout.connect(lambda: self._stack.setCurrentWidget(self._loading))
        client.live.changed.connect(self._on_changed)
        client.live.all_changed.connect(self._refreshing.refresh_soon)
        client.live.state_changed.connect(self._on_live_state)

    # To be overridden

    def load(self) -> None:
        """Read what the screen shows; called when it opens, when something it watches changed, and by Refresh."""

    def concerns(self, change: Change) -> bool:
        """Whether what changed elsewhere may be of what is in view; a subclass may know more of it."""
        known = self.records.get(change.table)
        # A new one may belong to what is shown.
        return change.table in self.watches and (known is None or change.key in known or change.version == 1)

    def unsaved(self) -> str:
        """What would be lost by leaving, as a sentence; empty when nothing would."""
        return ""

    def state(self) -> Mapping[str, Any]:
        """What a new screen of the same place needs to stand where this one stood (after another language)."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` of another screen gave; called before `load`."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins when the screen opens and when it has read: the chosen row of a list, its search,
        or the first control."""
        shown = self._stack.currentWidget()
        return None if shown is None or shown is self._loading else first_of(shown) or first_of(self)

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Show faults at their fields. Returns: those that belong to no field here, for the banner."""
        return findings

    def take_scan(self, code: str) -> bool:
        """Take a scanned code for this screen. Returns: whether it was of use; else it opens what it names."""
        return False

    # For the use of subclasses

    def begin_reading(self) -> None:
        """Read, unless that began already: a screen may call `load` first of all, so that it is made meanwhile."""
        if not self._refreshing.reads:
            self.load()

    def set_heading(self, title: str, subtitle: str = "", *beside: QWidget) -> None:
        """Write the heading. Parameters: beside, chips that stand behind the title."""
        self.heading.write(title, subtitle, *beside)
        self.heading_changed.emit(title)

    def read(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        *,
        key: str = "load",
        blank: bool = True,
        failed: Callable[[Exception], object] = lambda _error: None,
    ) -> None:
        """Read off the UI thread and show the result.

        Parameters: work, reads; done, shows; key, names the question, of which only the newest answer is shown; blank,
        whether a failure before anything was shown takes the place of the content (else it is a message); failed, hears
        of a failure too.
        """

        def show(result: T) -> None:
            self._refreshing.ended(key)
            if self._refreshing.put_off(key, partial(show, result)):
                return
            self._patience.stop()
            self._read_at = datetime.now(UTC)
            if self._away:
                self._away = False
                self.banner.clear()
            self.show_content()
            done(result)
            QTimer.singleShot(0, self, self.focusing.after_reading)  # when what was made is to be seen

        def fail(error: Exception) -> None:
            self._refreshing.ended(key)
            if not self._refreshing.put_off(key, partial(fail, error)):
                self._read_failed(error, blank)
                failed(error)

        if self._refreshing.hidden:
            self._refreshing.put_off(key, lambda: self.read(work, done, key=key, blank=blank, failed=failed))
            return
        if self._read_at is None and blank:
            self._patience.start()
        self._refreshing.begun(key)
        self.client.runner.run(self, work, show, fail, key=key)

    def write(
        self,
        work: Callable[[UUID], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        button: QAbstractButton | None = None,
        key: str = "write",
    ) -> bool:
        """Send a write off the UI thread.

        Parameters: work, takes the id of the command; failed, hears of an error before it is told; button, that was
        pressed: what stands in its place afterwards does not hear a second tap. Returns: False when the last one is
        still being sent, which is said.
        """

        def finish(answer: T) -> None:
            if button is not None and isValid(button):
                # Until it is read anew the page offers what is done already.
                rest(button, goes_on=lambda: self._refreshing.reads)
            done(answer)

        def fail(error: Exception, again: Callable[[], None]) -> None:
            if failed is not None:
                failed(error)
            self._write_failed(error, again)

        if self._writer.send(work, finish, fail, button=button, key=key):
            return True
        self.client.messages.info(tr("Still sending the last one; try again when it is done."))
        return False

    @property
    def writing(self) -> bool:
        """Whether a write is under way."""
        return self._writer.busy

    def show_content(self) -> None:
        """Show the content again."""
        self._stack.setCurrentWidget(self._room)
        self._drop_notice()

    def show_empty(
        self,
        title: str,
        sentence: str,
        action: tuple[str, Callable[[], object]] | None = None,
        *,
        drawing: str = "orders",
    ) -> None:
        """Show a picture and a sentence in place of the content, when there is nothing to show."""
        self._show_notice(Notice(drawing, title, sentence, action))

    # Inside

    def event(self, event: QEvent) -> bool:
        """The heading takes the room that there is."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.heading.fit(self.width() - 2 * _EDGE)
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """The work is seen again: what came meanwhile is shown."""
        super().showEvent(event)
        self._refreshing.show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """The work is put behind the lock. Not when the window is only made small."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._refreshing.hidden = True

    def _on_changed(self, changes: object) -> None:
        settled = self._refreshing.settled
        if isinstance(changes, tuple) and any(
            self.concerns(change) if settled else change.table in self.watches for change in changes
        ):
            self._refreshing.refresh_soon()

    def _on_live_state(self, state: str) -> None:
        if state == "live" and self._away:
            self._refreshing.refresh()

    def _read_failed(self, error: Exception, blank: bool) -> None:
        self._patience.stop()
        away = isinstance(error, ServerAway)
        self._away = self._away or away
        if self._read_at is None and blank:
            self._show_notice(failure(describe(error), self.load))
        elif away:
            words = (
                tr("No connection. You see what was there at {moment}.", moment=moment(self._read_at))
                if self._read_at is not None
                else tr("No connection. Nothing was read here yet.")
            )
            self.banner.tell("warn", words, (tr("Try again"), self.load))
        else:
            self.client.messages.error(error)

    def _write_failed(self, error: Exception, again: Callable[[], None]) -> None:
        told = describe(error)
        left = self.show_findings(findings_of(error)) if findings_of(error) else None
        if left == []:
            return
        if told.again:
            self.client.messages.error(error, action=(tr("Send again"), again))
        elif isinstance(error, Stale):
            self.client.messages.error(error, action=(tr("Load again"), self.load))
        else:
            self.client.messages.error(error)

    def _show_notice(self, notice: Notice) -> None:
        self._patience.stop()
        self._drop_notice()
        self._notice = notice
        self._stack.addWidget(notice)
        self._stack.setCurrentWidget(notice)

    def _drop_notice(self) -> None:
        if self._notice is not None:
            self._stack.removeWidget(self._notice)
            self._notice.deleteLater()
            self._notice = None
