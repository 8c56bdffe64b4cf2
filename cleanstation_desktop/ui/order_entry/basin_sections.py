"""Basins, faucets and sprayers of a sink (DOMAIN §5)."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.rule_outlook import named_values
from cleanstation_desktop.ui.order_entry.answer_fields import ChoiceAnswer, FlagAnswer, WholeAnswer, side_by_side
from cleanstation_desktop.ui.order_entry.names import placement_name
from cleanstation_desktop.ui.order_entry.section import Section
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.size_answer import SizeAnswer
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, column, frame, icon_button, icon_label, label, line, row


class BasinsSection(Section):
    """Each basin of the model: type, size and what is added to it."""

    def heading(self) -> str:
        """The title of the card."""
        return tr("Basins")

    def concerns(self, inside: str) -> bool:
        """Another model, and a custom size."""
        return inside == "model" or (inside.startswith("basins") and inside.endswith(".size"))

    def lay_out(self) -> None:
        """Put the fields in."""
        count = self.wizard.answers.basin_count(self.build)
        if not count:
            self.put_in(label(tr("Choose the model first: it says how many basins there are."), "muted", wrap=True))
        for index in range(count):
            if index:
                self.put_in(line())
            self._basin(index)

    def _basin(self, index: int) -> None:
        wizard, rules, at = self.wizard, self.wizard.choices.rules, self.path(f"basins[{index}]")
        number = index + 1
        types = named_values(rules, "basin.type", model.BASIN_TYPES)
        sizes = named_values(rules, "basin.dimensions", model.BASIN_SIZES)
        self.put_in(ChoiceAnswer(wizard, f"{at}.type", tr("Basin {number}, type", number=number), types))
        self.put_in(SizeAnswer(wizard, f"{at}.size", tr("Basin {number}, size", number=number), sizes, across=3))
        if isinstance(self.at(f"basins[{index}].size"), dict):
            custom = [
                WholeAnswer(wizard, f"{at}.size.{name}", words, limits)
                for name, words, limits in (
                    ("width", tr("Basin {number}, width", number=number), model.BASIN_WIDTH),
                    ("length", tr("Basin {number}, length", number=number), model.BASIN_LENGTH),
                    ("depth", tr("Basin {number}, depth", number=number), model.BASIN_DEPTH),
                )
            ]
            self.put_in(side_by_side(*custom), *custom)
        trap = FlagAnswer(
            wizard, f"{at}.p_trap", tr("Basin {number}, P-trap", number=number), tr("With a P-trap drain unit")
        )
        light = FlagAnswer(wizard, f"{at}.light", tr("Basin {number}, light", number=number), tr("With a light"))
        self.put_in(side_by_side(trap, light), trap, light)


class _ListSection(Section):
    """Entries that are added and taken off, as many as the rules allow."""

    list_name = ""

    def concerns(self, inside: str) -> bool:
        """Entries that come or go, and basins that do."""
        return inside in {self.list_name, "model"}

    def add_button(self, words: str) -> None:
        """The button for one more; greyed out with the reason when there may be none."""
        self.add = button(words, self._add, icon="add")
        self._why_not = label("", "muted", wrap=True)
        layout = row(self.add, self._why_not, spacing=12)
        layout.setStretch(1, 1)
        self.put_in(layout)
        self.allow()

    def allow(self) -> None:
        """Follow what the other answers leave room for."""
        entries: list[dict[str, str]] = [{} for _ in range(self.count + 1)]
        refusal = self.wizard.offers(self.list_name, [entries])[0].refusal
        why = sentence(refusal) if refusal else ""
        self.add.setEnabled(not why)
        self._why_not.setText(why)

    @property
    def count(self) -> int:
        """How many there are."""
        listed = self.at(self.list_name)
        return len(listed) if isinstance(listed, list) else 0

    def head(self, name: str, index: int, remove: str) -> None:
        """The name of an entry, and the button that takes it off."""
        self.put_in(row(label(name, "h3"), None, icon_button("remove", remove, lambda: self._remove(index))))

    def _add(self) -> None:
        self.wizard.answers.put(self.path(f"{self.list_name}[{self.count}]"), {})
        self.wizard.told(self.path(self.list_name))
        for path, field in self._form.fields.items():
            if path.startswith(self.path(f"{self.list_name}[{self.count - 1}]")):
                field.focus()
                return

    def _remove(self, index: int) -> None:
        listed = self.at(self.list_name)
        if isinstance(listed, list):
            del listed[index]
            self.wizard.told(self.path(self.list_name))
            self.add.setFocus()


class FaucetsSection(_ListSection):
    """Faucets that were chosen; those of E-Sink DI basins come by themselves."""

    list_name = "faucets"

    def heading(self) -> str:
        """The title of the card."""
        return tr("Faucets")

    def concerns(self, inside: str) -> bool:
        """Also the type of a basin: an E-Sink DI brings its own."""
        return super().concerns(inside) or (inside.startswith("basins") and inside.endswith(".type"))

    def lay_out(self) -> None:
        """Put the fields in."""
        basins = self.wizard.answers.basin_count(self.build)
        for index in range(basins):
            if self.at(f"basins[{index}].type") == "e_sink_di":
                self.put_in(_by_itself(index + 1))
        kinds = named_values(self.wizard.choices.rules, "faucet.kind", model.FAUCET_KINDS)
        for index in range(self.count):
            at, number = self.path(f"faucets[{index}]"), index + 1
            name = tr("Faucet {number}", number=number)
            self.head(name, index, tr("Take faucet {number} off", number=number))
            self.put_in(
                ChoiceAnswer(self.wizard, f"{at}.kind", tr("Faucet {number}, kind", number=number), kinds, across=2)
            )
            places = _placements(basins)
            chosen = self.at(f"faucets[{index}].placement")
            if isinstance(chosen, str) and chosen not in places:
                places.append(chosen)
            if places:
                words = tr("Faucet {number}, place", number=number)
                self.put_in(ChoiceAnswer(self.wizard, f"{at}.placement", words, places, across=2, words=_place))
            self.put_in(line())
        self.add_button(tr("Add a faucet"))


class SprayersSection(_ListSection):
    """Water and air guns."""

    list_name = "sprayers"

    def heading(self) -> str:
        """The title of the card."""
        return tr("Sprayers")

    def lay_out(self) -> None:
        """Put the fields in."""
        rules = self.wizard.choices.rules
        kinds = named_values(rules, "sprayer.kind", model.SPRAYER_KINDS)
        sides = named_values(rules, "sprayer.location", model.SPRAYER_LOCATIONS)
        for index in range(self.count):
            at, number = self.path(f"sprayers[{index}]"), index + 1
            name = tr("Sprayer {number}", number=number)
            self.head(name, index, tr("Take sprayer {number} off", number=number))
            kind_name = tr("Sprayer {number}, kind", number=number)
            side_name = tr("Sprayer {number}, side", number=number)
            self.put_in(ChoiceAnswer(self.wizard, f"{at}.kind", kind_name, kinds, across=2))
            self.put_in(ChoiceAnswer(self.wizard, f"{at}.location", side_name, sides))
            self.put_in(line())
        self.add_button(tr("Add a sprayer"))


def _placements(basins: int) -> list[str]:
    """Where a faucet can stand: in the centre of a basin, or between two neighbours (DOMAIN §5)."""
    centres = [f"center_{number}" for number in range(1, basins + 1)]
    return centres + [f"between_{number}_{number + 1}" for number in range(1, basins)]


def _place(value: object) -> str:
    return placement_name(str(value)) or str(value)


def _by_itself(basin: int) -> QFrame:
    name = label(tr("Treated-water gooseneck"), "h3")
    why = label(tr("Comes by itself with basin {number}, an E-Sink DI, and counts.", number=basin), wrap=True)
    layout = row(icon_label("lock", colour="info"), column(name, why, spacing=0), spacing=10)
    layout.setStretch(1, 1)
    return frame(layout, "info", margins=(12, 8, 12, 8))
