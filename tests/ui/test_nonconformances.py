"""Nonconformances on the screen: found, decided on and signed, conceded, verified, closed, carried out."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import assembly, documents, nonconformances
from cleanstation_desktop.services.nonconformances import Disposition, Nonconformance
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.documents.dialogs import DocumentDialog
from cleanstation_desktop.ui.nonconformances.decision import DecisionDialog
from cleanstation_desktop.ui.nonconformances.list_screen import NonconformanceListScreen
from cleanstation_desktop.ui.nonconformances.screen import NonconformanceScreen
from cleanstation_desktop.ui.nonconformances.words import Deed
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.signing import SignDialog
from tests.support.inspections import item_of
from tests.support.screens import asked, confirmed, painted, show
from tests.support.shop import FINAL, PRE_QC, Shop
from tests.support.ui import assert_looks_right, cut_off, named, press, words_on, write

Clients = Callable[..., Client]
WAIT = 10_000


def opened(qtbot: QtBot, client: Client, ncr: Nonconformance) -> NonconformanceScreen:
    """The screen of a nonconformance, filled."""
    screen = NonconformanceScreen(client, Place.of("nonconformance", nonconformance_id=ncr.id))
    qtbot.addWidget(screen)
    screen.resize(1040, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen._loaded is not None, timeout=WAIT)
    qtbot.wait(50)
    return screen


def shown(screen: NonconformanceScreen) -> list[Deed]:
    """What the person is offered."""
    return [deed for deed, made in screen.deeds.items() if not made.isHidden()]


def state_of(shop: Shop, ncr: Nonconformance) -> str:
    """How it stands on the server."""
    return nonconformances.read_nonconformance(shop.qc.session, ncr.id).state


def test_a_concession_takes_two_people(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Nothing is signed without a choice and a reason; a second person concedes; then verified and closed."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-06"])
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, ncr)
    assert "QC-06" in words_on(screen)
    assert shown(screen) == [Deed.DECIDE]
    screen.decide()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DecisionDialog)
    assert dialog.focusWidget() is next(iter(dialog.choices.values()))  # one is chosen before anything is signed
    dialog.password.setFocus()
    QTest.keyClicks(dialog.password, shop.qc.password)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    assert "Choose what becomes of it" in words_on(dialog)
    assert dialog.form.fields["reason"].error
    dialog.choices[Disposition.USE_AS_IS].click()
    assert "second person" in words_on(dialog)
    dialog.reason.setPlainText("only a smear")
    dialog.redo[InspectionKind.PACKAGING, "MAT"].setChecked(True)
    for _ in range(2):
        QTest.mouseClick(dialog.sign, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Another QC person" in words_on(screen), timeout=WAIT)
    decided = nonconformances.read_nonconformance(shop.qc.session, ncr.id)
    assert (decided.disposition, decided.redo) == (Disposition.USE_AS_IS, {"PACKAGING": ["MAT"]})
    assert shown(screen) == [Deed.DECIDE]

    admin = opened(qtbot, client_of(shop.database, person=shop.admin.person), ncr)
    assert shown(admin) == [Deed.CONCEDE]
    admin.concede()
    second = QApplication.activeModalWidget()
    assert isinstance(second, SignDialog)
    assert "only a smear" in words_on(second)
    QTest.keyClicks(second.password, shop.admin.password)
    QTest.keyClick(second.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state_of(shop, ncr) == "DISPOSITIONED", timeout=WAIT)
    screen.load()
    qtbot.waitUntil(lambda: shown(screen) == [Deed.VERIFY], timeout=WAIT)
    qtbot.waitUntil(lambda: words_on(screen).count("Intact") == 2, timeout=WAIT)
    screen.deeds[Deed.VERIFY].click()
    confirmed(qtbot)
    qtbot.waitUntil(lambda: shown(screen) == [Deed.CLOSE], timeout=WAIT)
    screen.deeds[Deed.CLOSE].click()
    confirmed(qtbot)
    qtbot.waitUntil(lambda: "Nothing is left to be done" in words_on(screen), timeout=WAIT)
    assert state_of(shop, ncr) == "CLOSED"


def test_a_build_that_moves_elsewhere_leaves_the_keyboard_where_it_is(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    """The page hears of every build of the plant; what it shows is not made anew for one that it does not show."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    (ncr,) = shop.found(build_id)
    screen = opened(qtbot, client_of(shop.database, person=shop.qc.person), ncr)
    ways = [made for made in screen.findChildren(QPushButton) if made.text() == "Open the form"]
    ways[0].setFocus()
    qtbot.waitUntil(ways[0].hasFocus, timeout=WAIT)
    loaded = screen._loaded
    shop.arrived_build()
    screen.load()
    qtbot.waitUntil(lambda: screen._loaded is not loaded, timeout=WAIT)
    assert [made for made in screen.findChildren(QPushButton) if made.text() == "Open the form"] == ways
    assert ways[0].hasFocus()
    shop.decide(build_id)
    screen.load()
    qtbot.waitUntil(lambda: shown(screen) == [Deed.VERIFY], timeout=WAIT)
    qtbot.waitUntil(lambda: "as agreed" in words_on(screen), timeout=WAIT)
    assert ways[0].hasFocus()


def test_a_photo_of_the_fault_is_looked_at_and_saved(
    qtbot: QtBot, shop: Shop, client_of: Clients, tmp_path: Path
) -> None:
    """Opened from the card of what failed; the file that is saved is the one that was attached."""
    order = shop.arrived()
    build_id = order.builds[0].id
    form = shop.fill(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    answer = item_of(form, "PP-05").answer
    assert answer is not None
    photo, file = io.BytesIO(), tmp_path / "kept.png"
    picture = Image.new("RGB", (600, 600), "red")
    picture.paste("blue", (0, 300, 600, 600))
    picture.save(photo, "png")
    documents.attach(
        shop.qc.session, order.id, "dent.png", photo.getvalue(), kind="PHOTO", build_id=build_id, answer_id=answer.id
    )
    shop.sign(shop.qc, form, Result.FAILED)
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, ncr)
    named(screen, "dent.png", QPushButton).click()
    dialog = asked(qtbot)
    assert isinstance(dialog, DocumentDialog)
    above, below = painted(qtbot, client, dialog.preview)
    assert min(above.red(), below.blue()) > 200 and max(above.blue(), below.red()) < 60
    named(dialog, "Save as…", QPushButton).click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog), timeout=WAIT)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit), timeout=WAIT)
    press(Qt.Key.Key_A, keys=Qt.KeyboardModifier.ControlModifier)
    write(str(file))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(file.exists, timeout=WAIT)
    assert file.read_bytes() == photo.getvalue()
    dialog.reject()


@pytest.mark.parametrize(
    ("disposition", "status"),
    [
        (Disposition.REPLACE, BuildStatus.SINK_BODY_EXTERNAL_PRODUCTION),
        (Disposition.SCRAP, BuildStatus.CANCELLED),
    ],
)
def test_replace_and_scrap_are_carried_out_by_hand(
    qtbot: QtBot, shop: Shop, client_of: Clients, disposition: Disposition, status: BuildStatus
) -> None:
    """The signed decision offers its move; the move is made only when asked for."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05"])
    (ncr,) = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    screen = opened(qtbot, client, ncr)
    assert screen.replace.isHidden()
    assert screen.scrap.isHidden()
    shop.decide(build_id, disposition)
    assert shop.place(build_id).status == BuildStatus.PRE_QC_REJECTED
    screen.load()
    made = screen.replace if disposition is Disposition.REPLACE else screen.scrap
    qtbot.waitUntil(lambda: not made.isHidden(), timeout=WAIT)
    made.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, Dialog)
    if "text" in dialog.form.fields:
        QTest.keyClicks(dialog.form.fields["text"].editor, "cannot be mended")
    confirmed(qtbot)
    qtbot.waitUntil(lambda: shop.place(build_id).status == status, timeout=WAIT)
    qtbot.waitUntil(made.isHidden, timeout=WAIT)


def test_rework_is_verified_when_its_task_is_done(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """What final QC found is a task of the assemblers: until it is finished the page says so, and offers nothing."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-06"])
    shop.decide(build_id)
    (ncr,) = shop.found(build_id)
    screen = opened(qtbot, client_of(shop.database, person=shop.qc.person), ncr)
    assert shown(screen) == []
    assert "An assembler does the rework" in words_on(screen)
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    screen.load()
    qtbot.waitUntil(lambda: shown(screen) == [Deed.VERIFY], timeout=WAIT)


def test_the_list_is_filtered_and_opens_one(qtbot: QtBot, qapp: QApplication, shop: Shop, client_of: Clients) -> None:
    """By what waits for the person, by decision and words; others are told who does what."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC, fail=["PP-05", "PP-09"])
    first, second = shop.found(build_id)
    client = client_of(shop.database, person=shop.qc.person)
    theme.apply(qapp, "dark")
    text.set_language("ES")
    screen = NonconformanceListScreen(client, Place.of("nonconformances"))
    qtbot.addWidget(screen)
    tester = QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert tester.model() is screen.model
    screen.resize(1300, 700)
    screen.show()
    screen.load()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=WAIT)
    assert_looks_right(screen, touch=True)
    QTest.keyClicks(screen.search, second.number)
    qtbot.waitUntil(lambda: [ncr.id for ncr in screen.model.rows] == [second.id], timeout=WAIT)
    with qtbot.waitSignal(client.place_wanted) as wanted:
        screen.table.selectRow(0)
        QTest.keyClick(screen.table, Qt.Key.Key_Return)
    assert wanted.args[0].arguments == {"nonconformance_id": second.id}
    with qtbot.waitSignal(client.place_wanted) as wanted:
        QTest.mouseClick(screen.open, Qt.MouseButton.LeftButton)
    assert wanted.args[0].arguments == {"nonconformance_id": second.id}
    screen.search.clear()
    qtbot.waitUntil(lambda: [ncr.id for ncr in screen.model.rows] == [second.id, first.id], timeout=WAIT)
    screen.table.selectRow(1)
    back = NonconformanceListScreen(client, screen.place)
    qtbot.addWidget(back)
    back.restore(screen.state())
    back.load()
    qtbot.waitUntil(lambda: back.table.current_row() == first, timeout=WAIT)
    screen.decision.setCurrentIndex(screen.decision.findData("REWORK"))
    screen._choose()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 0, timeout=WAIT)
    assert "Nada coincide con los filtros." in words_on(screen)
    screen.decision.setCurrentIndex(0)
    screen.which.setCurrentIndex(screen.which.findData("waiting"))
    screen._choose()
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2, timeout=WAIT)
    text.set_language("EN")
    theme.apply(qapp, "light")
    reader = opened(qtbot, client_of(shop.database, Role.PROCUREMENT_SPECIALIST), first)
    assert shown(reader) == []
    assert "QC decides what becomes of it" in words_on(reader)
    assert_looks_right(reader, touch=True)


@pytest.mark.parametrize("language", ["EN", "FR", "ES"])
def test_the_list_shows_numbers_states_and_days_whole(
    qtbot: QtBot, shop: Shop, client_of: Clients, language: str
) -> None:
    """In each language; what is wrong takes the room that is left, and its whole stands in the tooltip."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-06"])
    text.set_language(language)
    screen = NonconformanceListScreen(client_of(shop.database, person=shop.qc.person), Place.of("nonconformances"))
    show(qtbot, screen, lambda made: made.model.rowCount() == 1)
    for width in (1560, 2000):
        screen.resize(width, 700)
        QApplication.sendPostedEvents()
        table = screen.table
        whole = [column.text(screen.model.rows[0]) for column in screen.model.columns if not column.fills]
        assert cut_off(table) & set(whole) == set()
        assert table.horizontalHeader().length() == table.viewport().width()
    assert cut_off(table.horizontalHeader()) == set()
