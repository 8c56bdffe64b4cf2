"""The window around the screens: signing in, locking, switching person, looks and languages."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import badges, people, saved_views, stations
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.places import listed_for
from cleanstation_desktop.ui.shell.crash import CrashReports, report_text
from cleanstation_desktop.ui.shell.window import MainWindow
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import TestPerson, make_person, session_of
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import assert_looks_right, named, scan, words_on
from tests.support.windows import lock_page, make_window, sign_in, unlock, work_of


@pytest.fixture
def person(database: Clone) -> TestPerson:
    """Somebody with work in the office and on the floor."""
    return make_person(database, Role.PRODUCTION_COORDINATOR, Role.ADMIN)


def test_a_person_signs_in_with_the_keyboard_alone(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Name, Enter, password, Enter; the password is not kept; the sidebar holds what the roles open."""
    assert_looks_right(window.sign_in)
    sign_in(qtbot, window, person)
    assert window.current is not None
    assert window.sign_in.password.text() == ""
    assert list(window.current.sidebar._buttons) == listed_for(frozenset(person.roles))
    assert "procurement" not in window.current.sidebar._buttons or Role.ADMIN in person.roles


def test_a_wrong_password_and_an_unknown_person_look_alike(
    qtbot: QtBot, window: MainWindow, person: TestPerson
) -> None:
    """The name stays, the password goes, and the same sentence says what to do."""
    page = window.sign_in
    said = []
    for login in (person.login, "nobody-here"):
        page.reset()
        qtbot.keyClicks(page.login, login)
        qtbot.keyClicks(page.password, "certainly wrong")
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=10_000)
        assert page.login.text() == login
        assert page.password.text() == ""
        said.append(page.banner.accessibleName())
    assert said[0] == said[1]
    assert window.current is None


def test_nothing_typed_is_told_at_the_field(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """No round trip to the server for an empty line."""
    page = window.sign_in
    qtbot.mouseClick(page._button, Qt.MouseButton.LeftButton)
    assert page.form.fields["login"].error
    qtbot.keyClicks(page.login, person.login)
    qtbot.mouseClick(page._button, Qt.MouseButton.LeftButton)
    assert page.form.fields["password"].error


def test_a_server_that_is_away_is_told(qtbot: QtBot, database: Clone, tmp_path: Path, person: TestPerson) -> None:
    """The name and the password stay: when the server is back, Enter is enough."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        window = make_window(qtbot, proxy.url(there), tmp_path)
        proxy.stop_server()
        page = window.sign_in
        qtbot.keyClicks(page.login, person.login)
        qtbot.keyClicks(page.password, person.password)
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=15_000)
        assert page.password.text() == person.password
        proxy.accept()
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.current is not None, timeout=15_000)


def test_a_server_of_another_environment_is_refused(
    qtbot: QtBot, database: Clone, tmp_path: Path, person: TestPerson
) -> None:
    """A station of production does not work on a test server."""
    window = make_window(qtbot, database.url(), tmp_path, environment="production")
    page = window.sign_in
    qtbot.keyClicks(page.login, person.login)
    qtbot.keyClicks(page.password, person.password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=15_000)
    assert "tests" in page.banner.accessibleName()
    assert window.current is None


def test_a_clock_that_is_a_day_off_is_refused(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """The sentence names the clock; nobody is signed in."""
    page = window.sign_in
    page.clock = lambda: datetime.now(UTC) - timedelta(days=1, minutes=1)
    qtbot.keyClicks(page.login, person.login)
    qtbot.keyClicks(page.password, person.password)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=15_000)
    assert "clock" in page.banner.accessibleName()
    assert window.current is None


def test_a_one_time_password_is_replaced_first(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    """Two different entries, a weak one, then a good one that signs in at once."""
    admin = session_of(database, person)
    login = f"new.{person.login.rpartition('_')[2]}"
    new = people.NewPerson(login, "New Person", f"N{login[-3:].upper()}", frozenset({Role.QC_PERSON}))
    once = people.create(admin, new).password or ""
    admin.close()
    page = window.sign_in
    qtbot.keyClicks(page.login, login)
    qtbot.keyClicks(page.password, once)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    change = page._change
    qtbot.waitUntil(change.isVisible, timeout=10_000)
    qtbot.keyClicks(change.new, "correct horse staple")
    qtbot.keyClicks(change.again, "something else")
    qtbot.keyClick(change.again, Qt.Key.Key_Return)
    assert change.form.fields["again"].error
    for typed in ("short", "correct horse staple 7"):
        change.new.clear()
        change.again.clear()
        qtbot.keyClicks(change.new, typed)
        qtbot.keyClicks(change.again, typed)
        qtbot.keyClick(change.again, Qt.Key.Key_Return)
        if typed == "short":
            qtbot.waitUntil(lambda: change.form.fields["password"].error != "", timeout=10_000)
    qtbot.waitUntil(lambda: window.current is not None, timeout=15_000)


def test_what_is_typed_at_the_sign_in_page_is_not_kept_for_the_next_person(
    qtbot: QtBot, database: Clone, tmp_path: Path, person: TestPerson
) -> None:
    """The server was away and the person left: after a while name and password are gone, though not while it thinks."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as proxy:
        window = make_window(qtbot, proxy.url(there), tmp_path)
        page = window.sign_in
        page.idle.setInterval(400)
        proxy.stop_server()
        qtbot.keyClicks(page.login, person.login)
        qtbot.keyClicks(page.password, person.password)
        qtbot.keyClick(page.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=15_000)
        assert page.password.text() == person.password
        qtbot.waitUntil(lambda: page.password.text() == "", timeout=5_000)
        assert page.login.text() == ""
        page._be_busy(True)
        page.password.setText("on its way")
        qtbot.wait(900)
        assert page.password.text() == "on its way"
        page._be_busy(False)


def test_a_one_time_password_is_not_kept_for_the_next_person(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    """Who is asked for a password of his own and goes away: the next one begins with the name."""
    with closing(session_of(database, person)) as admin:
        login = f"once.{person.login.rpartition('_')[2]}"
        new = people.NewPerson(login, "New Person", f"O{login[-3:].upper()}", frozenset({Role.QC_PERSON}))
        once = people.create(admin, new).password or ""
    page = window.sign_in
    qtbot.keyClicks(page.login, login)
    qtbot.keyClicks(page.password, once)
    page.idle.setInterval(400)
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(page._change.isVisible, timeout=10_000)
    qtbot.keyClicks(page._change.new, "correct horse")
    qtbot.waitUntil(page._entry.isVisible, timeout=5_000)
    assert page._change.new.text() == ""
    assert page._change._asked is None


def test_a_locked_window_keeps_the_work_and_opens_by_password(
    qtbot: QtBot, window: MainWindow, person: TestPerson
) -> None:
    """The screen is the same object as before; a wrong password leaves it locked."""
    work = work_of(qtbot, window, person)
    screen = work.screen_shown
    qtbot.keyClick(work, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    page = lock_page(window)
    assert_looks_right(page)
    qtbot.keyClicks(page.password, "certainly wrong")
    qtbot.keyClick(page.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=10_000)
    assert window.current is None
    unlock(qtbot, window, person)
    assert window.current is work
    assert work.screen_shown is screen


def test_badge_and_pin_open_a_locked_window(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    """The badge is scanned, the PIN typed; a wrong PIN leaves it locked."""
    boss = session_of(database, make_person(database, Role.ADMIN))
    badges.set_badge(boss, person.id, "BADGE-0042", "4711")
    boss.close()
    sign_in(qtbot, window, person)
    window.lock()
    page = lock_page(window)
    for pin in ("0000", "4711"):
        scan("BADGE-0042")
        qtbot.waitUntil(page.pin.isVisible, timeout=5_000)
        qtbot.keyClicks(page.pin, pin)
        qtbot.keyClick(page.pin, Qt.Key.Key_Return)
        if pin == "0000":
            qtbot.waitUntil(lambda: not page.banner.isHidden(), timeout=10_000)
            assert window.current is None
    qtbot.waitUntil(lambda: window.current is not None, timeout=10_000)


def test_two_people_share_a_window(qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson) -> None:
    """Each finds the own work again; the other's stays locked."""
    other = make_person(database, Role.QC_PERSON)
    sign_in(qtbot, window, person)
    first = window.current
    window.switch()
    sign_in(qtbot, window, other)
    second = window.current
    assert second is not first
    window.switch()
    sign_in(qtbot, window, person)
    assert window.current is first
    assert second is not None
    window.leave(second)
    assert len(window.workplaces) == 1


def test_new_roles_are_told_to_who_signs_in_over_the_own_work(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    """The work that stands there keeps its pages; the way to the new ones is one click, which asks for what is lost."""
    worker, given = make_person(database, Role.QC_PERSON), frozenset({Role.QC_PERSON, Role.ASSEMBLER})
    work = work_of(qtbot, window, worker)
    window.switch()
    with closing(session_of(database, person)) as admin:
        [found] = [each for each in people.list_people(admin) if each.id == worker.id]
        people.set_roles(admin, found.id, found.version, given)
    sign_in(qtbot, window, worker)
    assert window.current is work
    assert "Your roles were changed." in words_on(work)
    named(work, "Sign out", QPushButton).click()
    qtbot.waitUntil(lambda: not window.workplaces, timeout=5_000)
    sign_in(qtbot, window, worker)
    assert window.current is not None
    assert list(window.current.sidebar._buttons) == listed_for(given)
    assert "Your roles were changed." not in words_on(window.current)


def test_language_and_look_change_at_run_time(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """The place stays; the words and colours change; both are remembered for the person."""
    work = work_of(qtbot, window, person)
    window._on_wanted(work, "language-FR")
    window._on_wanted(work, "theme-dark")
    assert text.language().value == "FR"
    assert theme.is_dark()
    qtbot.waitUntil(lambda: "Accueil" in words_on(window), timeout=5_000)
    assert work.client.preferences.get("language") == "FR"
    window.switch()
    window.sign_in._dress(look="light", language="EN")
    assert not theme.is_dark()
    sign_in(qtbot, window, person)
    assert text.language().value == "FR"


def test_the_search_finds_a_build_as_one_types(
    qtbot: QtBot, window: MainWindow, database: Clone, person: TestPerson
) -> None:
    """Its beginning is enough; nonsense says that nothing is found; a scan opens it from anywhere."""
    number = submit_order(database, [build_json()]).builds[0].build_number
    sign_in(qtbot, window, person)
    assert window.current is not None
    box = window.current.top_bar.search
    box.setFocus()
    qtbot.keyClicks(box, number[:6].lower())
    qtbot.waitUntil(lambda: box._list.count() > 0 and number in box._list.item(0).text(), timeout=10_000)
    box.clear()
    qtbot.keyClicks(box, "zz-nothing")
    qtbot.waitUntil(lambda: "zz-nothing" in box._list.item(0).text(), timeout=10_000)
    scan(number)
    qtbot.waitUntil(lambda: window.current is not None and number in words_on(window.current), timeout=10_000)


def test_a_scan_of_nonsense_is_told(qtbot: QtBot, window: MainWindow, person: TestPerson) -> None:
    """Ten thousand characters too; the screen stays."""
    work = work_of(qtbot, window, person)
    heard: list[str] = []
    work.client.messages.shown.connect(lambda message: heard.append(message.text))

    def more_than(before: int) -> bool:
        return len(heard) > before

    for code in ("%%%///", "X" * 10_000, "NO-SUCH-BUILD-99"):
        before = len(heard)
        window._scans._on_scan(code)
        qtbot.waitUntil(partial(more_than, before), timeout=10_000)
    assert all(len(words) < 200 for words in heard)


def test_an_error_of_the_program_is_reported(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report lies in the station's folder, the dialog names it, and one can go on."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    reports = CrashReports(tmp_path)
    reports.install()
    reports.met.connect(window.show_crash)
    try:
        error = ZeroDivisionError("a bug")
        sys.excepthook(type(error), error, None)
    finally:
        reports.uninstall()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    [report] = (tmp_path / "reports").iterdir()
    assert "ZeroDivisionError: a bug" in report.read_text(encoding="utf-8")
    assert report.stem in words_on(dialog)
    assert "a bug" in dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    qtbot.mouseClick(named(dialog, "Go on", QPushButton), Qt.MouseButton.LeftButton)


def test_an_error_that_comes_again_and_again_is_told_once(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A timer that fails with every tick opens no dialog each time, and its reports fill no disk."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    reports, met = CrashReports(tmp_path), list[object]()
    reports.met.connect(lambda path, _words: met.append(path))
    reports.install()
    try:
        for number in range(200):
            for _ in range(2):
                error = ZeroDivisionError(f"bug {number}")
                sys.excepthook(type(error), error, None)
    finally:
        reports.uninstall()
    assert len(met) == 200
    kept = sorted((tmp_path / "reports").iterdir())
    assert len(kept) == 50
    assert met[-1] in kept


def test_errors_open_one_dialog_and_none_over_the_lock(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, person: TestPerson
) -> None:
    """Those that come after it are counted; those behind the lock are told when it opens."""
    work = work_of(qtbot, window, person)
    window.lock()
    window.show_crash(tmp_path / "first.txt", "first")
    window.show_crash(tmp_path / "second.txt", "second")
    assert QApplication.activeModalWidget() is None
    window._open(work)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    assert "first" in words_on(dialog)
    assert "Further errors since then: 1" in words_on(dialog)
    window.show_crash(tmp_path / "third.txt", "third")
    assert QApplication.activeModalWidget() is dialog
    assert "Further errors since then: 2" in words_on(dialog)
    dialog.accept()
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=5_000)
    window.show_crash(tmp_path / "fourth.txt", "fourth")
    after = QApplication.activeModalWidget()
    assert isinstance(after, Dialog)
    assert "Further errors" not in words_on(after)
    after.accept()


def test_an_error_is_told_to_who_works_here(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, person: TestPerson, database: Clone
) -> None:
    """Also while the dialog of somebody else is open behind the lock; each one counts what comes before its person."""
    sign_in(qtbot, window, person)
    first_work = window.current
    window.show_crash(tmp_path / "first.txt", "first")
    first = QApplication.activeModalWidget()
    window.switch()
    sign_in(qtbot, window, make_person(database, Role.QC_PERSON))
    assert QApplication.activeModalWidget() is None
    window.show_crash(tmp_path / "second.txt", "second")
    second = QApplication.activeModalWidget()
    assert isinstance(second, Dialog)
    assert "second" in words_on(second)
    window.lock()
    window.show_crash(tmp_path / "third.txt", "third")
    assert first_work is not None
    window._open(first_work)
    assert QApplication.activeModalWidget() is first
    assert isinstance(first, Dialog)
    assert "first" in words_on(first)
    assert "Further errors since then: 1" in words_on(first)


def test_a_report_holds_no_values_of_the_database(database: Clone) -> None:
    """Neither what was sent to a statement, a password's verifier among it, nor what the server says of it."""
    with database.connect(autocommit=True) as superuser:
        superuser.execute("ALTER FUNCTION cs_adm.create_person RENAME TO lost")
        superuser.execute(
            "CREATE FUNCTION cs.break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "EXECUTE format('SELECT cs.no_such(%L)', NEW.location); END $$"
        )
        superuser.execute("CREATE TRIGGER a_break BEFORE INSERT ON cs.station FOR EACH ROW EXECUTE FUNCTION cs.break()")
        superuser.execute(
            "CREATE FUNCTION cs.tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE 'told' USING ERRCODE = 'XX001', DETAIL = NEW.name; END $$"
        )
        superuser.execute(
            "CREATE TRIGGER a_tell BEFORE INSERT ON cs.saved_view FOR EACH ROW EXECUTE FUNCTION cs.tell()"
        )
    session = session_of(database, make_person(database, Role.ADMIN))
    who = "Jane Doe"  # a report shows the lines of the program, this test's too
    new = people.NewPerson("jane.doe", who, "JD", frozenset({Role.QC_PERSON}))
    for deed, seen in (
        (lambda: people.create(session, new), "create_person"),
        (lambda: stations.add_station(session, "FLOOR-9", who), "no_such"),
        (lambda: saved_views.save_view(session, "orders", who, {}), "told"),
    ):
        with pytest.raises(Exception, match=seen) as failed:
            deed()
        told = report_text("name", failed.value, failed.tb)
        assert seen in told
        assert "in write" in told or "connection.execute" in told
        for value in ("SCRAM-SHA", who, new.login):
            assert value not in told, told
    session.close()
