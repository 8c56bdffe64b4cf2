"""Writes from a screen or dialog: one UUID per action of the person, a guard against double clicks, one write after
the other, and the same command once more when the connection was lost (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.runner import Runner

T = TypeVar("T")


class Writer(QObject):
    """Sends the writes of one owner, whose child it is. Those of a key go one after the other, as they were asked for.

    Signal: ended, a write came to its end, and its owner has taken the answer; whether it was done.
    """

    ended = Signal(bool)

    def __init__(self, owner: QObject, runner: Runner) -> None:
        super().__init__(owner)
        self._owner = owner
        self._runner = runner
        self._under_way: dict[UUID, tuple[str, QAbstractButton | None]] = {}
        self._newest: dict[str, Future[Any]] = {}

    @property
    def busy(self) -> bool:
        """Whether a write is under way."""
        return bool(self._under_way)

    def send(
        self,
        work: Callable[[UUID], T],
        done: Callable[[T], None],
        failed: Callable[[Exception, Callable[[], None]], None],
        *,
        button: QAbstractButton | None = None,
        key: str = "write",
        keeps: bool = True,
    ) -> bool:
        """Send a write, once those of its key that are under way have ended.

        Parameters: work, takes the id of the command; done, gets its answer; failed, gets the error and a callable
        that sends the very same command again; button, disabled while it is under way; key, what goes one after the
        other; keeps, whether the write may be kept to be sent again after its owner is gone: not with a password in it.
        Returns: False when that button, or without one that key, still waits for its answer: asked for twice, it is
        not sent.
        """
        if (key, button) in self._under_way.values():
            return False
        command_id = uuid4()

        def attempt() -> None:
            if command_id in self._under_way:
                return
            if not isValid(self._owner):
                # Asked for from a message that outlived the screen.
                self._runner.send(lambda: work(command_id))
                return
            self._under_way[command_id] = (key, button)
            pressed = button if button is not None and isValid(button) else None
            focused = pressed is not None and pressed.hasFocus()
            if pressed is not None:
                pressed.setEnabled(False)
            self._runner.run(
                self._owner,
                self._in_turn(key, lambda: work(command_id)),
                lambda answer: finish(answer, focused),
                stop,
                write=True,
                keeps=keeps,
            )

        def free(focused: bool = False) -> None:
            del self._under_way[command_id]
            if all(other != key for other, _button in self._under_way.values()):
                self._newest.pop(key, None)
            if button is not None and isValid(button) and (key, button) not in self._under_way.values():
                button.setEnabled(True)
                if focused and QWidget.focusWidget(button.window()) in (None, button):
                    button.setFocus()

        def finish(answer: T, focused: bool) -> None:
            free(focused)
            try:
                done(answer)
            finally:
                tell(True)

        def stop(error: Exception) -> None:
            free(focused=True)
            try:
                failed(error, attempt)
            finally:
                tell(False)

        def tell(done: bool) -> None:
            if isValid(self):
                self.ended.emit(done)

        attempt()
        return True

    def follow(self, work: Callable[[Future[Any]], object], *, key: str = "write") -> None:
        """At the end of the session, carry out what follows the write that is under way: nobody is there any more to
        send it when that is answered. Parameters: work, gets what became of that write; its error is told."""
        before = self._newest[key]

        def carry_out() -> None:
            wait([before])
            work(before)

        self._runner.run(self._owner, carry_out, lambda _nothing: None, write=True, keeps=False)

    def _in_turn(self, key: str, work: Callable[[], T]) -> Callable[[], T]:
        """The work, begun when the newest write of the key so far has ended. It waits in the worker: there it goes on
        when the owner is gone, and the end of the session waits for it."""
        before = self._newest.get(key)
        ended: Future[T] = Future()
        self._newest[key] = ended

        def carry_out() -> T:
            if before is not None:
                wait([before])
            # From a message that outlived the screen it may be sent again: what waited for its first end has gone on.
            try:
                answer = work()
            except BaseException as error:
                if not ended.done():
                    ended.set_exception(error)
                raise
            if not ended.done():
                ended.set_result(answer)
            return answer

        return carry_out
