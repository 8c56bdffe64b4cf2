"""The checklist of one inspection: pages, item cards, papers beside them, and the signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services import inspections
from cleanstation_desktop.services.inspection_duty import InspectionPlace
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.inspections import head
from cleanstation_desktop.ui.inspections.answers import Answers
from cleanstation_desktop.ui.inspections.card_list import CardList
from cleanstation_desktop.ui.inspections.closing import Closing
from cleanstation_desktop.ui.inspections.facts import InspectionFacts, read_facts
from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.inspections.form import PageKey
from cleanstation_desktop.ui.inspections.outbox import outbox_of
from cleanstation_desktop.ui.inspections.page_list import PageList
from cleanstation_desktop.ui.inspections.papers import Papers
from cleanstation_desktop.ui.inspections.progress import Foot, ProgressStrip
from cleanstation_desktop.ui.inspections.signing import signature_block
from cleanstation_desktop.ui.inspections.tab_order import chain
from cleanstation_desktop.ui.inspections.words import LANGUAGE_NAMES
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, language, tr
from cleanstation_desktop.ui.widgets.controls import button, clear, column, row
from cleanstation_desktop.ui.widgets.states import Banner

_CARDS, _PAPERS = 3_000, 2_000
"""How the cards and the papers share the room at first."""

_PAPERS_FROM = 1500
"""From this width of the screen on, the papers are open unless the person closed them, in pixels."""


class InspectionScreen(Screen):
    """Place "inspection" with inspection_id."""

    # An answer is a change of its form too.
    watches = frozenset(
        {
            *("inspection", "document", "build", "signature", "assembly_claim", "customer_order", "bom_revision"),
            *("change_request", "nonconformance", "part_issue", "instrument"),
        }
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._inspection_id = int(place.arguments["inspection_id"])
        self._language: Language | None = None
        self._page: PageKey | None = None
        self._go_to_first = True
        self._arrive_at: int | None = None
        self.load()
        outbox = outbox_of(client)
        self.filling = Filling(outbox, self._inspection_id, self)
        self.answers = Answers(self, self.filling)
        self.closing = Closing(self, self.filling, self.go_to, self.print_sheet)
        self._make_buttons()
        self._note = Banner()
        self.strip = ProgressStrip()
        self._signatures = column()
        self.pages = PageList(self.filling.counts)
        self.cards = CardList(self.filling)
        self.papers = Papers(client)
        self.foot = Foot(self.go_to_next, outbox.try_now, self.closing.begin)
        # They come when there is something to say: to dress them takes as long as the rest of an empty form.
        self.strip.hide()
        self.foot.hide()
        self.closing.pressed = self.foot.sign
        self._split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._arrange()
        self.pages.chosen.connect(self.turn_to)
        self.pages.filled.connect(self._show_page)
        self.cards.walked_out.connect(self._turn_by)
        self.cards.made.connect(self.answers.connect_card)
        self.cards.filled.connect(self._chain)
        self.papers.made.connect(self._chain)
        self.filling.changed.connect(lambda _item: self._show_standing())
        self.filling.renewed.connect(self._show_form)
        outbox.recorded.connect(self._on_recorded)

    # What the window asks

    def load(self) -> None:
        """Read the form with everything around it."""
        session, key, spoken = self.client.session, self._inspection_id, self._language or language()
        self.read(lambda: read_facts(session, key, spoken), self._show)

    def unsaved(self) -> str:
        """Answers that are not saved, and what was begun and not finished."""
        waiting, drafts = self.filling.unsaved(), len(self.filling.drafts)
        said = []
        if drafts:
            lost = tr(
                "Begun and not finished, and lost by leaving: {count} {count:answer/answers}.", count=counted(drafts)
            )
            said.append(lost)
        if waiting:
            kept = tr(
                "Not saved yet: {count} {count:answer. It is/answers. They are} kept and sent when the server answers, "
                "as long as you stay signed in.",
                count=counted(waiting),
            )
            said.append(kept)
        return "\n".join(said)

    def state(self) -> Mapping[str, Any]:
        """Where the person works, and what was begun."""
        return {
            "language": self._language,
            "page": self._page,
            "item": self.cards.current,
            "drafts": dict(self.filling.drafts),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where another screen stood."""
        self._page, self._arrive_at = state["page"], state["item"]
        self._go_to_first = False
        if self._language != state["language"]:
            self._language = state["language"]
            self.load()
        self.filling.drafts.update(state["drafts"])

    def take_scan(self, code: str) -> bool:
        """A code goes to the item at which the person works, when it asks for one."""
        card = self.cards.cards.get(self.cards.current) if self.cards.current is not None else None
        return card is not None and self.answers.take_scan(card, code)

    # Going about the form

    def go_to(self, item_id: int) -> None:
        """Open the page of an item and bring the focus there."""
        self.turn_to(self.filling.page_of(item_id).key)
        self.cards.go_to(item_id)

    def go_to_next(self) -> None:
        """Go to the next item without an answer."""
        wanted = self.filling.next_open(self.cards.current)
        if wanted is not None:
            self.go_to(wanted)

    def turn_to(self, key: PageKey) -> None:
        """Show a page."""
        page = next((page for page in self.filling.pages if page.key == key), None)
        if page is not None:
            self._page = key
            self.pages.mark(key)
            self.cards.show_page(page)

    # Inside

    def _make_buttons(self) -> None:
        self._other_language = button("", self._change_language, icon="language")
        self._other_language.hide()
        self._papers_button = button(tr("Drawing"), self._toggle_papers, icon="drawing", shortcut="Ctrl+D")
        self._papers_button.setCheckable(True)
        self._print = button(tr("Print"), self.print_sheet, icon="printer", shortcut="Ctrl+P")
        for made in (self._other_language, self._papers_button, self._print):
            self.buttons.addWidget(made)

    def _arrange(self) -> None:
        self.body.setSpacing(12)
        self.body.addWidget(self._note)
        self.body.addWidget(self.strip)
        self.body.addLayout(self._signatures)
        self._split.addWidget(self.cards)
        self._split.addWidget(self.papers)
        self._split.setSizes([_CARDS, _PAPERS])
        middle = row(self.pages, self._split, spacing=12)
        middle.setStretch(1, 1)
        self.body.addLayout(middle, 1)
        self.body.addWidget(self.foot)
        wide = self.client.preferences.get("inspection/papers")
        self._papers_wanted = wide if isinstance(wide, bool) else None
        self.papers.hide()

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        """On a wide screen there is room for the papers."""
        super().resizeEvent(event)
        self._show_papers()

    def _show_papers(self) -> None:
        shown = self.width() >= _PAPERS_FROM if self._papers_wanted is None else self._papers_wanted
        self.papers.setVisible(shown)
        self._papers_button.setChecked(shown)

    def _toggle_papers(self) -> None:
        self._papers_wanted = not self.papers.isVisibleTo(self)
        self.client.preferences.set("inspection/papers", self._papers_wanted)
        self._show_papers()

    def _show(self, loaded: InspectionFacts) -> None:
        place = self.filling.place = loaded.place
        self.records = {
            "build": frozenset({str(place.build_id)}),
            "customer_order": frozenset({str(place.order_id)}),
            "inspection": frozenset(map(str, place.forms)),
        }
        self.answers.instruments = loaded.instruments
        self.filling.instruments = {each.id: each.number for each in loaded.instruments}
        self.filling.photos = Counter(each.answer_id for each in loaded.documents if each.answer_id is not None)
        self.papers.show_configuration(place.configuration)
        self.papers.show_documents(loaded.documents, place.build_id)
        self.filling.show(loaded.inspection)
        self.set_heading(*head.heading(loaded.inspection, place))
        other = head.other_language(loaded.inspection, place)
        self._other_language.setVisible(other is not None)
        if other is not None:
            self._other_language.setText(LANGUAGE_NAMES[other])
            self._other_language.setToolTip(tr("Show the form in {language}", language=LANGUAGE_NAMES[other]))
        clear(self._signatures)
        if loaded.signatures:
            self._signatures.addWidget(signature_block(loaded.signatures))
        note = head.what_hinders(loaded.inspection, place)
        self._note.tell("info", note, self._way_on(place)) if note else self._note.clear()

    def _way_on(self, place: InspectionPlace) -> tuple[str, Callable[[], object]] | None:
        if not place.nonconformances:
            return None
        key, number = place.nonconformances[0]
        return tr("Open {number}", number=number), lambda: self.client.open("nonconformance", nonconformance_id=key)

    def _show_form(self) -> None:
        if self.filling.pages:
            self.pages.show_pages(self.filling.pages)
        else:
            self.show_empty(tr("Nothing to answer"), tr("No item of this form applies to the build."))

    def _show_page(self) -> None:
        keys = [page.key for page in self.filling.pages]
        if self._go_to_first and self.filling.editable:
            first = self.filling.next_open(None)
            if first is not None:
                self._page = self.filling.page_of(first).key
                self._arrive_at = first
        self._go_to_first = False
        self.turn_to(self._page if self._page in keys else keys[0])
        if self._arrive_at is not None:
            self.cards.go_to(self._arrive_at)
            self._arrive_at = None
        self._show_standing()

    def _show_standing(self) -> None:
        counts = self.filling.counts()
        self.strip.show_counts(counts)
        self.strip.show()
        self.pages.show_counts()
        outbox = self.filling.outbox
        self.foot.show_saving(self.filling.unsaved(), outbox.waiting, outbox.stuck(self._inspection_id))
        place = self.filling.place
        self.foot.setVisible(place is not None and (self.filling.editable or place.may_sign))
        self.foot.show_next(self.filling.next_open(None) is not None, self.closing.words(), self.closing.hinders())

    def _on_recorded(self, inspection_id: int) -> None:
        if inspection_id == self._inspection_id:
            session, chosen = self.client.session, self._language  # without a choice, as it is when it is read
            self.read(
                lambda: inspections.read_inspection(session, inspection_id, chosen or language()),
                self.filling.show,
                key="answers",
                blank=False,
            )

    def _chain(self) -> None:
        chain((self.pages, *self.cards.cards.values(), self.papers, self.foot))

    def _turn_by(self, step: int) -> None:
        keys = [page.key for page in self.filling.pages]
        place = (keys.index(self._page) if self._page in keys else 0) + step
        if 0 <= place < len(keys):
            self.turn_to(keys[place])
            items = self.filling.pages[place].items
            self.cards.go_to(items[0 if step > 0 else -1].id)

    def _change_language(self) -> None:
        place, shown = self.filling.place, self.filling.inspection
        if place is not None and shown is not None:
            self._language = place.language if shown.language is not place.language else None
            self.load()

    def print_sheet(self) -> None:
        """Open the print dialog for the sheet of this form."""
        shown = self.filling.inspection
        if shown is not None:
            title = head.attempt_title(shown)
            print_document(self.client, self, printable.qc_sheet(self.client.session, self._inspection_id, title))
