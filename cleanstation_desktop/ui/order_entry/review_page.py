"""Step 5: everything once more, with the bill of each sink and all that was found (DOMAIN §4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cleanstation_desktop.domain.bom_model import Bom
from cleanstation_desktop.ui.boms.line_model import columns_unsaid
from cleanstation_desktop.ui.order_entry.build_tabs import BuildTabs
from cleanstation_desktop.ui.order_entry.names import place_of
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.step_bar import step_titles
from cleanstation_desktop.ui.order_entry.summary import configuration_lines, order_lines
from cleanstation_desktop.ui.order_entry.way_to_field import WayToField
from cleanstation_desktop.ui.order_entry.wizard import REVIEW, Wizard, step_of
from cleanstation_desktop.ui.preferences import Preferences
from cleanstation_desktop.ui.text import counted, number, tr
from cleanstation_desktop.ui.widgets.controls import (
    button,
    card,
    clear,
    column,
    frame,
    icon_button,
    icon_label,
    label,
    row,
    scrolled,
)
from cleanstation_desktop.ui.widgets.widths import Widths

# The names take what is left.
_COLUMNS = (("item", 190), ("rule", 72), ("name", 142), ("quantity", 60), ("extended", 96), ("note", 84))


class ReviewPage(Page):
    """Signals: wanted, the path of an answer that the person wants to go to."""

    step = REVIEW
    wanted = Signal(str)

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.tabs = BuildTabs(wizard, None)
        self.tabs.copy.hide()
        self._found: QVBoxLayout = column(spacing=6)
        self._order: QVBoxLayout = column(spacing=6)
        self._sink: QVBoxLayout = column(spacing=6)
        self._told: dict[QVBoxLayout, object] = {}
        self._ways: dict[QVBoxLayout, list[tuple[str, QPushButton]]] = {}
        inside = QWidget()
        inside.setLayout(
            column(
                _card(self._found, tr("What was found")),
                _card(self._order, tr("The order")),
                _card(self._sink, tr("This sink")),
                None,
                spacing=14,
            )
        )
        self._totals = label("", "muted", wrap=True)
        self.tree = _BomTree(wizard.client.preferences)
        expand = icon_button("expand", tr("Open all lines"), self.tree.expandAll)
        collapse = icon_button("collapse", tr("Close all lines"), self.tree.collapseAll)
        head = row(label(tr("Preliminary bill of materials"), "h2"), None, expand, collapse, spacing=4)
        bill = card(head, self._totals, self.tree)
        left = scrolled(inside)
        left.setMinimumWidth(300)
        middle = row(left, bill, spacing=16)
        middle.setStretch(0, 1)
        middle.setStretch(1, 3)
        outer = column(self.tabs, middle, spacing=10)
        outer.setStretch(1, 1)
        self.setLayout(outer)

    def enter(self) -> None:
        """Show the sink that is chosen."""
        self.tabs.refresh()
        self.fill()

    def fill(self) -> None:
        """Show everything."""
        answers = self.wizard.answers
        self._show_lines(self._order, order_lines(answers, self.wizard.parking.file), ("po_number", "quantity"))
        build = self.wizard.build
        self._show_lines(self._sink, configuration_lines(answers, build), (f"builds[{build}].model",))

    def follow(self, path: str) -> None:
        """Follow what changed."""
        self.fill()

    def show_findings(self) -> None:
        """List every finding as the way to its field, and show the bill."""
        self.tabs.refresh()
        wizard = self.wizard
        self._fill_anew(
            self._found, (wizard.findings, wizard.is_checked, wizard.checked_at_server), self._list_findings
        )
        self._show_bill()

    def focus_first(self) -> None:
        """Begin with what was found."""
        for place in range(self._found.count()):
            item = self._found.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                widget.setFocus()
                return
        self.tree.setFocus()

    def _fill_anew(self, into: QVBoxLayout, told: object, fill: Callable[[], None]) -> None:
        """Fill a card, unless it tells the same already; the focus goes back to the way to the same field.

        Parameters: told, all that it tells.
        """
        if self._told.get(into) == told:
            return
        self._told[into] = told
        had = next((path for path, way in self._ways.get(into, ()) if way.hasFocus()), None)
        clear(into)
        self._ways[into] = []
        fill()
        if had is not None:
            ways = self._ways[into]
            again = next((way for path, way in ways if path == had), ways[0][1] if ways else self.tree)
            # What is not shown yet takes no focus.
            again.show()
            again.setFocus()

    def _list_findings(self) -> None:
        findings = self.wizard.findings
        if not findings and self.wizard.is_checked:
            done = row(icon_label("success", colour="ok"), label(tr("Nothing to correct."), "h3"), None)
            self._found.addLayout(done)
        for finding in findings:
            kind = "error" if finding.severity == "error" else "warning"
            made = WayToField(place_of(finding.field), sentence(finding), kind)
            made.clicked.connect(lambda _checked=False, path=finding.field: self.wanted.emit(path))
            self._add_way(self._found, finding.field, made)
        if not self.wizard.checked_at_server:
            words = tr("The server is away: rules and numbers are looked at when it is back.")
            self._found.addWidget(label(words, "warning", wrap=True))

    def _add_way(self, into: QVBoxLayout, path: str, made: QPushButton) -> None:
        into.addWidget(made)
        self._ways[into].append((path, made))

    def _show_lines(self, into: QVBoxLayout, lines: Sequence[tuple[str, str]], ways: Sequence[str]) -> None:
        told = (tuple(lines), tuple(ways))
        self._fill_anew(into, told, lambda: self._list_lines(into, lines, ways))

    def _list_lines(self, into: QVBoxLayout, lines: Sequence[tuple[str, str]], ways: Sequence[str]) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(4)
        form.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(lines):
            form.addWidget(label(name, "muted", wrap=True), place, 0, Qt.AlignmentFlag.AlignTop)
            form.addWidget(label(value, wrap=True), place, 1)
        form.setColumnMinimumWidth(0, 110)
        into.addLayout(form)
        for path in ways:
            step = tr("Change: {name}", name=step_titles()[step_of(path)])
            self._add_way(into, path, button(step, partial(self.wanted.emit, path), look="link", icon="edit"))

    def _show_bill(self) -> None:
        preview, build = self.wizard.preview, self.wizard.build
        bom = preview.builds[build].bom if preview and build < len(preview.builds) else None
        self.tree.show_bill(bom)
        if bom is None:
            self._totals.setText(tr("The bill is made when every question of this sink is answered."))
            return
        totals = bom.totals
        self._totals.setText(
            tr(
                "{lines} {lines:line/lines}, {items} different {items:item/items}, {depth} {depth:level/levels}",
                lines=counted(totals.lines),
                items=counted(totals.distinct_items),
                depth=counted(totals.depth),
            )
        )


class _BomTree(QTreeWidget):
    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.setAccessibleName(tr("Preliminary bill of materials"))
        self.setHeaderLabels([tr("Item"), tr("Rule"), tr("Name"), tr("Qty"), tr("Per sink"), tr("Note")])
        self.setUniformRowHeights(True)
        self.setMinimumHeight(180)
        self._bom: Bom | None = None
        self._widths = Widths(self.header(), preferences, "order-entry-bill")
        self._widths.take_up(_COLUMNS, fills=2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the names what is left."""
        super().resizeEvent(event)
        self._widths.fill()

    def show_bill(self, bom: Bom | None) -> None:
        """Show a bill; the same one again changes nothing."""
        if bom == self._bom:
            return
        self._bom = bom
        self.clear()
        self._widths.leave_out(() if bom is None else columns_unsaid(bom.lines))
        above: list[QTreeWidgetItem] = []
        top: list[QTreeWidgetItem] = []
        for entry in bom.lines if bom else ():
            counts = (number(entry.quantity), number(entry.extended_quantity))
            texts = [entry.item, entry.rule or "", entry.name, *counts, entry.note or ""]
            made = QTreeWidgetItem(texts)
            for place, text in enumerate(texts):
                made.setToolTip(place, text)
            for place in (3, 4):
                made.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            del above[entry.level :]
            if above:
                above[-1].addChild(made)
            else:
                top.append(made)
            above.append(made)
        self.addTopLevelItems(top)


def _card(inside: QVBoxLayout, title: str) -> QFrame:
    layout = column(label(title, "h2"), spacing=10)
    layout.addLayout(inside)
    return frame(layout, "card", margins=(18, 14, 18, 14))
