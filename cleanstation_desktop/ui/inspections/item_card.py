"""One item of a form: what is asked, the big answers, and how its answer stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.ui.input.reading_verdict import limit_words, target_words
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.inspections import card_parts
from cleanstation_desktop.ui.inspections.answer_button import AnswerButton
from cleanstation_desktop.ui.inspections.answer_keys import AnswerKeys
from cleanstation_desktop.ui.inspections.card_state import AnswerState, fault_panel, fault_told
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.inspections.form import Draft
from cleanstation_desktop.ui.inspections.note_panel import NotePanel
from cleanstation_desktop.ui.inspections.tab_order import chain
from cleanstation_desktop.ui.inspections.values import TextValue, check_answers
from cleanstation_desktop.ui.inspections.words import item_words, outcome_words, value_words
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, label, set_look
from cleanstation_desktop.ui.widgets.flow import Flow

_BUTTONS = {
    Outcome.PASS: ("ok", "check", "P"),
    Outcome.FAIL: ("bad", "cross", "F"),
    Outcome.NA: ("na", "not-applicable", "N"),
}


class ItemCard(QFrame):
    """Signals: walked, to the item before (−1) or after (1); grown, a panel opened in the card; reading_wanted,
    instrument_wanted, photo_wanted, the id of the item for which something is asked beside the card; key_burst, keys
    came faster than a person types, and answered nothing."""

    walked = Signal(int)
    grown = Signal(object)
    reading_wanted = Signal(int)
    instrument_wanted = Signal(int)
    photo_wanted = Signal(int)
    key_burst = Signal()

    def __init__(self, filling: Filling, item: InspectionItem) -> None:
        super().__init__()
        self.item = item
        self._filling = filling
        self._answers: dict[object, AnswerButton] = {}
        self._keys = AnswerKeys(self, self._press, self.key_burst.emit)
        self._text: TextValue | None = None
        self._panel: NotePanel | None = None
        self._fault: QWidget | None = None
        self._told: tuple[object, ...] = ()
        self.setProperty("look", "item")
        self.setProperty("outcome", "")
        self.setAccessibleName(item_words(item))
        self._state = AnswerState()
        self._note = label("", "muted", wrap=True)
        self._limits = label("", "muted", wrap=True)
        self._value = label("", "h3", wrap=True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(18, 14, 18, 14)
        self._layout.setSpacing(10)
        self._layout.addLayout(card_parts.head(item, self._state))
        for part in card_parts.beside(item):
            self._layout.addWidget(part)
        self._layout.addWidget(self._limits)
        if filling.can_answer(item):
            self._layout.addWidget(self._make_answers())
        else:
            self._layout.addWidget(self._value)
        self._layout.addWidget(self._note)
        self.refresh()

    # What the card is told

    def refresh(self) -> None:
        """Show the item as it stands now."""
        filling = self._filling
        self.item = item = filling.item(self.item.id)
        draft, entry = filling.drafts.get(item.id), filling.entry(item)
        answer, outcome = filling.standing(item), filling.outcome(item)
        shown = draft.answer if draft is not None and draft.wanted != "text" else answer
        set_look(self, "outcome", outcome.value if outcome is not None else "")
        self._state.show_state(item, entry, draft, outcome)
        self._show_limits(item)
        self._show_answer(shown, answer, draft, outcome)
        note = answer.note if answer is not None else ""
        self._note.setText(tr("Note: {text}", text=note) if note else "")
        self._note.setVisible(bool(note) and (draft is None or draft.wanted == "text"))
        self._show_panel(draft)
        self._show_fault()
        # What stands beside the title may have made it a line longer, of which the list hears nothing.
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the height that the words need at this width."""
        super().resizeEvent(event)
        if self.heightForWidth(self.width()) > self.height():
            QTimer.singleShot(0, self, self.updateGeometry)

    def set_current(self, current: bool) -> None:
        """Mark the item at which the person works."""
        set_look(self, "current", current)

    def focus(self) -> None:
        """Put the focus to where this item is answered."""
        if self._panel is not None:
            self._panel.field.focus()
        elif self._text is not None:
            self._text.line.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._answers:
            down = next((made for made in self._answers.values() if made.isChecked()), None)
            (down or next(iter(self._answers.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Take what is being typed, before the card goes; in a form that is closed, so that it is refused in words."""
        self._keys.settle()
        text = self._text
        if text is not None and (text.line.hasFocus() or not self._filling.can_answer(self.item)):
            text.send()

    def take_scan(self, code: str) -> bool:
        """A scanned code becomes the serial number, or the text, that this item asks for."""
        if self._text is None or self._panel is not None:
            return False
        self._text.put(code)
        return True

    # What the person does

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Answer and walk by the keyboard: digits in the order of the buttons, P, F and N; Space, the one in focus."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.walked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif (
            self._answers
            and text.isprintable()
            and text
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if not event.isAutoRepeat():
                self._keys.take(text.upper())
        else:
            super().keyPressEvent(event)

    def _press(self, text: str) -> None:
        pressed: AnswerButton | None = None
        if text == " ":
            pressed = next((made for made in self._answers.values() if made.hasFocus()), None)
        elif text.isascii() and text.isdigit() and 0 < int(text) <= len(self._answers):
            pressed = list(self._answers.values())[int(text) - 1]
        else:
            wanted = next((outcome for outcome, (_, _, key) in _BUTTONS.items() if key == text), None)
            pressed = self._answers.get(wanted)
        if pressed is not None:
            pressed.click()

    def _give(self, answer: Answer) -> None:
        self._filling.give(self.item, answer)

    def _fail(self) -> None:
        text = self._text.text or None if self._text is not None else None
        self._give(Answer(outcome=Outcome.FAIL, text=text))

    # Inside

    def _make_answers(self) -> Flow:
        item, filling, about = self.item, self._filling, item_words(self.item)
        flow = Flow(spacing=10)
        if item.kind in (ItemKind.TEXT, ItemKind.SERIAL):
            self._text = TextValue(item)
            self._text.taken.connect(lambda text: self._give(Answer(text=text)))
            self._text.typed.connect(lambda text: filling.type_text(self.item, text))
            flow.add(self._text)
        for choice in item.choices:
            self._add(flow, choice.code, choice.text, "choice", partial(self._give, Answer(choice=choice.code)))
        if item.kind in (ItemKind.NUMBER, ItemKind.INSTRUMENT):
            wanted = self.reading_wanted if item.kind is ItemKind.NUMBER else self.instrument_wanted
            self._add(flow, "value", self._prompt(), "choice", lambda: wanted.emit(self.item.id))
        for outcome in check_answers(item):
            kind, icon, key = _BUTTONS[outcome]
            deed = self._fail if outcome is Outcome.FAIL else partial(self._give, Answer(outcome=outcome))
            self._add(flow, outcome, outcome_words(outcome), kind, deed, key=key, icon=icon)
        self._note_button = button(tr("Note"), self._begin_note, look="link", icon="comment")
        self._note_button.setAccessibleName(tr("{answer}: {item}", answer=tr("Note"), item=about))
        self._photo_button = button(
            tr("Photo"), lambda: self.photo_wanted.emit(self.item.id), look="link", icon="photo"
        )
        self._photo_button.setAccessibleName(tr("{answer}: {item}", answer=tr("Photo"), item=about))
        for made in (self._note_button, self._photo_button):
            made.setProperty("big", True)
            flow.add(made)
        return flow

    def _add(
        self,
        flow: Flow,
        name: object,
        words: str,
        kind: str,
        on_click: Callable[[], object],
        *,
        key: str = "",
        icon: str = "",
    ) -> None:
        keys = ", ".join(part for part in (str(len(self._answers) + 1), key) if part)
        made = AnswerButton(words, kind, on_click, keys=keys, about=item_words(self.item), icon=icon)
        self._answers[name] = made
        flow.add(made)

    def _prompt(self) -> str:
        return tr("Type the reading") if self.item.kind is ItemKind.NUMBER else tr("Choose the instrument")

    def _show_limits(self, item: InspectionItem) -> None:
        if item.kind is not ItemKind.NUMBER:
            self._limits.hide()
            return
        question = self._filling.question(item)
        obstacle = question.obstacle if self._filling.can_answer(item) else ""
        parts = [part for part in (target_words(question), obstacle or limit_words(question)) if part]
        self._limits.setText("  ·  ".join(parts))

    def _show_answer(
        self, shown: Answer | None, answer: Answer | None, draft: Draft | None, outcome: Outcome | None
    ) -> None:
        words = value_words(self.item, shown, self._filling.instruments)
        if not self._filling.can_answer(self.item):
            self._value.setText(words)
            self._value.setVisible(bool(words))
            return
        given = shown.outcome if shown is not None else None
        for name, made in self._answers.items():
            if isinstance(name, Outcome):
                made.setChecked(given is name)
            elif name == "value":
                made.setText(words or self._prompt())
                made.setChecked(bool(words))
                made.setProperty("verdict", outcome.value if outcome is not None and words else "")
            else:
                made.setChecked(shown is not None and shown.choice == name)
        if self._text is not None:
            typed = draft.answer.text or "" if draft is not None else ""
            self._text.show_text(answer.text or "" if answer is not None else "", typed)
        self._note_button.setVisible(answer is not None and draft is None)
        photos = self._filling.photos.get(self.item.answer.id, 0) if self.item.answer is not None else 0
        self._photo_button.setText(tr("Photo ({count})", count=photos) if photos else tr("Photo"))
        self._photo_button.setVisible(self.item.answer is not None and draft is None)

    def _begin_note(self) -> None:
        rest(self._note_button)  # the panel that opens scrolls the cards
        self._filling.begin_note(self.item)

    def _show_panel(self, draft: Draft | None) -> None:
        wanted = draft.wanted if draft is not None and draft.wanted != "text" else ""
        if self._panel is not None and self._panel.property("wanted") != wanted:
            had_focus = self._panel.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
            card_parts.take_out(self._layout, self._panel)
            self._panel = None
            if had_focus and not wanted:
                self.focus()
        if self._panel is None and draft is not None and wanted:
            standing = self._filling.standing(self.item)
            recorded = standing.note if standing is not None else ""
            panel = NotePanel(wanted, draft.note, item_words(self.item), recorded=recorded)
            panel.setProperty("wanted", wanted)
            panel.changed.connect(lambda text: self._filling.write_draft(self.item, text))
            panel.cancelled.connect(lambda: self._filling.drop_draft(self.item))
            panel.written.connect(lambda note: self._filling.finish_draft(self.item, note))
            self._panel = panel
            self._layout.addWidget(panel)
            chain((self,))
            panel.field.focus()
            self.grown.emit(panel)

    def _show_fault(self) -> None:
        told = fault_told(self._filling, self.item)
        if told == self._told:
            # Whatever else was read: the button that somebody is about to press stays where it is.
            return
        self._told = told
        if self._fault is not None:
            card_parts.take_out(self._layout, self._fault)
        self._fault = fault_panel(self._filling, self.item)
        if self._fault is not None:
            self._layout.addWidget(self._fault)
            chain((self,))
