"""One write of the parking lot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from cleanstation_desktop.domain.errors import Finding, InvalidInput, NotFound
from cleanstation_desktop.services import draft_files
from cleanstation_desktop.services.order_drafts import DraftFile, DraftKey
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.text import tr

Send = Callable[[DraftKey | None, UUID], DraftKey]


@dataclass
class ParkedWrite:
    """A write that is to be done. Parameters: send, gets the draft's key and the command's id; body, what it saves,
    None for a write of the file; file, that lies with the draft after it; key and sent, with which draft it went out:
    it goes out again just like that."""

    send: Send
    done: Callable[[], None]
    failed: Callable[[Exception], None] | None = None
    body: Mapping[str, Any] | None = None
    file: DraftFile | None = None
    key: DraftKey | None = None
    sent: bool = False
    id: UUID = field(default_factory=uuid4)

    def anew(self) -> ParkedWrite:
        """The same as another command, for another state of the draft."""
        return replace(self, key=None, sent=False, id=uuid4())

    def give_up(self) -> None:
        """Tell who waits for a file that it goes nowhere: another state of the draft counts."""
        if self.failed is not None:
            words = tr("Your file is not attached: the draft is as it was saved at the other station.")
            self.failed(InvalidInput([Finding("error", "given_up", "content", words)]))


def parks_file(session: Session, name: str, content: bytes) -> Send:
    """Puts a file to a draft."""

    def send(key: DraftKey | None, command_id: UUID) -> DraftKey:
        return draft_files.park_file(session, _saved(key), name, content, command_id=command_id)

    return send


def drops_file(session: Session) -> Send:
    """Takes the file off a draft."""

    def send(key: DraftKey | None, command_id: UUID) -> DraftKey:
        return draft_files.drop_file(session, _saved(key), command_id=command_id)

    return send


def _saved(key: DraftKey | None) -> DraftKey:
    if key is None:
        raise NotFound("The draft is not saved yet.")
    return key
