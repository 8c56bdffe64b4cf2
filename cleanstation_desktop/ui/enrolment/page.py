"""The first page of a new station: which server it belongs to, checked before it is written down (issue 3 part 2)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from cleanstation_desktop.services.connection_check import check_connection, passed
from cleanstation_desktop.services.connection_steps import Outcome, Step
from cleanstation_desktop.services.enrolment import demand_key_opens, enroll, read_enrolment
from cleanstation_desktop.settings import Settings
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.enrolment.form import StationForm
from cleanstation_desktop.ui.enrolment.steps import StepList
from cleanstation_desktop.ui.failures import describe, findings_of
from cleanstation_desktop.ui.input.keyboard_button import keyboard_button
from cleanstation_desktop.ui.runner import Job, Runner
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.theme.icons import icon, pixmap
from cleanstation_desktop.ui.widgets.controls import (
    button,
    card,
    clear,
    column,
    icon_button,
    label,
    row,
    scrolled,
    set_look,
)
from cleanstation_desktop.ui.widgets.fields import choice
from cleanstation_desktop.ui.widgets.states import Banner

LANGUAGES = (("EN", "English"), ("FR", "Français"), ("ES", "Español"))


class EnrolmentPage(QWidget):
    """Asks for the server, checks the connection, and writes it down.

    Signal: enrolled, carries the station's settings.
    Changing anything makes the last check void: only what was checked is written.
    """

    enrolled = Signal(object)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("root")
        self._runner = runner
        self._checked: tuple[Settings, str] | None = None
        self._steps: tuple[Step, ...] = ()
        self._job: Job | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._build({})

    def check(self) -> None:
        """Check the connection with what was entered."""
        if not self.check_button.isEnabled():
            return
        values, person, passphrase = self.form.values(), self.form.person(), self.form.passphrase()
        self.form.form.clear()
        if self.form.form.stop_too_long():
            return
        self.banner.clear()
        self._forget_check()
        self._set_busy(True)
        self.steps.wait(busy=True)

        def work() -> tuple[Settings, tuple[Step, ...]]:
            settings = read_enrolment(values)
            demand_key_opens(settings, passphrase)
            return settings, check_connection(settings, person, passphrase=passphrase)

        self._job = self._runner.run(
            self, work, lambda answer: self._show(answer[0], passphrase, answer[1]), self._failed, key="check"
        )

    def use(self) -> None:
        """Write down what was checked."""
        if self._checked is None or not self.use_button.isEnabled():
            return
        settings, passphrase = self._checked
        self._set_busy(True)
        self._runner.run(self, lambda: enroll(settings, passphrase=passphrase), self._done, self._failed, key="use")

    # Inside

    def _build(self, state: dict[str, Any]) -> None:
        clear(self._outer)
        self.form = StationForm()
        self.form.fill(state)
        self.steps = StepList()
        self.banner = Banner()
        self.check_button = button(tr("Check the connection"), self.check, icon="connection-on", shortcut="F5")
        self.use_button = button(
            tr("Use this server"),
            self.use,
            icon="check",
            tip=tr("Check the connection first; then this station can be set up."),
        )
        self._area = scrolled(self.steps)
        result = card(label(tr("Connection"), "h2"), self._area, self.banner, row(self.check_button, self.use_button))
        body = QHBoxLayout()
        body.setContentsMargins(24, 8, 24, 24)
        body.setSpacing(16)
        body.addWidget(scrolled(self.form), 3)
        body.addWidget(result, 2)
        whole = QWidget()
        layout = column(self._head(), spacing=0)
        layout.addLayout(body, 1)
        whole.setLayout(layout)
        self._outer.addWidget(whole)
        self.form.changed.connect(self._on_changed)
        self.form.sent.connect(self.check)
        self._show_next()
        if self._steps:
            self._tell(self._steps)
        # A layout shows what it was given a moment later; the cursor can go only to what is shown.
        whole.setVisible(True)
        self.form.form.fields["server"].focus()

    def _head(self) -> QHBoxLayout:
        sign = label()
        sign.setPixmap(pixmap("app", 44, "primary"))
        words = column(
            label(tr("Set up this station"), "h1"),
            label(tr("Once for each computer: which server it works with."), "muted"),
            spacing=0,
        )
        languages = choice(LANGUAGES, text.language().value, name=tr("Language"))
        languages.currentIndexChanged.connect(lambda _index: self._dress(language=str(languages.currentData())))
        look = icon_button(
            "theme-light" if theme.is_dark() else "theme-dark",
            tr("Light look") if theme.is_dark() else tr("Dark look"),
            lambda: self._dress(look="light" if theme.is_dark() else "dark"),
        )
        keyboard = keyboard_button()
        return row(sign, words, None, keyboard, languages, look, spacing=14, margins=(24, 16, 24, 8))

    def _dress(self, *, language: str = "", look: str = "") -> None:
        """Another language or look: everything is made anew, and what was entered stays."""
        state = self.form.state()
        if self._job is not None:
            self._job.cancel()
        if language:
            text.set_language(language)
            self._forget_check()
        application = QApplication.instance()
        if look and isinstance(application, QApplication):
            theme.apply(application, look)
        self._build(state)

    def _on_changed(self) -> None:
        if self._checked is not None or self._steps:
            self._forget_check()
            self.steps.wait()
            self.banner.clear()

    def _forget_check(self) -> None:
        self._checked = None
        self._steps = ()
        self._show_next()

    def _show_next(self) -> None:
        """The button that comes next is the one that stands out."""
        ready = self._checked is not None
        self.use_button.setEnabled(ready)
        for one, sign, next_one in (
            (self.check_button, "connection-on", not ready),
            (self.use_button, "check", ready),
        ):
            set_look(one, "look", "primary" if next_one else "")
            one.setIcon(icon(sign, "on_primary" if next_one else "text2"))

    def _show(self, settings: Settings, passphrase: str, steps: tuple[Step, ...]) -> None:
        self._set_busy(False)
        if passed(steps):
            self._checked = (settings, passphrase)
        self._steps = steps
        self._show_next()
        self._tell(steps)
        (self.use_button if self._checked is not None else self.check_button).setFocus()

    def _tell(self, steps: tuple[Step, ...]) -> None:
        self.steps.show_steps(steps)
        QTimer.singleShot(0, self, self._show_trouble)  # when the layout knows where it stands
        if not passed(steps):
            self.banner.tell("bad", tr("This station cannot work with this server yet."))
        elif any(step.outcome is Outcome.WARNING for step in steps):
            self.banner.tell("warn", tr("This station can work with this server. Read the warnings first."))
        else:
            self.banner.tell("ok", tr("This station can work with this server."))

    def _show_trouble(self) -> None:
        if self.steps.first_trouble is not None:
            self._area.ensureWidgetVisible(self.steps.first_trouble)

    def _done(self, settings: Settings) -> None:
        self._set_busy(False)
        self.form.forget_secrets()
        self.enrolled.emit(settings)

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._forget_check()
        self.steps.wait()
        findings = findings_of(error)
        if findings and not self.form.form.show(findings):
            self.banner.tell("bad", tr("Correct what is marked, then check again."))
            return
        told = describe(error)
        self.banner.tell(told.kind, f"{told.sentence} {told.hint}".strip())

    def _set_busy(self, busy: bool) -> None:
        self.check_button.setEnabled(not busy)
        self.check_button.setText(tr("Checking…") if busy else tr("Check the connection"))
        self.form.setEnabled(not busy)
        if busy:
            self.use_button.setEnabled(False)
