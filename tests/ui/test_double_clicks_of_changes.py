"""Two clicks on what draws up, signs or rejects a change, and on what carries a decision of QC out, are one write."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.services import change_requests
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.ui.change_requests.screen import ChangeRequestScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.nonconformances.screen import NonconformanceScreen
from cleanstation_desktop.ui.nonconformances.words import Deed
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.scrolling import bring_into_view
from tests.support.counted_writes import OF_CHANGES, OF_DECISIONS
from tests.support.double_clicks import Told, counted, press_each_twice, signing
from tests.support.orders import build_json
from tests.support.screens import PATIENCE_MS, asked, deed_of, show
from tests.support.shop import PRE_QC, Shop, Worker

Clients = Callable[..., Client]


class Changing:
    """A build in assembly that is changed, each button pressed by the person whose work it is."""

    def __init__(self, qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
        self.qtbot, self.shop = qtbot, shop
        self.clients = {
            worker.person.login: client_of(shop.database, person=worker.person)
            for worker in (shop.coordinator, shop.procurement, shop.qc)
        }
        self.sink = build_json(length=72)
        self.build_id = shop.in_assembly(self.sink)

    def page(self, worker: Worker) -> ChangeRequestScreen:
        """The page of the change, as this person sees it."""
        place = Place.of("change_request", build_id=self.build_id)
        made = ChangeRequestScreen(self.clients[worker.person.login], place)
        return show(self.qtbot, made, lambda screen: screen.facts is not None)

    def offered(self, made: QAbstractButton) -> QAbstractButton:
        """The button, as soon as it can be pressed; a page that is higher than the window is scrolled to it."""
        self.qtbot.waitUntil(lambda: made.isVisible() and made.isEnabled(), timeout=PATIENCE_MS)
        bring_into_view(made)
        return made

    def signed(self, worker: Worker, made: QAbstractButton) -> QAbstractButton:
        """Sign in the dialog that the button opens."""
        self.offered(made).click()
        return signing(self.qtbot, worker.password)

    def draw_up(self) -> QAbstractButton:
        """Send what is drawn up; the page shows it for signing afterwards."""
        change_requests.open_change_request(
            self.shop.coordinator.session, self.build_id, what="longer", why="another room"
        )
        screen = self.page(self.shop.coordinator)
        self.qtbot.waitUntil(lambda: screen.editor is not None, timeout=PATIENCE_MS)
        editor = screen.editor
        assert editor is not None
        editor.wizard.put("builds[0].length", 84)
        self.qtbot.waitUntil(lambda: editor.wizard.is_checked, timeout=PATIENCE_MS)
        self.qtbot.waitUntil(lambda: all(page.is_whole for page in editor.pages.values()), timeout=PATIENCE_MS)
        return self.offered(screen.send)

    def approve(self) -> QAbstractButton:
        """Procurement signs."""
        return self.signed(self.shop.procurement, self.page(self.shop.procurement).sign)

    def review(self) -> QAbstractButton:
        """QC signs too: assembly has begun."""
        return self.signed(self.shop.qc, self.page(self.shop.qc).sign_qc)

    def reject(self) -> QAbstractButton:
        """Procurement rejects another one."""
        change_requests.open_change_request(
            self.shop.coordinator.session, self.build_id, what="wider", why="another room"
        )
        self.offered(self.page(self.shop.procurement).reject).click()
        dialog = asked(self.qtbot)
        dialog.form.fields["text"].editor.setProperty("plainText", "body is cut already")
        return deed_of(dialog)


def test_two_clicks_on_a_change_are_one_write(qtbot: QtBot, shop: Shop, client_of: Clients, ground: QWidget) -> None:
    """From drawing it up to the second signature, and the rejection of another one."""
    change = Changing(qtbot, shop, client_of)
    clients = change.clients.values()
    press_each_twice(
        qtbot, shop.database, change, OF_CHANGES, Told(*clients), lambda: any(each.runner.busy for each in clients)
    )


@pytest.mark.parametrize(
    ("disposition", "deed"), [(Disposition.REPLACE, Deed.REPLACE), (Disposition.SCRAP, Deed.SCRAP)]
)
def test_two_clicks_carry_a_decision_out_once(
    qtbot: QtBot, shop: Shop, client_of: Clients, disposition: Disposition, deed: Deed
) -> None:
    """The body is replaced, or the build is scrapped."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    shop.decide(build_id, disposition)
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    told = Told(client)
    screen = NonconformanceScreen(client, Place.of("nonconformance", nonconformance_id=ncr.id))
    show(qtbot, screen, lambda screen: screen.deeds[deed].isVisible())
    screen.deeds[deed].click()
    dialog = asked(qtbot)
    if "text" in dialog.form.fields:
        dialog.form.fields["text"].editor.setProperty("plainText", "cannot be mended")
    written = counted(qtbot, shop.database, lambda: client.runner.busy, deed_of(dialog), 150)
    assert (written, told.said) == (OF_DECISIONS[disposition], [])
    assert QApplication.activeModalWidget() is None
