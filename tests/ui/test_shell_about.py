"""About: the versions, and whether the installed files are as they were delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop import build_info, installed_files
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.runner import Runner
from cleanstation_desktop.ui.shell.about import about
from cleanstation_desktop.ui.shell.installed import InstalledFiles
from cleanstation_desktop.ui.station_facts import StationFacts
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.code_signing import issue, make_installation, root, seal

ROOT = root()
CODE = issue("Code signing", ROOT)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that plays the one that this program runs from."""
    place = tmp_path / "installed"
    place.mkdir()
    seal(place, make_installation(place), CODE, ROOT)
    monkeypatch.setattr(installed_files, "own_folder", lambda: place)
    return place


def opened(ground: QWidget, runner: Runner) -> Dialog:
    return about(ground, StationFacts("bench-1", "demo", "localhost", Path("station")), runner)


def checked(qtbot: QtBot, ground: QWidget, runner: Runner) -> tuple[Dialog, str]:
    """About after its check, and what it says of the files."""
    dialog = opened(ground, runner)
    installed = dialog.findChild(InstalledFiles)
    assert installed is not None
    assert installed.words == text.tr("Being checked…")
    qtbot.waitUntil(lambda: installed.words != text.tr("Being checked…"))
    return dialog, installed.words


def test_in_a_source_checkout_there_is_nothing_to_check(ground: QWidget, runner: Runner) -> None:
    dialog = opened(ground, runner)
    said = [each.text() for each in dialog.findChildren(QLabel)]
    assert "The program runs from its source: there is nothing to check." in said
    assert build_info.full_version() in said, "as --version says it"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("EN", "As delivered. Signed by Code signing,"),
        ("FR", "Tels que livrés. Signés par Code signing,"),
        ("ES", "Tal como se entregaron. Firmados por Code signing,"),
    ],
)
def test_good_files_are_told(
    qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path, language: str, words: str
) -> None:
    text.set_language(language)
    dialog, said = checked(qtbot, ground, runner)
    assert said.startswith(words)
    copy = next(each for each in dialog.findChildren(QPushButton) if each.text() == text.tr("Copy"))
    copy.click()
    assert said in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("EN", "Not as delivered. The file cleanstation was changed since it was delivered. Install the program again"),
        ("FR", "Différents de la livraison. Le fichier cleanstation a été modifié depuis la livraison. Réinst"),
        (
            "ES",
            "No están como se entregaron. El archivo cleanstation se cambió después de la entrega. Vuelva a instalar",
        ),
    ],
)
def test_damage_is_told_with_what_to_do(
    qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path, language: str, words: str
) -> None:
    text.set_language(language)
    (folder / "cleanstation").write_bytes(b"other")
    assert checked(qtbot, ground, runner)[1].startswith(words)


def test_of_much_damage_the_first_is_told_and_how_much_more(
    qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path
) -> None:
    for number in range(12):
        (folder / f"added-{number:02}").touch()
    said = checked(qtbot, ground, runner)[1]
    assert "added-04" in said
    assert "added-05" not in said
    assert "And 7 more." in said


def test_an_installation_that_nobody_signed_is_told(
    qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path
) -> None:
    (folder / "files.sig").unlink()
    assert checked(qtbot, ground, runner)[1] == "As listed, but nobody has signed the list."


def test_a_folder_that_is_gone_is_told(qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path) -> None:
    folder.rename(folder.with_name("moved"))
    assert checked(qtbot, ground, runner)[1] == f"There is no folder {folder}."


def test_closing_while_it_checks_is_no_harm(qtbot: QtBot, ground: QWidget, runner: Runner, folder: Path) -> None:
    opened(ground, runner).accept()
    qtbot.waitUntil(lambda: not runner.busy)
