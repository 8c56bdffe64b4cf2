"""The audit screen: finding changes, each field before and after, security events, the proof, seals and the extract."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import text as statement

from cleanstation_desktop.domain.errors import CleanStationError
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import audit, audit_verification, people, stations
from cleanstation_desktop.services.audit import AuditFilter
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.audit.exporting import ExportDialog
from cleanstation_desktop.ui.audit.names import fields_of
from cleanstation_desktop.ui.audit.screen import AuditScreen
from cleanstation_desktop.ui.audit.verify_dialog import VerifyDialog
from cleanstation_desktop.ui.audit.watched import Watched
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from tests.support.clusters import Clone
from tests.support.ui import assert_looks_right

Clients = Callable[..., Client]


@pytest.fixture
def client(database: Clone, client_of: Clients) -> Client:
    """The administrator's client; two changes of one station are on record."""
    made = client_of(database, Role.ADMIN)
    seen = stations.add_station(made.session, "FLOOR-1", "=HYPERLINK(1)")
    stations.change_station(made.session, seen, "FLOOR-1", "Beside the press")
    return made


def opened(qtbot: QtBot, client: Client, state: object = None) -> AuditScreen:
    """The screen, filled."""
    screen = AuditScreen(client, Place.of("audit"))
    qtbot.addWidget(screen)
    screen.resize(1072, 740)
    screen.show()
    if isinstance(state, dict):
        screen.restore(state)
    screen.load()
    qtbot.waitUntil(lambda: screen.changes.model.rowCount() > 0, timeout=10_000)
    sums = screen.changes._paging.sum
    qtbot.waitUntil(lambda: sums.width() >= sums.sizeHint().width())
    return screen


def verified(qtbot: QtBot, screen: AuditScreen, anchor: str = "") -> VerifyDialog:
    """The dialog after a verification."""
    screen.verify.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, VerifyDialog)
    dialog.anchor.setText(anchor)
    dialog.action.click()
    qtbot.waitUntil(dialog.action.isVisible, timeout=60_000)
    return dialog


def test_a_change_is_found_and_shown_before_and_after(qtbot: QtBot, client: Client) -> None:
    """By table, record, action, word and day; a day that is none is told; in French nothing is cut off."""
    screen = opened(qtbot, client)
    changes, filters = screen.changes, screen.changes.filters
    qtbot.waitUntil(lambda: filters.table.count() > 10, timeout=10_000)
    assert_looks_right(screen, touch=True)
    filters.table.setCurrentIndex(filters.table.findData("station"))
    filters.action.setCurrentIndex(filters.action.findData("UPDATE"))
    qtbot.waitUntil(lambda: changes.model.rowCount() == 1, timeout=10_000)
    entry = changes.entry
    assert entry is not None
    first = fields_of(entry)[0]
    assert (first.name, first.old, first.new) == ("location", "=HYPERLINK(1)", "Beside the press")
    assert changes.fields.rows[0] == first
    filters.words.setText("no such word")
    qtbot.waitUntil(lambda: changes.model.rowCount() == 0, timeout=10_000)
    filters.words.setText("beside the PRESS")
    qtbot.waitUntil(lambda: changes.model.rowCount() == 1, timeout=10_000)
    filters.until.line.setText("2020-13-45")
    qtbot.waitUntil(changes.note.isVisible, timeout=5_000)
    filters.until.line.setText("2020-12-31")
    qtbot.waitUntil(lambda: changes.model.rowCount() == 0 and not changes.note.isVisible(), timeout=10_000)
    filters.until.line.clear()
    filters.login.setText(client.session.person.login)
    qtbot.waitUntil(lambda: changes.model.rowCount() == 1, timeout=10_000)
    text.set_language("FR")
    again = opened(qtbot, client, screen.state())
    qtbot.waitUntil(lambda: again.changes.model.rowCount() == 1, timeout=10_000)
    assert again.changes.filters.wanted == filters.wanted
    assert_looks_right(again, touch=True)


def test_the_page_reads_what_is_looked_at(qtbot: QtBot, client: Client) -> None:
    """The changes do not wait for what can be chosen; security events are read when somebody comes to them."""
    asked: list[str] = []
    run = client.runner.run

    def note(*work: Any, key: str, **more: Any) -> object:
        asked.append(key)
        return run(*work, key=key, **more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(client.runner, "run", note)
        screen = AuditScreen(client, Place.of("audit"))
        qtbot.addWidget(screen)
        screen.begin_reading()
        assert asked == ["around", "audit"]
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
        assert asked == ["around", "audit"]
        screen.tabs.setCurrentIndex(1)
        screen.tabs.setCurrentIndex(0)
        screen.tabs.setCurrentIndex(1)
        assert asked == ["around", "audit", "security events"]
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    table = screen.changes.filters.table
    offered = [table.itemData(place) for place in range(1, table.count())]
    with client.session.read() as connection:
        recorded = statement(
            "SELECT substr(table_name, 4) FROM cs_audit.expected_triggers() WHERE trigger_name = 'z_audit'"
        )
        assert sorted(offered) == sorted(connection.scalars(recorded))


def test_nothing_is_exported_by_a_filter_with_a_fault(qtbot: QtBot, client: Client) -> None:
    """A day that is none would filter nothing: the extract would hold all. The last day of time is told, no error."""
    screen = opened(qtbot, client)
    changes, filters = screen.changes, screen.changes.filters
    assert changes.export.isEnabled()

    def told(words: str) -> bool:
        return words in changes.note.accessibleName()

    for line, words, fault in (
        (filters.since.line, "2099-1-1", "year-month-day"),
        (filters.until.line, "9999-12-31", "2000 to 2999"),
        (filters.since.line, "1999-12-31", "2000 to 2999"),
    ):
        line.setText(words)
        changes.export.click()  # at once, before the pause after typing is over
        assert QApplication.activeModalWidget() is None
        qtbot.waitUntil(partial(told, fault), timeout=5_000)
        screen.load()
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
        assert not changes.export.isEnabled()
        line.clear()
        qtbot.waitUntil(changes.export.isEnabled, timeout=10_000)
        assert not changes.note.isVisible()
    filters.until.line.setText("2999-12-31")
    qtbot.waitUntil(lambda: not client.runner.busy and changes.model.rowCount() > 0, timeout=10_000)
    changes.export.click()
    chooser = QApplication.activeModalWidget()
    assert isinstance(chooser, QFileDialog)
    chooser.reject()


def test_pages_and_security_events(qtbot: QtBot, database: Clone, client: Client) -> None:
    """More comes by the button; a refusal is an event, found by the name of who was refused."""
    screen = opened(qtbot, client)
    screen.changes.more.click()
    qtbot.waitUntil(lambda: screen.changes.model.rowCount() == 200, timeout=10_000)
    with pytest.raises(CleanStationError):
        people.disable(client.session, client.session.person.id, 1)
    screen.tabs.setCurrentIndex(1)
    screen.events.login.setText(client.session.person.login)
    qtbot.waitUntil(lambda: screen.events.model.rowCount() >= 1, timeout=10_000)
    assert screen.events.model.rows[0].kind == "REFUSED"
    assert_looks_right(screen, touch=True)


def test_the_proof_with_seal_and_anchor(qtbot: QtBot, client: Client) -> None:
    """Sealed now, verified, and once more with the seal as anchor; an anchor that is none is told at its field."""
    screen = opened(qtbot, client)
    screen.seal.click()
    qtbot.waitUntil(lambda: "Newest seal" in screen.heading.subtitle.text(), timeout=30_000)
    dialog = verified(qtbot, screen, "not a hash")
    assert dialog.form.fields["anchor"].error
    seal = audit.latest_seal(client.session)
    assert seal is not None
    dialog.anchor.setText(seal.hash)
    dialog.action.click()
    qtbot.waitUntil(lambda: "anchor stands" in dialog.banner.accessibleName(), timeout=60_000)
    assert seal.hash in dialog.sums.text()
    assert_looks_right(dialog, touch=True)
    dialog.anchor.setText("0" * 64)
    dialog.action.click()
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=60_000)
    assert "cut off" in str(dialog.model.index(0, 1).data())
    dialog.reject()


def test_a_row_that_was_tampered_with_is_found(qtbot: QtBot, database: Clone, client: Client) -> None:
    """Changed by a superuser with the triggers off: the list names the record and says what it means."""
    with database.connect(autocommit=True) as superuser:
        superuser.execute("ALTER TABLE cs.station DISABLE TRIGGER USER")
        superuser.execute("UPDATE cs.station SET location = 'Elsewhere' WHERE name = 'FLOOR-1'")
        superuser.execute("ALTER TABLE cs.station ENABLE TRIGGER USER")
    dialog = verified(qtbot, opened(qtbot, client))
    codes = {problem.code for problem in dialog.model.rows}
    assert "live_row_changed" in codes
    assert "problems" in dialog.banner.accessibleName()
    assert dialog.table.isVisible()
    assert_looks_right(dialog, touch=True)
    dialog.reject()


def test_stopping_the_proof_says_that_nothing_is_proven(qtbot: QtBot, client: Client) -> None:
    """Stopped at its first report after the button; the connection is free again."""
    screen = opened(qtbot, client)
    screen.verify.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, VerifyDialog)
    dialog.action.click()
    dialog.stop.click()
    qtbot.waitUntil(lambda: "stopped" in dialog.banner.accessibleName(), timeout=60_000)
    dialog.reject()
    assert audit_verification.verify(client.session).whole


def test_the_extract_holds_what_the_filter_finds(qtbot: QtBot, client: Client, tmp_path: Path) -> None:
    """One row a change, safe in a spreadsheet; a folder that is not there is told, and no part is left."""
    screen = opened(qtbot, client)
    path = tmp_path / "audit.csv"
    wanted = AuditFilter(table="station")
    dialog = ExportDialog(screen, wanted, path)
    dialog.open()
    qtbot.waitUntil(path.exists, timeout=10_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["action"] for row in rows] == ["UPDATE", "INSERT"]
    assert set(rows[0]["changed"].split(", ")) == {"location", "version"}
    assert all(not value.startswith("=") for row in rows for value in row.values())
    gone = ExportDialog(screen, wanted, tmp_path / "no such folder" / "audit.csv")
    gone.open()
    qtbot.waitUntil(lambda: gone.banner.accessibleName() != "", timeout=10_000)
    gone.reject()
    assert [file.name for file in tmp_path.glob("*.part")] == []


def test_closing_the_extract_stops_it_and_leaves_no_file(qtbot: QtBot, client: Client, tmp_path: Path) -> None:
    """What was stopped before it began reports once and is gone."""
    screen = opened(qtbot, client)
    path = tmp_path / "audit.csv"
    dialog = ExportDialog(screen, AuditFilter(), path)
    dialog.open()
    dialog.reject()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=10_000)
    assert not isValid(dialog) or not dialog.isVisible()
    assert list(tmp_path.glob("*.csv")) == []
    assert list(tmp_path.glob(".*.part")) == []


def test_work_that_is_stopped_gives_nothing() -> None:
    """A report after the stop leaves the work."""
    watched = Watched()

    def work() -> int:
        watched.report("tables", 1, 2)
        return 1

    assert watched.carry_out(work) == 1
    watched.stop()
    assert watched.carry_out(work) is None
