"""People who signed out, until the server has answered what they sent: nobody waits for that at the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from cleanstation_desktop.ui.runner import Runner

if TYPE_CHECKING:
    from cleanstation_desktop.ui.client import Client

# Seconds that the end of the program gives a reading, so that most of them end in order.
_GOODBYE: Final = 0.5


class Closing(QObject):
    """Keeps each client until what it began has ended and its connections are closed.

    Until then it tells of a write that failed, as `Runner.unheard` says.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = Runner(self)
        self._clients: list[Client] = []

    def take(self, client: Client) -> None:
        """A person signed out: nothing is begun any more, and what runs ends behind the window."""
        client.stop()
        self._clients.append(client)
        gone = partial(self._gone, client)
        self._runner.run(self, client.finish, lambda _nothing: gone(), lambda _error: gone())

    def end(self, clients: Sequence[Client], runner: Runner) -> None:
        """The program ends: every write is waited for, also of those who signed out before.

        Parameters: clients, of those who are signed in; runner, of the window.
        """
        runner.stop()
        self._runner.stop()
        for client in clients:
            client.stop()
        for client in (*clients, *self._clients):
            client.finish(_GOODBYE)
        runner.finish(_GOODBYE)

    def _gone(self, client: Client) -> None:
        self._clients.remove(client)
        # What its workers still hand over comes before.
        client.deleteLater()
