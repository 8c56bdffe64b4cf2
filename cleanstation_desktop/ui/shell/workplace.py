"""One person's work in the window: sidebar, top bar and the screen that is open, with the way one came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cleanstation_desktop.domain.errors import Refused
from cleanstation_desktop.ui import dress
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.messages import Message
from cleanstation_desktop.ui.places import REGISTER, Place, listed_for
from cleanstation_desktop.ui.printing.taking_up import take_up_later
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.screens import screen_class
from cleanstation_desktop.ui.shell.connection_band import ConnectionBand
from cleanstation_desktop.ui.shell.environment_band import environment_band
from cleanstation_desktop.ui.shell.leaving import Leaving, Wish
from cleanstation_desktop.ui.shell.scan_opener import ScanOpener
from cleanstation_desktop.ui.shell.sidebar import Sidebar
from cleanstation_desktop.ui.shell.toasts import Toasts
from cleanstation_desktop.ui.shell.top_bar import TopBar
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import clear, column, row
from cleanstation_desktop.ui.widgets.dialogs import PLACE_OF_WORK, Dialog

# Narrower than this, the sidebar shows icons alone.
_WIDE_FROM = 1200
_REMEMBERED = 30


@dataclass
class _Visit:
    place: Place
    state: Mapping[str, Any] = field(default_factory=dict)


class Workplace(QWidget):
    """Signals: wanted, what the top bar was asked for that concerns the window; titled, the title of the screen.

    `ended` says that the server ended this session.
    """

    wanted = Signal(str)
    titled = Signal(str)

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.setObjectName("root")
        self.setProperty(PLACE_OF_WORK, True)
        self.client = client
        self.screen_shown: Screen | None = None
        self.dressed = dress.worn()
        self.ended = False
        self.leaving = Leaving(self, client)
        self._visits: list[_Visit] = []
        self._outer: QVBoxLayout = column(spacing=0)
        self.setLayout(self._outer)
        self._right: QVBoxLayout = column(spacing=0)
        self._toasts = Toasts(self)
        self._opener = ScanOpener(client)
        self._build()
        client.place_wanted.connect(self.go)
        client.back_wanted.connect(self.go_back)
        client.messages.shown.connect(self._tell)
        client.live.state_changed.connect(self._on_live_state)
        take_up_later(client)
        QShortcut(QKeySequence("F5"), self, self.reload)

    def start(self) -> None:
        """Open the first place of the sidebar."""
        self.go(Place(listed_for(self.client.roles)[0]))

    def go(self, place: Place) -> None:
        """Go to a place, once what is being sent is answered; where something would be lost, the person is asked."""
        if not REGISTER[place.name].roles & self.client.roles:
            self.client.messages.error(Refused(tr("Your role does not open this page.")))
            return
        title = tr(REGISTER[place.name].title)
        self._leave(lambda: self._enter(_Visit(place)), tr("Close it first, then open {place} again.", place=title))

    def go_back(self) -> None:
        """Go back to where one came from; from the first place nowhere."""
        if len(self._visits) > 1:
            self._leave(self._return, tr("Close it first, then go back."))
        else:
            self.start()

    def reload(self) -> None:
        """Read the screen again."""
        if self.screen_shown is not None:
            self.screen_shown.load()

    def scan(self, code: str) -> None:
        """Open what a scanned code names."""
        self._opener.open(code)

    def dress(self) -> None:
        """Make everything anew, in another language or look; the screen stands where it stood."""
        self._keep_state()
        self.dressed = dress.worn()
        visit = self._visits[-1]
        self._build()
        # Else the first entry of the sidebar gets the focus; a screen that wants it takes it when it has read.
        self.top_bar.dress.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show(visit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Make room on a small window."""
        super().resizeEvent(event)
        self.sidebar.set_narrow(event.size().width() < _WIDE_FROM)

    def _build(self) -> None:
        # What was said outlives another look.
        self._right.removeWidget(self._toasts)
        clear(self._outer)
        self.screen_shown = None
        self.sidebar = Sidebar(self.client.roles)
        self.top_bar = TopBar(self.client)
        self._room = column(spacing=0)
        self.connection_band = ConnectionBand(self.client.live)
        self._right = column(self.top_bar, self.connection_band, self._room, self._toasts, spacing=0)
        self._right.setStretch(2, 1)
        band = environment_band(self.client.station.environment)
        if band is not None:
            self._outer.addWidget(band)
        middle = row(self.sidebar, self._right, spacing=0)
        middle.setStretch(1, 1)
        self._outer.addLayout(middle, 1)
        self.sidebar.set_narrow(self.width() < _WIDE_FROM)
        self.sidebar.chosen.connect(lambda name: self.go(Place(name)))
        self.top_bar.wanted.connect(self._on_wanted)

    def _drop_screen(self) -> None:
        """Not by `clear`: a screen that is taken from its window is dressed anew on its way out, all of it."""
        while (item := self._room.takeAt(0)) is not None:
            left = item.widget()
            if left is not None:
                rest(left)  # a second tap on it is for nothing on the page that comes
                left.hide()
                left.deleteLater()

    def _on_wanted(self, wanted: str) -> None:
        if wanted == "settings":
            self.go(Place("settings"))
        else:
            self.wanted.emit(wanted)

    def _on_live_state(self, state: str) -> None:
        self.top_bar.show_connection(state)
        self.connection_band.follow()

    def _tell(self, message: Message) -> None:
        self._toasts.show_message(message)

    def when_sent(self, then: Callable[[], object]) -> None:
        """Make something of the page anew, once what it sends is answered and the answer seen."""
        self.leaving.ask(Wish(self, "", "", str, then))

    def unsaved(self) -> str:
        """What signing out now would lose."""
        lost = "\n".join((self._unsaved_here(), self.client.unsaved())).splitlines()
        # The page may say what is kept behind it too.
        return "\n".join(dict.fromkeys(filter(None, lost)))

    def _unsaved_here(self) -> str:
        """What leaving the page would lose."""
        screen = self.screen_shown
        open_ones = (dialog.unsaved() for dialog in self._open_dialogs())
        return "\n".join(filter(None, (screen.unsaved() if screen is not None else "", *open_ones)))

    def _open_dialogs(self) -> list[Dialog]:
        return [dialog for dialog in self.findChildren(Dialog) if dialog.is_open]

    def _leave(self, then: Callable[[], object], else_hint: str) -> None:
        if any(dialog is not self.leaving.told for dialog in self._open_dialogs()):
            # An answer that comes late would take the page away from under what is asked or typed on it.
            self.client.messages.info(tr("A dialog is open."), else_hint)
            return
        self.leaving.ask(Wish(self, tr("Leave this page?"), tr("Leave"), self._unsaved_here, then))

    def _enter(self, visit: _Visit) -> None:
        self._keep_state()
        self._visits.append(visit)
        del self._visits[:-_REMEMBERED]
        self._open(visit)

    def _return(self) -> None:
        self._visits.pop()
        self._open(self._visits[-1])

    def _keep_state(self) -> None:
        if self.screen_shown is not None and self._visits:
            self._visits[-1].state = self.screen_shown.state()

    def _open(self, visit: _Visit) -> None:
        self._show(visit)
        screen = self.screen_shown
        if screen is not None:
            # Before its answer comes: a list begins in its search, and not in the row that is chosen then.
            screen.focusing.want()

    def _show(self, visit: _Visit) -> None:
        # Made before the other one goes: one that cannot be made leaves the person where he or she was.
        screen = screen_class(visit.place.name)(self.client, visit.place)
        self._drop_screen()
        self.screen_shown = screen
        screen.heading_changed.connect(self.titled)
        self._room.addWidget(screen)
        # At once, not with the next event: an answer that came before would be put off as one behind the lock is.
        screen.show()
        self._toasts.come_last()
        self.sidebar.mark(visit.place.name)
        if visit.state:
            screen.restore(visit.state)
        screen.begin_reading()
        # Behind the first painting: a screen that takes the focus while it is made would not show it.
        QTimer.singleShot(
            0, screen, lambda: self.titled.emit(screen.windowTitle() or tr(REGISTER[visit.place.name].title))
        )
