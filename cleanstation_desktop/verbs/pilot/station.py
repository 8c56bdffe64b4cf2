"""Tries this station as a person uses it: signs in on its screens, opens a build and prints a signed QC sheet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtWidgets import QAbstractItemView

from cleanstation_desktop.domain.errors import CleanStationError, Refused
from cleanstation_desktop.domain.file_names import safe_file_name
from cleanstation_desktop.services import sheets
from cleanstation_desktop.services.connection_steps import Outcome
from cleanstation_desktop.services.sheets import SignedForm
from cleanstation_desktop.ui import app
from cleanstation_desktop.ui.printing import documents
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.form_names import form_state, form_words
from cleanstation_desktop.verbs.output import CONTENT, ENVIRONMENT
from cleanstation_desktop.verbs.pilot import hands, sight
from cleanstation_desktop.verbs.pilot.pilot import Pilot
from cleanstation_desktop.verbs.pilot.waiting import Lost, Patience
from cleanstation_desktop.verbs.trial import Trial

_PATIENCE = 60.0
"""Seconds that a slow server may take for one screen."""

_SILENT = "This plugin does not support"
"""What Qt says of everything that only a screen which somebody sees can do."""


def try_station(start: Start, login: str, password: str, out: Path, trial: Trial) -> None:
    """Work the client's own screens; each step is noted in the trial, and the first that fails is the last.

    Parameters: start, what the client of this station is started with; out, an existing folder for the sheet.
    """
    patience = Patience(_PATIENCE)
    with _quiet_qt():
        app.application(sys.argv[:1])
        window = app.open_window(start)
        try:
            window.show()
            with patience.attentive():
                _Station(Pilot(window, patience), trial, out).run(login, password)
        except Lost as lost:
            picture = out / "lost.png"
            seen = f" ({picture} shows them)" if window.grab().save(str(picture)) else ""
            trial.fail("screens", f"The client's screens did not do what was expected{seen}: {lost}", CONTENT)
        finally:
            window.close()


class _Station:
    def __init__(self, pilot: Pilot, trial: Trial, out: Path) -> None:
        self._pilot = pilot
        self._trial = trial
        self._out = out

    def run(self, login: str, password: str) -> None:
        if not self._sign_in(login, password):
            return
        form = self._find_form()
        if form is not None:
            self._print(form)
        self._sign_out()

    def _sign_in(self, login: str, password: str) -> bool:
        """Type name and password as a person does. Returns: whether the work opened; if not, why is noted."""
        pilot, window = self._pilot, self._pilot.window
        page = window.sign_in
        pilot.fill(tr("Sign-in name"), login)
        pilot.tab_to(tr("Password"))
        hands.write(password)
        pilot.press("Enter")
        once = tr("Set password and sign in")
        pilot.patience.until(
            lambda: window.current is not None or page.banner.isVisible() or pilot.sees(once),
            "the sign-in page says nothing",
        )
        if window.current is None:
            said = " ".join(sight.words_in_view(page.banner).split("\n")) if page.banner.isVisible() else ""
            hint = "" if said else "Sign in once in the client, or by: cleanstation user password " + login
            self._trial.fail("sign in", said or "The one-time password must be replaced first.", ENVIRONMENT, hint)
            return False
        pilot.rest()
        person = window.current.client.session.person
        self._trial.note("sign in", Outcome.OK, f"{person.full_name} is signed in, and sees the first screen.")
        return True

    def _find_form(self) -> SignedForm | None:
        work = self._pilot.window.current
        try:
            form = None if work is None else sheets.newest_signed_form(work.client.session)
        except Refused:
            form = None
        except CleanStationError as error:
            self._trial.fail("sheet", error.message, ENVIRONMENT, error.hint)
            return None
        if form is None:
            self._trial.note(
                "sheet",
                Outcome.WARNING,
                "There is no signed inspection yet that this person may see: nothing was printed.",
                "Try it again as somebody of QC, when the first form is signed.",
            )
        return form

    def _print(self, form: SignedForm) -> None:
        pilot = self._pilot
        pilot.find_build(form.build_number)
        pilot.tab(tr("Inspections"))
        self._choose(form)
        words = f"{form_words(form.kind)}, attempt {form.attempt}"
        self._trial.note("sheet", Outcome.OK, f"Build {form.build_number} is open: {words}.")
        pilot.click(tr("Print the sheet"))
        pilot.see(tr("Page {number} of {total}", number=1, total="")[:-1])
        file = self._out / safe_file_name(f"station-test {form.build_number} {words}.pdf", "application/pdf")
        # One that counts would leave a controlled copy on record for each station that was ever tried.
        pilot.save_as(file, lambda: pilot.click(tr("Save an uncontrolled copy…")))
        self._read_back(file, form)

    def _choose(self, form: SignedForm) -> None:
        """Click on the form's row: it may have been filled in several times."""
        pilot = self._pilot
        wanted = [form_words(form.kind), str(form.attempt), form_state("SIGNED", form.result)[0]]
        view = pilot.control(tr("Inspections"), QAbstractItemView)
        model = view.model()
        for number in range(model.rowCount()):
            row = [model.index(number, place) for place in range(len(wanted))]
            if [index.data(Qt.ItemDataRole.DisplayRole) for index in row] == wanted:
                view.scrollTo(row[0])
                pilot.click_on(view.viewport(), view.visualRect(row[0]).center())
                return
        raise Lost(f"the list of inspections has no row {wanted}")

    def _read_back(self, file: Path, form: SignedForm) -> None:
        try:
            pages = documents.page_texts(file.read_bytes())
        except (OSError, CleanStationError) as error:
            self._trial.fail("print", f"{file} cannot be read back: {error}", CONTENT)
            return
        lacking = [number for number, words in enumerate(pages, start=1) if form.build_number not in words]
        if lacking or not pages:
            self._trial.fail("print", f"The sheet is not whole: page {lacking or 1} does not name its build.", CONTENT)
            return
        size = file.stat().st_size
        self._trial.file = file
        self._trial.note("print", Outcome.OK, f"Printed and read back: {len(pages)} pages, {size:,} bytes.")

    def _sign_out(self) -> None:
        pilot, work = self._pilot, self._pilot.window.current
        if work is None:
            self._trial.fail("sign out", "The server ended the session.", ENVIRONMENT)
            return
        pilot.rest()
        pilot.close_messages()
        name = work.client.session.person.full_name
        pilot.choose_from_menu(tr("{name}: settings, lock, sign out", name=name), tr("Sign out"))
        pilot.patience.until(lambda: pilot.window.current is None, "nobody is signed out")
        self._trial.note("sign out", Outcome.OK, "Signed out.")


@contextmanager
def _quiet_qt() -> Iterator[None]:
    def hear(_kind: object, _context: object, message: str) -> None:
        if not message.startswith(_SILENT):
            sys.stderr.write(f"Qt: {message}\n")

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
