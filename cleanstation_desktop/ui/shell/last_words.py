"""What the sign-in page says of writes that failed after their person was gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.shell.sign_in import SignInPage
from cleanstation_desktop.ui.text import counted, tr


@dataclass(frozen=True)
class _Failed:
    """A write that failed. Parameters: name, of who sent it; ended, whether the server ended the session: then that is
    why it failed."""

    name: str
    error: Exception
    ended: bool

    @property
    def reason(self) -> str:
        return tr("The server ended the session.") if self.ended else describe(self.error).sentence


class LastWords:
    """Keeps them until somebody signs in at the page that shows them: before, somebody else may work at the window."""

    def __init__(self) -> None:
        self._failed: list[_Failed] = []
        self._page: SignInPage | None = None

    def show_on(self, page: SignInPage) -> None:
        """Show them on this page from now on, also when it was made ready for the next person."""
        self._page = page
        page.is_ready.connect(self.tell)
        page.signed_in.connect(self._failed.clear)

    def hear(self, name: str, error: Exception, *, ended: bool) -> None:
        """A write failed. Parameters: name, of who sent it; ended, whether the server ended the session."""
        self._failed.append(_Failed(name, error, ended))
        if self._page is None or not self._page.isVisible():
            return
        if len(self._failed) > 1:
            self.tell()
        elif ended:
            words = tr(
                "Your session was ended by the server, and what was being sent was not saved. "
                "Sign in again and send it anew."
            )
            self._page.banner.tell("warn", words)
        else:
            told = describe(error)
            self._page.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())

    def tell(self, before: str = "") -> None:
        """Tell all of them: whoever reads it may be somebody else. Parameters: before, what stands above them."""
        lines = Counter((failed.name, failed.reason) for failed in self._failed)
        words = "\n".join(filter(None, (before, *(_in_words(*line, count) for line, count in lines.items()))))
        if words and self._page is not None:
            self._page.banner.tell("warn", words)


def _in_words(name: str, reason: str, count: int) -> str:
    if count == 1:
        return tr("What {name} sent last was not saved. {reason}", name=name, reason=reason)
    return tr(
        "{count} things that {name} sent last were not saved. {reason}", count=counted(count), name=name, reason=reason
    )
