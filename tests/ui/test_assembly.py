"""The workbench of the assembler: from the claim to the statement, tasks, hand-over, part issues, and bad days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.errors import OutOfOrder
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import assembly, inspections, nonconformances, part_issues, procurement
from cleanstation_desktop.services.assembly import PartFault
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.assembly.bench import Bench
from cleanstation_desktop.ui.assembly.dialogs import HandOverDialog, PartIssueDialog
from cleanstation_desktop.ui.assembly.next_step import next_step
from cleanstation_desktop.ui.assembly.screen import AssemblyScreen
from cleanstation_desktop.ui.builds.deeds import deeds_of
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.orders.documents_panel import DocumentsPanel
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import confirm
from tests.support.order_entry import words_of
from tests.support.orders import build_json
from tests.support.screens import PATIENCE_MS, asked, client_over_a_line, closed, deed_of, heard, places, show
from tests.support.shop import FINAL, PACKAGING, PRE_QC, PRODUCTION, TEST, Shop
from tests.support.ui import assert_looks_right, words_on

Clients = Callable[..., Client]


def opened(qtbot: QtBot, client: Client, build_id: int) -> AssemblyScreen:
    made = AssemblyScreen(client, Place.of("assembly", build_id=build_id))
    return show(qtbot, made, lambda screen: screen.bench is not None)


def left(qtbot: QtBot, made: QAbstractButton) -> None:
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def comes(qtbot: QtBot, screen: AssemblyScreen, words: str) -> None:
    """Wait until the big button says this, which is what the next step of the person is."""
    screen.load()
    qtbot.waitUntil(lambda: screen.next_card.action.text() == words, timeout=PATIENCE_MS)


def comes_with(qtbot: QtBot, screen: AssemblyScreen, holds: Callable[[Bench], bool]) -> None:
    """Wait until the page shows a build of which this holds."""
    screen.load()
    qtbot.waitUntil(lambda: screen.bench is not None and holds(screen.bench), timeout=PATIENCE_MS)


def walk(screen: AssemblyScreen) -> list[QWidget]:
    """What Tab comes to, from the big button on."""
    found: list[QWidget] = [screen.next_card.action]
    while (after := found[-1].nextInFocusChain()) is not screen.next_card.action:
        assert after is not None
        found.append(after)
    return found


def test_one_big_button_leads_from_the_claim_to_the_statement(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Each step is offered when it is due, opens the right form, and the moves between them are made here."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    client = client_of(shop.database, person=shop.assembler.person)
    went = places(client)
    screen = opened(qtbot, client, build_id)
    assert screen.next_card.action.text() == "Claim this build"
    assert screen.next_card.release_button.isHidden()
    left(qtbot, screen.next_card.action)
    left(qtbot, screen.next_card.action)
    qtbot.waitUntil(lambda: screen.next_card.action.text() == "Start: Production checklist", timeout=PATIENCE_MS)
    assert len(assembly.list_claims(client.session, build_id)) == 1
    assert_looks_right(screen, touch=True)
    left(qtbot, screen.next_card.action)
    qtbot.waitUntil(lambda: bool(went), timeout=PATIENCE_MS)
    assert went[0].name == "inspection"
    comes(qtbot, screen, "Continue: Production checklist")
    shop.fill(shop.assembler, build_id, PRODUCTION)
    comes(qtbot, screen, "Look over and sign: Production checklist")
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    comes(qtbot, screen, "Start: End-of-line test")
    shop.inspect(shop.assembler, build_id, TEST)
    comes(qtbot, screen, "Testing is complete")
    left(qtbot, screen.next_card.action)
    qtbot.waitUntil(lambda: screen.next_card.action.text() == "Start: Packaging checklist", timeout=PATIENCE_MS)
    packing = shop.fill(shop.assembler, build_id, PACKAGING)
    comes(qtbot, screen, "Packaging is complete")
    assert_looks_right(screen, touch=True)
    left(qtbot, screen.next_card.action)
    qtbot.waitUntil(lambda: screen.next_card.action.text() == "Sign: ready for inspection", timeout=PATIENCE_MS)
    left(qtbot, screen.next_card.action)
    assert went[-1] == Place.of("inspection", inspection_id=packing.id)
    shop.sign(shop.assembler, packing)
    screen.load()
    qtbot.waitUntil(screen.next_card.action.isHidden, timeout=PATIENCE_MS)
    assert shop.place(build_id).status == "READY_FOR_FINAL_QC"


def test_failed_items_are_the_first_tasks(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """After a reject the rework is claimed; a task is done after a question, and stays done."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-01"])
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, build_id)
    assert not screen.next_card.action.isEnabled()  # QC has not decided yet
    assert "no decision" in screen.next_card._why.text()
    shop.decide(build_id)
    comes(qtbot, screen, "Claim this build")
    qtbot.waitUntil(screen.next_card.action.isEnabled, timeout=PATIENCE_MS)
    left(qtbot, screen.next_card.action)
    qtbot.waitUntil(lambda: screen.next_card.action.text() == "Mark the next task as done", timeout=PATIENCE_MS)
    (task,) = assembly.list_tasks(client.session, build_id)
    left(qtbot, screen.work.task_buttons[task.id])
    asked(qtbot).reject()
    closed(qtbot)
    left(qtbot, screen.next_card.action)
    asked(qtbot).accept()
    qtbot.waitUntil(lambda: not screen.work.task_buttons, timeout=PATIENCE_MS)
    (task,) = assembly.list_tasks(client.session, build_id)
    assert (task.done, task.done_by) == (True, shop.assembler.person.initials)


def test_a_press_counts_though_somebody_answers_meanwhile(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """A colleague fills in a form of the same build while the finger is down, and while the keyboard stands there."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-01", "QC-02"])
    shop.decide(build_id, redo={PRODUCTION: ["SP-06"]})
    assembly.claim(shop.assembler.session, build_id)
    client = client_of(shop.database, person=shop.assembler.person)
    went = places(client)
    screen = opened(qtbot, client, build_id)
    first, second = assembly.list_tasks(client.session, build_id)
    done, form = screen.work.task_buttons[first.id], screen.work.form_buttons[PRODUCTION]
    form.setFocus()
    qtbot.waitUntil(form.hasFocus, timeout=PATIENCE_MS)
    qtbot.mousePress(form, Qt.MouseButton.LeftButton)
    shop.fill(shop.assembler, build_id, PRODUCTION)
    comes_with(qtbot, screen, lambda bench: bench.all_answered(PRODUCTION))
    assert screen.bench is not None
    total = screen.bench.progress[PRODUCTION].total
    qtbot.waitUntil(lambda: f"{total} of {total} answered" in words_on(screen.work), timeout=PATIENCE_MS)
    qtbot.mouseRelease(form, Qt.MouseButton.LeftButton)
    assert [place.name for place in went] == ["inspection"]
    assert form.hasFocus()
    qtbot.mousePress(done, Qt.MouseButton.LeftButton)
    assembly.finish_task(client.session, Seen(second.id, second.version))
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    comes_with(qtbot, screen, lambda bench: bench.passed(PRODUCTION))
    qtbot.mouseRelease(done, Qt.MouseButton.LeftButton)
    asked(qtbot).reject()
    closed(qtbot)
    assert list(screen.work.task_buttons) == [first.id]
    tab = [made for made in walk(screen) if made in (done, *screen.work.form_buttons.values())]
    assert tab[:2] == [done, form]
    assert_looks_right(screen, touch=True)


def test_a_missing_part_puts_the_build_on_hold(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """Line, fault and description are each asked for; then the build waits and says what for."""
    build_id = shop.in_assembly()
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, build_id)
    left(qtbot, screen.next_card.report_button)
    dialog = asked(qtbot)
    assert isinstance(dialog, PartIssueDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=PATIENCE_MS)
    left(qtbot, dialog.action)
    assert dialog.form.fields["path"].error
    assert dialog.form.fields["description"].error
    assert not dialog._no_fault.isHidden()
    line = dialog.model.rows[1]
    dialog.search.setText(f"{line.item} {line.name}")
    assert dialog.table.current_row() == line
    left(qtbot, dialog.faults.buttons()[0])
    qtbot.keyClicks(dialog.description, "not in the box")
    assert_looks_right(dialog, touch=True)
    left(qtbot, dialog.action)
    left(qtbot, dialog.action)
    closed(qtbot)
    qtbot.waitUntil(lambda: bool(screen.bench and screen.bench.facts.issues), timeout=PATIENCE_MS)
    assert screen.bench is not None
    (issue,) = screen.bench.facts.issues
    assert (issue.path, issue.what, issue.description) == (line.path, "MISSING", "not in the box")
    assert screen.next_card.action.isHidden()
    assert screen.beside.currentIndex() == 3
    assert_looks_right(screen, touch=True)


def test_a_part_issue_is_of_the_line_that_was_chosen_though_the_bom_changes(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    """Another part stands on the chosen line meanwhile: nothing is reported until the line is chosen again."""
    sink = build_json(length=72)
    build_id = shop.in_assembly(sink)
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, build_id)
    left(qtbot, screen.next_card.report_button)
    dialog = asked(qtbot)
    assert isinstance(dialog, PartIssueDialog)
    qtbot.waitUntil(lambda: bool(dialog.model.rows), timeout=PATIENCE_MS)
    dialog.search.setText("T2-BODY-61-72-HA")
    assert dialog.table.current_row().item == "T2-BODY-61-72-HA"
    left(qtbot, dialog.faults.buttons()[0])
    qtbot.keyClicks(dialog.description, "not in the box")
    shop.change(build_id, {**sink, "length": 73})
    left(qtbot, dialog.action)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    assert procurement.list_part_issues(client.session, build_id=build_id) == ()
    assert dialog.form.fields["path"].error == "The BOM was changed; choose the line again."
    qtbot.waitUntil(lambda: any(line.item == "T2-BODY-73-120-HA" for line in dialog.model.rows), timeout=PATIENCE_MS)
    assert dialog.table.selectionModel().selectedRows() == []
    assert_looks_right(dialog, touch=True)
    dialog.search.setText("T2-BODY-73-120-HA")
    left(qtbot, dialog.action)
    closed(qtbot)
    (issue,) = procurement.list_part_issues(client.session, build_id=build_id)
    assert (issue.item, issue.description) == ("T2-BODY-73-120-HA", "not in the box")


def test_the_answer_to_a_part_issue_is_read_at_the_workbench(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """What procurement typed stands beside the work, with who settled it."""
    build_id = shop.in_assembly()
    reported = assembly.report_part_issue(shop.assembler.session, build_id, "1", PartFault.MISSING, "not in the box")
    answer = "the box of build 4 had two; take that one"
    part_issues.settle_part_issue(shop.procurement.session, Seen(reported.issue_id, 1), answer)
    screen = opened(qtbot, client_of(shop.database, person=shop.assembler.person), build_id)
    screen.beside.setCurrentIndex(3)
    qtbot.waitUntil(lambda: answer in words_of(screen.beside), timeout=PATIENCE_MS)
    said = words_of(screen.beside)
    for words in (answer, "not in the box", "Settled", f"settled by {shop.procurement.person.initials}, "):
        assert words in said
    assert "No part is waited for." in said
    assert_looks_right(screen, touch=True)


def test_what_stands_beside_the_work_is_read_when_it_is_looked_at(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, shop.in_assembly())
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    assert screen.findChildren(DocumentsPanel) == []
    for place in range(1, screen.beside.count()):
        screen.beside.setCurrentIndex(place)
    assert client.runner.busy
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    (documents,) = screen.findChildren(DocumentsPanel)
    assert documents.model.rowCount() == 1
    screen.load()
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    assert screen.findChildren(DocumentsPanel) == [documents]


def test_a_claim_is_handed_over_or_released_after_a_question(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """The other one holds it from then on; whoever has no claim looks on and reads why."""
    build_id = shop.in_assembly()
    other = shop.worker(Role.ASSEMBLER)
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, build_id)
    left(qtbot, screen.next_card.hand_over_button)
    dialog = asked(qtbot)
    assert isinstance(dialog, HandOverDialog)
    qtbot.waitUntil(lambda: len(dialog.people.rows) == 1, timeout=PATIENCE_MS)
    assert not dialog.action.isEnabled()
    dialog.table.selectRow(0)
    assert_looks_right(dialog, touch=True)
    left(qtbot, dialog.action)
    closed(qtbot)
    qtbot.waitUntil(screen.next_card.hand_over_button.isHidden, timeout=PATIENCE_MS)
    assert "Others work on it" in screen.next_card._sentence.text()
    (held,) = assembly.list_claims(client.session, build_id, active_only=True)
    assert held.person_id == other.person.id
    theirs = opened(qtbot, client_of(shop.database, person=other.person), build_id)
    left(qtbot, theirs.next_card.release_button)
    asked(qtbot).accept()
    qtbot.waitUntil(theirs.next_card.release_button.isHidden, timeout=PATIENCE_MS)
    assert assembly.list_claims(client.session, build_id, active_only=True) == ()
    quality = opened(qtbot, client_of(shop.database, Role.QC_PERSON), build_id)
    assert quality.next_card.action.isHidden()
    assert "you look on" in quality.next_card._sentence.text()
    assert_looks_right(quality, touch=True)


def test_testing_is_completed_once_though_the_server_was_away_and_not_over_a_newer_state(
    qtbot: QtBot, shop: Shop, tmp_path: Path
) -> None:
    """Sent again when it is back; a second window that saw the older state is told so and can load again."""
    build_id = shop.in_assembly()
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    shop.inspect(shop.assembler, build_id, TEST)
    with client_over_a_line(shop.database, shop.assembler.person, tmp_path) as (client, line):
        said = heard(client)
        screen = opened(qtbot, client, build_id)
        older = opened(qtbot, client, build_id)
        assert screen.bench is not None
        assert next_step(screen.bench, client.session.person).name == "complete_testing"
        line.stop_server()
        left(qtbot, screen.next_card.action)
        qtbot.waitUntil(lambda: any(message.action for message in said), timeout=PATIENCE_MS)
        line.accept()
        again = next(message.action for message in said if message.action)
        again[1]()
        qtbot.waitUntil(lambda: said[-1].kind == "ok", timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: screen.next_card.action.text().startswith("Start: Pack"), timeout=PATIENCE_MS)
        assert shop.place(build_id).status == "TESTING_COMPLETE"
        left(qtbot, older.next_card.action)
        qtbot.waitUntil(lambda: said[-1].kind in ("warn", "bad"), timeout=PATIENCE_MS)
        load = said[-1].action
        assert load is not None
        load[1]()
        qtbot.waitUntil(lambda: older.next_card.action.text().startswith("Start: Pack"), timeout=PATIENCE_MS)


def test_a_form_that_a_change_reopened_late_is_claimed_for_and_filled_in(
    qtbot: QtBot, shop: Shop, client_of: Clients
) -> None:
    """Nobody holds the build any more: page and workbench offer the claim, and then the open form."""
    sink = build_json()
    build_id = shop.at_final_qc(sink)
    (claim,) = assembly.list_claims(shop.qc.session, build_id, active_only=True)
    assembly.release(shop.assembler.session, Seen(claim.id, claim.version))
    client = client_of(shop.database, person=shop.assembler.person)
    screen = opened(qtbot, client, build_id)
    assert screen.bench is not None
    assert next_step(screen.bench, client.session.person).name == ""  # nothing is reopened: it is QC's
    assert "claim" not in {deed.name for deed in deeds_of(screen.bench.facts, client.session.person)}
    shop.change(build_id, {**sink, "sprayers": [{"kind": "water_gun_turret", "location": "left"}]})
    comes(qtbot, screen, "Claim this build")
    assert {deed.name: deed.main for deed in deeds_of(screen.bench.facts, client.session.person)}["claim"]
    left(qtbot, screen.next_card.action)
    comes(qtbot, screen, "Continue: Production checklist")
    shop.inspect(shop.assembler, build_id, PRODUCTION)
    comes(qtbot, screen, "Continue: Packaging checklist")
    shop.inspect(shop.qc, build_id, PRE_QC)  # the gun has holes of its own; before that nobody states that it is ready
    shop.inspect(shop.assembler, build_id, PACKAGING)
    screen.load()
    qtbot.waitUntil(screen.next_card.action.isHidden, timeout=PATIENCE_MS)
    assert assembly.list_claims(client.session, build_id, active_only=True)


def test_a_held_build_can_be_claimed(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    build_id = shop.in_assembly()
    assembly.report_part_issue(shop.assembler.session, build_id, "1", assembly.PartFault.MISSING, "not in the box")
    screen = opened(qtbot, client_of(shop.database, Role.ASSEMBLER), build_id)
    assert screen.next_card.action.text() == "Claim this build"


def test_rework_of_a_replaced_body_is_not_asked_for(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """While it is reworked another form fails and the body is made anew: its tasks stand there, nobody does them."""
    build_id = shop.at_final_qc()
    shop.inspect(shop.qc, build_id, FINAL, fail=["QC-01"])
    shop.decide(build_id, redo={PRODUCTION: ["SP-06"]})
    assembly.claim(shop.assembler.session, build_id)
    (task,) = assembly.list_tasks(shop.assembler.session, build_id)
    assert not task.outdated
    shop.inspect(shop.assembler, build_id, PRODUCTION, fail=["SP-06"])
    shop.decide(build_id, Disposition.REPLACE)
    nonconformances.replace_body(shop.qc.session, shop.seen(build_id))
    procurement.book_arrival(shop.procurement.session, [shop.seen(build_id)])
    shop.inspect(shop.qc, build_id, PRE_QC)
    # Also somebody who has never worked on it, and reads no nonconformance of it, learns which tasks are over.
    assert [old.outdated for old in assembly.list_tasks(shop.worker(Role.ASSEMBLER).session, build_id)] == [True]
    assembly.claim(shop.assembler.session, build_id)
    screen = opened(qtbot, client_of(shop.database, person=shop.assembler.person), build_id)
    qtbot.waitUntil(lambda: "Belonged to the replaced body" in words_on(screen), timeout=PATIENCE_MS)
    assert screen.next_card.action.text() == "Start: Production checklist"
    assert screen.work.task_buttons == {}
    assert "0 of 0 done" not in words_on(screen)
    with pytest.raises(OutOfOrder, match="replaced"):
        assembly.finish_task(shop.assembler.session, Seen(task.id, task.version))
    for kind in (PRODUCTION, TEST):
        shop.inspect(shop.assembler, build_id, kind)
    comes(qtbot, screen, "Testing is complete")


def tap(made: QWidget) -> None:
    """A tap as the window gets it: by the place, whatever stands there by now."""
    window = made.window()
    spot = made.mapTo(window, made.rect().center())
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)


def test_a_second_tap_is_no_second_deed(qtbot: QtBot, shop: Shop, client_of: Clients) -> None:
    """It neither begins what comes next nor tells of somebody else; a tap after that counts."""
    build_id = shop.arrived_build()
    shop.inspect(shop.qc, build_id, PRE_QC)
    client = client_of(shop.database, person=shop.assembler.person)
    went, said = places(client), heard(client)
    screen = opened(qtbot, client, build_id)
    tap(screen.next_card.action)
    qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
    tap(screen.next_card.action)
    qtbot.waitUntil(lambda: screen.next_card.action.text() == "Start: Production checklist", timeout=PATIENCE_MS)
    tap(screen.next_card.action)
    qtbot.waitUntil(lambda: not client.runner.busy, timeout=PATIENCE_MS)
    qtbot.wait(450)
    assert went == []
    assert [message.kind for message in said] == ["ok"]
    assert PRODUCTION not in [form.kind for form in inspections.list_inspections(client.session, build_id)]
    tap(screen.next_card.action)
    qtbot.waitUntil(lambda: bool(went), timeout=PATIENCE_MS)
    assert len(went) == 1


def test_a_second_tap_on_a_question_is_none_on_the_next_one(qtbot: QtBot, ground: QWidget) -> None:
    """What follows at once opens where the first one stood; a moment later it is heard."""
    done: list[str] = []

    def sign() -> None:
        done.append("signed")
        confirm(ground, "Release?", "It is signed.", "Sign", lambda: done.append("released"))

    tap(deed_of(confirm(ground, "Release?", "It is signed.", "Sign", sign)))
    qtbot.wait(50)
    tap(deed_of(asked(qtbot)))
    assert done == ["signed"]
    qtbot.wait(350)
    tap(deed_of(asked(qtbot)))
    assert done == ["signed", "released"]


def test_a_second_tap_on_a_question_is_none_on_what_lies_beneath(qtbot: QtBot, ground: QWidget) -> None:
    """The dialog closes at the first; a moment later what lies there is heard again."""
    beneath, done = QPushButton("Ship", ground), list[str]()
    beneath.setGeometry(ground.rect())
    beneath.clicked.connect(lambda: done.append("shipped"))
    beneath.show()
    question = confirm(
        ground, "Release?", "You do not work on it any more.", "Release", lambda: done.append("released")
    )
    spot = ground.mapFromGlobal(question.frameGeometry().center())
    question.accept()
    handle = ground.windowHandle()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert done == ["released"]
    qtbot.waitUntil(lambda: not is_resting(ground.mapToGlobal(spot)), timeout=PATIENCE_MS)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert done == ["released", "shipped"]
