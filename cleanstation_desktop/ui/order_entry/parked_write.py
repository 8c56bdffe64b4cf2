"""One write of the parking lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.services import draft_files, order_drafts
from cleanstation_desktop.services.order_drafts import DraftFile, DraftKey
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.text import tr


@dataclass(eq=False)
class ParkedWrite:
    """A write that is to be done. Parameters: send, gets this write; body, what it saves, None for a write of the file;
    file, that lies with the draft after it; key and sent, with which draft it went out: it goes out again just like
    that."""

    send: Send
    done: Callable[[], None] = lambda: None
    failed: Callable[[Exception], None] | None = None
    body: Mapping[str, Any] | None = None
    file: DraftFile | None = None
    key: DraftKey | None = None
    sent: bool = False
    id: UUID = field(default_factory=uuid4)

    def go_out(self, key: DraftKey | None) -> None:
        """It is sent now. Parameters: key, of the draft as it is known; where it went out before, that one counts."""
        if not self.sent:
            self.key, self.sent = key, True

    def carry_out(self) -> DraftKey:
        """Send it, in a worker."""
        return self.send(self)

    def anew(self) -> ParkedWrite:
        """The same as another command, for another state of the draft."""
        return replace(self, key=None, sent=False, id=uuid4())

    def give_up(self) -> None:
        """Tell who waits for a file that it goes nowhere: another state of the draft counts."""
        if self.failed is not None:
            words = tr("Your file is not attached: the draft is as it was saved at the other station.")
            self.failed(InvalidInput([Finding("error", "given_up", "content", words)]))


Send = Callable[[ParkedWrite], DraftKey]


def carry_out_behind(waiting: Sequence[ParkedWrite], first: Future[DraftKey]) -> None:
    """Send writes one after the other, each to the draft as the one before left it; in a worker.

    Parameters: first, which was under way and has ended; when it failed, that is told and nothing follows it.
    """
    if first.exception() is not None:
        return
    key = first.result()
    for write in waiting:
        write.go_out(key)
        key = write.carry_out()


def saves_answers(session: Session) -> Send:
    """Saves the answers of a draft."""

    def send(write: ParkedWrite) -> DraftKey:
        return order_drafts.save_draft(session, write.body or {}, key=write.key, command_id=write.id)

    return send


def parks_file(session: Session, name: str, content: bytes) -> Send:
    """Puts a file to a draft."""

    def send(write: ParkedWrite) -> DraftKey:
        return draft_files.park_file(session, _saved(write.key), name, content, command_id=write.id)

    return send


def drops_file(session: Session) -> Send:
    """Takes the file off a draft."""

    def send(write: ParkedWrite) -> DraftKey:
        return draft_files.drop_file(session, _saved(write.key), command_id=write.id)

    return send


def _saved(key: DraftKey | None) -> DraftKey:
    if key is None:
        raise NotFound("The draft is not saved yet.")
    return key
