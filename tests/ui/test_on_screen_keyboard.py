"""The on-screen keyboard: it types into what has the focus, never takes it, and never covers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.ui import text, theme
from cleanstation_desktop.ui.checks import accessible_name
from cleanstation_desktop.ui.input.editors import editor_of
from cleanstation_desktop.ui.input.keyboard_layouts import Layer, rows
from cleanstation_desktop.ui.input.keyboard_panel import KEY, KeyboardPanel
from cleanstation_desktop.ui.input.on_screen_keyboard import OnScreenKeyboard
from cleanstation_desktop.ui.widgets.controls import column, scrolled
from cleanstation_desktop.ui.widgets.fields import Field, line_edit
from tests.support.ui import assert_looks_right, named

Open = Callable[[QWidget], None]


@pytest.fixture
def show(qtbot: QtBot) -> Open:
    """Show a window and wait until the keyboard goes to it."""

    kept: list[QWidget] = []

    def opened(window: QWidget) -> None:
        kept.append(window)
        if not isinstance(window, QDialog):
            qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is window.windowHandle())

    return opened


@pytest.fixture
def keyboard(qapp: QApplication) -> Iterator[OnScreenKeyboard]:
    theme.apply(qapp, "light")
    made = OnScreenKeyboard()
    yield made
    made.hide()
    made.deleteLater()


def desk(*fields: QWidget) -> QWidget:
    """A window that scrolls over its fields."""
    window, inside = QWidget(), QWidget()
    window.setObjectName("root")
    inside.setLayout(column(*fields))
    QVBoxLayout(window).addWidget(scrolled(inside))
    window.resize(1280, 720)
    return window


def tap(keyboard: OnScreenKeyboard, *names: str) -> None:
    """Touch keys by their names."""
    assert keyboard.panel is not None
    for name in names:
        QTest.mouseClick(named(keyboard.panel, name, QPushButton), Qt.MouseButton.LeftButton)


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


@pytest.mark.parametrize("language", list(Language))
def test_all_faces_have_the_same_keys(language: Language) -> None:
    shapes = {tuple(len(line) for line in rows(language, layer)) for layer in Layer}
    assert shapes == {(11, 11, 11, 11)}
    needed = {Language.EN: "", Language.FR: "àâçèéêëîïôùûüÿœæ«»", Language.ES: "áéíóúüñ¿¡"}
    there = "".join("".join(rows(language, layer)) for layer in Layer)
    assert set("abcdefghijklmnopqrstuvwxyz0123456789@-_.,:/#+" + needed[language]) <= set(there)


@pytest.mark.parametrize("language", list(Language))
def test_every_sign_of_a_password_has_its_key(language: Language) -> None:
    """All that stands on a real keyboard: a password may hold any of it, and no key stands twice on one face."""
    faces = ["".join(rows(language, layer)) for layer in Layer]
    there = "".join(faces)
    assert {chr(code) for code in range(33, 127)} - set(there + there.upper()) == set()
    assert [sign for face in faces for sign in set(face) if face.count(sign) > 1] == []


def test_it_types_and_leaves_the_focus(keyboard: OnScreenKeyboard, show: Open) -> None:
    first, second = line_edit(), line_edit()
    show(desk(Field("po", "PO number", first), Field("town", "Town", second)))
    first.setFocus()
    keyboard.show()
    tap(keyboard, "Shift", "P", "o", "Space", "4", "7", "Backspace")
    assert (first.text(), first.hasFocus()) == ("Po 4", True)
    tap(keyboard, "Next field", "Capitals only", "A", "B", "Shift", "c", "D", "Letters with accents", "É")
    assert (second.text(), second.hasFocus()) == ("ABcDÉ", True)
    tap(keyboard, "Hide the keyboard")
    assert (keyboard.panel, keyboard.shown) == (None, False)
    keyboard.toggle()
    tap(keyboard, "x")  # small letters again
    assert second.text() == "ABcDÉx"


def test_every_kind_of_field(keyboard: OnScreenKeyboard, show: Open, qtbot: QtBot) -> None:
    notes, count, button, fixed = QPlainTextEdit(), QSpinBox(), QPushButton("Save"), QLineEdit("read")
    fixed.setReadOnly(True)
    line = QLineEdit()
    show(desk(notes, count, line, button, fixed))
    notes.setFocus()
    keyboard.show()
    tap(keyboard, "a", "Enter", "b")
    count.setFocus()
    count.selectAll()
    tap(keyboard, "4", "2")
    line.setFocus()
    with qtbot.waitSignal(line.returnPressed):
        tap(keyboard, "Enter")
    assert (notes.toPlainText(), count.value()) == ("a\nb", 42)
    button.setFocus()
    assert (keyboard.panel, keyboard.shown) == (None, True)  # nothing to type into, until a field comes
    assert [editor_of(widget) for widget in (button, fixed, None)] == [None, None, None]
    line.setFocus()
    assert keyboard.panel is not None


def test_backspace_repeats(keyboard: OnScreenKeyboard, show: Open, qtbot: QtBot) -> None:
    field = line_edit("0123456789")
    show(desk(Field("po", "PO number", field)))
    field.setFocus()
    field.end(False)
    keyboard.show()
    assert keyboard.panel is not None
    back = named(keyboard.panel, "Backspace", QPushButton)
    QTest.mousePress(back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(field.text()) <= 7)
    QTest.mouseRelease(back, Qt.MouseButton.LeftButton)


def test_a_password_shows_nowhere(keyboard: OnScreenKeyboard, show: Open) -> None:
    field = line_edit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    other = line_edit()
    show(desk(Field("password", "Password", field), Field("name", "Name", other)))
    field.setFocus()
    keyboard.show()
    tap(keyboard, "s", "e", "c")
    panel = keyboard.panel
    assert panel is not None
    said = [panel.findChildren(QWidget)[at].property("text") for at in range(len(panel.findChildren(QWidget)))]
    assert field.text() == "sec"
    assert "Password" in said
    assert not any("sec" in str(words) for words in said)
    assert named(panel, "s", QPushButton).property("secret") is True
    other.setFocus()
    tap(keyboard, "s")
    assert named(panel, "s", QPushButton).property("secret") is False


@pytest.mark.parametrize("scrolls", [True, False])
def test_it_never_covers_its_field(keyboard: OnScreenKeyboard, show: Open, qtbot: QtBot, scrolls: bool) -> None:
    fields = [Field(str(number), f"Field {number}", line_edit()) for number in range(8)]
    if scrolls:
        window = desk(*fields)
    else:
        window = QWidget()
        window.setLayout(column(None, *fields))
        window.resize(1280, 720)
    show(window)
    for field in (fields[0], fields[7], fields[3]):
        field.focus()
        keyboard.show()
        qtbot.wait(20)
        assert keyboard.panel is not None
        assert not keyboard.panel.geometry().intersects(on_screen(field.editor))
        assert on_screen(window).contains(on_screen(field.editor))
    inside = fields[0].parentWidget()
    assert inside is not None
    keyboard.hide()
    layout = inside.layout()
    assert layout is not None
    assert layout.contentsMargins().bottom() == 0


def test_in_a_dialog(keyboard: OnScreenKeyboard, show: Open) -> None:
    behind = line_edit()
    window = desk(Field("po", "PO number", behind))
    show(window)
    behind.setFocus()
    keyboard.show()
    dialog = QDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    reason = Field("reason", "Reason", line_edit())
    dialog.setLayout(column(reason))
    dialog.resize(400, 200)
    dialog.setModal(True)
    dialog.move(300, 500)
    show(dialog)
    reason.focus()
    tap(keyboard, "o", "k")
    editor = reason.editor
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "ok"
    assert keyboard.panel is not None
    assert not keyboard.panel.geometry().intersects(on_screen(editor))
    dialog.close()
    QApplication.sendPostedEvents(dialog, 52)  # deferred deletion: the keys go with the dialog
    show(window)
    behind.setFocus()
    keyboard.show()
    tap(keyboard, "x")
    assert behind.text() == "x"


def test_touching_a_field_shows_it(keyboard: OnScreenKeyboard, show: Open, qtbot: QtBot) -> None:
    keyboard.automatic = True
    field, button = line_edit(), QPushButton("Save")
    window = desk(Field("po", "PO number", field), button)
    show(window)
    field.setFocus()
    assert keyboard.panel is None
    screen = QTest.createTouchDevice()
    handle = window.windowHandle()
    place = field.mapTo(window, field.rect().center())
    QTest.touchEvent(handle, screen).press(0, place).commit()
    QTest.touchEvent(handle, screen).release(0, place).commit()
    qtbot.waitUntil(lambda: keyboard.panel is not None)
    button.setFocus()
    assert not keyboard.shown


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", list(Language))
def test_it_looks_right(qapp: QApplication, qtbot: QtBot, look: str, language: Language) -> None:
    theme.apply(qapp, look)
    text.set_language(language)
    host = QWidget()
    qtbot.addWidget(host)
    panel = KeyboardPanel(host)
    panel.resize(1280, panel.sizeHint().height())
    assert panel.height() <= 400  # of a window of 720
    panel.show()
    assert_looks_right(panel, touch=True)
    for key in panel.findChildren(QPushButton):
        assert min(key.width(), key.height()) >= KEY, accessible_name(key)
