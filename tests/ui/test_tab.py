"""Tab alone leads through every page of the client and through its dialogs, in the order in which people read, and back
to where it began."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.ui.checks import find_focus_faults, tab_stops
from cleanstation_desktop.ui.checks.fault import describe
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog
from cleanstation_desktop.ui.widgets.controls import column, scrolled
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.fields import Field, text_edit
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.clusters import Clone
from tests.support.every_place import every_place, filled_plant, quiet, settled, walked
from tests.support.screens import OfSize
from tests.support.windows import make_window, work_of

_SEEN = 30
"""Of its height and width, that much of what has the focus is to be seen at least, in pixels."""
_MOST = 300


def test_tab_leads_through_every_page(
    qtbot: QtBot, cluster: EmbeddedServer, template_database: str, tmp_path: Path
) -> None:
    """In the smallest window, where much of a page is scrolled out of sight; that the order of the stops is that of
    reading, and that nothing else is to be worked, every screen's look is tested for."""
    with filled_plant(cluster, template_database) as plant:
        window = make_window(qtbot, plant.shop.database.url(), tmp_path)
        window.resize(1024, 640)
        work = work_of(qtbot, window, plant.viewer)
        found: list[str] = []
        for where in walked(qtbot, work, every_place(plant)):
            settled(qtbot, window)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                found += [f"{where}: {fault}" for fault in _walk(qtbot, window, key)]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_what_has_the_focus_is_seen_on_every_page(
    qtbot: QtBot, cluster: EmbeddedServer, template_database: str, tmp_path: Path, look: str
) -> None:
    with filled_plant(cluster, template_database) as plant:
        window = make_window(qtbot, plant.shop.database.url(), tmp_path)
        window.resize(1024, 640)
        work = work_of(qtbot, window, plant.viewer)
        window._choose(work, "theme", look)
        quiet(qtbot, work.client)
        found: dict[str, str] = {}
        for where in walked(qtbot, work, every_place(plant)):
            settled(qtbot, window)
            window.activateWindow()
            qtbot.waitUntil(window.isActiveWindow)
            for fault in find_focus_faults(window):
                found.setdefault(str(fault), where)
    assert found == {}, "\n" + "\n".join(f"{where}: {fault}" for fault, where in found.items())


def test_tab_leads_through_a_dialog_and_shows_what_it_comes_to(
    qtbot: QtBot, database: Clone, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a low screen, where what is asked scrolls in the dialog, and in it a list of what may be done again."""
    monkeypatch.setattr(Dialog, "screen", lambda _dialog: OfSize(1024, 640))
    client = client_of(database, Role.QC_PERSON)
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1024, 640)
    ground.show()
    again, asked = QWidget(), QWidget()
    again.setLayout(column(*(QCheckBox(f"Item {number}") for number in range(12)), spacing=0))
    reasons = [Field(f"reason{number}", f"Reason {number}", text_edit(lines=2)) for number in range(3)]
    area = scrolled(again)
    area.setFixedHeight(200)
    asked.setLayout(column(*reasons, area))
    sends = partial(SignDialog, ground, client.runner, client.session.person, "My decision.", ["NCR-1"])
    for dialog in (sends(lambda *_given: None, print, extra=[asked]), CreateDialog(ground, client, print)):
        dialog.open()
        qtbot.waitUntil(dialog.isActiveWindow)
        assert dialog.height() <= 640
        assert any(area.verticalScrollBar().maximum() > 0 for area in dialog.findChildren(QScrollArea))
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            assert _walk(qtbot, dialog, key) == []
        dialog.done(0)


def _walk(qtbot: QtBot, window: QWidget, key: Qt.Key) -> list[str]:
    """Press a key until it comes round. Returns: what is wrong with the way."""
    stops = tab_stops(window)
    met: list[QWidget] = []
    faults = []
    for _ in range(_MOST):
        qtbot.keyClick(QApplication.focusWidget() or window, key)
        at = QApplication.focusWidget()
        if at is None:
            return ["nothing has the focus"]
        if at in met:
            break
        met.append(at)
        seen = at.visibleRegion().boundingRect()
        if not at.isEnabled() or seen.height() < min(at.height(), _SEEN) or seen.width() < min(at.width(), _SEEN):
            faults.append(f"{describe(at)} has the focus unseen")
    if at is not None and at is not met[0]:
        faults.append(f"it comes round to {describe(at)} and not to where it began, {describe(met[0])}")
    missed = [stop for stop in stops if stop not in met and not any(_leads_to(other, stop) for other in met)]
    return [*faults, *(f"{describe(stop)} is never met" for stop in missed)]


def _leads_to(met: QWidget, stop: QWidget) -> bool:
    """Whether it lies in the other, or is another one of its choice, to which the arrow keys lead."""
    if not isinstance(met, QAbstractButton) or not isinstance(stop, QAbstractButton):
        return stop.isAncestorOf(met)
    group = met.group()
    return group is not None and group.exclusive() and stop.group() is group
