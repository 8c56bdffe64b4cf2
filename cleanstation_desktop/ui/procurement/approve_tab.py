"""BOMs that wait for approval: several of one order by one signature, and change requests (DOMAIN §3)."""

from __future__ import annotations

from cleanstation_desktop.services import boms
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.services.procurement_work import ProcurementWork
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.services.work_lists import WorkItem
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.procurement.picking import PickModel, PickTable
from cleanstation_desktop.ui.procurement.tab import ProcurementTab, build_columns, build_matches, wanted_columns
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, label, row
from cleanstation_desktop.ui.widgets.opening import open_button
from cleanstation_desktop.ui.widgets.signing import SignDialog
from cleanstation_desktop.ui.widgets.small_table import small_table
from cleanstation_desktop.ui.widgets.table import Column, RowsModel

_MOST_SIGNED = 50


class ApproveTab(ProcurementTab):
    """Enter or a double click opens a BOM or a change request."""

    kinds = (WorkKind.BOMS_TO_APPROVE, WorkKind.CHANGES_TO_APPROVE)

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen, tr("No BOM waits for approval"), tr("When a coordinator submits an order, its BOMs stand here.")
        )
        self._waiting: tuple[WorkItem, ...] = ()
        columns = [
            *build_columns(_build),
            Column("model", tr("Model"), 76, lambda item: _build(item).model),
            Column("revision", tr("Revision"), 84, lambda item: str(_build(item).bom_revision), right=True),
            *wanted_columns(_build),
            Column("since", tr("Waits since"), 154, lambda item: moment(item.since) if item.since else ""),
        ]
        self.model: PickModel[WorkItem] = PickModel(columns, lambda item: item.record_id)
        self.table = PickTable(tr("BOMs to approve"), self.model, self.client.preferences, "procurement-boms")
        self.whole_order = button(
            tr("Choose the whole order"), lambda: self.whole_wanted.emit(self._pick_order), icon="check"
        )
        self.open = button(tr("Open the BOM"), self._open_current, icon="bom")
        self.sign = button(tr("Approve and sign"), self._ask, look="primary", icon="signature")
        self._said = label("", "muted", wrap=True)
        foot = row(self.whole_order, self.open, self._said, self.sign, spacing=10)
        foot.setStretch(2, 1)
        self._changes_title = label(tr("Change requests to sign"), "h2")
        self.changes: RowsModel[WorkItem] = RowsModel(
            [
                *build_columns(_build),
                Column("what", tr("What changes"), 380, lambda item: item.about),
                Column("since", tr("Asked for"), 160, lambda item: moment(item.since) if item.since else ""),
            ]
        )
        self.changes_table = small_table(
            tr("Change requests to sign"), self.changes, self.client.preferences, "procurement-changes"
        )
        self.open_change = open_button(self.changes_table, "change-request")
        self.body.addLayout(row(self._changes_title, None, self.open_change))
        self.body.addWidget(self.changes_table)
        self._boms_title = label(tr("BOMs to approve"), "h2")
        self.body.addWidget(self._boms_title)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)
        for made in (self.whole_order, self.sign):
            made.setVisible(self.may)
        self.follow_scrolling(self.table)
        self.model.picked_changed.connect(self._enable)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.changes_table.opened.connect(lambda item: self.client.open("change_request", request_id=item.record_id))
        self._enable()

    def show_work(self, work: ProcurementWork, words: str) -> None:
        """Show both lists."""
        self._waiting = work.boms
        self.model.set_all(work.boms)
        shown = [item for item in work.boms if build_matches(words, _build(item))]
        changes = [item for item in work.changes if build_matches(words, _build(item), item.about)]
        self.table.show_rows(shown, lambda item: item.record_id)
        self.changes_table.show_rows(changes, lambda item: item.record_id)
        for part in (self._changes_title, self.open_change, self.changes_table, self._boms_title):
            part.setVisible(bool(changes))
        self.show_page(work, len(shown) + len(changes))
        self._enable()

    def _enable(self) -> None:
        picked = self.model.picked
        orders = {_build(item).order_id for item in picked}
        current = self.table.current_row()
        self.open.setEnabled(current is not None)
        self.whole_order.setEnabled(current is not None or len(orders) == 1)
        fits = len(orders) == 1 and len(picked) <= _MOST_SIGNED
        self.sign.setEnabled(fits)
        if not self.may:
            self._said.setText(tr("Procurement approves; you look on."))
        elif len(orders) > 1:
            self._said.setText(tr("One signature covers builds of one order. Choose those of one PO number."))
        elif picked:
            self._said.setText(tr("Chosen: {count}", count=number(len(picked))))
        else:
            self._said.setText(tr("Tick the BOMs that you have reviewed."))

    def _pick_order(self) -> None:
        current: WorkItem | None = self.table.current_row()
        leading = current or next(iter(self.model.picked), None)
        if leading is not None:
            order = _build(leading).order_id
            self.model.pick([item for item in self._waiting if _build(item).order_id == order])

    def _open(self, item: WorkItem) -> None:
        self.client.open("bom", bom_revision_id=item.record_id)

    def _open_current(self) -> None:
        if self.table.current_row() is not None:
            self._open(self.table.current_row())

    def _ask(self) -> None:
        picked = self.model.picked
        if not picked:
            return
        session = self.client.session
        seen = [Seen(item.record_id, item.version or 0) for item in picked]
        records = [
            tr(
                "BOM of build {build}, revision {revision}",
                build=_build(item).build_number,
                revision=_build(item).bom_revision,
            )
            for item in picked
        ]
        SignDialog(
            self,
            self.client.runner,
            session.person,
            tr("My signature means: these bills of materials are reviewed and approved for production."),
            records,
            lambda password, comment, command_id: boms.approve(
                session, password, seen, comment=comment, command_id=command_id
            ),
            lambda _signature: self._signed(len(seen)),
            title=tr("Approve BOMs of order {po}", po=_build(picked[0]).po_number),
        ).open()

    def _signed(self, count: int) -> None:
        self.model.pick([])
        self.client.messages.success(tr("Approved by one signature: {count}", count=number(count)))
        self.screen_of.load()


def _build(item: WorkItem) -> BuildListRow:
    if item.build is None:
        raise ValueError("an item of procurement belongs to a build")
    return item.build
