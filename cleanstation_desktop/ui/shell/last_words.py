"""What the sign-in page says of a write that failed after its person was gone."""

from __future__ import annotations

from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.states import Banner


def tell(banner: Banner, error: Exception, *, ended: bool) -> None:
    """Say what became of it. Parameters: ended, whether the server ended the session: then that is why it failed."""
    if ended:
        words = tr(
            "Your session was ended by the server, and what was being sent was not saved. "
            "Sign in again and send it anew."
        )
        banner.tell("warn", words)
        return
    told = describe(error)
    banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())
