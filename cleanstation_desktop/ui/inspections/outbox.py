"""Answers on their way to the server: sent one after the other, kept while it is away, never sent as two.

Each answer is one command with an id of its own, sent again under the same id until the server has said what became of
it (DESIGN §4). The outbox belongs to the person's client, so that answers wait on when the screen is left or locked;
the end of the session waits for them, as it does for drafts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from cleanstation_desktop.domain.errors import CleanStationError, EnvironmentFault, Stale
from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.inspections import Answer, SavedAnswer
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.writing import Writer

RETRY_MS = 2_000


class Sending(StrEnum):
    """Where an answer is on its way."""

    SAVING = "saving"
    WAITING = "waiting"
    SAVED = "saved"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Saving:
    """What is told to the server. Parameters: version, of the answer that it changes, None for a first one."""

    item_id: int
    answer: Answer
    version: int | None
    command_id: UUID = field(default_factory=uuid4)

    def save(self, session: Session) -> SavedAnswer:
        """Send it, in a worker."""
        return inspections.answer(session, self.item_id, self.answer, version=self.version, command_id=self.command_id)


@dataclass(eq=False)
class Entry:
    """One answer on its way.

    Parameters: version, of the answer that it changes, None for a first one; fault, why it was refused; saved, what the
    server recorded; following, a newer answer that is sent when it is known what became of this one.
    """

    inspection_id: int
    item_id: int
    answer: Answer
    version: int | None
    command_id: UUID = field(default_factory=uuid4)
    state: Sending = Sending.SAVING
    sent: bool = False
    fault: Exception | None = None
    saved: SavedAnswer | None = None
    following: Answer | None = None

    @property
    def as_it_is(self) -> Saving:
        """The answer as it is sent now."""
        return Saving(self.item_id, self.answer, self.version, self.command_id)

    @property
    def latest(self) -> Answer:
        """What the person gave last."""
        return self.following or self.answer

    @property
    def on_its_way(self) -> bool:
        """Whether the server has not said yet what became of it."""
        return self.state in (Sending.SAVING, Sending.WAITING)


class Outbox(QObject):
    """Signals: changed, (inspection, item) whose answer got on; recorded, an inspection of which the server knows more
    than its screen."""

    changed = Signal(int, int)
    recorded = Signal(int)

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._client = client
        self._entries: dict[int, Entry] = {}
        self._writer = Writer(self, client.runner)
        self._going: Entry | None = None
        self._waited = False
        self._again = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._again.timeout.connect(self.try_now)
        client.live.state_changed.connect(self._on_live_state)
        client.ask_before_end(self, self._lost)
        client.closing.connect(self._close)

    def entry(self, item_id: int) -> Entry | None:
        """The answer of an item that is on its way, or was refused."""
        return self._entries.get(item_id)

    def of(self, inspection_id: int) -> Iterator[Entry]:
        """The entries of one inspection, in the order in which they were given."""
        return (entry for entry in self._entries.values() if entry.inspection_id == inspection_id)

    def unsaved(self, inspection_id: int) -> int:
        """How many answers of an inspection the server has not recorded."""
        return sum(entry.state is not Sending.SAVED for entry in self.of(inspection_id))

    def stuck(self, inspection_id: int) -> int:
        """How many of them were refused, or answered by somebody else too."""
        return sum(entry.state in (Sending.REFUSED, Sending.CONFLICT) for entry in self.of(inspection_id))

    @property
    def waiting(self) -> bool:
        """Whether answers wait for the server to come back."""
        return any(entry.state is Sending.WAITING for entry in self._entries.values())

    def give(self, inspection_id: int, item_id: int, answer: Answer, version: int | None) -> None:
        """Send an answer. Parameters: version, of the recorded answer that the person saw, None without one."""
        before = self._entries.get(item_id)
        if before is not None and before.on_its_way:
            if answer == before.latest:
                return  # a double click
            if before.sent:
                before.following = answer
            else:
                before.answer, before.command_id = answer, uuid4()
        else:
            if before is not None and before.saved is not None:
                version = before.saved.version
            self._put(Entry(inspection_id, item_id, answer, version))
        self.changed.emit(inspection_id, item_id)
        self._send()

    def drop(self, item_id: int) -> None:
        """Give an answer up that was refused, or that gives way to somebody else's."""
        entry = self._entries.get(item_id)
        if entry is not None and not entry.on_its_way:
            del self._entries[item_id]
            self.changed.emit(entry.inspection_id, item_id)

    def compare(self, shown: Inspection) -> None:
        """Forget what an inspection that was just read shows by itself."""
        for item in shown.items:
            entry = self._entries.get(item.id)
            if entry is None or entry.state is not Sending.SAVED or entry.saved is None or item.answer is None:
                continue
            if item.answer.version >= entry.saved.version:
                del self._entries[item.id]

    def try_now(self) -> None:
        """Send what waits, without waiting longer."""
        self._again.stop()
        self._send()

    def _put(self, entry: Entry) -> None:
        self._entries.pop(entry.item_id, None)
        self._entries[entry.item_id] = entry

    def _send(self) -> None:
        # One at a time: a reading may stand beside one that was given before it.
        if self._writer.busy or self._again.isActive():
            return
        entry = next((entry for entry in self._entries.values() if entry.on_its_way), None)
        if entry is None:
            self._tell_all_saved()
            return
        entry.sent = True
        self._going = entry
        session, saving = self._client.session, entry.as_it_is
        self._writer.send(
            # It has an id of its own, as long as it is the same answer.
            lambda _id: saving.save(session),
            partial(self._recorded, entry),
            lambda error, _again: self._failed(entry, error),
            keeps=False,
        )

    def _close(self) -> None:
        """The person signs out: what waits goes out now, and nothing after it."""
        self.try_now()
        going = self._going
        if not self._writer.busy or going is None:
            return
        waiting = [entry.as_it_is for entry in self._entries.values() if entry.on_its_way and entry is not going]
        if waiting or going.following is not None:
            following = None if going.following is None else Saving(going.item_id, going.following, going.version)
            self._writer.follow(partial(save_behind, self._client.session, waiting, following))

    def _recorded(self, entry: Entry, saved: SavedAnswer) -> None:
        entry.state, entry.saved = Sending.SAVED, saved
        if entry.following is not None:
            self._put(Entry(entry.inspection_id, entry.item_id, entry.following, saved.version))
        self._tell(entry)
        self._send()

    def _failed(self, entry: Entry, error: Exception) -> None:
        if isinstance(error, EnvironmentFault):
            self._waited = True
            for each in self._entries.values():
                if each.on_its_way:
                    each.state = Sending.WAITING
                    self.changed.emit(each.inspection_id, each.item_id)
            self._again.start()
            return
        if entry.following is not None and not isinstance(error, Stale):
            self._put(Entry(entry.inspection_id, entry.item_id, entry.following, entry.version))
        else:
            entry.answer, entry.following, entry.fault = entry.latest, None, error
            entry.state = Sending.CONFLICT if isinstance(error, Stale) else Sending.REFUSED
        self._tell(entry)
        self._send()

    def _tell(self, entry: Entry) -> None:
        self.changed.emit(entry.inspection_id, entry.item_id)
        self.recorded.emit(entry.inspection_id)

    def _tell_all_saved(self) -> None:
        if self._waited:
            self._waited = False
            self._client.messages.success(tr("The connection is back: the answers that waited are saved."))

    def _lost(self) -> str:
        # What is only on its way is waited for.
        kept = {Sending.SAVED, Sending.SAVING} if self._writer.busy else {Sending.SAVED}
        count = sum(entry.state not in kept for entry in self._entries.values())
        return (
            tr("Answers of forms that are not saved yet, and lost at the end: {count}.", count=number(count))
            if count
            else ""
        )

    def _on_live_state(self, state: str) -> None:
        if state == "live":
            self.try_now()


def save_behind(
    session: Session, waiting: Sequence[Saving], following: Saving | None, first: Future[SavedAnswer]
) -> None:
    """Save answers one after the other, in a worker: each counts for itself, so that one refused holds no other up.

    Parameters: following, the newer answer to the first one's item; first, which was under way and has ended: when the
    server was away, that is told and nothing follows it. Errors: of the first that is not saved.
    """
    fault = first.exception()
    if isinstance(fault, EnvironmentFault):
        return
    refused: list[Exception] = []
    if following is not None and not isinstance(fault, Stale):
        version = following.version if fault is not None else first.result().version
        waiting = [replace(following, version=version), *waiting]
    for saving in waiting:
        try:
            saving.save(session)
        except EnvironmentFault:
            raise
        except CleanStationError as error:
            refused.append(error)
    if refused:
        raise refused[0]


def outbox_of(client: Client) -> Outbox:
    """The outbox of a person's client; made when it is first asked for."""
    found = client.findChild(Outbox, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Outbox) else Outbox(client)
