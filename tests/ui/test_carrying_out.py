"""A body that is to be replaced or scrapped: where QC finds that it is still to be done, and what the others read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import nonconformances
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.ui import text
from cleanstation_desktop.ui.builds.screen import BuildScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.home.screen import HomeScreen
from cleanstation_desktop.ui.nonconformances.list_screen import NonconformanceListScreen
from cleanstation_desktop.ui.nonconformances.screen import NonconformanceScreen
from cleanstation_desktop.ui.nonconformances.words import Deed
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from tests.support.shop import FINAL, PRE_QC, Shop, Worker
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]
WAIT = 15_000
TO_DO = "Waits for QC: its body is to be replaced or scrapped, as was decided."


def show(qtbot: QtBot, screen: Screen, words: str = "") -> None:
    """Open a page, until these words stand on it."""
    qtbot.addWidget(screen)
    screen.resize(1072, 740)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: words in words_on(screen) and not screen.client.runner.busy, timeout=WAIT)


def page_of(qtbot: QtBot, client: Client, build_id: int) -> BuildScreen:
    screen = BuildScreen(client, Place.of("build", build_id=build_id))
    show(qtbot, screen)
    qtbot.waitUntil(lambda: screen.facts is not None and not client.runner.busy, timeout=WAIT)
    return screen


@pytest.mark.parametrize("decision", [Disposition.REPLACE, Disposition.SCRAP])
def test_qc_finds_it_on_the_home_page_the_list_and_the_build(
    qtbot: QtBot, client_of: Clients, shop: Shop, decision: Disposition
) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id, decision)
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    wanted: list[Place] = []
    client.place_wanted.connect(wanted.append)
    home = HomeScreen(client, Place("home"))
    show(qtbot, home, "Bodies to replace or scrap")
    view = next(made for made in home.findChildren(QPushButton) if made.accessibleName().startswith("View: "))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton)

    found = NonconformanceListScreen(client, Place.of("nonconformances"))
    found.which.setCurrentIndex(found.which.findData("waiting"))
    show(qtbot, found, "1 shown")
    assert [each.id for each in found.model.rows] == [ncr.id]

    page = page_of(qtbot, client, build_id)
    assert TO_DO in words_on(page)
    assert_looks_right(page, touch=True)
    assert not page.next_steps.buttons["next_attempt"].isEnabled()
    qtbot.mouseClick(page.next_steps.buttons["carry_out"], Qt.MouseButton.LeftButton)
    assert wanted == [Place.of("nonconformance", nonconformance_id=ncr.id)] * 2


@pytest.mark.parametrize(
    ("decision", "deed", "before"),
    [
        (Disposition.REPLACE, Deed.REPLACE, "QC sends the body back to external production, and verifies it then."),
        (Disposition.SCRAP, Deed.SCRAP, "QC cancels the build, and verifies it then."),
    ],
)
def test_its_page_says_whether_it_is_done(
    qtbot: QtBot, client_of: Clients, shop: Shop, decision: Disposition, deed: Deed, before: str
) -> None:
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-09"])
    shop.decide(build_id, decision)
    (ncr,) = shop.found(build_id)
    place = Place.of("nonconformance", nonconformance_id=ncr.id)
    page = NonconformanceScreen(client_of(shop.database, person=shop.qc.person), place)
    show(qtbot, page, before)
    assert [each for each, made in page.deeds.items() if not made.isHidden()] == [deed]
    other = NonconformanceScreen(client_of(shop.database, person=shop.procurement.person), place)
    show(qtbot, other, before)
    assert all(made.isHidden() for made in other.deeds.values())
    if decision is Disposition.REPLACE:
        nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    else:
        nonconformances.scrap(shop.qc.session, shop.seen(build_id), "beyond repair")
    page.load()
    qtbot.waitUntil(lambda: "What was decided is done. QC verifies it." in words_on(page), timeout=WAIT)
    assert [each for each, made in page.deeds.items() if not made.isHidden()] == [Deed.VERIFY]


def test_others_read_that_it_waits_for_qc(qtbot: QtBot, client_of: Clients, shop: Shop) -> None:
    """Also an assembler, who may not read the nonconformance, and whose claim the server would refuse."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-05"])
    shop.decide(build_id, Disposition.REPLACE)
    other = shop.worker(*shop.assembler.person.roles)

    def page(who: Worker) -> BuildScreen:
        return page_of(qtbot, client_of(shop.database, person=who.person), build_id)

    for who in (shop.procurement, shop.coordinator, shop.assembler, other):
        read = page(who)
        assert TO_DO in words_on(read)
        assert "carry_out" not in read.next_steps.buttons
        if who in (shop.assembler, other):
            assert not read.next_steps.buttons["claim"].isEnabled()
            assert "replaced or scrapped" in read.next_steps.buttons["claim"].toolTip()
    text.set_language("ES")
    assert "hay que reemplazar o desechar su cuerpo" in words_on(page(shop.assembler))
    text.set_language("EN")
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    assert shop.place(build_id).status == BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION
    assert TO_DO not in words_on(page(shop.procurement))
