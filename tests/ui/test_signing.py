"""Signing when the server goes away: no password is kept, and nothing is signed twice (21 CFR 11.200; DOMAIN §9)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.services import boms
from cleanstation_desktop.services.signatures import signatures_of
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client, StationFacts
from cleanstation_desktop.ui.widgets.controls import column, label
from cleanstation_desktop.ui.widgets.fields import line_edit
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.orders import submit_order
from tests.support.people import TestPerson, session_of
from tests.support.screens import OfSize
from tests.support.slow_proxy import SlowProxy
from tests.support.ui import assert_looks_right

PATIENCE = 20_000


@pytest.fixture
def proxy(database: Clone) -> Iterator[SlowProxy]:
    """The line to the server."""
    there = database.url()
    with SlowProxy(str(there.host), int(there.port or 0)) as made:
        yield made


@pytest.fixture
def client(database: Clone, buyer: TestPerson, proxy: SlowProxy, tmp_path: Path) -> Iterator[Client]:
    """The buyer behind that line."""
    session = session_of(database, buyer, url=proxy.url(database.url()))
    made = Client(session, StationFacts("bench-1", "tests", "localhost", tmp_path))
    yield made
    made.close()


def test_after_a_lost_answer_the_password_is_typed_anew_and_nothing_is_signed_twice(
    qtbot: QtBot, database: Clone, client: Client, buyer: TestPerson, proxy: SlowProxy, ground: QWidget
) -> None:
    """The first attempt signs but its answer is lost; the second, by the same command, learns what became of it."""
    revision = submit_order(database).builds[0].bom_revision_id
    commands: list[UUID] = []
    signed: list[int] = []

    def sign(password: str, comment: str, command_id: UUID) -> int:
        commands.append(command_id)
        answer = boms.approve(client.session, password, [Seen(revision, 1)], comment=comment, command_id=command_id)
        if len(commands) == 1:
            proxy.stop_server()
            with client.session.read() as connection:  # as if the line had broken before the answer came
                connection.exec_driver_sql("SELECT 1")
        return answer

    dialog = SignDialog(ground, client.runner, client.session.person, "I approve.", [], sign, signed.append)
    dialog.open()
    qtbot.keyClicks(dialog.password, buyer.password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.banner.isHidden(), timeout=PATIENCE)
    assert dialog.password.text() == ""
    assert dialog.banner.findChildren(QPushButton) == []
    proxy.accept()
    qtbot.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    assert dialog.form.fields["password"].error
    qtbot.keyClicks(dialog.password, buyer.password)
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(signed), timeout=PATIENCE)
    assert commands[0] == commands[1]
    assert [made.id for made in signatures_of(client.session, "bom_revision", revision)] == signed


def test_another_comment_is_another_command(client: Client, buyer: TestPerson, ground: QWidget) -> None:
    """What is signed differs, so the earlier command does not stand for it; the same again is the same."""
    dialog = SignDialog(ground, client.runner, client.session.person, "I approve.", [], lambda *_given: None, print)
    first = dialog._command_id()
    dialog.password.setText(buyer.password)
    assert dialog._command_id() == first
    dialog.comment.setPlainText("Looked at twice.")
    assert dialog._command_id() != first
    dialog.reject()


def test_it_begins_with_what_is_asked_and_else_with_the_password(
    qtbot: QtBot, client: Client, buyer: TestPerson
) -> None:
    """Who is asked to choose, or for a reason, is asked that first; a line of text asks nothing."""
    parent = QWidget()
    qtbot.addWidget(parent)
    box, reason = QCheckBox("Build 1"), line_edit()
    asked = QWidget()
    asked.setLayout(column(label("Which?"), box, reason))
    for extra, first in (([], None), ([label("Failed items")], None), ([label("Builds"), asked], box)):
        dialog = SignDialog(
            parent, client.runner, client.session.person, "I approve.", [], lambda *_given: None, print, extra=extra
        )
        dialog.open()
        assert dialog.focusWidget() is (first or dialog.password)
        dialog.done(0)


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 640)])
@pytest.mark.parametrize("count", [1, 60])
def test_the_password_and_the_button_are_on_the_screen_whatever_is_signed(
    qtbot: QtBot,
    client: Client,
    ground: QWidget,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    height: int,
    count: int,
) -> None:
    """A few records stand there whole; of many, the last is reached by scrolling. A fault takes no room of these."""
    monkeypatch.setattr(SignDialog, "screen", lambda _dialog: OfSize(width, height))
    records = [
        f"BOM of build B-{number}, revision 1, {'of the second operating theatre' * 3}" for number in range(count)
    ]
    extra = [label("Failed items. " * 20, wrap=True)]
    dialog = SignDialog(
        ground, client.runner, client.session.person, "I approve.", records, lambda *_given: None, print, extra=extra
    )
    dialog.open()
    for _ in range(2):
        QApplication.sendPostedEvents()
        assert dialog.height() <= height
        for needed in (dialog.password, dialog.sign):
            assert dialog.rect().contains(QRect(needed.mapTo(dialog, QPoint(0, 0)), needed.size()))
        assert_looks_right(dialog, touch=True)
        dialog.sign.click()
        assert dialog.form.fields["password"].error
    bar = dialog.signed.verticalScrollBar()
    assert (bar.maximum() > 0) == (count > 1)
    dialog.signed.ensureWidgetVisible(extra[0])
    assert not extra[0].visibleRegion().isEmpty()
    dialog.reject()
