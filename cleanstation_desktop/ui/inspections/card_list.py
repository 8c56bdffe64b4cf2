"""The cards of one page, made a few at a time, so that a long form opens at once and never stalls."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid

from cleanstation_desktop.ui.inspections.filling import Filling
from cleanstation_desktop.ui.inspections.form import Page, PageKey
from cleanstation_desktop.ui.inspections.item_card import ItemCard
from cleanstation_desktop.ui.widgets.controls import clear
from cleanstation_desktop.ui.widgets.scrolling import Area

_NARROWEST = 470
_SLICE_S = 0.005
"""Seconds of card making between two looks at what the person does; to lay them out takes as long again."""


class CardList(Area):
    """Signals: walked_out, beyond the first (−1) or the last (1) card; made, a new card, to be connected; filled, all
    cards of the page are there; current_changed, the id of the item at which the person works."""

    walked_out = Signal(int)
    made = Signal(object)
    filled = Signal()
    current_changed = Signal(int)

    def __init__(self, filling: Filling) -> None:
        inside = QWidget()
        super().__init__(inside, sideways=True)
        self._filling = filling
        self._page: Page | None = None
        self._editable = False
        self._wanted: int | None = None
        self._focus_wanted = False
        self.current: int | None = None
        self.cards: dict[int, ItemCard] = {}
        self.setMinimumWidth(_NARROWEST)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 10, 10)
        self._column.setSpacing(12)
        self._grown: QWidget | None = None
        self.verticalScrollBar().rangeChanged.connect(self._on_range)
        self._filler = QTimer(self, interval=0)
        self._filler.timeout.connect(self._fill)
        filling.changed.connect(self._on_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    @property
    def page_key(self) -> PageKey | None:
        """Which page is shown."""
        return self._page.key if self._page is not None else None

    @property
    def complete(self) -> bool:
        """Whether all cards of the page are made."""
        return self._page is not None and len(self.cards) == len(self._page.items)

    def show_page(self, page: Page) -> None:
        """Show a page; the one that is shown already stays and is shown as it stands now."""
        same = self._page is not None and [item.id for item in self._page.items] == [item.id for item in page.items]
        if (
            same
            and self._page is not None
            and self._page.title == page.title
            and self._editable == self._filling.editable
        ):
            self._page = page
            for card in self.cards.values():
                card.refresh()
            return
        opening = self._page is None
        self._page, self._editable = page, self._filling.editable
        self._drop_cards()
        self.verticalScrollBar().setValue(0)
        if opening:
            self._filler.start()  # what stands around the cards was made in this turn
        else:
            self._fill()

    def _drop_cards(self) -> None:
        # They go where they stand: a widget that loses its parent is dressed anew first, which takes longer than all.
        self._filler.stop()
        for card in self.cards.values():
            card.leave()
            card.hide()
            self._column.removeWidget(card)
            card.deleteLater()
        self.cards = {}
        clear(self._column)

    def go_to(self, item_id: int, *, focus: bool = True) -> None:
        """Bring an item of this page into sight and, if wanted, the focus to it, as soon as its card is made."""
        self._wanted, self._focus_wanted = item_id, focus
        if item_id in self.cards and self.complete:
            QTimer.singleShot(0, self, self._arrive)

    def _fill(self) -> None:
        page = self._page
        if page is None:
            return
        until = time.monotonic() + _SLICE_S
        for item in page.items[len(self.cards) :]:
            card = ItemCard(self._filling, item)
            card.walked.connect(self._walk)
            card.grown.connect(self._show_grown)
            self.cards[item.id] = card
            self._column.addWidget(card)
            self.made.emit(card)
            if time.monotonic() > until:
                break
        if not self.complete:
            self._filler.start()
            return
        self._filler.stop()
        self._column.addStretch(1)
        QTimer.singleShot(0, self, self._finish)

    def _finish(self) -> None:
        if self.complete:  # no other page was turned to meanwhile
            self.filled.emit()
            if self._wanted is not None:
                QTimer.singleShot(0, self, self._arrive)

    def _arrive(self) -> None:
        if not self.complete:
            return  # another page was turned to meanwhile: its last card comes back here
        card = self.cards.get(self._wanted) if self._wanted is not None else None
        self._wanted = None
        if card is None:
            return
        self._set_current(card)
        if self._focus_wanted:
            card.focus()
        self.ensureWidgetVisible(card, 0, 24)

    def _show_grown(self, panel: QWidget) -> None:
        """A panel that opened comes into sight; where it lies is known when the cards have made room for it."""
        self._grown = panel

    def _on_range(self, _low: int, _high: int) -> None:
        panel, self._grown = self._grown, None
        if panel is not None and isValid(panel) and self.isAncestorOf(panel):
            self.ensureWidgetVisible(panel, 0, 24)

    def _walk(self, step: int) -> None:
        ids = list(self.cards)
        sender = self.current
        place = (ids.index(sender) if sender in ids else -1) + step
        if 0 <= place < len(ids):
            self.go_to(ids[place])
        else:
            self.walked_out.emit(step)

    def _on_changed(self, item_id: int) -> None:
        if item_id in self.cards:
            changed = self._filling.item(item_id)
            # A reading beside another one is judged by it, and waits for its instrument: both may stand otherwise now.
            for card in self.cards.values():
                if card.item.id == item_id or changed.code in (card.item.target_item, card.item.instrument_item):
                    card.refresh()

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        at = now
        while at is not None and at is not self:
            if isinstance(at, ItemCard) and self.cards.get(at.item.id) is at:
                self._set_current(at)
                return
            at = at.parentWidget()

    def _set_current(self, card: ItemCard) -> None:
        if self.current == card.item.id and card.property("current"):
            return
        before = self.cards.get(self.current) if self.current is not None else None
        if before is not None:
            before.set_current(False)
        self.current = card.item.id
        card.set_current(True)
        self.current_changed.emit(card.item.id)
