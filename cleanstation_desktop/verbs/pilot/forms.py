"""Filling in a form at the checklist screen: next item, look what is asked, answer, until nothing is open."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.checks.walk import accessible_name, controls
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.pilot import hands, sight
from cleanstation_desktop.verbs.pilot.waiting import Lost
from cleanstation_desktop.verbs.pilot.walk import Walk

NOTE = "Not as on the approved drawing."
_JOB_CODE = "PP-01"
_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)?")
_ROOM_TEMPERATURE = Decimal(20)
_MOST_ITEMS = 200


def fill_in(
    walk: Walk,
    *,
    build: str,
    fail: Collection[str] = (),
    choices: Mapping[str, int] | None = None,
    picture: str = "",
    by_keyboard: bool = False,
) -> None:
    """Answer every item that is open.

    Parameters: build, its number, which is the job's; fail, codes of the items that are not in order; choices, which of
    the answers fits what was built, counted from 0, where it is not the first; picture, its name; by_keyboard, work
    without the mouse where the form can be.
    """
    pilot = walk.pilot
    done = 0
    card = ""
    while True:
        walk.turn_look_for("number-pad")
        onward = pilot.control(tr("Next unanswered"), QAbstractButton, enabled=False)
        if not onward.isEnabled():
            break
        if by_keyboard:
            hands.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
        else:
            pilot.click_on(onward)
        before = card
        pilot.patience.until(lambda before=before: _card_in_hand() not in ("", before), "no item comes next")  # type: ignore[misc]  # mypy cannot tell what a lambda with a default is
        card = _card_in_hand()
        _answer(walk, card, build, fail, choices or {}, by_keyboard=by_keyboard)
        done += 1
        if done == 3 and picture:
            walk.picture(picture, main=True)
        if done > _MOST_ITEMS:
            raise Lost(f"the form does not end; it stands at “{card}”")
    pilot.see(tr("All answers are saved"))


def _card_in_hand() -> str:
    """The item that has the focus, as a screen reader names it."""
    at = hands.focused()
    while at is not None:
        if " · " in at.accessibleName() and not isinstance(at, QAbstractButton | QLineEdit):
            return at.accessibleName()
        at = at.parentWidget()
    return ""


def _answer(
    walk: Walk, card: str, build: str, fail: Collection[str], choices: Mapping[str, int], *, by_keyboard: bool
) -> None:
    pilot = walk.pilot
    code = card.partition(" · ")[0]
    shown: list[QWidget] = []

    def there() -> bool:
        shown[:] = _controls_of(pilot.front, card)
        return bool(shown)

    pilot.patience.until(there, f"“{card}” has nothing to answer it with")

    def button(words: str) -> QAbstractButton | None:
        wanted = tr("{answer}: {item}", answer=words, item=card)
        return next((one for one in shown if isinstance(one, QAbstractButton) and accessible_name(one) == wanted), None)

    line = next((one for one in shown if isinstance(one, QLineEdit)), None)
    if code in fail:
        _give(walk, button(tr("Fail|outcome")), "F", by_keyboard=by_keyboard)
        pilot.fill(tr("{answer}: {item}", answer=tr("What is wrong?"), item=card), NOTE)
        pilot.click(tr("Save answer"))
    elif line is not None:
        pilot.click_on(line)
        hands.write(build if code == _JOB_CODE else f"SN-{code}-{len(card)}")
        pilot.press("Enter")
    elif (reading := button(tr("Type the reading"))) is not None:
        _take_reading(walk, reading)
    elif (instrument := button(tr("Choose the instrument"))) is not None:
        pilot.click_on(instrument)
        dialog = pilot.front
        pilot.click_on(pilot.first(data.INSTRUMENT, QAbstractButton))
        pilot.closed(dialog)
    elif (passed := button(tr("Pass|outcome"))) is not None:
        _give(walk, passed, "P", by_keyboard=by_keyboard)
    else:
        choice = choices.get(code, 0)
        options = [one for one in shown if isinstance(one, QAbstractButton)]
        _give(walk, options[choice], str(choice + 1), by_keyboard=by_keyboard)


def _give(walk: Walk, button: QAbstractButton | None, key: str, *, by_keyboard: bool) -> None:
    if button is None:
        raise Lost("the answer that is wanted cannot be given here")
    if not by_keyboard:
        walk.pilot.click_on(button)
        return
    walk.pilot.press(key)
    if key != "F":
        # A key is an answer when no other follows at once, as those of a scanner do. A failure is one with its note.
        walk.pilot.patience.until(lambda: not isValid(button) or button.isChecked(), f"“{key}” answers nothing")


def _take_reading(walk: Walk, button: QAbstractButton) -> None:
    """Type a reading on the number pad: what lies in the middle of what passes."""
    pilot = walk.pilot
    pilot.click_on(button)
    dialog = pilot.front
    pilot.patience.until(lambda: pilot.front is not dialog or pilot.has(tr("Decimal sign")), "no number pad opens")
    dialog = pilot.front
    value = _wanted_reading(dialog)
    if value < 0:
        pilot.click(tr("Change the sign"))
    for sign in f"{abs(value):f}":
        pilot.click(tr("Digit {digit}", digit=sign) if sign.isdigit() else tr("Decimal sign"))
    walk.picture("number-pad", looks=False)
    pilot.click(tr("Next"))
    pilot.closed(dialog)


def _wanted_reading(dialog: QWidget) -> Decimal:
    between = tr("Passes from {low} to {high}", low="|", high="|").partition("|")[0]
    for words in sight.words_in_view(dialog).splitlines():
        found = [Decimal(part.replace(",", ".").replace("−", "-")) for part in _NUMBER.findall(words)]
        if words.startswith(between) and len(found) == 2:
            middle = (found[0] + found[1]) / 2
            return middle.quantize(Decimal(1)) if middle == middle.to_integral() else middle.normalize()
    return _ROOM_TEMPERATURE


def _controls_of(root: QWidget, card: str) -> list[QWidget]:
    return [one for one in controls(root) if card in accessible_name(one)]
