"""The people screen: making, changing, barring and freeing people, and what is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.errors import CleanStationError, SignInRefused
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people, sign_in
from cleanstation_desktop.services.sign_in import PasswordChangeNeeded
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.people.badge_dialog import BadgeDialog
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog, EditDialog, RolesDialog, initials_of
from cleanstation_desktop.ui.people.handing_over import HandOverDialog, SlipDialog, hand_over
from cleanstation_desktop.ui.people.screen import PeopleScreen
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone, unique_login
from tests.support.people import TestPerson, make_person, session_of
from tests.support.prints import texts
from tests.support.screens import client_over_a_line
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]


@pytest.fixture
def client(database: Clone, client_of: Clients) -> Client:
    """The administrator's client."""
    return client_of(database, Role.ADMIN)


@pytest.fixture
def quality(database: Clone) -> TestPerson:
    """Somebody to be changed."""
    return make_person(database, Role.QC_PERSON)


@pytest.fixture
def screen(qtbot: QtBot, client: Client, quality: TestPerson) -> PeopleScreen:
    """The screen, filled."""
    made = PeopleScreen(client, Place.of("people"))
    qtbot.addWidget(made)
    made.resize(1072, 740)
    made.show()
    made.load()
    qtbot.waitUntil(lambda: made.model.rowCount() == 2, timeout=10_000)
    return made


def modal(kind: type[Dialog]) -> Dialog:
    """The dialog that is open."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind), dialog
    return dialog


def choose(screen: PeopleScreen, person_id: int) -> None:
    """Choose a person in the list."""
    row = next(at for at, entry in enumerate(screen.model.rows) if entry.person.id == person_id)
    screen.table.setCurrentIndex(screen.model.index(row, 0))


def test_a_person_is_made_with_a_password_that_is_shown_once(
    qtbot: QtBot, database: Clone, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """Every fault at its field; a double click makes one person; the password opens nothing but its own change."""
    screen.new.click()
    dialog = modal(CreateDialog)
    assert isinstance(dialog, CreateDialog)
    assert_looks_right(dialog, touch=True)
    dialog.action.click()
    assert dialog.form.fields["roles"].error
    dialog.roles.boxes[Role.ASSEMBLER].click()
    dialog.full_name.setText("X")
    dialog.login.setText("Not A Login")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["login"].error != "", timeout=10_000)
    assert dialog.form.fields["full_name"].error
    assert dialog.form.fields["initials"].error
    login = unique_login("new")
    dialog.full_name.clear()
    qtbot.keyClicks(dialog.full_name, "Newly Come")
    assert dialog.initials.text() == "NC"
    dialog.login.setText(quality.login)
    dialog.action.click()
    qtbot.waitUntil(lambda: "used" in dialog.form.fields["login"].error, timeout=10_000)
    dialog.login.setText(login)
    dialog.initials.setText(quality.initials)
    dialog.action.click()
    qtbot.waitUntil(lambda: "used" in dialog.form.fields["initials"].error, timeout=10_000)
    dialog.initials.setText("N" + login[-4:].upper())
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=10_000)
    shown = modal(HandOverDialog)
    assert isinstance(shown, HandOverDialog)
    assert_looks_right(shown, touch=True)
    password = shown.password.text()
    needed = sign_in.sign_in(database.url(), login, password, station="FLOOR-1")
    assert isinstance(needed, PasswordChangeNeeded)
    qtbot.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    shown.action.click()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3, timeout=10_000)
    assert screen.entry is not None
    assert screen.entry.person.pending == {Role.ASSEMBLER}
    assert [entry.person.login for entry in screen.model.rows].count(login) == 1


def test_the_slip_of_a_new_person_is_in_that_persons_language(
    qtbot: QtBot, client: Client, screen: PeopleScreen
) -> None:
    """Who makes the person reads English; who gets the slip reads French."""
    screen.new.click()
    dialog = modal(CreateDialog)
    assert isinstance(dialog, CreateDialog)
    login = unique_login("new")
    dialog.roles.boxes[Role.ASSEMBLER].click()
    dialog.full_name.setText("Nouvelle Venue")
    dialog.login.setText(login)
    dialog.initials.setText("N" + login[-4:].upper())
    dialog.language.setCurrentIndex(dialog.language.findData("FR"))
    dialog.action.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=10_000)
    shown = modal(HandOverDialog)
    assert isinstance(shown, HandOverDialog)
    shown._print()
    slip = modal(SlipDialog)
    assert isinstance(slip, SlipDialog)
    qtbot.waitUntil(lambda: bool(slip.preview.pdf), timeout=20_000)
    assert "Mot de passe" in " ".join(texts(slip.preview.pdf))
    slip.reject()
    shown.action.click()


def test_the_slip_is_shown_and_kept_nowhere(qtbot: QtBot, client: Client, screen: PeopleScreen) -> None:
    """It goes to a printer directly, past the queue that keeps papers on the disk."""
    made = people.OneTimePassword(1, "newly.come", "abcd-efgh-jkmn-pqrs")
    dialog = SlipDialog(screen, client, made, "Newly Come", "FR")
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.preview.pdf), timeout=20_000)
    assert not list(client.station.folder.rglob("*.pdf"))
    dialog.reject()
    lost = hand_over(screen, client, people.OneTimePassword(1, "newly.come", None), "Newly Come", "FR")
    assert "Reset the password" in str([label.text() for label in lost.findChildren(type(screen._sum))])
    lost.accept()


def test_details_are_changed_and_a_conflict_shows_both_sides(
    qtbot: QtBot, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """Somebody else was faster: what they saved stands at the field; saving again keeps the own."""
    choose(screen, quality.id)
    screen.card.edit.click()
    dialog = modal(EditDialog)
    assert isinstance(dialog, EditDialog)
    assert_looks_right(dialog, touch=True)
    people.update(
        client.session, quality.id, 1, full_name="Their Name", initials=quality.initials, language="ES", email=None
    )
    dialog.full_name.setText("My Name")
    dialog.action.click()
    qtbot.waitUntil(lambda: "Their Name" in dialog.form.fields["full_name"].error, timeout=10_000)
    assert "Español" in dialog.form.fields["language"].error
    dialog.email.setText("no address")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["email"].error != "", timeout=10_000)
    dialog.email.setText("quality@example.org")
    dialog.action.click()
    qtbot.waitUntil(lambda: screen.entry is not None and screen.entry.person.full_name == "My Name", timeout=10_000)


def test_roles_are_given_and_ones_own_are_not(
    qtbot: QtBot, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """The buttons say why; the server refuses in any case; none at all is told at the field."""
    choose(screen, client.session.person.id)
    assert not screen.card.roles.isEnabled()
    assert not screen.card.disable.isEnabled()
    assert "another administrator" in screen.card.roles.toolTip()
    with pytest.raises(CleanStationError):
        people.set_roles(client.session, client.session.person.id, 1, {Role.QC_PERSON})
    choose(screen, quality.id)
    screen.card.roles.click()
    dialog = modal(RolesDialog)
    assert isinstance(dialog, RolesDialog)
    assert dialog.roles.roles == {Role.QC_PERSON}
    dialog.roles.boxes[Role.QC_PERSON].click()
    dialog.action.click()
    assert dialog.form.fields["roles"].error
    dialog.roles.boxes[Role.ADMIN].click()
    dialog.roles.boxes[Role.ASSEMBLER].click()
    dialog.action.click()
    qtbot.waitUntil(
        lambda: screen.entry is not None and screen.entry.person.roles == {Role.ADMIN, Role.ASSEMBLER}, timeout=10_000
    )


def test_a_person_who_works_elsewhere_is_disabled_at_once(
    qtbot: QtBot, database: Clone, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """The open session is listed with its station, ends, and cannot be opened again until enabled."""
    elsewhere = session_of(database, quality, station="FLOOR-7")
    with elsewhere.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    screen.load()
    choose(screen, quality.id)
    qtbot.waitUntil(lambda: screen.entry is not None and bool(screen.entry.sessions), timeout=10_000)
    assert "FLOOR-7" in screen.card._facts.text()
    assert_looks_right(screen, touch=True)
    screen.card.disable.click()
    asked = modal(Dialog)
    assert "FLOOR-7" in "".join(label.text() for label in asked.findChildren(type(screen._sum)))
    asked.accept()
    qtbot.waitUntil(lambda: screen.entry is not None and screen.entry.person.state == "DISABLED", timeout=10_000)
    with pytest.raises(CleanStationError), elsewhere.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    elsewhere.close()
    with pytest.raises(SignInRefused):
        sign_in.sign_in(database.url(), quality.login, quality.password, station="FLOOR-7")
    assert not screen.card.badge.isEnabled()
    screen.card.enable.click()
    qtbot.waitUntil(lambda: screen.entry is not None and screen.entry.person.state == "ACTIVE", timeout=10_000)


def test_who_signs_in_is_seen_without_being_asked_for(
    qtbot: QtBot, database: Clone, client: Client, quality: TestPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No change tells of it; nothing moves under who looks at somebody."""
    monkeypatch.setattr(PeopleScreen, "reads_again_ms", 100)
    screen = PeopleScreen(client, Place.of("people"))
    qtbot.addWidget(screen)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=10_000)
    choose(screen, quality.id)
    with contextlib.closing(session_of(database, quality, station="FLOOR-7")) as elsewhere:
        with elsewhere.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        qtbot.waitUntil(lambda: "FLOOR-7" in screen.card._facts.text(), timeout=10_000)
    qtbot.waitUntil(lambda: "FLOOR-7" not in screen.card._facts.text(), timeout=10_000)
    assert screen.entry is not None
    assert screen.entry.person.id == quality.id


def test_a_badge_is_scanned_into_its_field(
    qtbot: QtBot, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """Nonsense is told at the fields; a good one is kept; it can be taken back."""
    choose(screen, quality.id)
    screen.card.badge.click()
    dialog = modal(BadgeDialog)
    assert isinstance(dialog, BadgeDialog)
    assert_looks_right(dialog, touch=True)
    assert dialog.take_scan("BADGE-4711")
    dialog.pin.setText("12")
    dialog.again.setText("13")
    dialog.action.click()
    assert dialog.form.fields["again"].error
    dialog.again.setText("12")
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.form.fields["pin"].error != "", timeout=10_000)
    dialog.pin.setText("4711")
    dialog.again.setText("4711")
    dialog.action.click()
    qtbot.waitUntil(lambda: screen.entry is not None and screen.entry.has_badge, timeout=10_000)
    screen.card.badge.click()
    again = modal(BadgeDialog)
    assert isinstance(again, BadgeDialog)
    again.back.click()
    qtbot.waitUntil(lambda: screen.entry is not None and not screen.entry.has_badge, timeout=10_000)


def test_a_reset_password_waits_behind_a_question(
    qtbot: QtBot, database: Clone, client: Client, screen: PeopleScreen, quality: TestPerson
) -> None:
    """The old one ends, the roles wait, the new one is shown once."""
    choose(screen, quality.id)
    screen.card.reset.click()
    modal(Dialog).accept()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=10_000)
    shown = modal(HandOverDialog)
    assert isinstance(shown, HandOverDialog)
    with pytest.raises(SignInRefused):
        sign_in.sign_in(database.url(), quality.login, quality.password, station="FLOOR-1")
    assert isinstance(
        sign_in.sign_in(database.url(), quality.login, shown.password.text(), station="FLOOR-1"), PasswordChangeNeeded
    )
    shown.action.click()
    qtbot.waitUntil(lambda: not isValid(shown) or not shown.isVisible())


def test_search_and_other_languages(qtbot: QtBot, client: Client, screen: PeopleScreen, quality: TestPerson) -> None:
    """Words of name, role or state find; in French nothing is cut off."""
    screen.search.setText("qc person")
    assert [entry.person.id for entry in screen.model.rows] == [quality.id]
    text.set_language("FR")
    other = PeopleScreen(client, Place.of("people"))
    qtbot.addWidget(other)
    other.resize(1072, 740)
    other.show()
    other.restore({**screen.state(), "words": ""})
    other.load()
    qtbot.waitUntil(lambda: other.model.rowCount() == 2, timeout=10_000)
    assert other.entry is not None
    assert other.entry.person.id == quality.id
    assert_looks_right(other, touch=True)


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Lovelace", "AL"), ("Plato", ""), ("", ""), ("Jo van der Meer", "JM"), ("Élodie B", "")]
)
def test_initials_are_offered(name: str, initials: str) -> None:
    """First and last name; nothing where there is nothing to take."""
    assert initials_of(name) == initials


def test_a_server_that_is_away_loses_nothing_that_was_typed(
    qtbot: QtBot, qapp: QApplication, database: Clone, tmp_path: Path
) -> None:
    """The list stays readable and says so; a new person is sent again as the same command, and made once."""
    url = database.url()
    with SlowProxy(url.host or "127.0.0.1", url.port or 5432) as proxy:
        session = session_of(database, make_person(database, Role.ADMIN), url=proxy.url(url))
        client = Client(session, StationFacts("bench-1", "demo", "localhost", tmp_path))
        screen = PeopleScreen(client, Place.of("people"))
        qtbot.addWidget(screen)
        screen.show()
        screen.load()
        qtbot.waitUntil(lambda: screen.model.rowCount() == 1, timeout=10_000)
        screen.new.click()
        dialog = modal(CreateDialog)
        assert isinstance(dialog, CreateDialog)
        login = unique_login("new")
        dialog.full_name.setText("Newly Come")
        dialog.login.setText(login)
        dialog.initials.setText("N" + login[-4:].upper())
        dialog.roles.boxes[Role.ASSEMBLER].click()
        proxy.stop_server()
        dialog.action.click()
        qtbot.waitUntil(lambda: bool(dialog.banner.accessibleName()), timeout=20_000)
        screen.load()
        qtbot.waitUntil(screen.banner.isVisible, timeout=20_000)
        assert screen.model.rowCount() == 1
        proxy.accept()
        again = next(each for each in dialog.banner.findChildren(QPushButton) if each.text() == "Send again")
        again.click()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=20_000)
        modal(HandOverDialog).done(0)
        qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=20_000)
        client.close()
        qapp.sendPostedEvents()
        qapp.processEvents()


def test_a_person_whose_password_was_lost_on_the_way(qtbot: QtBot, database: Clone, tmp_path: Path) -> None:
    """Pressed again it is the same person; that the password must be reset is said, and the new one is the one."""
    admin = make_person(database, Role.ADMIN)
    with client_over_a_line(database, admin, tmp_path) as (client, line):
        screen = PeopleScreen(client, Place.of("people"))
        qtbot.addWidget(screen)
        screen.show()
        screen.new.click()
        dialog = modal(CreateDialog)
        assert isinstance(dialog, CreateDialog)
        login = unique_login("new")
        dialog.full_name.setText("Newly Come")
        dialog.login.setText(login)
        dialog.initials.setText("N" + login[-4:].upper())
        dialog.roles.boxes[Role.ASSEMBLER].click()
        line.loses = b"COMMIT\0"
        dialog.action.click()
        qtbot.waitUntil(lambda: bool(dialog.banner.accessibleName()), timeout=20_000)
        dialog.action.click()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not dialog, timeout=20_000)
        told = modal(Dialog)
        assert "Reset the password to get another." in words_on(told)
        told.accept()
        qtbot.waitUntil(lambda: screen.entry is not None and screen.entry.person.login == login, timeout=20_000)
        screen.card.reset.click()
        modal(Dialog).accept()
        qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HandOverDialog), timeout=20_000)
        shown = modal(HandOverDialog)
        assert isinstance(shown, HandOverDialog)
        needed = sign_in.sign_in(database.url(), login, shown.password.text(), station="FLOOR-1")
        assert isinstance(needed, PasswordChangeNeeded)
        shown.action.click()
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=20_000)


def test_nobody_takes_the_place_of_who_left_the_list(
    qtbot: QtBot, database: Clone, client: Client, screen: PeopleScreen
) -> None:
    """Among those that the search shows: who is enabled leaves it, and the next press is for nobody else."""
    for _ in range(2):
        person = make_person(database, Role.ASSEMBLER)
        people.disable(client.session, person.id, 1)
    screen.search.setText("disabled")
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=10_000)
    screen.search.setText("Disabled")
    first = screen.model.rows[0].person
    assert screen.entry is not None
    assert screen.entry.person == first  # who searches gets the first that fits
    qtbot.mouseClick(screen.card.enable, Qt.MouseButton.LeftButton)
    assert not screen.card.enable.isEnabled()  # what was pressed waits for its answer
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1, timeout=10_000)
    assert screen.entry is None
    assert screen.card.enable.isHidden()
    assert "Choose a person in the list." in words_on(screen)
    assert [each.state for each in people.list_people(client.session) if each.id == first.id] == ["ACTIVE"]
