"""Step 4: accessories of each sink, by category, with search and quantities (DOMAIN §4, §5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cleanstation_desktop.domain.order_choices import AccessoryGroup
from cleanstation_desktop.ui.order_entry.accessory_rows import AccessoryRow, ChosenAccessory
from cleanstation_desktop.ui.order_entry.answer_fields import focused_path
from cleanstation_desktop.ui.order_entry.build_tabs import BuildTabs
from cleanstation_desktop.ui.order_entry.names import build_of
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.wizard import ACCESSORIES, Wizard
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.controls import card, clear, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.fields import Form, choice, search_line

_SEARCH_MS = 120
_ROWS_AT_ONCE = 4


class AccessoriesPage(Page):
    """What can be chosen to the left, what is chosen to the right."""

    step = ACCESSORIES

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.tabs = BuildTabs(wizard, ACCESSORIES)
        self.search = search_line(tr("Search by name, number or rule"))
        groups = wizard.choices.accessories
        self.group = choice(
            [("", tr("All categories")), *((group.code, f"{group.code}  {group.name}") for group in groups)],
            name=tr("Category"),
        )
        self.group.setMaximumWidth(260)
        self._heads: dict[str, QLabel] = {}
        self.rows: list[AccessoryRow] = []
        self._accessories = {accessory.item: accessory for group in groups for accessory in group.accessories}
        offered: QVBoxLayout = column(spacing=2, margins=(0, 0, 8, 0))
        self._to_make = self._make_rows(groups, offered)
        self._nothing = label(tr("No accessory matches. Try fewer letters or another category."), "muted", wrap=True)
        offered.addWidget(self._nothing)
        offered.addStretch(1)
        inside = QWidget()
        inside.setLayout(offered)
        bar = row(self.search, self.group, spacing=10)
        bar.setStretch(0, 1)
        area = scrolled(inside)
        left = card(bar, area)
        self._chosen: QVBoxLayout = column(spacing=10, margins=(0, 0, 8, 0))
        chosen = QWidget()
        chosen.setLayout(self._chosen)
        self._count = label("", "muted")
        right = card(label(tr("Chosen"), "h2"), self._count, scrolled(chosen))
        middle = row(left, right, spacing=16)
        middle.setStretch(0, 13)
        middle.setStretch(1, 8)
        outer = column(self.tabs, middle, spacing=10)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self._typing = QTimer(self, singleShot=True, interval=_SEARCH_MS)
        self._typing.timeout.connect(self._filter)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.group.currentIndexChanged.connect(lambda _index: self._filter())
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_some)
        self._making.start()
        self._nothing.hide()

    @property
    def is_whole(self) -> bool:
        """Whether all rows are made."""
        return not self._making.isActive()

    def enter(self) -> None:
        """Show the sink that is chosen."""
        self.tabs.refresh()
        self.fill()

    def fill(self) -> None:
        """Show the quantities and the chosen ones."""
        quantities = self._quantities()
        for made in self.rows:
            made.set_quantity(quantities.get(made.accessory.item, 0))
        self._list_chosen()

    def follow(self, path: str) -> None:
        """Follow what changed."""
        if path == "" or build_of(path) == self.wizard.build:
            self.fill()

    def show_findings(self) -> None:
        """Mark the chosen ones and the tabs."""
        super().show_findings()
        self.tabs.refresh()

    def focus_first(self) -> None:
        """Begin with the search, unless something is at fault."""
        if any(field.error for field in self.form.fields.values()):
            super().focus_first()
        else:
            self.search.setFocus()

    def _make_rows(self, groups: Sequence[AccessoryGroup], offered: QVBoxLayout) -> Iterator[None]:
        """Make the rows a few at a time: all of them at once would hold the window up before step 1 is seen."""
        place = 0
        for group in groups:
            head = label(f"{group.code}  {group.name}", "h3")
            self._heads[group.code] = head
            offered.insertWidget(place, head)
            place += 1
            for accessory in group.accessories:
                made = AccessoryRow(accessory)
                made.quantity_given.connect(self._set)
                made.set_quantity(self._quantities().get(accessory.item, 0))
                self.rows.append(made)
                offered.insertWidget(place, made)
                made.setVisible(self._is_wanted(made))
                place += 1
                yield

    def _make_some(self) -> None:
        for _row in range(_ROWS_AT_ONCE):
            if next(self._to_make, False) is False:
                self._making.stop()
                self._filter()
                self.laid_out.emit()
                return

    def _entries(self) -> list[dict[str, object]]:
        entries = self.wizard.answers.at(f"builds[{self.wizard.build}].accessories")
        return entries if isinstance(entries, list) else []

    def _quantities(self) -> dict[str, int]:
        given = {str(entry.get("item")): entry.get("quantity") for entry in self._entries()}
        return {item: value for item, value in given.items() if isinstance(value, int)}

    def _set(self, item: str, quantity: int) -> None:
        entries = self._entries()
        place = next((index for index, entry in enumerate(entries) if entry.get("item") == item), None)
        if quantity == 0 and place is not None:
            del entries[place]
        elif place is not None:
            entries[place]["quantity"] = quantity
        elif quantity:
            entries.append({"item": item, "quantity": quantity})
        self.wizard.told(f"builds[{self.wizard.build}].accessories")

    def _list_chosen(self) -> None:
        entries = self._entries()
        shown = [field for field in self.form.fields.values() if isinstance(field, ChosenAccessory)]
        if [field.item for field in shown] == [entry.get("item") for entry in entries]:
            for field in shown:
                field.fill()
        else:
            path = focused_path(self)
            held = next((place for place, field in enumerate(shown) if field.path == path), -1)
            self.form = Form()
            clear(self._chosen)
            for index, entry in enumerate(entries):
                item = str(entry.get("item"))
                path = f"builds[{self.wizard.build}].accessories[{index}]"
                field = ChosenAccessory(self.wizard, path, item, self._accessories.get(item))
                field.quantity_given.connect(self._set)
                self.form.add(field)
                self._chosen.addWidget(field)
            self._chosen.addStretch(1)
            super().show_findings()
            if held >= 0:
                self._hold_again(shown[held].item, held)
        kinds = tr("{count} {count:kind/kinds}", count=counted(len(entries)))
        self._count.setText(kinds if entries else tr("None yet. Add one with the plus sign."))

    def _hold_again(self, item: str, place: int) -> None:
        """Give the focus back to the one that had it, or to what stands in its place now that it is off."""
        now = [field for field in self.form.fields.values() if isinstance(field, ChosenAccessory)]
        again = next((field for field in now if field.item == item), None)
        if again is None and now:
            again = now[min(place, len(now) - 1)]
        if again is None:
            self.search.setFocus()
        else:
            again.show()
            again.focus()

    def _is_wanted(self, made: AccessoryRow) -> bool:
        return made.matches(self.search.text(), self.group.currentData() or "")

    def _filter(self) -> None:
        with QSignalBlocker(self):
            for made in self.rows:
                made.setVisible(self._is_wanted(made))
        shown = {made.accessory.group for made in self.rows if not made.isHidden()}
        for code, head in self._heads.items():
            head.setVisible(code in shown)
        self._nothing.setVisible(not shown)
