"""The first page: what waits for the person, by role, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QWidget

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services import inspections, notifications, work_lists
from cleanstation_desktop.services.live_feed import Change
from cleanstation_desktop.services.notifications import Notice, Unread
from cleanstation_desktop.services.work_lists import FIRST, SHOWN, WorkItem, WorkList, WorkSection
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.stage_bars import StageBars, status_counts
from cleanstation_desktop.ui.home.kinds import LOOKS
from cleanstation_desktop.ui.home.notices_card import NoticesCard, count_words
from cleanstation_desktop.ui.home.section_card import SectionCard
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.scrolling import make_room

# From this width on, the cards stand in two columns.
_TWO_COLUMNS = 1350
# Cards that are seen first; the others are made when these are painted.
_SEEN = 2
# Notices before somebody asks for more: they are read, the rest of the page is worked on.
_NOTICES = 3

_Told = WorkSection | Unread | Mapping[BuildStatus, int] | datetime


class HomeScreen(Screen):
    """What waits for the person who is signed in."""

    watches = frozenset(
        {"build", "bom_revision", "inspection", "nonconformance", "assembly_claim", "part_issue", "change_request"}
        | {"service_order", "order_draft", "outsourcing", "person", "notification", "instrument", "task"}
        | {"customer_order", "signature", "catalogue_import", "notification_read"}
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._shown: tuple[WorkList, Unread] | None = None
        self._more_notices = False
        self._whole: frozenset[WorkKind] = frozenset()
        self.load()
        self.set_heading(tr("Home"), tr("Signed in as {name}", name=client.session.person.full_name))
        if client.holds(Role.PRODUCTION_COORDINATOR):
            self.buttons.addWidget(
                button(
                    tr("New order"),
                    lambda: client.open("order_entry"),
                    look="primary",
                    icon="order-new",
                    shortcut="Ctrl+N",
                )
            )
        if client.holds(Role.SERVICE_DEPARTMENT):
            self.buttons.addWidget(
                button(tr("Request parts"), lambda: client.open("service_orders"), look="primary", icon="service")
            )
        self._wanted: WorkKind | None = None
        self._told: list[_Told] = []
        self._made: list[QWidget] = []
        self._slice = QTimer(self, interval=0)
        self._slice.timeout.connect(self._make_more)
        self._cards = QGridLayout()
        self._cards.setSpacing(14)
        self._holder = QWidget()
        self._holder.setLayout(column(self._cards, None, margins=(0, 0, 6, 0)))
        area = scrolled(self._holder)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """One column or two."""
        super().resizeEvent(event)
        if self._made:
            self._show_cards()

    def load(self) -> None:
        """Read what waits, and what the person was told."""
        session, whole, most = self.client.session, self._whole, SHOWN if self._more_notices else _NOTICES

        def work() -> tuple[WorkList, Unread]:
            with session.snapshot():
                return work_lists.read_work(session, whole), notifications.read_unread(session, most)

        self.read(work, self._show)

    def concerns(self, change: Change) -> bool:
        """What others have read is their own affair."""
        own = change.table != "notification_read" or change.key.endswith(f",{self.client.session.person.id}")
        return own and super().concerns(change)

    def state(self) -> Mapping[str, Any]:
        """The sections that the person wanted to see whole."""
        return {"whole": self._whole, "more_notices": self._more_notices}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take them over."""
        if state != self.state():
            self._whole, self._more_notices = state["whole"], state["more_notices"]
            self.load()

    def _show_more_notices(self) -> None:
        self._more_notices = True
        self.load()

    def _show_more(self, kind: WorkKind) -> None:
        self._whole |= {kind}
        self._wanted = kind
        self.load()

    def _show(self, found: tuple[WorkList, Unread]) -> None:
        if found == self._shown:
            # Of the many changes in a plant few are here: nothing moves under somebody's finger without need.
            self._show_cards()
            return
        self._shown = found
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        self._fill(*found)
        again = next((made for made in self.findChildren(QPushButton) if name and made.accessibleName() == name), None)
        if again is not None:
            again.setFocus()
        self._focus_more()

    def _focus_more(self) -> None:
        """After more of a section was asked for, the first that was not there before."""
        for made in self._made:
            if isinstance(made, SectionCard) and made.section.kind is self._wanted and len(made.buttons) > FIRST:
                made.buttons[FIRST].setFocus()
                self._wanted = None

    def _fill(self, work: WorkList, unread: Unread) -> None:
        """Make the cards anew from the first one on that tells something else now, so that Tab goes on in their order.

        At first those are made that one sees, then one after the other.
        """
        wanted = self._contents(work, unread)
        same = 0
        for before, now in zip(self._told[: len(self._made)], wanted, strict=False):
            if before != now:
                break
            same += 1
        for made in self._made[same:]:
            self._cards.removeWidget(made)
            made.hide()
            made.setParent(None)
            made.deleteLater()
        at_once = len(wanted) if self._made else _SEEN
        del self._made[same:]
        self._told = wanted
        while len(self._made) < min(at_once, len(wanted)):
            self._make_next()
        self._show_cards()
        self._slice.start()

    def _make_more(self) -> None:
        if len(self._made) < len(self._told):
            self._make_next()
            self._show_cards()
        else:
            self._slice.stop()

    def _make_next(self) -> None:
        told = self._told[len(self._made)]
        if isinstance(told, datetime):
            self._made.append(self._seal_card(told))
        elif isinstance(told, WorkSection):
            self._made.append(SectionCard(told, self._act, self._show_more))
        elif isinstance(told, Unread):
            self._made.append(NoticesCard(self.client, told, self._ask_read, self._show_more_notices))
        else:
            self._made.append(self._stage_card(told))

    def _contents(self, work: WorkList, unread: Unread) -> list[_Told]:
        """What the cards tell, in the order in which they stand."""
        waiting = sorted(
            (section for section in work.sections if section.count),
            key=lambda section: (not LOOKS[section.kind].urgent, list(LOOKS).index(section.kind)),
        )
        told: list[_Told] = [*waiting]
        if unread.count:
            # After what is urgent; news of mere moves after all that can be worked on.
            urgent = sum(LOOKS[section.kind].urgent for section in waiting)
            told.insert(urgent if unread.pressing else len(waiting), unread)
        if work.stages:
            told.append(work.stages)
        if work.sealed_at is not None:
            told.append(work.sealed_at)
        return told

    def _show_cards(self) -> None:
        """Put the cards where there is room for them."""
        if not self._made:
            self.show_empty(
                tr("Nothing waits for you"), tr("What needs you will stand here by itself."), drawing="checklist-done"
            )
            return
        columns = 2 if self.width() >= _TWO_COLUMNS and len(self._made) > 1 else 1
        for place, made in enumerate(self._made):
            self._cards.addWidget(made, place // columns, place % columns)
        for place in range(2):
            self._cards.setColumnStretch(place, 1 if place < columns else 0)
        make_room(self._holder)

    def _stage_card(self, stages: Mapping[BuildStatus, int]) -> QWidget:
        bars = StageBars()
        bars.set_stages(status_counts(stages))
        bars.clicked.connect(lambda status: self.client.open("orders", status=status))
        return card(bars, title=tr("My orders by stage"))

    def _seal_card(self, sealed_at: datetime) -> QWidget:
        said = label(tr("Newest seal of the audit: {moment}", moment=moment(sealed_at)), wrap=True)
        line = row(said, button(tr("Audit"), lambda: self.client.open("audit")))
        line.setStretch(0, 1)
        return card(line, title=tr("Audit"))

    def _ask_read(self, read: Sequence[Notice], pressed: QPushButton) -> None:
        """Nobody has seen those that are not shown: whoever wants them away is told how many they are."""
        told = self._shown[1] if self._shown else None
        if read or told is None or told.count == len(told.notices):
            self._mark_read(read, pressed)
            return
        shown = number(len(told.notices))
        text = tr("Of {count} notices {shown} are shown here.", count=count_words(told), shown=shown)
        mark = partial(self._mark_read, (), pressed)
        confirm(self, tr("Mark all as read?"), text, tr("Mark all as read"), mark)

    def _mark_read(self, read: Sequence[Notice], pressed: QPushButton) -> None:
        session, newest = self.client.session, self._shown[1].newest if self._shown else 0
        ids = [notice.id for notice in read]
        self.write(
            lambda command_id: (
                notifications.mark_read(session, ids, command_id=command_id)
                if ids
                else notifications.mark_all_read(session, newest, command_id=command_id)
            ),
            lambda _nothing: self.load(),
            button=pressed,
        )

    def _act(self, section: WorkSection, item: WorkItem, pressed: QPushButton) -> None:
        look = LOOKS[section.kind]
        if look.go is not None:
            look.go(self.client, item)
        elif item.build is not None and look.form is not None and item.about:
            # Its form is signed: what is missing is done on its page.
            self.client.open("build", build_id=item.build.id)
        elif item.build is not None:
            session, build_id, form = self.client.session, item.build.id, look.form or InspectionKind(item.about)
            self.write(
                lambda command_id: inspections.start(session, build_id, form, command_id=command_id),
                lambda inspection_id: self.client.open("inspection", inspection_id=inspection_id),
                button=pressed,
            )
