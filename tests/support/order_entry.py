"""Helpers for tests of the wizard: opening it, answering by its fields, waiting for what it does beside."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.order_entry.answer_fields import (
    FlagAnswer,
    NotesAnswer,
    TextAnswer,
)
from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.screen import OrderEntryScreen
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from tests.support.configurations import basin, configuration
from tests.support.days import today
from tests.support.orders import unique_number

DEFAULT_SIZE = (1060, 740)


def wanted_day() -> str:
    """A day that lies in the future, as it is typed."""
    return (today() + dt.timedelta(days=90)).isoformat()


def open_wizard(
    client: Client, qtbot: QtBot, draft_id: int | None = None, size: tuple[int, int] = DEFAULT_SIZE
) -> OrderEntryScreen:
    """The wizard on a new order or a draft, shown and read."""
    screen = OrderEntryScreen(client, Place.of("order_entry", draft_id=draft_id))
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    screen.load()
    qtbot.waitUntil(lambda: bool(screen.pages) and wizard_of(screen).is_checked, timeout=10_000)
    return screen


def wizard_of(screen: OrderEntryScreen) -> Wizard:
    """The wizard behind a screen."""
    assert screen.wizard is not None
    return screen.wizard


def page_of(screen: OrderEntryScreen) -> Page:
    """The page that is shown."""
    return screen.pages[wizard_of(screen).step]


def go(screen: OrderEntryScreen, qtbot: QtBot, step: int) -> Page:
    """Press the step's button and wait until what it shows was looked at."""
    qtbot.mouseClick(screen.steps.buttons[step], Qt.MouseButton.LeftButton)
    checked(screen, qtbot)
    qtbot.waitUntil(lambda: page_of(screen).is_whole, timeout=10_000)
    return page_of(screen)


def checked(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    """Wait until the answers were looked at."""
    qtbot.waitUntil(lambda: wizard_of(screen).is_checked, timeout=10_000)


def saved(screen: OrderEntryScreen, qtbot: QtBot) -> None:
    """Wait until everything is saved; what waits for the typing to rest is saved now."""
    parking = wizard_of(screen).parking
    parking.save()
    qtbot.waitUntil(lambda: parking.settled, timeout=10_000)


def give(screen: OrderEntryScreen, path: str, value: Any) -> None:
    """Answer a field of the page that is shown, as the person does."""
    field = page_of(screen).form.fields[path]
    if isinstance(field.editor, ChoiceRow):
        button = field.editor.buttons[str(value)]
        assert button.isEnabled(), f"{path}: {value} is greyed out"
        button.click()
    elif isinstance(field, FlagAnswer):
        field.box.setChecked(bool(value))
    elif isinstance(field, NotesAnswer):
        field.box.setPlainText(str(value))
    else:
        cast(TextAnswer, field).line.setText(str(value))


def error_at(screen: OrderEntryScreen, path: str) -> str:
    """What is said at a field of the page that is shown."""
    return page_of(screen).form.fields[path].error


def told(screen: OrderEntryScreen, qtbot: QtBot, path: str, words: str) -> None:
    """Wait until this is said at the field."""
    qtbot.waitUntil(lambda: words in error_at(screen, path), timeout=5000)


def fill_customer(screen: OrderEntryScreen, po_number: str, **changes: str) -> None:
    """Answer the first step."""
    answers = {
        "po_number": po_number,
        "customer": "General Hospital",
        "sales_person": "Sales desk",
        "want_date": wanted_day(),
        "language": "FR",
    }
    for path, value in (answers | changes).items():
        give(screen, path, value)


def put_build(screen: OrderEntryScreen, index: int = 0, *, number: str | None = None, **changes: Any) -> None:
    """Answer everything of one sink behind the fields, for tests of something else."""
    wizard = wizard_of(screen)
    answers = configuration(basin("e_sink"), **changes)
    for name in ("build_number", "language", "family"):
        del answers[name]
    for name, value in answers.items():
        wizard.answers.put(f"builds[{index}].{name}", value)
    wizard.answers.put(f"build_numbers[{index}]", number or unique_number())
    wizard.told("")


def dialog_of(screen: QWidget) -> Dialog:
    """The dialog that is open over a screen."""
    shown = [dialog for dialog in screen.findChildren(Dialog) if dialog.isVisible()]
    assert len(shown) == 1, shown
    return shown[0]


def words_of(widget: QWidget) -> str:
    """Everything that is written in it."""
    return "\n".join(shown.text() for shown in widget.findChildren(QLabel) if shown.isVisible())


def press(widget: QWidget, words: str) -> None:
    """Press the button with these words."""
    found = [button for button in widget.findChildren(QPushButton) if button.text() == words and button.isVisible()]
    assert len(found) == 1, [button.text() for button in widget.findChildren(QPushButton)]
    found[0].click()


def opened_by(client: Client) -> list[Place]:
    """The places that are opened from now on."""
    places: list[Place] = []
    client.place_wanted.connect(places.append)
    return places
