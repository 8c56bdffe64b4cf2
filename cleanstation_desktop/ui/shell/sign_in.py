"""The sign-in page: who, password, which server and environment; and the forced change of a one-time password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from cleanstation_desktop.domain.errors import EnvironmentFault, SignInRefused
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.input.caps_lock import CapsLockHint
from cleanstation_desktop.ui.input.keyboard_button import keyboard_button
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.ahead import load_services
from cleanstation_desktop.ui.shell.environment_band import environment_band
from cleanstation_desktop.ui.shell.pages import Pages
from cleanstation_desktop.ui.shell.password_change import PasswordChange, password_edit
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import (
    button,
    column,
    frame,
    icon_button,
    in_the_middle,
    label,
    row,
)
from cleanstation_desktop.ui.widgets.fields import Field, Form, choice
from cleanstation_desktop.ui.widgets.states import Banner

if TYPE_CHECKING:
    # The driver and what stands on it take longer to load than the page: they come while somebody types.
    from cleanstation_desktop.services.plant import Plant
    from cleanstation_desktop.services.session import Session
    from cleanstation_desktop.services.sign_in import PasswordChangeNeeded

LANGUAGES = (("EN", "English"), ("FR", "Français"), ("ES", "Español"))
_REMEMBERED = 6
# Whoever types nothing for so long has gone: the next one would sign in as that person. Nothing else watches here.
_IDLE_MS = 120_000


class SignInPage(QWidget):
    """Signals: signed_in, a session and the plant; dressed, another language or theme was chosen; is_ready, for the
    next person."""

    signed_in = Signal(object, object)
    is_ready = Signal()
    dressed = Signal()

    def __init__(self, start: Start, runner: Runner, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("root")
        self._start = start
        self._runner = runner
        self._preferences = preferences
        self._signing_in = False
        self.clock: Callable[[], datetime] = partial(datetime.now, UTC)
        self._pages = Pages()
        self._entry = self._make_entry()
        self._change = PasswordChange(start, runner)
        self.idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self.idle.timeout.connect(self._on_idle)
        for line in (self.login, self.password, self._change.new, self._change.again):
            line.textChanged.connect(self.idle.start)
        self._pages.addWidget(self._entry)
        self._pages.addWidget(self._change)
        self._change.changed.connect(self._sign_in)
        self._change.given_up.connect(self.reset)
        panel = frame(column(self._brand(), self._pages, spacing=18), "card", margins=(32, 28, 32, 28))
        panel.setFixedWidth(440)
        outer = column(spacing=0)
        band = environment_band(start.station.environment)
        if band is not None:
            outer.addWidget(band)
        outer.addLayout(self._corner())
        outer.addWidget(in_the_middle(panel), 1)
        self.setLayout(outer)

    def reset(self, login: str = "") -> None:
        """Ready for the next person: no password, no error."""
        self._pages.setCurrentWidget(self._entry)
        self._change.forget()
        self.banner.clear()
        self.password.clear()
        self.login.setText(login)
        (self.password if login else self.login).setFocus()
        self.idle.stop()
        self.is_ready.emit()

    def _on_idle(self) -> None:
        if self._signing_in or self._change.sending:
            self.idle.start()
        else:
            self.reset()

    def _brand(self) -> QWidget:
        sign = label()
        sign.setPixmap(pixmap("app", 44, "primary"))
        names = column(
            label("CleanStation", "h1"), label(tr("Orders, bills of material, checklists"), "muted"), spacing=0
        )
        holder = QWidget()
        holder.setLayout(row(sign, names, None, spacing=14))
        return holder

    def _corner(self) -> QHBoxLayout:
        languages = choice(LANGUAGES, text.language().value, name=tr("Language"))
        languages.currentIndexChanged.connect(lambda _index: self._dress(language=str(languages.currentData())))
        look = icon_button(
            "theme-light" if theme.is_dark() else "theme-dark",
            tr("Light look") if theme.is_dark() else tr("Dark look"),
            lambda: self._dress(look="light" if theme.is_dark() else "dark"),
        )
        self._looks = (languages, look)
        keyboard = keyboard_button()
        return row(None, keyboard, languages, look, margins=(16, 12, 16, 0))

    def _dress(self, *, language: str = "", look: str = "") -> None:
        if self._signing_in:
            # The page is made anew in another look: the session on its way would come to nobody.
            return
        if language:
            self._preferences.set("language", language)
        if look:
            self._preferences.set("theme", look)
        self.dressed.emit()

    def _make_entry(self) -> QWidget:
        self.form = Form()
        self.login = QLineEdit()
        self.password = password_edit()
        self.banner = Banner()
        self._button = button(tr("Sign in"), self._send, look="primary", icon="key")
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._send)
        who = self.form.add(Field("login", tr("Sign-in name"), self.login))
        known = self.form.add(Field("password", tr("Password"), self.password))
        layout = column(who, known, CapsLockHint(self.password), self.banner, self._button, spacing=12)
        recent = self._recent()
        if recent is not None:
            layout.addWidget(recent)
        self._server = label(self._server_words(), "small", wrap=True)
        layout.addWidget(self._server)
        self._button.setEnabled(self._start.url is not None)
        holder = QWidget()
        holder.setLayout(layout)
        return holder

    def take_over(self, before: SignInPage) -> None:
        """Go on with what was typed on an earlier page, which this one replaces."""
        self.login.setText(before.login.text())
        self.password.setText(before.password.text())
        (self.password if before.password.hasFocus() else self.login).setFocus()

    def tell_what_waits(self, sentence: str) -> None:
        """Say what opens once somebody is signed in."""
        self.banner.tell("info", sentence)

    def tell(self, error: Exception) -> None:
        """Say why nobody can sign in at this station."""
        self._server.setText("")
        self._failed(error)
        self._button.setEnabled(self._start.url is not None)

    def _server_words(self) -> str:
        if self._start.url is None:
            return tr("Reading the settings of this station…")
        return tr(
            "Server {server}, station {station}", server=self._start.station.server, station=self._start.station.name
        )

    def _recent(self) -> QWidget | None:
        """Names that signed in here before, to be tapped with gloves on; of a demo, its people."""
        names = [login for login, _password in self._start.known] or self._preferences.get("recent", [])
        if not names:
            return None
        holder = QWidget()
        lines = column(label(tr("Lately at this station"), "small"), spacing=6)
        for begin in range(0, len(names), 2):
            line = row(spacing=8)
            for name in names[begin : begin + 2]:
                line.addWidget(button(str(name), partial(self._choose, str(name)), icon="person"), 1)
            lines.addLayout(line)
        holder.setLayout(lines)
        return holder

    def _choose(self, login: str) -> None:
        self.login.setText(login)
        self.password.setText(dict(self._start.known).get(login, ""))
        self.password.setFocus()
        if self.password.text():
            self._send()

    def _send(self) -> None:
        login, password = self.login.text(), self.password.text()
        self.form.clear()
        self.banner.clear()
        if not login.strip():
            self.form.fields["login"].tell(tr("Type your sign-in name."))
            self.login.setFocus()
        elif not password:
            self.form.fields["password"].tell(tr("Type your password."))
            self.password.setFocus()
        else:
            self._sign_in(login, password)

    def _sign_in(self, login: str, password: str) -> None:
        if not self._button.isEnabled():
            return
        self._be_busy(True)
        start = self._start
        work = partial(_sign_in, start, login, password, self.clock)
        self._runner.run(self, work, partial(self._answered, password), self._failed)

    def _answered(self, password: str, answer: tuple[Session, Plant] | PasswordChangeNeeded) -> None:
        self._be_busy(False)
        if not isinstance(answer, tuple):
            self.password.clear()
            self._change.ask(answer, password)
            self.idle.start()
            self._pages.setCurrentWidget(self._change)
            return
        session, found = answer
        self._remember(session.person.login)
        self.reset()
        self.signed_in.emit(session, found)

    def _failed(self, error: Exception) -> None:
        self._be_busy(False)
        self._pages.setCurrentWidget(self._entry)
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())
        if isinstance(error, SignInRefused):
            self.password.clear()
        if not isinstance(error, EnvironmentFault):
            self.password.setFocus()

    def _be_busy(self, busy: bool) -> None:
        self._signing_in = busy
        self._button.setText(tr("Signing in…") if busy else tr("Sign in"))
        for part in (self._button, *self._looks):
            part.setEnabled(not busy)

    def _remember(self, login: str) -> None:
        names = [name for name in self._preferences.get("recent", []) if name != login]
        self._preferences.set("recent", [login, *names][:_REMEMBERED])


def _sign_in(
    start: Start, login: str, password: str, clock: Callable[[], datetime]
) -> tuple[Session, Plant] | PasswordChangeNeeded:
    load_services()
    from cleanstation_desktop.services import connection_check, plant, sign_in  # noqa: PLC0415 - loaded in the background
    from cleanstation_desktop.services.connection_steps import Outcome  # noqa: PLC0415

    if start.url is None:
        raise RuntimeError("nobody signs in before the settings are read")
    session = sign_in.sign_in(start.url, login, password, station=start.station.name)
    if isinstance(session, sign_in.PasswordChangeNeeded):
        return session
    try:
        found = plant.read_plant(session)
        plant.demand_environment(found, start.station.environment)
        told = connection_check.check_clock(found.now, clock())
        if told.outcome is Outcome.FAILED:
            raise EnvironmentFault(told.message, hint=told.hint)
    except BaseException:
        session.close()
        raise
    return session, found
