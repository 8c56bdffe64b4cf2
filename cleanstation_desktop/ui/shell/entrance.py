"""Where people come in: the sign-in page of the window, in the language and look of the station."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cleanstation_desktop.ui import dress
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell import likes
from cleanstation_desktop.ui.shell.first_start import look_for_start
from cleanstation_desktop.ui.shell.last_words import LastWords
from cleanstation_desktop.ui.shell.pages import Pages
from cleanstation_desktop.ui.shell.sign_in import SignInPage
from cleanstation_desktop.ui.shell.start import Start

if TYPE_CHECKING:
    # What stands on the database driver is loaded in the background, while somebody types a name and a password.
    from cleanstation_desktop.services.plant import Plant
    from cleanstation_desktop.services.session import Session
    from cleanstation_desktop.settings import Settings


class Entrance:
    """Makes the page anew in another language or look.

    Parameters: stack, the pages of the window; preferences, those of the station; entered, gets who signed in.
    Attributes: start, what the client is started with; page; last_words, what the page says of who is gone.
    """

    def __init__(
        self,
        stack: Pages,
        runner: Runner,
        start: Start,
        preferences: Preferences,
        entered: Callable[[Session, Plant], None],
    ) -> None:
        self.start = start
        self.last_words = LastWords()
        self._stack = stack
        self._runner = runner
        self._preferences = preferences
        self._entered = entered
        self.page: SignInPage = self._make()

    @property
    def liked(self) -> tuple[str, str]:
        """Language and look of the station."""
        return likes.of_station(self._preferences, self.start)

    def look_for_start(self, find: Callable[[], Start | None], start_of: Callable[[Settings], Start]) -> None:
        """Read the settings of this station behind the painted window; a station without any is enrolled."""
        look_for_start(self._stack, self._runner, find, start_of, self.begin, self.page.tell)

    def begin(self, start: Start) -> None:
        """The settings are read: people can sign in."""
        self.start = start
        before = self._renew()
        self.page.take_over(before)

    def show(self) -> None:
        """Show the page, ready for the next person."""
        if self.liked != dress.worn():
            # The page has the look of the station; what it says from now on is in its language too.
            dress.put_on(*self.liked)
        self._stack.setCurrentWidget(self.page)
        self.page.reset()

    def _make(self) -> SignInPage:
        page = SignInPage(self.start, self._runner, self._preferences)
        page.signed_in.connect(self._entered)
        page.dressed.connect(self._dress)
        self.last_words.show_on(page)
        self._stack.addWidget(page)
        return page

    def _dress(self) -> None:
        dress.put_on(*self.liked)
        self._renew()
        self.page.reset()

    def _renew(self) -> SignInPage:
        """Replace the page; gives the earlier one, which is still there until the next event."""
        before = self.page
        self.page = self._make()
        self._stack.setCurrentWidget(self.page)
        self._stack.removeWidget(before)
        before.deleteLater()
        return before
