"""What the sign-in page says of a write that failed after its person was gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.states import Banner


class LastWords:
    """Keeps them until the page is seen: somebody else may work at the window already."""

    def __init__(self) -> None:
        self._kept: Callable[[Banner], None] | None = None

    def hear(self, name: str, error: Exception, *, ended: bool, banner: Banner | None) -> None:
        """A write failed.

        Parameters: name, of who sent it; ended, whether the server ended the session: then that is why it failed;
        banner, of the sign-in page, None while it is not to be seen.
        """
        if banner is not None:
            _tell(error, ended, banner)
        else:
            self._kept = partial(_tell_of, name, error, ended)

    def tell(self, banner: Banner) -> None:
        """The page is seen again."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept(banner)


def _tell(error: Exception, ended: bool, banner: Banner) -> None:
    if ended:
        words = tr(
            "Your session was ended by the server, and what was being sent was not saved. "
            "Sign in again and send it anew."
        )
        banner.tell("warn", words)
        return
    told = describe(error)
    banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())


def _tell_of(name: str, error: Exception, ended: bool, banner: Banner) -> None:
    """Whoever reads it may be somebody else."""
    why = tr("The server ended the session.") if ended else describe(error).sentence
    banner.tell("warn", tr("What {name} sent last was not saved. {reason}", name=name, reason=why))
