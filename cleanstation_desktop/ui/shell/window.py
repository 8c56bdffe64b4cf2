"""The window: sign-in, then one workplace for each person who is signed in here, locked when left alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from cleanstation_desktop.ui import collecting, dress, text, theme
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell import geometry, likes
from cleanstation_desktop.ui.shell.ahead import Ahead
from cleanstation_desktop.ui.shell.closing import Closing
from cleanstation_desktop.ui.shell.crash import CrashDialogs
from cleanstation_desktop.ui.shell.entrance import Entrance
from cleanstation_desktop.ui.shell.inputs import Inputs
from cleanstation_desktop.ui.shell.leaving import Wish
from cleanstation_desktop.ui.shell.links import Links
from cleanstation_desktop.ui.shell.open_dialogs import OpenDialogs
from cleanstation_desktop.ui.shell.pages import Pages
from cleanstation_desktop.ui.shell.scans import Scans
from cleanstation_desktop.ui.shell.sign_in import SignInPage
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.dialogs import confirm

if TYPE_CHECKING:
    # What stands on the database driver is loaded in the background, while somebody types a name and a password.
    from cleanstation_desktop.services.plant import Plant
    from cleanstation_desktop.services.session import Session
    from cleanstation_desktop.settings import Settings
    from cleanstation_desktop.ui.shell.lock import LockPage
    from cleanstation_desktop.ui.shell.workplace import Workplace


class MainWindow(QMainWindow):
    """Parameters: start, what the client is started with; preferences, those of the station."""

    def __init__(self, start: Start, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._runner = Runner(self)
        self._stack = Pages()
        self.setCentralWidget(geometry.Body(self._stack))
        self.setWindowIcon(pixmap("app", 64, "primary"))
        geometry.put_where_it_was(self, preferences)
        self._inputs = Inputs(self, preferences)
        self._inputs.wanted.connect(lambda wanted: self._on_wanted(self.current, wanted))
        self._dialogs = OpenDialogs(self)
        self._closing = Closing(self)
        self._crashes = CrashDialogs(
            self, lambda: any(self._stack.currentWidget() is page for _, page in self.workplaces.values())
        )
        self.workplaces: dict[int, tuple[Workplace, LockPage]] = {}
        self.current: Workplace | None = None
        self._scans = Scans(self._inputs, self._stack, lambda: self.current)
        self.links = Links(self._stack, lambda: self.current)
        self._entrance = Entrance(self._stack, self._runner, start, preferences, self.enter)
        self._show_sign_in()
        theme.dress(self)
        # What the first signed-in page needs, behind the sign-in page, which is there at once.
        QTimer.singleShot(0, self, lambda: Ahead(self, self._runner, collecting.keep))

    @property
    def sign_in(self) -> SignInPage:
        """The page at which people come in."""
        return self._entrance.page

    # What may happen

    def look_for_start(self, find: Callable[[], Start | None], start_of: Callable[[Settings], Start]) -> None:
        """Read the settings of this station behind the painted window; a station without any is enrolled."""
        self._entrance.look_for_start(find, start_of)

    def enter(self, session: Session, plant: Plant) -> None:
        """A person signed in: their work opens; the same person's earlier work here is taken up again."""
        known = self.workplaces.get(session.person.id)
        if known is not None:
            client = known[0].client
            client.session.go_on_as(session)
            session.close()
            self._open(known[0])
            if session.person.roles != client.roles:
                # Not made anew by itself: what is half typed on the page would go with it.
                leave = (tr("Sign out"), partial(self._sign_out, known[0]))
                client.messages.warning(
                    tr("Your roles were changed. Sign out to work with the new ones."), action=leave
                )
            return
        text.set_zone(plant.zone)
        from cleanstation_desktop.ui.client import Client  # noqa: PLC0415 - loaded in the background meanwhile
        from cleanstation_desktop.ui.shell.workplace import Workplace  # noqa: PLC0415

        client = Client(session, self._entrance.start.station, self)
        dress.put_on(*likes.of_person(client, self._entrance.liked[1]))
        workplace = Workplace(client)
        workplace.wanted.connect(partial(self._on_wanted, workplace))
        workplace.titled.connect(self._on_titled)
        self._stack.addWidget(workplace)
        self._make_lock(workplace)
        client.look_changed.connect(partial(workplace.when_sent, partial(self._dress, workplace)))
        client.station_changed.connect(self._inputs.apply)
        client.live.refused.connect(partial(self._on_refused, workplace))
        client.runner.unheard.connect(partial(self._on_unheard, workplace))
        client.live.start()
        self._inputs.watch_idleness(plant.lock_minutes, self.lock)
        self._open(workplace)
        workplace.start()

    def lock(self) -> None:
        """Lock the work that is open; it stays as it is."""
        if self.current is None:
            return
        page = self.workplaces[self.current.client.session.person.id][1]
        self._dialogs.put_away(self.current)
        self._inputs.put_away()
        self.current = None
        self._stack.setCurrentWidget(page)
        page.ask()
        self.setWindowTitle(tr("Locked") + " – CleanStation")

    def switch(self) -> None:
        """Lock, and let somebody else sign in."""
        self.lock()
        self._show_sign_in()

    def leave(self, workplace: Workplace) -> bool:
        """Sign a person out; what runs ends behind the window. Returns: whether work or lock of the person was seen."""
        found = self.workplaces.pop(workplace.client.session.person.id, None)
        if found is None:
            return False
        workplace.leaving.give_up()
        seen = self._stack.currentWidget() in found
        self._dialogs.close(workplace, current=self.current is workplace)
        if self.current is workplace:
            self.current = None
        for page in found:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._closing.take(workplace.client)
        if seen:
            self._show_sign_in()
        return seen

    def show_crash(self, path: Path | None, words: str) -> None:
        """Tell of an error of the program."""
        self._crashes.tell(path, words)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """End in order: nothing that was typed is lost without a question, and no answer unseen."""
        close = Wish(self, tr("Close the program?"), tr("Close"), str, self.close, anyway=self.end, ends=True)
        if self.isVisible() and any(place.leaving.wait_for(close) for place, _ in self.workplaces.values()):
            event.ignore()
            return
        lost = [place.unsaved() for place, _ in self.workplaces.values()]
        if any(lost) and self.isVisible():
            event.ignore()
            confirm(self, close.title, "\n".join(filter(None, lost)), close.yes, self.end, danger=True, no=tr("Stay"))
            return
        self.end()
        event.accept()

    # Inside

    def _make_lock(self, workplace: Workplace) -> None:
        """Make the page that locks a person's work, in place of the earlier one in another language or look."""
        from cleanstation_desktop.ui.shell.lock import LockPage  # noqa: PLC0415 - loaded in the background meanwhile

        person_id = workplace.client.session.person.id
        if person_id in self.workplaces:
            before = self.workplaces[person_id][1]
            self._stack.removeWidget(before)
            before.deleteLater()
        lock = LockPage(workplace.client)
        lock.opened.connect(partial(self._unlocked, workplace))
        lock.other_wanted.connect(self._show_sign_in)
        lock.left.connect(partial(self._sign_out, workplace))
        self.workplaces[person_id] = (workplace, lock)
        self._stack.addWidget(lock)

    def _unlocked(self, workplace: Workplace) -> None:
        # Else somebody else went to the sign-in page while the server thought about the password.
        if self._stack.currentWidget() is self.workplaces[workplace.client.session.person.id][1]:
            self._open(workplace)

    def _show_sign_in(self) -> None:
        self.current = None
        self._entrance.show()
        self.setWindowTitle("CleanStation")

    def _open(self, workplace: Workplace) -> None:
        self.current = workplace
        self._dress(workplace)
        self._stack.setCurrentWidget(workplace)
        self._dialogs.bring_back(workplace)
        self._crashes.go_on()

    def _dress(self, workplace: Workplace) -> None:
        """Each person reads in their own language and look."""
        liked = likes.of_person(workplace.client, workplace.dressed[1])
        if liked != dress.worn():
            dress.put_on(*liked)
        if liked != workplace.dressed:
            # Else somebody else worked here in another look meanwhile: what is open stays as it is.
            workplace.dress()
            self._make_lock(workplace)

    def _on_wanted(self, workplace: Workplace | None, wanted: str) -> None:
        if workplace is None:
            return
        what, _, value = wanted.partition("-")
        deeds: dict[str, Any] = {
            "lock": self.lock,
            "switch": self.switch,
            "sign_out": partial(self._sign_out, workplace),
            "about": self._about,
            "theme": partial(self._choose, workplace, "theme", value),
            "language": partial(self._choose, workplace, "language", value),
        }
        deeds.get(what, lambda: None)()

    def _about(self) -> None:
        from cleanstation_desktop.ui.shell.about import about  # noqa: PLC0415 - seldom looked at

        about(self, self._entrance.start.station, self._runner)

    def _choose(self, workplace: Workplace, name: str, value: str) -> None:
        def choose() -> None:
            workplace.client.preferences.set(name, value)
            self._dress(workplace)

        workplace.when_sent(choose)

    def _sign_out(self, workplace: Workplace) -> None:
        workplace.leaving.ask(
            Wish(self, tr("Sign out?"), tr("Sign out"), workplace.unsaved, partial(self.leave, workplace), ends=True)
        )

    def _on_refused(self, workplace: Workplace) -> None:
        """The server ended this session: an administrator, idleness, or the account was disabled."""
        workplace.ended = True
        if self.leave(workplace):
            self._entrance.last_words.tell(tr("Your session was ended by the server. Sign in again."))

    def _on_unheard(self, workplace: Workplace, _work: object, error: Exception) -> None:
        """The last write of somebody who signed out failed."""
        if self.workplaces.get(workplace.client.session.person.id, (None,))[0] is not workplace:
            self._entrance.last_words.hear(workplace.client.session.person.full_name, error, ended=workplace.ended)

    def _on_titled(self, title: str) -> None:
        self.setWindowTitle(f"{title} – CleanStation" if title else "CleanStation")

    def end(self) -> None:
        """Close without a question: the person has answered it, or the system ends the program."""
        geometry.remember(self, self._preferences)
        places = [place for place, _ in self.workplaces.values()]
        self.workplaces.clear()
        for workplace in places:
            self._dialogs.close(workplace, current=True)
        # Nobody looks at a window that answers no more while the last writes end.
        self.hide()
        self._closing.end([place.client for place in places], self._runner)
        QApplication.quit()
