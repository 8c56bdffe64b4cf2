"""The first page: what waits for the person, by role, and what may be done with it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QWidget

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import inspections, work_lists
from cleanstation_desktop.services.work_lists import WorkItem, WorkList, WorkSection
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.drawing.stage_bars import StageBars, status_counts
from cleanstation_desktop.ui.home.kinds import LOOKS
from cleanstation_desktop.ui.home.section_card import SectionCard
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, card, clear, column, label, row, scrolled

# From this width on, the cards stand in two columns.
_TWO_COLUMNS = 1350


class HomeScreen(Screen):
    """What waits for the person who is signed in."""

    watches = frozenset(
        {"build", "bom_revision", "inspection", "nonconformance", "assembly_claim", "part_issue", "change_request"}
        | {"service_order", "order_draft", "outsourcing", "person"}
    )

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
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
        self._work: WorkList | None = None
        self._opened: set[str] = set()
        self._made: list[QWidget] = []
        self._cards = QGridLayout()
        self._cards.setSpacing(14)
        holder = QWidget()
        holder.setLayout(column(self._cards, None, margins=(0, 0, 6, 0)))
        self.body.addWidget(scrolled(holder), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """One column or two."""
        super().resizeEvent(event)
        if self._made:
            self._show_cards()

    def load(self) -> None:
        """Read what waits."""
        session = self.client.session
        self.read(lambda: work_lists.read_work(session), self._show)

    def _show(self, work: WorkList) -> None:
        if work == self._work:
            # Of the many changes in a plant few are here: nothing moves under somebody's finger without need.
            self._show_cards()
            return
        self._work = work
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        self._fill(work)
        again = next((made for made in self.findChildren(QPushButton) if name and made.accessibleName() == name), None)
        if again is not None:
            again.setFocus()

    def _fill(self, work: WorkList) -> None:
        clear(self._cards)
        waiting = sorted(
            (section for section in work.sections if section.count),
            key=lambda section: (not LOOKS[section.kind].urgent, list(LOOKS).index(section.kind)),
        )
        cards: list[QWidget] = [SectionCard(section, self._act, self._opened) for section in waiting]
        if work.stages:
            cards.append(self._stage_card(work))
        if work.sealed_at is not None:
            cards.append(self._seal_card(work.sealed_at))
        self._made = cards
        self._show_cards()

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

    def _stage_card(self, work: WorkList) -> QWidget:
        bars = StageBars()
        bars.set_stages(status_counts(work.stages))
        bars.clicked.connect(lambda status: self.client.open("orders", status=status))
        return card(bars, title=tr("My orders by stage"))

    def _seal_card(self, sealed_at: datetime) -> QWidget:
        said = label(tr("Newest seal of the audit: {moment}", moment=moment(sealed_at)), wrap=True)
        line = row(said, button(tr("Audit"), lambda: self.client.open("audit")))
        line.setStretch(0, 1)
        return card(line, title=tr("Audit"))

    def _act(self, section: WorkSection, item: WorkItem, pressed: QPushButton) -> None:
        look = LOOKS[section.kind]
        if look.go is not None:
            look.go(self.client, item)
        elif look.form is not None and item.build is not None:
            session, build_id, form = self.client.session, item.build.id, look.form
            self.write(
                lambda command_id: inspections.start(session, build_id, form, command_id=command_id),
                lambda inspection_id: self.client.open("inspection", inspection_id=inspection_id),
                button=pressed,
            )
