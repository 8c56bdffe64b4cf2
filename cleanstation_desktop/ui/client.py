"""What every screen works with: the signed-in person's session and the client's common services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.live import Live
from cleanstation_desktop.ui.messages import Messages
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.ui.text import tr

__all__ = ["Client", "StationFacts"]


class Client(QObject):
    """One signed-in person at one window.

    Signals: place_wanted, a Place to go to; back_wanted; look_changed, after another language or theme was chosen;
    station_changed, after scanner or keyboard of this station were set otherwise; ending, the person wants to end the
    session: what waits to be saved goes out, and the answers are waited for; closing, the last moment to send it.
    """

    place_wanted = Signal(object)
    back_wanted = Signal()
    look_changed = Signal()
    station_changed = Signal()
    ending = Signal()
    closing = Signal()

    def __init__(self, session: Session, station: StationFacts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.station = station
        self.runner = Runner(self)
        self.messages = Messages(self)
        self.preferences = Preferences(station.folder, str(session.person.id))
        self.live = Live(session, self)
        self._keepers: list[tuple[QObject, Callable[[], str]]] = []
        self.runner.sent.connect(self._on_sent)
        self.runner.unheard.connect(self._on_unheard)

    @property
    def roles(self) -> frozenset[Role]:
        """Roles of the signed-in person."""
        return self.session.person.roles

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return bool(self.roles & set(roles))

    def open(self, name: str, **arguments: Any) -> None:
        """Go to a place of the register."""
        self.place_wanted.emit(Place(name, arguments))

    def back(self) -> None:
        """Go back to where one came from."""
        self.back_wanted.emit()

    def ask_before_end(self, keeper: QObject, lost: Callable[[], str]) -> None:
        """Register who keeps something beyond the screen that it was given on, for as long as it lives.

        Parameters: lost, what the end of the session would lose, as a sentence; empty when nothing would.
        """
        self._keepers = [(known, asked) for known, asked in self._keepers if isValid(known)]
        self._keepers.append((keeper, lost))

    def unsaved(self) -> str:
        """What the end of the session would lose beyond the screen that is open."""
        return "\n".join(filter(None, (lost() for keeper, lost in self._keepers if isValid(keeper))))

    def _on_sent(self) -> None:
        self.messages.success(tr("Sent."))

    def _on_unheard(self, work: Callable[[], Any] | None, error: Exception) -> None:
        """A write failed whose screen was left meanwhile: the person is told all the same."""
        action = None
        if work is not None and describe(error).again:
            action = (tr("Send again"), partial(self.runner.send, work))
        self.messages.error(error, action=action)

    def stop(self) -> None:
        """Sign out: nothing new is begun. What runs goes on, and `finish` is still to come."""
        self.closing.emit()
        self.live.stop()
        self.runner.stop()
        self.preferences.save()

    def finish(self, patience: float | None = None) -> None:
        """Wait for what runs, then close the person's connections. From any thread.

        Parameters: patience, seconds that what only reads is waited for; None, until it has ended.
        """
        self.live.join()
        self.runner.finish(patience)
        self.session.close()

    def close(self) -> None:
        """Sign out and wait for it: running work finishes, the person's connections close."""
        self.stop()
        self.finish()
