"""The first page of a new station, against a real server with TLS: each fault in words, then set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QFileDialog, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop import station_file
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.connection_steps import SENTENCES, TITLES, Check, Outcome, step
from cleanstation_desktop.settings import Environment, Settings, is_enrolled, load_settings
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.enrolment.page import EnrolmentPage
from cleanstation_desktop.ui.enrolment.steps import sentence
from cleanstation_desktop.ui.runner import Runner
from tests.support.certificates import Authority
from tests.support.double_clicks import click_twice
from tests.support.keyrings import PlaintextKeyring, using
from tests.support.memory_keyring import MemoryKeyring
from tests.support.people import TestPerson, make_person
from tests.support.tls_server import TlsServer
from tests.support.ui import assert_looks_right, named, press, tab_to, words_on, write

pytestmark = pytest.mark.slow

LIMIT = 20_000


@pytest.fixture(scope="module")
def person(tls_server: TlsServer) -> TestPerson:
    tls_server.mark_production()
    return make_person(tls_server.database, Role.QC_PERSON)


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[EnrolmentPage]:
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "shared"))
    theme.apply(qapp, "light")
    runner = Runner()
    made = EnrolmentPage(runner)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    runner.close()
    qapp.processEvents()


def fill(page: EnrolmentPage, tls: TlsServer, /, **other: object) -> None:
    known = {
        **{"server": "localhost", "port": tls.port, "database": tls.database.name, "station": "Bench 7"},
        **{"root_certificate": tls.authority.root, **other},
    }
    page.form.fill(known)


def check(qtbot: QtBot, page: EnrolmentPage) -> None:
    """Press the button and wait for the answer."""
    named(page, "Check the connection", QPushButton).click()
    assert not page.check_button.isEnabled()
    qtbot.waitUntil(page.check_button.isEnabled, timeout=LIMIT)


def test_checked_then_used(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer, person: TestPerson) -> None:
    assert not page.use_button.isEnabled()
    fill(page, tls_server)
    named(page, "Check with a sign-in too", QCheckBox).click()
    named(page, "Sign-in name", QLineEdit).setText(person.login)
    named(page, "Password", QLineEdit).setText(person.password)
    check(qtbot, page)
    assert "This station can work with this server." in words_on(page)
    assert "This PC's clock agrees with the server's." in words_on(page)
    assert_looks_right(page, touch=True, focus=True)
    assert not is_enrolled()
    told: list[object] = []
    page.enrolled.connect(told.append)
    click_twice(qtbot, named(page, "Use this server", QPushButton), 150)
    qtbot.waitUntil(lambda: bool(told) and page.check_button.isEnabled(), timeout=LIMIT)
    (settings,) = told
    assert isinstance(settings, Settings)
    assert settings == load_settings()
    assert (settings.hosts, settings.station, settings.environment) == (
        ("localhost",),
        "Bench 7",
        Environment.PRODUCTION,
    )
    assert named(page, "Password", QLineEdit).text() == ""


def test_with_the_keyboard_alone(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer) -> None:
    tab_to("Server name")
    write("localhost")
    tab_to("Port")
    press(Qt.Key.Key_A, keys=Qt.KeyboardModifier.ControlModifier)
    write(str(tls_server.port))
    tab_to("Root certificate")
    write(str(tls_server.authority.root))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(page.use_button.isEnabled, timeout=LIMIT)
    with qtbot.waitSignal(page.enrolled, timeout=LIMIT):
        press(Qt.Key.Key_Space)


def test_what_is_wrong_is_told_in_words(
    qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer, tmp_path: Path
) -> None:
    stranger = Authority(tmp_path, "stranger")
    for other, told in (
        ({"server": "no-such-host.invalid"}, "No machine is called no-such-host.invalid on this network."),
        ({"root_certificate": stranger.root}, "does not come from the chosen root certificate"),
        ({"with_person": True, "login": "nobody_here", "password": "x"}, "The sign-in failed."),
    ):
        fill(page, tls_server, **{"with_person": False, **other})
        check(qtbot, page)
        assert told in words_on(page)
        assert "cannot work with this server yet" in words_on(page)
        assert not page.use_button.isEnabled()
        assert_looks_right(page, touch=True)
    assert not is_enrolled()


def test_faults_of_fields_stand_at_them(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer) -> None:
    fill(page, tls_server, server="postgresql://db", port="many", root_certificate="/no/such/file")
    check(qtbot, page)
    fields = page.form.form.fields
    assert "is an address" in fields["server"].error
    assert "from 1 to 65535" in fields["port"].error
    assert "cannot be read" in fields["root_certificate"].error
    fill(page, tls_server, root_certificate="/no/such/file")
    check(qtbot, page)
    assert "cannot be read" in fields["root_certificate"].error
    assert fields["server"].error == ""
    fill(page, tls_server, server="x\ny" * 5_000)
    page.check_button.click()
    assert "too many" in fields["server"].error
    assert page.check_button.isEnabled()
    assert_looks_right(page, touch=True)


def test_a_change_makes_the_check_void(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer) -> None:
    changes: tuple[Callable[[], object], ...] = (
        lambda: named(page, "Name of this station", QLineEdit).setText("Bench 8"),
        lambda: page.form.environment.setCurrentIndex(1),
        lambda: named(page, "Check with a sign-in too", QCheckBox).click(),
    )
    for change in changes:
        fill(page, tls_server)
        check(qtbot, page)
        assert page.use_button.isEnabled()
        change()
        assert not page.use_button.isEnabled()
        assert "This station can work" not in words_on(page)


def test_weaker_connections_are_offered_for_demo_and_development_alone(page: EnrolmentPage) -> None:
    environments = page.form.environment
    for place in range(environments.count()):
        environments.setCurrentIndex(place)
        weak = environments.currentData() in {"demo", "development"}
        assert page.form.sslmode.isVisible() == weak
        page.form.sslmode.setCurrentIndex(1 if weak else 0)
    environments.setCurrentIndex(0)
    assert page.form.values()["sslmode"] == "verify-full"


def test_a_file_is_chosen(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer) -> None:
    named(page, "Choose a file: Root certificate", QPushButton).click()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.selectFile(str(tls_server.authority.root))
    qtbot.waitUntil(lambda: dialog.selectedFiles() == [str(tls_server.authority.root)], timeout=LIMIT)
    dialog.accept()
    assert named(page, "Root certificate", QLineEdit).text() == str(tls_server.authority.root)


def test_a_key_of_the_station_and_its_passphrase(qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer) -> None:
    own = tls_server.authority.sign("page", "station-7", passphrase="of the key")
    fill(page, tls_server, client_certificate=own.certificate, client_key=own.key, own_certificate=True, passphrase="x")
    check(qtbot, page)
    assert "does not open" in page.form.form.fields["client_key"].error
    page.form.fill({"own_certificate": True, "passphrase": "of the key"})
    check(qtbot, page)
    with using(PlaintextKeyring()):  # type: ignore[no-untyped-call]
        page.use()
        qtbot.waitUntil(page.check_button.isEnabled, timeout=LIMIT)
    assert "would not keep a secret safe" in words_on(page)
    assert not is_enrolled()
    check(qtbot, page)
    with qtbot.waitSignal(page.enrolled, timeout=LIMIT):
        page.use()
    assert list(MemoryKeyring.secrets.values()) == ["of the key"]
    assert "of the key" not in "".join(path.read_text() for path in station_file.own_folder().iterdir())


@pytest.mark.parametrize("look", ["light", "dark"])
def test_other_languages_and_looks_keep_what_was_entered(
    qtbot: QtBot, page: EnrolmentPage, tls_server: TlsServer, look: str
) -> None:
    fill(page, tls_server, own_certificate=True, with_person=True, login="somebody", environment="demo")
    if look == "dark":
        named(page, "Dark look", QToolButton).click()
    for code, title in (("FR", "Configurer ce poste"), ("ES", "Configurar este puesto")):
        languages = next(one for one in page.findChildren(QComboBox) if one.findData("FR") >= 0 and one.isVisible())
        languages.setCurrentIndex(languages.findData(code))
        assert title in words_on(page)
        assert page.form.state()["login"] == "somebody"
        assert page.form.values()["language"] == code
        page.resize(1280, 720)
        # What is made anew has its look and its room when the events are through.
        qtbot.waitUntil(lambda: assert_looks_right(page, touch=True))


@pytest.mark.parametrize("language", [Language.FR, Language.ES])
def test_every_sentence_of_a_check_is_translated(language: Language) -> None:
    known = text.catalogue(language)
    said = {words for one in SENTENCES.values() for words in (one.text, one.hint) if words} | set(TITLES.values())
    assert [words for words in sorted(said) if words not in known] == []
    text.set_language(language.value)
    told = step(Check.ENVIRONMENT, "", "environment_other", mark="production", chosen="demo")
    assert told.outcome is Outcome.FAILED
    assert ("Production" if language is Language.FR else "Producción") in sentence(told)
