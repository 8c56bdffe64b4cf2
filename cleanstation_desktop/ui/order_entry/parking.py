"""Parking the unfinished order on the server: by itself, one write after the other, none of them lost (DOMAIN §4).

A write whose answer did not come is sent again as the very same command before anything newer, so that a draft is
never saved twice or refused for a change of its own. The parking lot belongs to the client and not to the screen: what
was typed last is still saved when its screen is gone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, ServerAway, Stale
from cleanstation_desktop.services.order_drafts import Draft, DraftFile, DraftKey
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.other_side import OtherSide
from cleanstation_desktop.ui.order_entry.parked_write import (
    ParkedWrite,
    Send,
    carry_out_behind,
    drops_file,
    parks_file,
    saves_answers,
)
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.writing import Writer

_PAUSE_MS = 2000
_RETRY_MS = 5000


class Parking(QObject):
    """Keeps one draft on the server like the answers at hand.

    Signals: changed, its state; conflict, the draft as somebody else left it, None when it is gone; idle, everything
    is saved. `state` is one of: new (nothing entered), waiting, saving, saved, away, refused.
    """

    changed = Signal()
    conflict = Signal(object)
    idle = Signal()

    def __init__(self, client: Client, body: Callable[[], Mapping[str, Any]], draft: Draft | None = None) -> None:
        super().__init__(client)
        self._client = client
        self._body = body
        self.key = draft.key if draft else None
        self.file: DraftFile | None = draft.file if draft else None
        self.state = "saved" if draft else "new"
        self.refusal: Exception | None = None
        self._saved: Mapping[str, Any] = body()
        self._writes: deque[ParkedWrite] = deque()
        self._writer = Writer(self, client.runner)
        self._held = False
        self._closed = False
        self._retired = False
        self._other_side = OtherSide(self, client, self._own)
        self._other_side.conflict.connect(self.conflict)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._pause.timeout.connect(self.save)
        self._retry.timeout.connect(self._go_on)
        client.ask_before_end(self, self.lost)
        client.live.state_changed.connect(self._on_live)
        client.ending.connect(self._save_what_waits)
        client.closing.connect(self.close)

    @property
    def _under_way(self) -> bool:
        return self._writer.busy

    @property
    def answers_saved(self) -> bool:
        """Whether the answers are as they were when they were saved last."""
        return self._body() == self._saved

    @property
    def file_to_be(self) -> DraftFile | None:
        """The file that lies with the draft once all of it is saved."""
        return next((write.file for write in reversed(self._writes) if write.body is None), self.file)

    @property
    def settled(self) -> bool:
        """Whether the server has everything that was entered."""
        return not self._writes and not self._under_way and self.answers_saved

    def lost(self) -> str:
        """What the end of the session would lose, as a sentence; what is only on its way is waited for."""
        if self._held or self.settled or self.state not in {"away", "refused"}:
            return ""
        return tr("Your last answers are not saved: the server does not take them now.")

    def touch(self) -> None:
        """Something was entered: save it when the typing stops."""
        if self._held:
            return
        if not self._under_way:
            self._tell("waiting" if self.state != "away" else "away")
        self._pause.start()

    def save(self) -> None:
        """Save now what is not saved yet."""
        self._pause.stop()
        if self._held:
            return
        body = self._body()
        saves = [write for write in self._writes if write.body is not None]
        planned = saves[-1].body if saves else self._saved
        if body != planned:
            if saves and not saves[-1].sent:
                saves[-1].body = body
            else:
                self._writes.append(self._saving(body))
        elif not self._writes and not self._under_way:
            self._tell("saved" if self.key else "new")
            self.idle.emit()
        self._go_on()

    def park_file(
        self, name: str, content: bytes, size: DraftFile, done: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        """Put the customer's purchase order to the draft. Parameters: size, what is shown of it when it is there."""
        self._add_file_write(parks_file(self._client.session, name, content), size, done, failed)

    def drop_file(self, done: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Take the file off again."""
        self._add_file_write(drops_file(self._client.session), None, done, failed)

    def hold(self) -> None:
        """Save no more: the order is being submitted, and its draft goes with it."""
        self._held = True
        self._pause.stop()

    def resume(self) -> None:
        """The order was not submitted after all."""
        self._held = False
        self.touch()
        self._other_side.look_if_due()

    def close(self) -> None:
        """The person signs out: what is entered goes out now, and nothing after it."""
        if self._closed:
            return
        self.save()
        self._held = self._closed = True
        self._pause.stop()
        self._retry.stop()
        waiting = list(self._writes)
        if self._under_way and len(waiting) > 1:
            self._writer.follow(partial(carry_out_behind, waiting[1:]))

    def retire(self) -> None:
        """Nobody enters anything any more: this ends when the last write is through."""
        self._retired = True
        self.save()
        if not self._writes and not self._under_way:
            self.deleteLater()

    def look_again(self) -> None:
        """Somebody changed a draft: was it this one?"""
        self._other_side.look()

    def clashes(self, draft: Draft) -> bool:
        """Whether the file that waits here, or its removal, meets another one than was known."""
        return bool(self._of_files()) and draft.file != self.file

    def take(self, draft: Draft, *, with_file: bool) -> None:
        """Go on from the draft as somebody else left it. Parameters: with_file, a file that waits goes on top."""
        waiting = self._of_files()
        self._go_on_from(draft, waiting if with_file else [])
        self._saved = self._body()
        self._tell("saved")
        for write in [] if with_file else waiting:
            write.give_up()
        self._go_on()

    def overwrite(self, draft: Draft | None) -> None:
        """Keep what is at hand, a file that waits too. Parameters: draft, that the person has seen; None: a new one."""
        self._go_on_from(draft, [self._saving(self._body()), *self._of_files()])
        self.save()

    def _go_on_from(self, draft: Draft | None, writes: Iterable[ParkedWrite]) -> None:
        self._writes = deque(writes)
        self.refusal = None
        self.key, self.file = (draft.key, draft.file) if draft is not None else (None, None)

    def _of_files(self) -> list[ParkedWrite]:
        """What waits of files, to be sent with another state of the draft: unlike the answers nothing has it anew."""
        return [write.anew() for write in self._writes if write.body is None]

    def _add_file_write(
        self, send: Send, shown: DraftFile | None, done: Callable[[], None], failed: Callable[[Exception], None]
    ) -> None:
        def finish() -> None:
            self.file = shown
            done()

        if self.key is None and not self._writes:
            self._writes.append(self._saving(self._body()))
        self._writes.append(ParkedWrite(send, finish, failed, file=shown))
        self._go_on()

    def _saving(self, body: Mapping[str, Any]) -> ParkedWrite:
        return ParkedWrite(saves_answers(self._client.session), body=body)

    def _save_what_waits(self) -> None:
        if self.state == "waiting":
            self.save()

    def _on_live(self, state: str) -> None:
        if state == "live" and self.state == "away":
            self._go_on()

    def _go_on(self) -> None:
        if self._under_way or self._closed or not self._writes:
            return
        self._retry.stop()
        write = self._writes[0]
        write.go_out(self.key)
        # The write has an id of its own: it goes out again under it until the server has said what became of it.
        self._writer.send(lambda _id: write.carry_out(), partial(self._done, write), self._failed, keeps=False)
        self._tell("saving")

    def _done(self, write: ParkedWrite, saved: DraftKey) -> None:
        if self._writes and self._writes[0] is write:
            self._writes.popleft()
            self.key = saved
            self.refusal = None
            if write.body is not None:
                self._saved = write.body
            write.done()
        if self._writes:
            self._go_on()
        elif not self.answers_saved and not self._held:
            self._tell("waiting")
            self._pause.start()
        else:
            self._tell("saved")
            self.idle.emit()
            if self._retired:
                self.deleteLater()
            else:
                self._other_side.look_if_due()

    def _failed(self, error: Exception, _again: Callable[[], None]) -> None:
        if isinstance(error, ServerAway):
            self._tell("away")
            if not self._closed:
                self._retry.start()
            return
        if isinstance(error, Stale | NotFound) and self.key is not None:
            self._writes = deque(self._of_files())
            self._tell("refused")
            if self._retired:
                self._say_lost()
            elif not self._closed:
                self._other_side.look_up(self.key.id)
            return
        write = self._writes.popleft() if self._writes else None
        self.refusal = error
        self._tell("refused" if write is not None and write.body is not None else "saved")
        if write is not None and write.failed is not None:
            write.failed(error)
        elif self._retired or not isinstance(error, InvalidInput):
            self._client.messages.error(error)
        if self._retired and not self._writes:
            self.deleteLater()

    def _say_lost(self) -> None:
        """The draft was left before its last answers met those of somebody else: nobody is there to compare them."""
        self._client.messages.warning(
            tr("Your last answers to a draft are not saved: somebody else changed it."),
            tr("Open the draft again and look at it."),
        )
        self.deleteLater()

    def _own(self) -> DraftKey | None:
        return None if self._under_way or self._writes or self._held else self.key

    def _tell(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
