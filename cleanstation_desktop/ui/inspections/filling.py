"""The filling-in of one form: what was read, what is on its way, what is being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, Signal

from cleanstation_desktop.domain.checklist_judging import MIN_REASON
from cleanstation_desktop.domain.checklist_template import ItemKind, Outcome
from cleanstation_desktop.services.inspection_duty import InspectionPlace
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem
from cleanstation_desktop.services.inspections import Answer
from cleanstation_desktop.ui.input.reading_verdict import Question
from cleanstation_desktop.ui.inspections import form
from cleanstation_desktop.ui.inspections.form import Counts, Draft, Page
from cleanstation_desktop.ui.inspections.outbox import Entry, Outbox, Sending
from cleanstation_desktop.ui.inspections.words import instrument_obstacle


class Filling(QObject):
    """Signals: changed, the id of an item that stands otherwise now; renewed, the whole form was read."""

    changed = Signal(int)
    renewed = Signal()

    def __init__(self, outbox: Outbox, inspection_id: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inspection_id = inspection_id
        self.outbox = outbox
        self.inspection: Inspection | None = None
        self.place: InspectionPlace | None = None
        self.instruments: Mapping[int, str] = {}
        self.photos: Mapping[int, int] = {}
        self.pages: tuple[Page, ...] = ()
        self.drafts: dict[int, Draft] = {}
        self._items: dict[int, InspectionItem] = {}
        outbox.changed.connect(self._on_outbox)

    @property
    def editable(self) -> bool:
        """Whether the person may fill the form in now."""
        return self.place is not None and self.place.hindrance is None

    @property
    def items(self) -> tuple[InspectionItem, ...]:
        """All items in order of the sheet."""
        return tuple(self._items.values())

    def show(self, inspection: Inspection) -> None:
        """Take over what was just read."""
        if self.inspection is not None and inspection.version < self.inspection.version:
            return  # a reading that began before the last answer was recorded
        self._bring_drafts_up()
        self.outbox.compare(inspection)
        self.inspection = inspection
        self.pages = form.pages_of(inspection)
        self._items = {item.id: item for item in inspection.items}
        self.renewed.emit()

    def item(self, item_id: int) -> InspectionItem:
        """An item as it was read last."""
        return self._items[item_id]

    def entry(self, item: InspectionItem) -> Entry | None:
        """Its answer that is on its way."""
        return self.outbox.entry(item.id)

    def can_answer(self, item: InspectionItem) -> bool:
        """Whether the person may answer this item now."""
        return self.editable and item.carried_from is None

    def standing(self, item: InspectionItem) -> Answer | None:
        """The answer as the person is shown it."""
        return form.standing(item, self.entry(item))

    def outcome(self, item: InspectionItem) -> Outcome | None:
        """How it is answered, with what is still on its way."""
        return form.outcome_of(item, self.entry(item), self.reference(item))

    def reference(self, item: InspectionItem) -> Decimal | None:
        """The reading beside which this one is taken."""
        return form.reference_of(self._items.values(), item, self.standing)

    def question(self, item: InspectionItem) -> Question:
        """What a reading is asked for, and what keeps the person from taking it."""
        return form.question_of(item, self.reference(item), self._obstacle(item))

    def _obstacle(self, item: InspectionItem) -> str:
        named = next((other for other in self._items.values() if other.code == item.instrument_item), None)
        if named is None or self.place is None:
            return ""
        on_its_way = self.entry(named) is not None
        return instrument_obstacle(named, self.standing(named), self.place.today, on_its_way=on_its_way)

    def counts(self, page: Page | None = None) -> Counts:
        """How far the form or a page is."""
        return form.count(self.items if page is None else page.items, self.outcome)

    def page_of(self, item_id: int) -> Page:
        """The page on which an item stands."""
        return next(page for page in self.pages if any(item.id == item_id for item in page.items))

    def next_open(self, after: int | None) -> int | None:
        """The next item that can be answered and is not; None when there is none."""
        return form.next_open(self.items, after, lambda item: self.can_answer(item) and self.outcome(item) is None)

    def unsaved(self) -> int:
        """How many answers the server has not recorded."""
        return self.outbox.unsaved(self.inspection_id)

    @property
    def to_be_read(self) -> bool:
        """Whether an answer was recorded that the form, as it was read, does not show yet."""
        return any(entry.saved is not None for entry in self.outbox.of(self.inspection_id))

    def give(self, item: InspectionItem, answer: Answer) -> None:
        """Send an answer; one that needs a note first becomes a draft, for which the card asks.

        The same answer as stands, given again, leaves it its note: only `finish_draft` takes one away.
        """
        draft, standing = self.drafts.get(item.id), self.standing(item)
        if draft is not None and draft.wanted != "text" and answer == replace(draft.answer, note=""):
            self.changed.emit(item.id)  # its note is being written
            return
        # A reading whose reference was read again stands as failed until it is given again: that is no repetition.
        as_judged = (None, form.judged(item, answer, self.reference(item)))
        if standing is not None and answer == replace(standing, note="") and self.outcome(item) in as_judged:
            if self._wanted_note(item, answer):
                self.begin_note(item)
                return
            answer = standing
        self._take(item, answer)

    def finish_draft(self, item: InspectionItem, note: str) -> None:
        """Send the answer of a draft with its note."""
        draft = self.drafts.get(item.id)
        if draft is not None:
            self._take(item, replace(draft.answer, note=note))

    def type_text(self, item: InspectionItem, text: str) -> None:
        """Keep what stands in the line of a text; nothing, when it is what was recorded or empty."""
        if text:
            # The card is not shown anew: a person is typing in it.
            self.drafts[item.id] = Draft(Answer(text=text), "text", version=self._seen(item))
        else:
            self.drop_draft(item)

    def write_draft(self, item: InspectionItem, note: str) -> None:
        """Keep what stands in the note, without showing the item anew."""
        draft = self.drafts.get(item.id)
        if draft is not None:
            self.drafts[item.id] = replace(draft, note=note)

    def drop_draft(self, item: InspectionItem) -> None:
        """Give up an answer that is not complete."""
        if self.drafts.pop(item.id, None) is not None:
            self.changed.emit(item.id)

    def begin_note(self, item: InspectionItem) -> None:
        """Ask for a note to the answer that stands."""
        answer = self.standing(item)
        if answer is not None:
            outcome = self.outcome(item)
            wanted = {Outcome.FAIL: "wrong", Outcome.NA: "why"}.get(outcome, "note") if outcome else "note"
            self._set_draft(item, Draft(answer, wanted, answer.note, self._seen(item)))

    def keep_mine(self, item: InspectionItem) -> None:
        """After somebody else answered meanwhile: the person's own answer takes the place of the other."""
        entry = self.entry(item)
        if entry is not None and item.answer is not None:
            mine = entry.latest
            self.outbox.drop(item.id)
            self.outbox.give(self.inspection_id, item.id, mine, item.answer.version)

    def keep_theirs(self, item: InspectionItem) -> None:
        """The answer that somebody else gave stands."""
        self.outbox.drop(item.id)

    def _take(self, item: InspectionItem, answer: Answer) -> None:
        # Also when the form was signed meanwhile: what the person gave is then refused in words, and stays until read.
        seen, before = self._seen(item), self.drafts.get(item.id)
        wanted = self._wanted_note(item, answer)
        if wanted:
            kept = before.note if before is not None and before.wanted == wanted else ""
            self._set_draft(item, Draft(replace(answer, note=""), wanted, kept, seen))
            return
        self.drafts.pop(item.id, None)
        entry = self.entry(item)
        # An instrument that is named again is news: it may have been calibrated since.
        told = answer == self.standing(item) and item.kind is not ItemKind.INSTRUMENT
        if told and (entry is None or entry.state is not Sending.REFUSED):
            self.changed.emit(item.id)
            return
        self.outbox.give(self.inspection_id, item.id, answer, seen)

    def _set_draft(self, item: InspectionItem, draft: Draft) -> None:
        self.drafts[item.id] = draft
        self.changed.emit(item.id)

    def _seen(self, item: InspectionItem) -> int | None:
        """The version of the recorded answer upon which the person answers now.

        A draft hides what others record meanwhile, so that it stands upon what was seen when it was begun.
        """
        draft = self.drafts.get(item.id)
        if draft is not None:
            return draft.version
        return item.answer.version if item.answer is not None else None

    def _bring_drafts_up(self) -> None:
        """An own answer that was on its way when a draft was begun is one that the person saw."""
        for entry in self.outbox.of(self.inspection_id):
            draft = self.drafts.get(entry.item_id)
            if draft is not None and entry.saved is not None:
                self.drafts[entry.item_id] = replace(draft, version=entry.saved.version)

    def _wanted_note(self, item: InspectionItem, answer: Answer) -> str:
        outcome = form.judged(item, answer, self.reference(item))
        short = len(answer.note.strip()) < MIN_REASON
        if outcome is Outcome.NA and short:
            return "why"
        if outcome is Outcome.FAIL and short:
            return "wrong"
        needs = any(choice.code == answer.choice and choice.needs_note for choice in item.choices)
        return "what" if needs and not answer.note.strip() else ""

    def _on_outbox(self, inspection_id: int, item_id: int) -> None:
        if inspection_id == self.inspection_id and item_id in self._items:
            self.changed.emit(item_id)
