"""A walk through the client: people sign in one after another, and each screen on the way is photographed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog

from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs.demo_record import Record
from cleanstation_desktop.verbs.pilot.camera import Camera
from cleanstation_desktop.verbs.pilot.pilot import Pilot
from cleanstation_desktop.verbs.pilot.stillness import Stillness, is_due

_USUAL = QSize(1280, 800)
_LANGUAGES = {"EN": "English", "FR": "Français", "ES": "Español"}
# Where the longest words have room, the others have it.
_WORDIEST = "FR"
_OTHER_SIZES = (QSize(1920, 1080), QSize(1280, 720))


class Walk:
    """Parameters: pilot; record, tells each step; passwords, by sign-in name; camera, None for a walk without
    pictures; out, the folder for what is saved."""

    def __init__(
        self, pilot: Pilot, record: Record, passwords: Mapping[str, str], camera: Camera | None, out: Path
    ) -> None:
        self.pilot = pilot
        self.record = record
        self.passwords = passwords
        self.camera = camera
        self.out = out
        self.language = "EN"
        self.who: NewPerson | None = None
        self.files: list[Path] = []

    # People

    @contextmanager
    def signed_in(self, person: NewPerson, password: str = "") -> Iterator[str]:
        """Sign in, work, sign out. Gives: the password, to sign with."""
        pilot, secret = self.pilot, password or self.passwords[person.login]
        self.speak_at_sign_in()
        self.picture("sign-in")
        pilot.fill(tr("Sign-in name"), person.login)
        pilot.fill(tr("Password"), secret, by_tab=True)
        pilot.press("Enter")
        window = pilot.window
        pilot.patience.until(lambda: window.current is not None, f"{person.login} is not signed in")
        self.who = person
        pilot.rest()
        if text.language().value != self.language:
            pilot.choose_from_menu(tr("Language"), _LANGUAGES[self.language])
            pilot.rest()
        yield secret
        self._leave(person)

    def _leave(self, person: NewPerson) -> None:
        pilot = self.pilot
        pilot.rest()
        pilot.close_messages()
        pilot.choose_from_menu(tr("{name}: settings, lock, sign out", name=person.full_name), tr("Sign out"))
        pilot.patience.until(lambda: pilot.window.current is None, f"{person.login} is not signed out")
        self.who = None

    def first_time(self, person: NewPerson, one_time: str, password: str) -> None:
        """Somebody's very first sign-in: the one-time password is replaced by an own one; then they leave again."""
        pilot = self.pilot
        pilot.fill(tr("Sign-in name"), person.login)
        pilot.fill(tr("Password"), one_time, by_tab=True)
        pilot.press("Enter")
        pilot.see(tr("Set password and sign in"))
        self.picture("own-password", looks=False)
        pilot.fill(tr("New password"), password)
        pilot.fill(tr("New password once more"), password, by_tab=True)
        pilot.press("Enter")
        pilot.patience.until(lambda: pilot.window.current is not None, f"{person.login} is not signed in")
        self._leave(person)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Tell one step of the person who is signed in, in the language of the order."""
        login = self.who.login if self.who is not None else "nobody"
        with self.record.step(login, f"{text.language().value} {what}"):
            yield

    # Pictures

    def picture(self, name: str, *, main: bool = False, looks: bool = True) -> None:
        """Photograph what is on the screen: in both looks, and one of the main screens also in other sizes."""
        camera = self.camera
        if camera is None or camera.has(name):
            return
        self._still()
        camera.take(self.pilot.window, self._dialog(), name)
        if main and self.language == _WORDIEST:
            self._other_sizes(camera, name)
        if looks and self._dialog() is None:
            self.change_look()
            if not camera.has(name):
                self._still()
                camera.take(self.pilot.window, None, name)

    def picture_of(self, name: str, opening: Callable[[], object]) -> None:
        """Open a dialog and photograph it; the first time also in the other look, for which it is closed and opened."""
        pilot, camera = self.pilot, self.camera
        opening()
        pilot.patience.until(lambda: self._dialog() is not None, f"the dialog for “{name}” does not open")
        pilot.rest()
        if camera is None or camera.has(name):
            return
        self.picture(name)
        dialog = self._dialog()
        pilot.press("Escape")
        if dialog is not None:
            pilot.closed(dialog)
        self.change_look()
        opening()
        pilot.patience.until(lambda: self._dialog() is not None, f"the dialog for “{name}” does not open again")
        pilot.rest()
        self.picture(name)

    def turn_look_for(self, *names: str) -> None:
        """Change the look when these were photographed in this one and not in the other: they come more than once, and
        stand in dialogs, which no look can be changed behind."""
        camera = self.camera
        if camera is not None and all(camera.has(name) for name in names) and not camera.has_both(names[0]):
            self.change_look()

    def change_look(self) -> None:
        """Press the button that changes from light to dark and back; the screen stands where it stood."""
        pilot, dark = self.pilot, theme.is_dark()
        pilot.click(tr("Light look") if dark else tr("Dark look"))
        pilot.patience.until(lambda: theme.is_dark() != dark, "the look does not change")
        pilot.rest()

    def _still(self) -> None:
        """No message in the corner, nothing being read, and nothing that still moves on the screen."""
        pilot = self.pilot
        pilot.rest()
        pilot.close_messages()
        dialog = self._dialog()
        if dialog is not None:
            dialog.grab()  # what is first painted may begin to read what it needs for it: the pages of a preview
        front = dialog or pilot.window
        stillness = Stillness(_application())

        def still() -> bool:
            return pilot.at_rest and not is_due(front) and stillness.has_come()

        try:
            pilot.patience.until(still, "the screen does not come to rest")
        finally:
            stillness.end()

    def _dialog(self) -> QDialog | None:
        front = QApplication.activeModalWidget()
        return front if isinstance(front, QDialog) else None

    def _other_sizes(self, camera: Camera, name: str) -> None:
        window = self.pilot.window
        for size in _OTHER_SIZES:
            window.resize(size)
            self.pilot.patience.until(lambda size=size: window.size() == size, "the window keeps its size")  # type: ignore[misc]  # mypy cannot tell what a lambda with a default is
            self._still()
            camera.take(window, self._dialog(), name, size=f"{size.width()}x{size.height()}")
        window.resize(_USUAL)
        self._still()

    # Files

    def keep(self, file: str, opening: Callable[[], None]) -> None:
        """Save a file under this name in the folder of the results."""
        path = self.out / file
        self.pilot.save_as(path, opening)
        self.files.append(path)

    def speak_at_sign_in(self) -> None:
        """Choose the language of the sign-in page."""
        if text.language().value != self.language:
            self.pilot.choose(tr("Language"), _LANGUAGES[self.language])
            self.pilot.see(tr("Sign-in name"))


def _application() -> QApplication:
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        raise RuntimeError("there is no window without an application")
    return found
