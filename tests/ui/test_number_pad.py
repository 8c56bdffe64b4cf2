"""The number pad: keys, the decimal sign of the language, and a verdict in words at once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.checklist import DerivedItem, derive
from cleanstation_desktop.domain.checklist_facts import facts
from cleanstation_desktop.domain.checklist_judging import limits
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.input.number_pad import NumberPad, NumberPadDialog
from cleanstation_desktop.ui.input.reading_verdict import Question, Reading, Verdict, limit_words, read, target_words
from tests.support.configurations import ADJUSTABLE, basin, configuration
from tests.support.forms import form
from tests.support.ui import assert_looks_right, named, press, words_on, write

CHOSEN = configuration(basin("e_sink"), basin("e_drain"), length=72, legs=ADJUSTABLE, feet="casters")
LINES: dict[str, DerivedItem] = {
    line.item.code: line for kind in InspectionKind for line in derive(form(kind), facts(CHOSEN))
}
FILL, CLOSING, BESIDE, LENGTH = LINES["EL-61"], LINES["EL-13"], LINES["EL-43"], LINES["PP-03"]


def question(line: DerivedItem, reference: str | None = None) -> Question:
    held = limits(line, None if reference is None else Decimal(reference))
    return Question(line.item.unit or "", held, line.item.tolerance, line.item.target_item is not None)


@pytest.mark.parametrize(
    ("line", "reference", "typed", "verdict", "words"),
    [
        (FILL, None, "", Verdict.EMPTY, "Type the reading."),
        (FILL, None, "−", Verdict.EMPTY, "Type the reading."),
        (FILL, None, "36", Verdict.OK, "Within tolerance"),
        (FILL, None, "44,0", Verdict.OK, "Within tolerance"),
        (FILL, None, "44.01", Verdict.OUTSIDE, "Outside tolerance: 0.01\u00a0°C too high"),
        (FILL, None, "−3", Verdict.OUTSIDE, "Outside tolerance: 39\u00a0°C too low"),
        (FILL, None, "4.", Verdict.NOT_A_READING, "This is not a number yet."),
        (FILL, None, "123456", Verdict.NOT_A_READING, "A reading goes up to 99,999.9999: check what was typed."),
        (FILL, None, "1.00001", Verdict.NOT_A_READING, "A reading has at most four decimals."),
        (CLOSING, None, "10", Verdict.OK, "Within tolerance"),
        (BESIDE, None, "40", Verdict.NOT_A_READING, "Take the reference reading first."),
        (BESIDE, "40", "42", Verdict.OK, "Within tolerance"),
        (BESIDE, "40", "42.1", Verdict.OUTSIDE, "Outside tolerance: 0.1\u00a0°C too high"),
    ],
)
def test_a_reading_is_judged_at_once(
    line: DerivedItem, reference: str | None, typed: str, verdict: Verdict, words: str
) -> None:
    judged = read(question(line, reference), typed)
    assert (judged.verdict, judged.words) == (verdict, words)
    assert (judged.number is not None) == (verdict in (Verdict.OK, Verdict.OUTSIDE))


def test_target_and_limits_in_words() -> None:
    told = [(target_words(asked), limit_words(asked)) for asked in map(question, (FILL, CLOSING, BESIDE))]
    assert told == [
        ("Target 40\u00a0°C ± 4\u00a0°C", "Passes from 36 to 44\u00a0°C"),
        ("", "Passes from 10 to 15\u00a0s"),
        ("At most 2\u00a0°C beside the reference", "Take the reference reading first."),
    ]
    text.set_language("FR")
    assert target_words(question(LENGTH)) == "Cible 72\u00a0po ± 0,125\u00a0po"


@pytest.fixture
def pad(qtbot: QtBot, qapp: QApplication) -> NumberPad:
    theme.apply(qapp, "light")
    text.set_language("FR")
    return shown(qtbot, NumberPad(question(FILL), title="Température"))


def shown(qtbot: QtBot, made: NumberPad) -> NumberPad:
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def tap(pad: QWidget, *names: str) -> None:
    for name in names:
        QTest.mouseClick(named(pad, name, QPushButton), Qt.MouseButton.LeftButton)


def test_keys_of_the_pad(qtbot: QtBot, pad: NumberPad) -> None:
    assert not pad.next_key.isEnabled()
    tap(pad, "Chiffre 4", "Chiffre 1", "Virgule décimale", "Virgule décimale", "Chiffre 5", "Chiffre 6")
    assert pad.field.text() == "41,56"
    tap(pad, "Supprimer le dernier chiffre", "Changer le signe")
    assert pad.field.text() == "−41,5"
    assert "Hors tolérance" in words_on(pad)
    tap(pad, "Changer le signe")
    assert "Dans la tolérance" in words_on(pad)
    with qtbot.waitSignal(pad.accepted) as got:
        tap(pad, "Suivant")
    assert got.args == [Reading(Verdict.OK, "Dans la tolérance", Decimal("41.5"))]
    tap(pad, "Effacer la mesure")
    assert (pad.field.text(), pad.next_key.isEnabled()) == ("", False)


def test_the_same_by_keyboard(qtbot: QtBot, pad: NumberPad) -> None:
    with qtbot.assertNotEmitted(pad.accepted):
        press(Qt.Key.Key_Return)
    write("4a1.5,6")  # letters and a second decimal sign do not get in; a point becomes the comma of French
    assert pad.field.text() == "41,56"
    with qtbot.waitSignal(pad.accepted) as got:
        press(Qt.Key.Key_Return)
    assert got.args[0].number == Decimal("41.56")


def test_what_is_outside_can_be_taken_and_is_told_as_such(qtbot: QtBot, pad: NumberPad) -> None:
    write("50")
    assert "Hors tolérance\u00a0: 6\u00a0°C de trop" in words_on(pad)
    assert pad.field.accessibleDescription() == "Hors tolérance\u00a0: 6\u00a0°C de trop"
    with qtbot.waitSignal(pad.accepted) as got:
        press(Qt.Key.Key_Return)
    assert got.args[0].verdict is Verdict.OUTSIDE


def test_a_pasted_novel_does_not_get_in(pad: NumberPad) -> None:
    QApplication.clipboard().setText("9" * 10_000 + "\nnonsense")
    pad.field.paste()
    assert len(pad.field.text()) <= 10


def test_as_a_pop_up(qtbot: QtBot, ground: QWidget) -> None:
    taken: list[Reading] = []
    dialog = NumberPadDialog(ground, "Closing time", question(CLOSING), taken.append)
    dialog.open()
    assert not [made for made in dialog.findChildren(QToolButton) if made.accessibleName() == "On-screen keyboard"]
    qtbot.waitUntil(dialog.isActiveWindow)
    tap(dialog, "Digit 1", "Digit 2", "Next")
    assert [(one.verdict, one.number) for one in taken] == [(Verdict.OK, Decimal(12))]
    assert not dialog.isVisible()


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("language", "typed"), [("EN", "41.5"), ("FR", "50"), ("ES", "123456")])
def test_it_looks_right(qtbot: QtBot, qapp: QApplication, look: str, language: str, typed: str) -> None:
    theme.apply(qapp, look)
    text.set_language(language)
    title = dict(FILL.item.text)[language]
    pad = shown(qtbot, NumberPad(question(FILL), title=title))
    pad.setObjectName("root")
    write(typed)
    assert_looks_right(pad, touch=True, focus=True)
