"""Writes from a screen or dialog: one UUID per action of the person, a busy flag against double clicks, and the same
command once more when the connection was lost (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.runner import Runner

T = TypeVar("T")


class Writer:
    """Sends the writes of one owner. While one of a key is under way, another of that key is not begun."""

    def __init__(self, owner: QObject, runner: Runner) -> None:
        self._owner = owner
        self._runner = runner
        self._under_way: set[str] = set()

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
    ) -> None:
        """Send a write.

        Parameters: work, takes the id of the command; done, gets its answer; failed, gets the error and a callable
        that sends the very same command again; button, disabled while it is under way; key, what may run only once;
        keeps, whether the write may be kept to be sent again after its owner is gone: not with a password in it.
        """
        command_id = uuid4()

        def attempt() -> None:
            if key in self._under_way:
                return
            if not isValid(self._owner):
                # Asked for from a message that outlived the screen.
                self._runner.send(lambda: work(command_id))
                return
            self._under_way.add(key)
            pressed = button if button is not None and isValid(button) else None
            focused = pressed is not None and pressed.hasFocus()
            if pressed is not None:
                pressed.setEnabled(False)
            self._runner.run(
                self._owner,
                lambda: work(command_id),
                lambda answer: finish(answer, focused),
                stop,
                write=True,
                keeps=keeps,
            )

        def free(focused: bool = False) -> None:
            self._under_way.discard(key)
            if button is not None and isValid(button):
                button.setEnabled(True)
                if focused and QWidget.focusWidget(button.window()) in (None, button):
                    button.setFocus()

        def finish(answer: T, focused: bool) -> None:
            free(focused)
            done(answer)

        def stop(error: Exception) -> None:
            free(focused=True)
            failed(error, attempt)

        attempt()
