"""The one gateway for messages to the person: the window shows them, the log keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from cleanstation_desktop.ui.failures import describe


@dataclass(frozen=True)
class Message:
    """Parameters: kind, "ok", "info", "warn" or "bad"; text; hint, what to do next; action, a button's words with what
    it does; stays, until it is closed by hand."""

    kind: str
    text: str
    hint: str = ""
    action: tuple[str, Callable[[], None]] | None = None
    stays: bool = False


class Messages(QObject):
    """Says things to the person at the window. `shown` carries each message to it."""

    shown = Signal(object)

    def success(self, text: str, *, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Something was done."""
        self._show(Message("ok", text, action=action))

    def info(self, text: str, hint: str = "", *, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Something is worth knowing."""
        self._show(Message("info", text, hint, action))

    def warning(self, text: str, hint: str = "", *, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Something needs attention; stays until closed."""
        self._show(Message("warn", text, hint, action, stays=True))

    def error(self, error: Exception, *, action: tuple[str, Callable[[], None]] | None = None) -> None:
        """Something failed; stays until closed."""
        told = describe(error)
        self._show(Message(told.kind, told.sentence, told.hint, action, stays=True))

    def _show(self, message: Message) -> None:
        import structlog  # noqa: PLC0415 - slow to import, and the sign-in page says nothing

        structlog.get_logger("messages").info("message", kind=message.kind, text=message.text)
        self.shown.emit(message)
