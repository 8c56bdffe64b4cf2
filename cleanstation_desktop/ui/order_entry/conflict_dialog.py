"""A draft that somebody else changed meanwhile: both sides are shown, and neither is lost unasked (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.answer_paths import answer_at, differences
from cleanstation_desktop.services.order_drafts import DraftFile
from cleanstation_desktop.ui.order_entry.answers import ASIDE, Answers
from cleanstation_desktop.ui.order_entry.names import place_of, value_name
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, label
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.small_table import small_table
from cleanstation_desktop.ui.widgets.table import Column, RowsModel


@dataclass(frozen=True)
class Difference:
    """An answer that differs: its name, the own value and that of the other side."""

    name: str
    mine: str
    theirs: str


def differing(mine: Answers, theirs: Answers) -> list[Difference]:
    """The answers that differ between two states of a draft."""
    found: dict[str, Difference] = {}
    left, right = _flat(mine), _flat(theirs)
    for path in differences(left, right):
        if ASIDE not in path:
            name = place_of(path)
            told = Difference(name, value_name(answer_at(left, path)), value_name(answer_at(right, path)))
            found.setdefault(name, told)
    return list(found.values())


def differing_file(mine: DraftFile | None, theirs: DraftFile | None) -> Difference:
    """The files of two states of a draft."""
    names = [file.file_name if file is not None else tr("none") for file in (mine, theirs)]
    return Difference(tr("PO document"), *names)


def conflict_dialog(
    parent: QWidget,
    preferences: Preferences,
    differences: Sequence[Difference],
    keep: Callable[[], None],
    take: Callable[[], None],
) -> Dialog:
    """Ask which side counts. Parameters: keep, mine over theirs; take, theirs instead of mine."""
    dialog = Dialog(parent, tr("Changed at another station"), width=720)
    dialog.body.addWidget(
        label(tr("Somebody else saved this draft meanwhile. Compare, then say which one counts."), wrap=True)
    )
    model: RowsModel[Difference] = RowsModel(
        [
            Column("name", tr("Answer"), 220, lambda row: row.name),
            Column("mine", tr("Yours"), 220, lambda row: row.mine),
            Column("theirs", tr("Theirs"), 220, lambda row: row.theirs),
        ]
    )
    model.set_rows(differences)
    dialog.body.addWidget(small_table(tr("Differences"), model, preferences, "draft-differences"))
    _close_with(dialog, tr("Take theirs"), take)
    _answer_with(dialog, tr("Keep yours"), keep)
    dialog.open()
    return dialog


def gone_dialog(parent: QWidget, keep: Callable[[], None], leave: Callable[[], None]) -> Dialog:
    """Say that the draft is gone. Parameters: keep, what is at hand as a new draft; leave, without it."""
    dialog = Dialog(parent, tr("This draft is gone"))
    words = tr("It was submitted or deleted at another station. You can keep what you see as a new draft.")
    dialog.body.addWidget(label(words, wrap=True))
    _close_with(dialog, tr("Leave it"), leave)
    _answer_with(dialog, tr("Keep as a new draft"), keep)
    dialog.open()
    return dialog


def _close_with(dialog: Dialog, words: str, deed: Callable[[], None]) -> None:
    """The answer that gives up one's own side; Escape gives up nothing and asks again at the next save."""

    def do() -> None:
        dialog.accept()
        deed()

    dialog.foot.addWidget(button(words, do))


def _answer_with(dialog: Dialog, words: str, deed: Callable[[], None]) -> None:
    def do() -> None:
        dialog.accept()
        deed()

    dialog.add_action(words, do)


def _flat(answers: Answers) -> dict[str, object]:
    body = answers.body()
    return {**body["order"], "builds": body["builds"][: answers.quantity]}
