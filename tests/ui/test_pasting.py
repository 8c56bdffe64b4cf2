"""Far too much is pasted into each field of the dialogs that write: nothing of it is lost, and a sentence says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import instruments, people_directory, procurement_work
from cleanstation_desktop.services.outsourced_lines import OutsourcedLine
from cleanstation_desktop.ui.assembly.dialogs import PartIssueDialog
from cleanstation_desktop.ui.builds import facts as build_facts
from cleanstation_desktop.ui.builds.dialogs import NumberDialog
from cleanstation_desktop.ui.catalogue.aliases_tab import AliasDialog
from cleanstation_desktop.ui.catalogue.screen import CatalogueScreen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.documents.dialogs import AttachDialog
from cleanstation_desktop.ui.input.editors import QUICKLY_TYPED
from cleanstation_desktop.ui.instruments.dialogs import NameDialog, NewInstrumentDialog
from cleanstation_desktop.ui.orders import facts as order_facts
from cleanstation_desktop.ui.orders.change_dialog import ChangeDialog
from cleanstation_desktop.ui.orders.list_screen import OrderListScreen
from cleanstation_desktop.ui.people.badge_dialog import BadgeDialog
from cleanstation_desktop.ui.people.edit_dialogs import CreateDialog, EditDialog
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing.printer_dialogs import LabelPrinterDialog
from cleanstation_desktop.ui.procurement.outsourcing_dialog import FollowDialog, OutsourcingDialog
from cleanstation_desktop.ui.stations.screen import StationDialog
from cleanstation_desktop.ui.widgets.days import DayEdit
from cleanstation_desktop.ui.widgets.dialogs import Dialog, ask_text
from tests.support.screens import PATIENCE_MS
from tests.support.shop import Shop

PASTED = "Two lines\r\n\tof a letter. " * 500


def dialogs(qtbot: QtBot, shop: Shop, client: Client, ground: QWidget, folder: Path) -> list[Callable[[], Dialog]]:
    """Makes each dialog in which something is typed that is kept."""
    session = client.session
    order = shop.arrived()
    build_id = order.builds[0].id
    of_order, of_build = order_facts.read_facts(session, order.id), build_facts.read_facts(session, build_id)
    (entry, *_others) = people_directory.read_directory(session)
    (instrument,) = instruments.list_instruments(session)
    lines = procurement_work.BuildWithLines(of_order.rows[0], ())
    line = OutsourcedLine(1, build_id, "1", "T2-BODY-48-60-HA", 1, "", "MARKED", None, None, 1, 1)
    catalogue, listed = CatalogueScreen(client, Place.of("catalogue")), OrderListScreen(client, Place.of("orders"))
    for screen in (catalogue, listed):
        qtbot.addWidget(screen)
        screen.show()
    file = folder / "drawing.pdf"
    file.write_bytes(b"%PDF-1.4")

    def nothing(*_answer: object) -> None:
        return None

    return [
        lambda: ChangeDialog(ground, client, of_order, nothing),
        lambda: NumberDialog(ground, client, of_build, nothing),
        lambda: CreateDialog(ground, client, nothing),
        lambda: EditDialog(ground, client, entry.person, nothing),
        lambda: BadgeDialog(ground, client, entry, nothing),
        lambda: StationDialog(ground, client, None, "", nothing),
        lambda: NewInstrumentDialog(ground, client, of_order.today, nothing),
        lambda: NameDialog(ground, client, instrument, nothing),
        lambda: AliasDialog(catalogue, None, nothing),
        lambda: OutsourcingDialog(ground, client, lines, nothing),
        lambda: FollowDialog(ground, client, line, nothing),
        lambda: PartIssueDialog(ground, client, build_id, nothing),
        lambda: LabelPrinterDialog(client, ground),
        lambda: AttachDialog(ground, client, file, order.id, None, nothing),
        listed.views.ask_name,
        lambda: ask_text(ground, "Why?", "", "Reason", "Go on", client.runner, nothing, nothing),
    ]


def lines_of(dialog: Dialog) -> list[QLineEdit | QPlainTextEdit]:
    """Where something is typed that is kept: no search, no day, no word that nobody reads."""
    found: list[QLineEdit | QPlainTextEdit] = []
    for line in dialog.findChildren(QLineEdit):
        shown = line.isVisibleTo(dialog) and line.echoMode() is QLineEdit.EchoMode.Normal and not line.isReadOnly()
        if shown and not line.property(QUICKLY_TYPED) and not isinstance(line.parentWidget(), DayEdit):
            found.append(line)
    return [*found, *(box for box in dialog.findChildren(QPlainTextEdit) if not box.isReadOnly())]


def test_nothing_of_what_is_pasted_is_lost_and_what_is_too_long_is_told(
    qtbot: QtBot, shop: Shop, client_of: Callable[..., Client], ground: QWidget, tmp_path: Path
) -> None:
    """The line keeps all of it, as one line; the dialog stays, says what is too long, and writes nothing."""
    client = client_of(shop.database, *Role)
    QApplication.clipboard().setText(PASTED)
    typed = 0
    for make in dialogs(qtbot, shop, client, ground, tmp_path):
        dialog = make()
        dialog.open()
        qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
        lines, name = lines_of(dialog), dialog.windowTitle()
        for line in lines:
            line.selectAll()
            QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            kept = line.text() if isinstance(line, QLineEdit) else " ".join(line.toPlainText().split())
            assert kept.upper() == " ".join(PASTED.split()).upper(), name
        typed += len(lines)
        faults = [field for field in dialog.form.fields.values() if field.editor in lines and field.error]
        if any(isinstance(line, QLineEdit) for line in lines):
            assert faults, name
            assert all("too many" in field.error for field in faults), name
            action = dialog.action if hasattr(dialog, "action") else None
            if action is not None and action.isEnabled():
                action.click()
                assert not client.runner.busy, name
                assert dialog.is_open, name
                assert any(field.error for field in dialog.form.fields.values()), name
        dialog.deleteLater()
        dialog.hide()
    assert typed > 20
