"""The drawings as widgets: the plan of the sink, the stages of a build, the bars of a home page."""

from __future__ import annotations

import ast
import json
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop import resources
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.ui import drawing, theme
from cleanstation_desktop.ui.drawing.sink_answers import read_answers
from cleanstation_desktop.ui.drawing.sink_parts import Kind
from cleanstation_desktop.ui.drawing.sink_plan import SinkPlan
from cleanstation_desktop.ui.drawing.sink_sheet import SinkSheet, part_at, sink_plan_image, sink_sketch
from cleanstation_desktop.ui.drawing.sink_words import describe
from cleanstation_desktop.ui.drawing.stage_bars import StageBars, StageCount, status_counts
from cleanstation_desktop.ui.drawing.status_stepper import STAGES, StatusStepper
from cleanstation_desktop.ui.text import set_language
from cleanstation_desktop.ui.theme import DARK, LIGHT
from tests.support.configurations import ADJUSTABLE, PEGBOARD, Json, basin, configuration
from tests.support.ui import assert_looks_right

FULL: Json = configuration(
    basin("e_sink_di", light=True),
    basin("e_drain", size="30X20X10", p_trap=True),
    basin("e_sink", size={"width": 28, "length": 22, "depth": 9}, light=True, p_trap=True),
    length=108,
    legs=ADJUSTABLE,
    feet="casters",
    pegboard=PEGBOARD,
    workflow="right_to_left",
    faucets=[{"kind": "wrist_blade", "placement": "center_3"}, {"kind": "pre_rinse", "placement": "between_1_2"}],
    sprayers=[{"kind": "water_gun_turret", "location": "left"}, {"kind": "air_gun_rosette", "location": "right"}],
)
TOO_WIDE: Json = configuration(*[basin("e_drain", size="30X20X8")] * 3, length=72)


@pytest.fixture
def plan(qtbot: QtBot) -> SinkPlan:
    widget = SinkPlan()
    widget.set_interactive(True)
    widget.resize(900, 620)
    qtbot.addWidget(widget)
    widget.set_configuration(FULL)
    widget.show()
    return widget


def colours(image: QImage) -> set[str]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)  # the bits live as long as it does
    pixels = memoryview(bytes(plain.constBits())).cast("I")
    return {f"#{pixel & 0xFFFFFF:06X}" for pixel in set(pixels)}


def at(widget: SinkPlan, field: str) -> QPointF:
    place = widget.place_of(field)
    assert place is not None, field
    return place


@pytest.mark.parametrize(
    "field",
    [
        *("basins[0].light", "basins[1].p_trap", "basins[2].type", "faucets[0].kind", "faucets[1].kind"),
        *("sprayers[0].kind", "sprayers[1].kind", "pegboard", "feet", "workflow", "basins", "legs.model"),
        *("length", "width", "basins[1].size"),
    ],
)
def test_a_click_on_a_part_tells_its_field(plan: SinkPlan, qtbot: QtBot, field: str) -> None:
    with qtbot.waitSignal(plan.clicked) as told:
        qtbot.mouseClick(plan, Qt.MouseButton.LeftButton, pos=at(plan, field).toPoint())
    assert told.args == [field]


def test_a_plan_to_look_at_only_tells_nothing(plan: SinkPlan, qtbot: QtBot) -> None:
    plan.set_interactive(False)
    with qtbot.assertNotEmitted(plan.clicked):
        qtbot.mouseClick(plan, Qt.MouseButton.LeftButton, pos=at(plan, "pegboard").toPoint())
    assert plan.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_the_keyboard_walks_through_the_parts(plan: SinkPlan, qtbot: QtBot) -> None:
    plan.setFocus()
    fields: list[str] = []
    places = SinkSheet(read_answers(FULL)).plan.places
    plan.clicked.connect(fields.append)
    for _ in places:
        qtbot.keyClick(plan, Qt.Key.Key_Right)
        qtbot.keyClick(plan, Qt.Key.Key_Return)
    assert fields == [part.field for part in places]
    qtbot.keyClick(plan, Qt.Key.Key_Left)
    assert plan.accessibleDescription() == plan.tip_of(places[-2])


def test_the_plan_is_told_in_words(plan: SinkPlan) -> None:
    interface = QAccessible.queryAccessibleInterface(plan)
    assert interface.text(QAccessible.Text.Name) == "Plan of the sink"
    told = interface.text(QAccessible.Text.Description)
    for words in (
        "Sink, length 108 in, width 30 in.",
        "Basin 1 (S1): E-Sink DI, 24 × 20 × 8 in, with basin light.",
        "Basin 2 (D2): E-Drain, 30 × 20 × 10 in, with P-trap disinfection drain unit.",
        "Basin 3 (S3): E-Sink, 28 × 22 × 9 in, with P-trap disinfection drain unit, basin light.",
        "Wrist blade faucet: Centre of basin 3.",
        "Treated-water gooseneck faucet: comes with E-Sink DI basin 1.",
        "Water gun on a turret: left side.",
        "Pegboard 108 × 36 in, perforated, green.",
        "Workflow right to left.",
        "Control box T2-CTRL-EDR1-ESK2.",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("FR", ("Cuve 2 (D2)\u00a0: E-Drain, 30 × 20 × 10 po", "Travail de droite à gauche.", "perforé, vert.")),
        ("ES", ("Cubeta 2 (D2): E-Drain, 30 × 20 × 10 pulg.", "Trabajo de derecha a izquierda.", "perforado, verde.")),
    ],
)
def test_the_words_are_in_the_language_of_the_reader(language: str, words: tuple[str, ...]) -> None:
    set_language(language)
    told = describe(read_answers(FULL))
    assert [word for word in words if word not in told] == []
    assert ".." not in told


def test_basins_that_need_more_than_the_length_are_told_and_shown(qapp: QApplication) -> None:
    assert "need 90 in, and the sink is 72 in long." in describe(read_answers(TOO_WIDE))
    size = QSize(900, 620)
    assert LIGHT.warn_bg.upper() in colours(sink_plan_image(TOO_WIDE, size))
    assert LIGHT.warn_bg.upper() not in colours(sink_plan_image({**TOO_WIDE, "length": 120}, size))


def test_each_answer_changes_the_picture_at_once(plan: SinkPlan) -> None:
    written: Json = {"model": "T2-B2"}
    steps: list[Json] = [{"length": 84}, {"width": 32}, {"basins": [basin("e_sink")]}, {"pegboard": PEGBOARD}]
    steps += [{"workflow": "left_to_right"}, {"feet": "seismic"}, {"sprayers": FULL["sprayers"]}, {"model": "T2-B3"}]
    pictures = []
    for step in [{}, *steps]:
        written |= step
        plan.set_configuration(written)
        pictures.append(plan.grab().toImage())
    assert all(before != after for before, after in pairwise(pictures))


def test_the_field_that_is_answered_is_marked(plan: SinkPlan) -> None:
    plain = plan.grab().toImage()
    plan.set_current("basins[1].size")
    marked = plan.grab().toImage()
    assert marked != plain
    assert LIGHT.focus.upper() in colours(marked)
    plan.set_current(None)
    assert plan.grab().toImage() == plain


def test_the_plan_follows_the_look(plan: SinkPlan, qapp: QApplication) -> None:
    assert plan.grab().toImage().pixelColor(1, 1) == QColor(LIGHT.surface)
    theme.apply(qapp, "dark")
    assert plan.grab().toImage().pixelColor(1, 1) == QColor(DARK.surface)


def test_the_plan_passes_the_checks_of_a_screen(qtbot: QtBot, plan: SinkPlan) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(plan)
    column.addWidget(QPushButton("Next"))
    window.resize(1000, 700)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    assert_looks_right(window, focus=True)


@pytest.mark.parametrize("size", [(16, 16), (96, 54), (280, 200), (500, 900), (1600, 300), (3840, 2160)])
@pytest.mark.parametrize("data", [FULL, TOO_WIDE, None], ids=["full", "too wide", "nothing"])
def test_a_picture_of_any_size(data: Json | None, size: tuple[int, int], qapp: QApplication) -> None:
    image = sink_plan_image(data, QSize(*size), "dark")
    assert (image.width(), image.height()) == size
    found = colours(image)
    assert DARK.surface.upper() in found
    assert len(found) > 1


def test_builds_that_look_alike_have_one_sketch(qapp: QApplication) -> None:
    size = QSize(168, 108)
    first = sink_sketch(read_answers({**FULL, "build_number": "B-1"}), size, "light", 1.0)
    assert sink_sketch(read_answers({**FULL, "build_number": "B-2"}), size, "light", 1.0) is first
    assert first.toImage() == QPixmap.fromImage(sink_plan_image(FULL, size)).toImage()
    assert sink_sketch(read_answers({**FULL, "length": 120}), size, "light", 1.0).toImage() != first.toImage()


def test_a_picture_for_a_fine_screen_has_more_pixels(qapp: QApplication) -> None:
    image = sink_plan_image(FULL, QSize(300, 200), ratio=2.0)
    assert (image.width(), image.height(), image.devicePixelRatio()) == (600, 400, 2.0)


@pytest.mark.parametrize("size", [(720, 520), (500, 900), (1600, 420)])
def test_both_views_have_rooms_of_their_own(size: tuple[int, int], qapp: QApplication) -> None:
    sheet = SinkSheet(read_answers(FULL))
    upper, front = sheet.rooms(QRectF(0, 0, *size))
    assert front is None or not upper.intersects(front)
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    drawn = sheet.paint(painter, QRectF(image.rect()), LIGHT)
    painter.end()
    for view, layout in drawn:
        assert QRectF(image.rect()).contains(view.rectangle(layout.bounds).adjusted(1, 1, -1, -1))
    found = part_at(drawn, drawn[0][0].rectangle(sheet.plan.of(Kind.DRAIN)[0].box).center())
    assert found is not None
    assert found.kind is Kind.DRAIN


@pytest.mark.parametrize("compact", [False, True])
@pytest.mark.parametrize("status", list(BuildStatus))
def test_every_state_has_its_picture_and_its_words(qtbot: QtBot, status: BuildStatus, compact: bool) -> None:
    stepper = StatusStepper(compact=compact)
    qtbot.addWidget(stepper)
    stepper.resize(900, stepper.sizeHint().height())
    stepper.set_status(status)
    shown = colours(stepper.grab().toImage())
    tokens = {"REJECTED": LIGHT.bad, "HOLD": LIGHT.warn}
    for part, colour in tokens.items():
        assert (colour.upper() in shown) is (part in status.value)
    assert stepper.accessibleName() == "State of the build"
    assert stepper.accessibleDescription() == stepper.words() != ""


def test_a_hold_stands_where_it_came_from(qtbot: QtBot) -> None:
    stepper = StatusStepper()
    qtbot.addWidget(stepper)
    stepper.set_status(BuildStatus.ON_HOLD_PARTS, stage=BuildStatus.PACKAGING_COMPLETE)
    assert stepper.words() == f"On hold, parts: stage 7 of {len(STAGES)}"
    stepper.set_status(BuildStatus.FINAL_QC_REJECTED)
    assert stepper.words() == f"Final QC rejected: stage 8 of {len(STAGES)}"
    stepper.set_status(BuildStatus.CANCELLED, stage=BuildStatus.IN_ASSEMBLY)
    assert stepper.words() == "Cancelled"


def test_bars_are_clicked_and_keep_the_focus_when_counts_change(qtbot: QtBot) -> None:
    bars = StageBars()
    qtbot.addWidget(bars)
    bars.set_stages(status_counts({BuildStatus.IN_ASSEMBLY: 1, BuildStatus.READY_FOR_PRE_QC: 12}))
    bars.resize(480, 120)
    with qtbot.waitActive(bars):
        bars.show()
        bars.activateWindow()
    assert_looks_right(bars, touch=True, focus=True)
    first, second = (row for row in bars.findChildren(QWidget) if row.accessibleName())
    assert (first.accessibleName(), second.accessibleName()) == ("Ready for pre-QC: 12 builds", "In assembly: 1 build")
    with qtbot.waitSignal(bars.clicked) as told:
        qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert told.args == ["IN_ASSEMBLY"]
    second.setFocus()
    bars.set_stages(status_counts({BuildStatus.IN_ASSEMBLY: 3, BuildStatus.READY_FOR_PRE_QC: 0}))
    assert second.hasFocus()
    with qtbot.waitSignal(bars.clicked):
        qtbot.keyClick(second, Qt.Key.Key_Space)
    bars.set_stages([StageCount("late", "Overdue", 2, "bad")])
    qtbot.waitUntil(lambda: [row.accessibleName() for row in shown(bars)] == ["Overdue: 2 builds"])


def shown(bars: StageBars) -> list[QWidget]:
    return [row for row in bars.findChildren(QWidget) if row.isVisible()]


def test_every_sentence_of_the_drawings_is_translated() -> None:
    asked = set()
    for path in Path(next(iter(drawing.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"
                asked.add(node.args[0].value)
    for language in ("fr", "es"):
        told = json.loads(resources.path("translations", "ui", f"drawing.{language}.json").read_text(encoding="utf-8"))
        assert set(told) == asked
