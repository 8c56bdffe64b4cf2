"""The pilot: finds what it is told by the words on the screen, and works it by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from cleanstation_desktop.ui.checks.walk import accessible_name
from cleanstation_desktop.ui.input.second_taps import is_resting
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs.pilot import hands, sight
from cleanstation_desktop.verbs.pilot.finder import Finder
from cleanstation_desktop.verbs.pilot.waiting import Lost

_MOST_TABS = 120
_MOST_MESSAGES = 12
_KEY_OF = {"Tab": Qt.Key.Key_Tab, "Enter": Qt.Key.Key_Return, "Escape": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space}


class Pilot(Finder):
    """Works one window. What is looked for is waited for; what never comes, or is there twice, makes it Lost.

    Parameters: window, shown; patience, waits and hears what goes wrong meanwhile.
    """

    # Doing

    def click(self, name: str, *, kind: type[QWidget] = QAbstractButton) -> None:
        """Click on a button."""
        self.click_on(self.control(name, kind))

    def click_on(self, widget: QWidget, at: QPoint | None = None, *, twice: bool = False) -> None:
        """Click on a widget, when nothing lies over it; a message that does is closed first."""
        self._reach(widget, at)
        if not isValid(widget):
            return
        place = at if at is not None else hands.spot(widget)
        over = hands.covered_by(widget, place)
        if over is not None:
            self._make_way(widget, place, over)
        self._press(widget, place, twice=twice)

    def show(self, name: str) -> None:
        """Scroll to a control."""
        hands.scroll_to(self.control(name, QWidget))

    def press(self, name: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key. Parameter: name, "Tab", "Enter", "Escape", "Space" or a letter."""
        hands.press(_KEY_OF.get(name) or Qt.Key(ord(name.upper())), held)
        self.patience.look_up()

    def tab_to(self, name: str) -> QWidget:
        """Press Tab until the control of this name has the focus. Errors: Lost, when it is never reached."""
        passed: list[str] = []
        for _ in range(_MOST_TABS):
            at = hands.focused()
            if at is not None and name in sight.names_of(at):
                return at
            passed.append(accessible_name(at) if at is not None else "")
            self.press("Tab")
        raise Lost(f"Tab never reaches “{name}”; it passes {passed}")

    def fill(self, name: str, text: str, *, by_tab: bool = False) -> None:
        """Write into a field in place of what is there. Parameter: by_tab, go there by keyboard."""
        if by_tab:
            editor = self.tab_to(name)
        else:
            editor = self.control(name, QWidget)
            if not isinstance(editor, QLineEdit | QPlainTextEdit | QAbstractSpinBox):
                raise Lost(f"“{name}” is no field to write in but a {type(editor).__name__}")
            self.click_on(editor)
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.write(text)
        self.patience.look_up()
        given = editor.property("plainText") if isinstance(editor, QPlainTextEdit) else editor.property("text")
        if text not in str(given):
            raise Lost(f"“{name}” took “{given}” in place of “{text}”")

    def choose(self, name: str, option: str) -> None:
        """Choose from a list that opens."""
        box = self.control(name, QComboBox)
        place = box.findText(option)
        if place < 0:
            raise Lost(f"“{name}” offers no “{option}” but {[box.itemText(n) for n in range(box.count())]}")
        self.click_on(box)
        self.patience.until(lambda: box.view().isVisible(), f"the list of “{name}” does not open")
        hands.walk_list(box.view(), place)
        self.patience.until(lambda: not isValid(box) or box.currentText() == option, f"“{option}” is not taken")

    def choose_from_menu(self, name: str, entry: str) -> None:
        """Open the menu of a button and choose from it."""
        button = self.control(name, QAbstractButton)
        # A menu of a button has a loop of its own: what is clicked in it is clicked from there.
        looking = QTimer(interval=5)
        chosen: list[str] = []

        def look() -> None:
            menu = sight.front()
            if not isinstance(menu, QMenu) or chosen:
                return
            for action in menu.actions():
                if action.text().replace("&", "") == entry and action.isEnabled():
                    chosen.append(entry)
                    hands.click(menu, menu.actionGeometry(action).center())
                    return
            chosen.append("")
            menu.close()

        looking.timeout.connect(look)
        looking.start()
        self.click_on(button)
        self.patience.until(lambda: bool(chosen), f"the menu of “{name}” does not open")
        looking.stop()
        if chosen != [entry]:
            raise Lost(f"the menu of “{name}” has no “{entry}”")

    def tab(self, title: str) -> None:
        """Click on a tab; behind its title may stand a number."""

        def bars() -> list[tuple[QTabBar, int]]:
            return [
                (bar, place)
                for bar in self.front.findChildren(QTabBar)
                if bar.isVisible()
                for place in range(bar.count())
                if bar.tabText(place).partition(" (")[0] == title
            ]

        self.patience.until(lambda: self.at_rest and len(bars()) == 1, f"no tab “{title}”")
        bar, place = bars()[0]
        self.click_on(bar, bar.tabRect(place).center())
        self.patience.until(lambda: bar.currentIndex() == place, f"the tab “{title}” does not open")

    def row(self, table: str, words: str, *, open_it: bool = False) -> None:
        """Click on the row of a table that has these words. Parameter: open_it, by a double click."""
        view, index = self._cell(table, words)
        self.click_on(view.viewport(), view.visualRect(index).center(), twice=open_it)

    def tick(self, table: str, words: str) -> None:
        """Tick the box in the first column of the row that has these words, unless it is ticked."""
        view, index = self._cell(table, words)
        first = index.sibling(index.row(), 0)
        if first.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked:
            return
        view.scrollTo(first)
        self.click_on(view.viewport(), view.visualRect(first).center())

    # Things done everywhere

    def answer(self, button: str) -> None:
        """Answer the question in front by one of its buttons."""
        dialog = self.front
        self.click(button)
        self.closed(dialog)

    def go(self, place: str) -> None:
        """Go to a place of the sidebar."""
        self.click(place)
        self.rest()

    def find_build(self, number: str) -> None:
        """Open a build by the search in the top bar."""
        self.fill(tr("Search PO, build, customer, part"), number)
        self.patience.until(lambda: sight.is_offered(number), f"the search does not find {number}")
        self.press("Enter")
        self.see(tr("Build {number}", number=number))
        self.rest()

    def sign(self, password: str, button: str = "", comment: str = "") -> None:
        """Answer the dialog that asks for a signature; it closes when the server took it."""
        dialog = self.front
        if comment:
            self.fill(tr("Comment"), comment)
        self.fill(tr("Your password"), password)
        self.click(button or tr("Sign|verb"))
        self.closed(dialog)

    def closed(self, dialog: QWidget) -> None:
        """Wait until a dialog is gone. Errors: Lost, with what can be read in it."""
        try:
            self.patience.until(lambda: not isValid(dialog) or not dialog.isVisible(), "the dialog stays open")
        except Lost as lost:
            raise Lost(f"{lost}: {sight.words_in_view(dialog)}") from None
        self.rest()

    def open_file(self, file: Path, opening: Callable[[], None]) -> None:
        """Choose a file in the dialog that asks for one. Parameter: opening, what makes the dialog come."""
        self._answer_file_dialog(file, opening)
        self.patience.until(lambda: not isinstance(sight.front(), QFileDialog), f"{file.name} is not taken")

    def save_as(self, file: Path, opening: Callable[[], None]) -> None:
        """Name the file that a dialog asks for. Parameter: opening, what makes the dialog come."""
        file.unlink(missing_ok=True)
        self._answer_file_dialog(file, opening)
        self.patience.until(lambda: file.is_file() and self.at_rest, f"{file.name} is not written")

    def close_messages(self) -> None:
        """Close the messages in the corner."""
        name = tr("Close this message")
        for _ in range(_MOST_MESSAGES):
            found = sight.called(self.front, name, QAbstractButton)
            # One may go by itself just now: then the click must not fall on what lay below.
            there = next((one for one in found if hands.covered_by(one, hands.spot(one)) is None), None)
            if there is None:
                return
            self._reach(there)
            if isValid(there):
                self._press(there, hands.spot(there))

    # Inside

    def _reach(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Wait until a widget is in view and the window hears the mouse there: who sees what comes next takes longer
        than a finger that taps twice. What is chosen above moves it meanwhile."""

        def is_heard() -> bool:
            if not isValid(widget):
                return True
            hands.scroll_to(widget)
            return not is_resting(widget.mapToGlobal(at if at is not None else hands.spot(widget)))

        self.patience.until(is_heard, "the window does not hear the mouse")

    def _press(self, widget: QWidget, place: QPoint, *, twice: bool = False) -> None:
        if isValid(widget):
            hands.click(widget, place, twice=twice)
        self.patience.look_up()

    def _answer_file_dialog(self, file: Path, opening: Callable[[], None]) -> None:
        opening()
        self.patience.until(lambda: isinstance(sight.front(), QFileDialog), "no dialog asks for the file")
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.write(str(file))
        self.press("Enter")

    def _make_way(self, widget: QWidget, place: QPoint, over: QWidget) -> None:
        what = f"“{accessible_name(over)}” ({type(over).__name__}) lies over “{accessible_name(widget)}”"
        self.close_messages()
        self.patience.until(lambda: hands.covered_by(widget, place) is None, what)
