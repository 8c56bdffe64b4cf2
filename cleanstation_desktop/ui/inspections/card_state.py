"""How an answer stands: saving, saved, waiting, refused, or in conflict with somebody else's."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.services.inspection_model import InspectionItem, RecordedAnswer
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.ui.failures import describe
from cleanstation_desktop.ui.inspections import form
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.inspections.form import Draft
from cleanstation_desktop.ui.inspections.outbox import Entry, Sending
from cleanstation_desktop.ui.inspections.words import OUTCOME_LOOKS, item_words, outcome_words, value_words
from cleanstation_desktop.ui.text import clock, tr
from cleanstation_desktop.ui.theme.icons import pixmap
from cleanstation_desktop.ui.widgets.controls import button, chip, column, frame, label, row, set_look


class AnswerState(QWidget):
    """The outcome as a chip, and beside it where the answer is on its way to the server."""

    def __init__(self) -> None:
        super().__init__()
        self._outcome = chip("", "neutral")
        self._icon = QLabel()
        self._icon.setFixedSize(18, 18)
        self._words = label("", "small")
        self.setLayout(row(self._outcome, self._icon, self._words, spacing=6))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def words(self) -> str:
        """What it says of the way to the server."""
        return self._words.text()

    def show_state(
        self, item: InspectionItem, entry: Entry | None, draft: Draft | None, outcome: Outcome | None
    ) -> None:
        """Show how an item stands."""
        self._outcome.setText(outcome_words(outcome))
        set_look(self._outcome, "look", OUTCOME_LOOKS[outcome])
        self._outcome.setVisible(outcome is not None and draft is None)
        drawing, colour, words = _way(item, entry, draft)
        self._icon.setVisible(bool(drawing))
        if drawing:
            self._icon.setPixmap(pixmap(drawing, 18, colour))
        self._words.setText(words)
        set_look(self._words, "look", {"bad": "error", "warn": "warning"}.get(colour, "small"))


def _way(item: InspectionItem, entry: Entry | None, draft: Draft | None) -> tuple[str, str, str]:
    """Icon, its colour token, and words."""
    if draft is not None:
        return "unsaved", "warn", tr("Not complete yet")
    on_its_way = {
        Sending.SAVING: ("saving", "text2", tr("Saving…")),
        Sending.WAITING: ("unsaved", "warn", tr("Not yet saved")),
        Sending.REFUSED: ("error", "bad", tr("Not saved")),
        Sending.CONFLICT: ("warning", "warn", tr("Answered twice")),
    }
    if entry is not None and entry.state in on_its_way:
        return on_its_way[entry.state]
    if item.answer is None:
        return "", "text2", tr("Saving…") if entry is not None else tr("Not answered")
    told = tr("Saved {time} {initials}", time=clock(item.answer.answered_at), initials=item.answer.initials)
    return "saved", "ok", told


def fault_told(filling: Filling, item: InspectionItem) -> tuple[object, ...]:
    """All that `fault_panel` tells and acts on; as long as it is the same, so is the panel."""
    entry = filling.entry(item)
    if entry is None or entry.fault is None:
        return ()
    mine = _said(filling, item, entry.latest, form.judged(item, entry.latest, filling.reference(item)))
    theirs = item.answer
    said = "" if theirs is None else _said(filling, item, form.as_answer(item, theirs), theirs.outcome)
    return item, entry, entry.state, entry.fault, entry.latest, mine, said


def fault_panel(filling: Filling, item: InspectionItem) -> QFrame | None:
    """What keeps an answer from being saved, and what can be done about it; None when nothing does."""
    entry = filling.entry(item)
    if entry is None or entry.fault is None:
        return None
    if entry.state is Sending.CONFLICT:
        # The other answer is being read; both are shown when it is there.
        return None if item.answer is None else _conflict(filling, item, item.answer, entry)
    told = describe(entry.fault)
    words = label(f"{told.sentence} {told.hint}".strip(), wrap=True)
    again = button(tr("Try again"), lambda: _again(filling, item, entry))
    drop = button(tr("Discard this answer"), lambda: filling.outbox.drop(item.id))
    line = row(words, again, drop, spacing=8)
    line.setStretch(0, 1)
    return frame(line, "bad", margins=(14, 8, 10, 8))


def _again(filling: Filling, item: InspectionItem, entry: Entry) -> None:
    answer = entry.latest
    filling.outbox.drop(item.id)
    filling.outbox.give(filling.inspection_id, item.id, answer, item.answer.version if item.answer else None)


def _conflict(filling: Filling, item: InspectionItem, theirs: RecordedAnswer, entry: Entry) -> QFrame:
    said = _said(filling, item, form.as_answer(item, theirs), theirs.outcome)
    mine = _said(filling, item, entry.latest, form.judged(item, entry.latest, filling.reference(item)))
    lines = column(
        label(
            tr(
                "{initials} answered this at {time}: {answer}",
                initials=theirs.initials,
                time=clock(theirs.answered_at),
                answer=said,
            ),
            wrap=True,
        ),
        label(tr("Your answer, not saved: {answer}", answer=mine), wrap=True),
        row(
            button(tr("Keep the other answer"), lambda: filling.keep_theirs(item)),
            button(tr("Save mine instead"), lambda: filling.keep_mine(item)),
            None,
        ),
        spacing=6,
    )
    made = frame(lines, "warn", margins=(14, 10, 14, 10))
    made.setAccessibleName(tr("Answered twice: {item}", item=item_words(item)))
    return made


def _said(filling: Filling, item: InspectionItem, answer: Answer, outcome: Outcome | None) -> str:
    value = value_words(item, answer, filling.instruments)
    parts = [part for part in (outcome_words(outcome), value, answer.note) if part]
    return " – ".join(parts)
