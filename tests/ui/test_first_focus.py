"""Where the keyboard is when a page opens: in the page, whoever led there by mouse or by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.places import REGISTER, Place
from cleanstation_desktop.ui.shell.workplace import Workplace
from cleanstation_desktop.ui.widgets.fields import SearchLine
from tests.support.clusters import Clone
from tests.support.orders import build_json, submit_order
from tests.support.people import make_person
from tests.support.windows import make_window, work_of

WAIT = 15_000


@pytest.fixture
def work(qapp: QApplication, qtbot: QtBot, database: Clone, tmp_path: Path) -> Workplace:
    """An administrator's work in the window in front; an order stands in the lists."""
    submit_order(database, [build_json()])
    window = make_window(qtbot, database.url(), tmp_path)
    made = work_of(qtbot, window, make_person(database, Role.ADMIN))
    with qtbot.waitActive(window):
        window.activateWindow()
    return made


def settled(qtbot: QtBot, work: Workplace) -> None:
    """Wait until the page has read and been shown."""
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not work.client.runner.busy, timeout=WAIT)
    qtbot.wait(50)


def test_each_page_has_the_keyboard_when_it_opens(qtbot: QtBot, work: Workplace) -> None:
    """Also from the sidebar, where Enter opened it."""
    outside = []
    for name, entry in REGISTER.items():
        if not (entry.listed or name in ("settings", "plant")) or Role.ADMIN not in entry.roles:
            continue
        if entry.listed:
            work.sidebar._buttons[name].setFocus()
            work.sidebar._buttons[name].click()
        else:
            work.go(Place(name))
        settled(qtbot, work)
        screen, at = work.screen_shown, QApplication.focusWidget()
        assert screen is not None
        # An administrator has nothing to do at home: no control is there.
        if (name != "home" or screen.first_focus() is not None) and (at is None or not screen.isAncestorOf(at)):
            outside.append((name, at))
    assert outside == [], outside


def test_a_list_begins_in_its_search(qtbot: QtBot, work: Workplace) -> None:
    """As nothing is chosen yet."""
    work.go(Place("orders"))
    settled(qtbot, work)
    assert isinstance(QApplication.focusWidget(), SearchLine)


def test_who_writes_elsewhere_meanwhile_goes_on_writing(qtbot: QtBot, work: Workplace) -> None:
    """A page that reads for long takes the keyboard from nobody."""
    work.go(Place("people"))
    search = work.top_bar.search
    search.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.keyClicks(search, "B-1")
    settled(qtbot, work)
    assert search.hasFocus()
