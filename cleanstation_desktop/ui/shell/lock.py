"""The locked window: the work stays behind it; the password, or badge and PIN, open it again (DOMAIN §9)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from cleanstation_desktop.domain.errors import SignInRefused
from cleanstation_desktop.services import badges
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.input.caps_lock import CapsLockHint
from cleanstation_desktop.ui.input.keyboard_button import keyboard_button
from cleanstation_desktop.ui.input.scan_codes import badge_of
from cleanstation_desktop.ui.shell.environment_band import environment_band
from cleanstation_desktop.ui.shell.password_change import password_edit
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import picture
from cleanstation_desktop.ui.widgets.controls import button, column, frame, in_the_middle, label, row
from cleanstation_desktop.ui.widgets.fields import Field, Form
from cleanstation_desktop.ui.widgets.states import Banner


class LockPage(QWidget):
    """Stands before one person's work.

    Signals: opened; other_wanted, somebody else wants to work; left, sign out.
    """

    opened = Signal()
    other_wanted = Signal()
    left = Signal()

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.setObjectName("root")
        self._client = client
        self._badge = ""
        self.form = Form()
        self.banner = Banner()
        self.password = password_edit()
        self.password.returnPressed.connect(self._send)
        self.pin = password_edit()
        self.pin.returnPressed.connect(self._send)
        self._by_password = self.form.add(
            Field("password", tr("Password"), self.password, hint=tr("Or scan your badge and type its PIN."))
        )
        self._by_badge = self.form.add(Field("pin", tr("PIN of your badge"), self.pin))
        self._by_badge.hide()
        self._button = button(tr("Unlock"), self._send, look="primary", icon="unlock")
        drawing = QLabel()
        drawing.setPixmap(picture("locked", QSize(120, 84)))
        person = client.session.person
        who = column(
            label(person.full_name, "h1", wrap=True), label(tr("This station is locked. Your work is kept."), "muted")
        )
        others = row(
            button(tr("Switch person"), self.other_wanted.emit, icon="switch-person"),
            button(tr("Sign out"), self.left.emit, icon="sign-out"),
        )
        panel = frame(
            column(
                row(drawing, None),
                who,
                self._by_password,
                self._by_badge,
                CapsLockHint(self.password),
                self.banner,
                self._button,
                others,
                spacing=14,
            ),
            "card",
            margins=(32, 28, 32, 28),
        )
        panel.setFixedWidth(480)
        outer = column(spacing=0)
        band = environment_band(client.station.environment)
        if band is not None:
            outer.addWidget(band)
        outer.addLayout(row(None, keyboard_button(), margins=(16, 12, 16, 0)))
        outer.addWidget(in_the_middle(panel), 1)
        self.setLayout(outer)

    def ask(self) -> None:
        """Ready to be opened: nothing typed, nothing scanned."""
        self._badge = ""
        self.password.clear()
        self.pin.clear()
        self.banner.clear()
        self.form.clear()
        self._by_badge.hide()
        self._by_password.show()
        self.password.setFocus()

    def tell_what_waits(self, sentence: str) -> None:
        """Say what opens once the window is unlocked."""
        self.banner.tell("info", sentence)

    def take_scan(self, code: str) -> bool:
        """A badge was scanned: its PIN opens the window."""
        badge = badge_of(code)
        if badge is None:
            return False
        self._badge = badge
        self._by_password.hide()
        self._by_badge.show()
        self.pin.clear()
        self.pin.setFocus()
        return True

    def _send(self) -> None:
        line: QLineEdit = self.pin if self._badge else self.password
        given, session, badge = line.text(), self._client.session, self._badge
        if not self._button.isEnabled():
            return
        if not given:
            self.form.fields["pin" if badge else "password"].tell(tr("Type it to unlock."))
            return
        self.banner.clear()
        self.form.clear()
        line.clear()
        self._button.setEnabled(False)
        work = partial(_unlock_by_badge, session, badge, given) if badge else partial(session.prove, given)
        self._client.runner.run(self, work, lambda _nothing: self._opened(), self._failed, key="unlock")

    def _opened(self) -> None:
        self._button.setEnabled(True)
        self.opened.emit()

    def _failed(self, error: Exception) -> None:
        self._button.setEnabled(True)
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())
        self._badge = ""
        self._by_badge.hide()
        self._by_password.show()
        self.password.setFocus()


def _unlock_by_badge(session: Session, badge: str, pin: str) -> None:
    """Errors: SignInRefused with what to do, in the same words for a badge of somebody else and a wrong PIN."""
    answer = badges.verify(session, badge, pin)
    if answer is badges.Unlocking.LOCKED:
        raise SignInRefused(
            tr("Badge and PIN are locked for a quarter of an hour."), hint=tr("Type your password instead.")
        )
    if answer is not badges.Unlocking.OPEN:
        raise SignInRefused(tr("Badge or PIN is not right."), hint=tr("Try again, or type your password."))
