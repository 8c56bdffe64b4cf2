"""The BOM of one build: tree or totals, search and filters, comparison, approval, export and print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QButtonGroup, QStackedWidget

from cleanstation_desktop.domain.bom_diff import FlatLine, flat
from cleanstation_desktop.domain.bom_model import BomLine
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.ui.boms import approval, exports
from cleanstation_desktop.ui.boms.compare_dialog import CompareDialog
from cleanstation_desktop.ui.boms.facts import BomFacts, read_facts
from cleanstation_desktop.ui.boms.kinds import KINDS, kind_words, state_kind, state_words
from cleanstation_desktop.ui.boms.line_model import LineFilter, columns_unsaid, total_columns
from cleanstation_desktop.ui.boms.line_tree import LineTree
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.failures import finding_text
from cleanstation_desktop.ui.file_kinds import kinds_menu
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.printing import printable
from cleanstation_desktop.ui.printing.print_dialog import print_document
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, moment, number, tr
from cleanstation_desktop.ui.widgets.controls import button, chip, icon_button, label, row
from cleanstation_desktop.ui.widgets.fields import choice, search_line
from cleanstation_desktop.ui.widgets.pace import Pace
from cleanstation_desktop.ui.widgets.stand import Stand
from cleanstation_desktop.ui.widgets.states import Banner
from cleanstation_desktop.ui.widgets.table import RowsModel, TableView

_PAUSE_MS = 80
# Below this many lines the whole tree is shown open; a longer one opens by its top level.
_OPEN_BELOW = 400


class BomScreen(Screen):
    """Place "bom" with bom_revision_id."""

    watches = frozenset({"bom_revision", "signature", "change_request", "customer_order"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._revision_id = int(place.arguments["bom_revision_id"])
        self._loaded: BomFacts | None = None
        self.load()
        self._pace = Pace(self, _PAUSE_MS)
        self._pace.due.connect(self._show_lines)
        self._make_buttons()
        self._note = Banner()
        self.body.addWidget(self._note)
        self._tree = LineTree(client.preferences)
        self._model = self._tree.lines
        self._stand = Stand()
        self.body.addLayout(self._make_filters())
        self._totals = TableView(tr("Totals by part"), client.preferences, "bom-totals")
        self._totals_model = RowsModel(total_columns())
        self._totals.setModel(self._totals_model)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._tree)
        self._pages.addWidget(self._totals)
        self.body.addWidget(self._pages, 1)
        self._foot = label("", "muted")
        # Below, as on the page of procurement: beside the title there is no room for all six.
        self.body.addLayout(row(self._foot, None, self._where_used, self._send_back, self._approve, spacing=10))
        for view in (self._tree, self._totals):
            view.opened.connect(lambda _line: self._open_line())
            view.selectionModel().currentChanged.connect(lambda _now, _before: self._choose())

    def load(self) -> None:
        """Read the revision, its sisters and its signatures."""
        session, key = self.client.session, self._revision_id
        self.read(lambda: read_facts(session, key), self._show)

    def state(self) -> Mapping[str, Any]:
        """Filter, view, and the place in the tree."""
        return {
            "words": self._search.text(),
            "kind": self._kind.currentData(),
            "depth": self._depth.currentData(),
            "totals": self._as_totals.isChecked(),
            "stand": self._tree.stand() if self._stand == Stand() else self._stand,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        self._stand = state["stand"]
        self._search.setText(state["words"])
        levels = 0 if state["depth"] is None else state["depth"] + 1
        self._kind.setCurrentIndex(max(0, self._kind.findData(state["kind"])))
        self._offer_levels(levels)
        self._depth.setCurrentIndex(levels)
        (self._as_totals if state["totals"] else self._as_tree).setChecked(True)

    def _make_buttons(self) -> None:
        self._compare = icon_button("compare", tr("Compare"), self._open_compare, shortcut="Ctrl+D")
        self._export = button(tr("Export"), icon="export")
        self._export.setMenu(kinds_menu(self._export, exports.KINDS, self._export_as))
        self._print = button(tr("Print"), self._open_print, icon="printer", shortcut="Ctrl+P")
        self._where_used = button(tr("Where used"), self._open_line, icon="where-used")
        self._send_back = button(tr("Send back"), self._ask_send_back, icon="undo")
        self._approve = button(tr("Approve and sign"), self._ask_approve, look="primary", icon="signature")
        for made in (self._compare, self._export, self._print):
            self.buttons.addWidget(made)
        self._send_back.hide()
        self._approve.hide()

    def _make_filters(self) -> Any:
        self._search = search_line(tr("Search part number, name or rule"))
        self._kind = choice([("", tr("All kinds")), *((kind, kind_words(kind)) for kind in KINDS)], name=tr("Kind"))
        self._depth = choice([(None, tr("All levels"))], name=tr("Levels"))
        self._as_tree = icon_button("tree", tr("Structure"), checkable=True)
        self._as_totals = icon_button("list", tr("Totals by part"), checkable=True)
        self._revision = choice([], name=tr("Revision"))
        group = QButtonGroup(self)
        group.addButton(self._as_tree)
        group.addButton(self._as_totals)
        self._as_tree.setChecked(True)
        self._search.textEdited.connect(lambda _text: self._pace.ask())
        for changed in (self._kind.currentIndexChanged, self._depth.currentIndexChanged, self._as_totals.toggled):
            changed.connect(lambda _now: self._show_lines())
        self._revision.activated.connect(self._choose_revision)
        opened = icon_button("expand", tr("Open all"), self._tree.expandAll)
        closed = icon_button("collapse", tr("Close all"), self._tree.collapseAll)
        layout = row(
            self._search, self._kind, self._depth, self._revision, self._as_tree, self._as_totals, opened, closed
        )
        layout.setStretch(0, 1)
        return layout

    def _show(self, loaded: BomFacts) -> None:
        if loaded == self._loaded:
            # A signature elsewhere in the plant: the tree stays as it was opened.
            return
        self._loaded = loaded
        head = loaded.stored.head
        title = tr("BOM of {build}, revision {revision}", build=loaded.stored.bom.build_number, revision=head.revision)
        self.set_heading(
            title, tr("Order {po}", po=loaded.stored.po_number), chip(state_words(head.state), state_kind(head.state))
        )
        waits = loaded.waits and self.client.holds(Role.PROCUREMENT_SPECIALIST)
        self._approve.setVisible(waits and all(made.meaning != "BOM_APPROVED" for made in loaded.signatures))
        self._send_back.setVisible(waits and not loaded.signatures)
        self._revision.clear()
        for made in reversed(loaded.revisions):
            self._revision.addItem(
                tr("Revision {revision}, {state}", revision=made.revision, state=state_words(made.state)), made.id
            )
        self._revision.setCurrentIndex(self._revision.findData(head.id))
        self._revision.setVisible(len(loaded.revisions) > 1)
        self._offer_levels(loaded.stored.bom.totals.depth)
        unsaid = columns_unsaid(loaded.stored.bom.lines)
        for view in (self._tree, self._totals):
            view.widths.leave_out(unsaid)
        self._tell(loaded)
        self._show_lines()

    def _offer_levels(self, levels: int) -> None:
        chosen = self._depth.currentData()
        with QSignalBlocker(self._depth):  # the list is filled, nobody chose
            self._depth.clear()
            self._depth.addItem(tr("All levels"), None)
            for level in range(levels):
                self._depth.addItem(tr("Down to level {level}", level=level), level)
            self._depth.setCurrentIndex(max(0, self._depth.findData(chosen)))

    def _tell(self, loaded: BomFacts) -> None:
        head = loaded.stored.head
        said = [finding_text(finding) for finding in loaded.stored.bom.findings]
        if not all(made.intact for made in loaded.signatures):
            words = tr("This BOM was altered after it was signed: it no longer says what the signature covers.")
            self._note.tell("bad", f"{words} {tr('Do not build by it, and tell the administrator.')}")
        elif head.send_back_reason:
            self._note.tell("warn", tr("Sent back: {reason}", reason=head.send_back_reason))
        elif not (head.in_force or loaded.waits):
            stands = next(made for made in loaded.revisions if made.in_force)
            words = tr("Revision {revision} is newer than this one.", revision=stands.revision)
            if stands.state == "APPROVED":
                words = tr("Revision {revision} is in force, not this one.", revision=stands.revision)
            self._note.tell("warn", words, (tr("Open it"), lambda: self.client.open("bom", bom_revision_id=stands.id)))
        elif said:
            self._note.tell("warn", "\n".join(said))
        elif loaded.signatures:
            last_signed = loaded.signatures[-1]
            words = tr(
                "Signed by {name}, {moment}", name=last_signed.printed_name, moment=moment(last_signed.signed_at)
            )
            if head.state == "APPROVED":
                self._note.tell("ok", words)
            else:
                self._note.tell("warn", f"{words}. {tr('It is not approved yet: another signature is missing.')}")
        else:
            self._note.clear()

    def _filter(self) -> LineFilter:
        return LineFilter(self._search.text(), self._kind.currentData() or "", self._depth.currentData())

    def _show_lines(self) -> None:
        if self._loaded is None:
            return
        bom = self._loaded.stored.bom
        wanted = self._filter()
        as_totals = self._as_totals.isChecked()
        self._depth.setEnabled(not as_totals)
        if as_totals:
            totals = [total for total in flat(bom) if wanted.takes_total(total)]
            self._totals_model.set_rows(totals)
            shown = len(totals)
        else:
            self._model.set_lines(bom.lines, wanted)
            shown = self._model.shown
            if wanted.words or len(bom.lines) < _OPEN_BELOW:
                self._tree.expandAll()
            if self._stand != Stand():
                self._tree.take_up(self._stand)
                self._stand = Stand()
        self._pages.setCurrentWidget(self._totals if as_totals else self._tree)
        self._choose()
        sizes = bom.totals
        everything = tr(
            "{lines} {lines:line/lines}, {items} different {items:part/parts}, {depth} {depth:level/levels}",
            lines=counted(sizes.lines),
            items=counted(sizes.distinct_items),
            depth=counted(sizes.depth),
        )
        found = tr("{shown} shown", shown=number(shown))
        self._foot.setText(everything if shown == sizes.lines else f"{found}  ·  {everything}")

    def _choose_revision(self, index: int) -> None:
        chosen = self._revision.itemData(index)
        if chosen != self._revision_id:
            self.client.open("bom", bom_revision_id=chosen)

    def _line(self) -> BomLine | FlatLine | None:
        found = (self._totals if self._as_totals.isChecked() else self._tree).current_row()
        return found if isinstance(found, BomLine | FlatLine) else None

    def _choose(self) -> None:
        self._where_used.setEnabled(self._line() is not None)

    def _open_line(self) -> None:
        line = self._line()
        if line is not None:
            self.client.open("where_used", item=line.item)

    def _open_compare(self) -> None:
        if self._loaded is not None:
            CompareDialog(self, self.client, self._loaded.stored.head, self._loaded.revisions).open()

    def _open_print(self) -> None:
        if self._loaded is not None:
            title, by_item = self.heading.words, self._as_totals.isChecked()
            if by_item:
                title = tr("{title}, totals by part", title=title)
            document = printable.bom(self.client.session, self._revision_id, title, by_item=by_item)
            print_document(self.client, self, document)

    def _export_as(self, kind: str) -> None:
        if self._loaded is not None:
            name = f"BOM-{self._loaded.stored.bom.build_number}-R{self._loaded.stored.head.revision}"
            exports.save(self, self._revision_id, kind, name, by_item=self._as_totals.isChecked())

    def _ask_approve(self) -> None:
        if self._loaded is not None:
            approval.approve(self, self._loaded.stored, self.load)

    def _ask_send_back(self) -> None:
        if self._loaded is not None:
            approval.send_back(self, self._loaded.stored.head, self.load)
