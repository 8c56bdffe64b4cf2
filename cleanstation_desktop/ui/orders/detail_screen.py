"""One order: its head, its builds, and everything that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTabWidget, QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.timeline import order_timeline
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.file_kinds import offer
from cleanstation_desktop.ui.orders import list_export
from cleanstation_desktop.ui.orders.build_cards import BuildCards
from cleanstation_desktop.ui.orders.cancelling import CancelDialog, Cancellable
from cleanstation_desktop.ui.orders.change_dialog import ChangeDialog
from cleanstation_desktop.ui.orders.comments_panel import CommentsPanel
from cleanstation_desktop.ui.orders.documents_panel import DocumentsPanel
from cleanstation_desktop.ui.orders.facts import OrderFacts, read_facts
from cleanstation_desktop.ui.orders.language_dialog import LanguageDialog
from cleanstation_desktop.ui.orders.list_columns import export_heads, export_row
from cleanstation_desktop.ui.orders.summary import OrderSummary
from cleanstation_desktop.ui.orders.timeline_panel import TimelinePanel
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, column, scrolled
from cleanstation_desktop.ui.widgets.menus import Menu, menu_action
from cleanstation_desktop.ui.widgets.status import status_kind, status_words
from cleanstation_desktop.ui.widgets.tab_page import TabPage

# Place of the timeline among the tabs, and what no other tab tells of.
_TIMELINE = 3
_OF_TIMELINE = frozenset({"inspection", "nonconformance", "part_issue", "change_request", "signature", "print_record"})


class OrderScreen(Screen):
    """Place "order" with order_id."""

    watches = frozenset(
        {"customer_order", "order_change", "build", "bom_revision", "assembly_claim", "document", "comment"}
        | _OF_TIMELINE
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._order_id = int(place.arguments["order_id"])
        self.facts: OrderFacts | None = None
        self.load()
        self._make_buttons()
        self.summary = OrderSummary()
        self.body.addWidget(self.summary)
        self.cards = BuildCards()
        self._documents = TabPage(self._make_documents)
        self._comments = TabPage(self._make_comments)
        self._timeline = TabPage(self._make_timeline)
        self._late: tuple[TabPage[Any], ...] = (self._documents, self._comments, self._timeline)
        # Behind the builds, which are seen first: the two that are counted.
        self._rest = QTimer(self, interval=0)
        self._rest.timeout.connect(self._make_rest)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for title, widget in (
            (tr("Builds"), scrolled(self.cards)),
            (tr("Documents"), self._documents),
            (tr("Comments"), self._comments),
            (tr("Timeline"), self._timeline),
        ):
            self.tabs.addTab(_padded(widget), title)
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._look)
        self.cards.opened.connect(lambda key: self.client.open("build", build_id=key))
        self.set_heading(tr("Order"))

    @property
    def documents(self) -> DocumentsPanel:
        """The files of the order."""
        return self._documents.tab()

    @property
    def comments(self) -> CommentsPanel:
        """The remarks on the order."""
        return self._comments.tab()

    @property
    def timeline(self) -> TimelinePanel:
        """What happened to the order."""
        return self._timeline.tab()

    def load(self) -> None:
        """Read the order."""
        session, order_id = self.client.session, self._order_id
        self.read(lambda: read_facts(session, order_id), self._show)

    def concerns(self, change: Change) -> bool:
        """Much is signed and printed in a plant: the timeline alone tells of it, and is read when it is looked at."""
        told = change.table not in _OF_TIMELINE or self.tabs.currentIndex() == _TIMELINE
        return told and super().concerns(change)

    def state(self) -> Mapping[str, Any]:
        """The tab, and the comment being written."""
        made = self._comments.made
        return {"tab": self.tabs.currentIndex(), "comment": "" if made is None else made.editor.toPlainText()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take both over."""
        self.tabs.setCurrentIndex(state["tab"])
        if state["comment"]:
            self.comments.editor.setPlainText(state["comment"])

    def unsaved(self) -> str:
        """A comment that was not sent."""
        return "" if self._comments.made is None else self._comments.made.unsaved()

    def _make_buttons(self) -> None:
        self.repeat = button(tr("Repeat the order"), self._repeat, icon="repeat")
        self.change = button(tr("Change"), self._ask_change, icon="edit", look="primary", shortcut="Ctrl+E")
        self.more = button(tr("More"), icon="more")
        menu = Menu(self.more)
        self._language = menu_action(menu, tr("Correct the document language"), self._ask_language)
        self._cancel = menu_action(menu, tr("Cancel builds"), self._ask_cancel)
        for kind in list_export.KINDS:
            menu_action(menu, tr("Export the builds as {kind}", kind=offer(kind)), partial(self._ask_export, kind))
        self.more.setMenu(menu)
        for made in (self.more, self.repeat, self.change):
            self.buttons.addWidget(made)
            made.hide()

    def _show(self, facts: OrderFacts) -> None:
        self.facts = facts
        head = facts.order.head
        chips: list[QWidget] = [chip(status_words(head.status), status_kind(head.status))]
        if any(row.overdue for row in facts.rows):
            chips.append(chip(tr("Overdue"), "bad"))
        elif any(row.due_soon for row in facts.rows):
            chips.append(chip(tr("Due soon"), "warn"))
        if head.rejected:
            chips.append(chip(tr("A build is rejected"), "bad"))
        if head.held:
            chips.append(chip(tr("A build is on hold"), "warn"))
        subtitle = tr("{count} {count:build/builds}", count=counted(len(facts.rows)))
        self.set_heading(tr("Order {po}", po=head.po_number), f"{head.customer}  ·  {subtitle}", *chips)
        self._offer(facts)
        self.summary.show_facts(facts)
        self.cards.show_facts(facts)
        self.records = {"customer_order": frozenset({str(head.id)}), "build": frozenset(map(str, facts.numbers))}
        self._read_timeline()
        if self._documents.made is not None:
            self._documents.made.load(self._order_id, facts.numbers)
        if self._comments.made is not None:
            self._comments.made.load(self._order_id)
        self._rest.start()

    def _make_documents(self) -> DocumentsPanel:
        made = DocumentsPanel(self)
        made.counted.connect(lambda count: self._count(1, tr("Documents"), count))
        if self.facts is not None:
            made.load(self._order_id, self.facts.numbers)
        return made

    def _make_comments(self) -> CommentsPanel:
        made = CommentsPanel(self)
        made.counted.connect(lambda count: self._count(2, tr("Comments"), count))
        if self.facts is not None:
            made.load(self._order_id)
        return made

    def _make_timeline(self) -> TimelinePanel:
        session, key = self.client.session, self._order_id
        return TimelinePanel(
            self, lambda offset, limit: order_timeline(session, key, offset=offset, limit=limit), with_build=True
        )

    def _make_rest(self) -> None:
        waiting = next((page for page in (self._documents, self._comments) if page.made is None), None)
        if waiting is None:
            self._rest.stop()
        else:
            waiting.tab()

    def _look(self, place: int) -> None:
        if place:
            self._late[place - 1].tab()
        self._read_timeline()

    def _read_timeline(self) -> None:
        """Read the timeline when it is looked at: no other tab tells anything of it."""
        if self.facts is not None and self.tabs.currentIndex() == _TIMELINE:
            self.timeline.load()

    def _offer(self, facts: OrderFacts) -> None:
        coordinator = self.client.holds(Role.PRODUCTION_COORDINATOR)
        cancels = bool(facts.open_rows) and self.client.holds(Role.PRODUCTION_COORDINATOR, Role.ADMIN)
        self.repeat.setVisible(coordinator)
        self.change.setVisible(coordinator and bool(facts.open_rows))
        self._language.setVisible(coordinator and facts.correctable)
        self._cancel.setVisible(cancels)
        self.more.show()

    def _count(self, place: int, title: str, count: int) -> None:
        self.tabs.setTabText(place, tr("{title} ({count})", title=title, count=count) if count else title)

    def _ask_change(self) -> None:
        if self.facts is not None:
            ChangeDialog(self, self.client, self.facts, self.load).open()

    def _ask_language(self) -> None:
        if self.facts is not None:
            LanguageDialog(self, self.client, self.facts, self.load).open()

    def _ask_cancel(self) -> None:
        if self.facts is not None:
            builds = [
                Cancellable(Seen(row.id, row.version), row.build_number, row.status) for row in self.facts.open_rows
            ]
            CancelDialog(self, self.client, builds, self._cancelled).open()

    def _cancelled(self) -> None:
        self.client.messages.success(tr("Cancelled and signed."))
        self.load()

    def _ask_export(self, kind: str) -> None:
        if self.facts is not None:
            name = re.sub(r"[^\w.-]+", "_", self.facts.order.head.po_number)
            list_export.ask_file(self, kind, name, lambda path: self.export_to(path, kind))

    def export_to(self, path: Path, kind: str) -> None:
        """Write the builds of the order to a file."""
        if self.facts is None:
            return
        rows, heads = [export_row(row) for row in self.facts.rows], export_heads()
        self.read(
            lambda: list_export.write_rows(path, kind, heads, rows),
            lambda _count: self.client.messages.success(tr("Saved as {file}.", file=path.name)),
            key="export",
            blank=False,
        )

    def _repeat(self) -> None:
        session, order_id = self.client.session, self._order_id
        self.write(
            lambda command_id: order_drafts.repeat_order(session, order_id, command_id=command_id),
            lambda key: self.client.open("order_entry", draft_id=key.id),
            button=self.repeat,
        )


def _padded(widget: QWidget) -> QWidget:
    page = QWidget()
    page.setLayout(column(widget, margins=(2, 14, 2, 2)))
    return page
