"""Body, legs, feet and pegboard of a sink (DOMAIN §5)."""

from __future__ import annotations

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.rule_outlook import bounds, named_values
from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField, ChoiceAnswer, WholeAnswer, side_by_side
from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow
from cleanstation_desktop.ui.order_entry.section import Section
from cleanstation_desktop.ui.order_entry.size_answer import SizeAnswer
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import tr


class BodySection(Section):
    """How long, how wide, how many basins, which way the work goes."""

    def heading(self) -> str:
        """The title of the card."""
        return tr("Body")

    def lay_out(self) -> None:
        """Put the fields in."""
        wizard, rules = self.wizard, self.wizard.choices.rules
        models = named_values(rules, "model", model.BASINS_OF_MODEL)
        self.put_in(ChoiceAnswer(wizard, self.path("model"), tr("Model"), models, offered=False))
        length = WholeAnswer(wizard, self.path("length"), tr("Length"), bounds(rules, "length", model.LENGTH))
        width = WholeAnswer(wizard, self.path("width"), tr("Width"), bounds(rules, "width", model.WIDTH))
        self.put_in(side_by_side(length, width), length, width)
        ways = named_values(rules, "workflow", model.WORKFLOWS)
        self.put_in(ChoiceAnswer(wizard, self.path("workflow"), tr("Workflow direction"), ways))


class LegsSection(Section):
    """What the sink stands on."""

    def heading(self) -> str:
        """The title of the card."""
        return tr("Legs and feet")

    def lay_out(self) -> None:
        """Put the fields in."""
        wizard, rules = self.wizard, self.wizard.choices.rules
        for path, name, possible in (
            ("legs.kind", tr("Height"), model.LEG_KINDS),
            ("legs.model", tr("Legs"), model.LEG_MODELS),
            ("feet", tr("Feet"), model.FEET),
        ):
            values = named_values(rules, path, possible)
            # Height comes first: it says which legs there are, and is never held back by them.
            self.put_in(ChoiceAnswer(wizard, self.path(path), name, values, offered=path != "legs.kind"))


class PegboardSection(Section):
    """The board above the sink, if there is one."""

    def heading(self) -> str:
        """The title of the card."""
        return tr("Pegboard")

    def concerns(self, inside: str) -> bool:
        """A board that comes or goes, and a custom size."""
        return inside in {"pegboard", "pegboard.size"}

    def lay_out(self) -> None:
        """Put the fields in."""
        wizard, rules = self.wizard, self.wizard.choices.rules
        self.put_in(_Fitted(wizard, self.path("pegboard"), tr("Pegboard")))
        if self.at("pegboard") is None:
            return
        types = named_values(rules, "pegboard.type", model.BOARD_TYPES)
        colors = named_values(rules, "pegboard.color", model.BOARD_COLORS)
        self.put_in(ChoiceAnswer(wizard, self.path("pegboard.type"), tr("Pegboard type"), types))
        self.put_in(ChoiceAnswer(wizard, self.path("pegboard.color"), tr("Pegboard colour"), colors, across=4))
        self.put_in(SizeAnswer(wizard, self.path("pegboard.size"), tr("Pegboard size"), ("auto",)))
        if isinstance(self.at("pegboard.size"), dict):
            width = WholeAnswer(wizard, self.path("pegboard.size.width"), tr("Pegboard width"), model.BOARD_WIDTH)
            height = WholeAnswer(wizard, self.path("pegboard.size.length"), tr("Pegboard height"), model.BOARD_HEIGHT)
            self.put_in(side_by_side(width, height), width, height)


class _Fitted(AnswerField):
    def __init__(self, wizard: Wizard, path: str, name: str) -> None:
        self.row = ChoiceRow([("no", tr("No pegboard")), ("yes", tr("With a pegboard"))])
        super().__init__(wizard, path, name, self.row)
        self._name.hide()
        self.row.chosen.connect(self._told)
        self.fill()

    def fill(self) -> None:
        """Show the answer."""
        self.row.set_value("no" if self.answer() is None else "yes")

    def _told(self, choice: str) -> None:
        if (self.answer() is None) == (choice == "yes"):
            self.wizard.answers.exchange(self.path, {"size": "auto"} if choice == "yes" else None)
            self.wizard.told(self.path)
