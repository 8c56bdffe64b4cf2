"""What others do to a draft: looked at when some draft changed, and when an own save met it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.services.order_drafts import Draft, DraftKey
from cleanstation_desktop.ui.client import Client


class OtherSide(QObject):
    """Parameters: owner, who saves the draft; own, the draft as it was saved here last, None while that may change.

    Signal: conflict, the draft as somebody else left it, None when it is gone.
    """

    conflict = Signal(object)

    def __init__(self, owner: QObject, client: Client, own: Callable[[], DraftKey | None]) -> None:
        super().__init__(owner)
        self._client = client
        self._own = own
        self._due = False

    def look(self) -> None:
        """Somebody changed a draft: was it this one?"""
        known = self._own()
        # Else it is an own write, most likely; but another may have come right behind it.
        self._due = known is None
        if known is None:
            return

        def compare(draft: Draft) -> None:
            own = self._own()
            if own is None:
                self._due = True
            elif draft.key.version > own.version:
                self.conflict.emit(draft)

        def failed(error: Exception) -> None:
            if isinstance(error, NotFound) and self._own() == known:
                self.conflict.emit(None)

        self._client.runner.run(
            self, lambda: order_drafts.load_draft(self._client.session, known.id), compare, failed, key="look"
        )

    def look_if_due(self) -> None:
        """Look now, if it was not possible when something changed."""
        if self._due:
            self.look()

    def look_up(self, draft_id: int) -> None:
        """An own save met somebody else's: what is the draft like now?"""

        def failed(error: Exception) -> None:
            if isinstance(error, NotFound):
                self.conflict.emit(None)
            else:
                self._client.messages.error(error)

        self._client.runner.run(
            self, lambda: order_drafts.load_draft(self._client.session, draft_id), self.conflict.emit, failed
        )
