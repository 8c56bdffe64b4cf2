"""An accessory to choose, and one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from cleanstation_desktop.domain.configuration_model import ACCESSORY_QUANTITY
from cleanstation_desktop.domain.order_choices import OfferedAccessory
from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField
from cleanstation_desktop.ui.order_entry.sentences import sentence
from cleanstation_desktop.ui.order_entry.stepper import Stepper
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import column, icon_button, label, row


class AccessoryRow(QFrame):
    """Signals: quantity_given, the item and how many; 0 takes it off."""

    quantity_given = Signal(str, int)

    def __init__(self, accessory: OfferedAccessory) -> None:
        super().__init__()
        self.accessory = accessory
        name = accessory.name or accessory.item
        self.stepper = Stepper(name, 0, ACCESSORY_QUANTITY[1], 0)
        self.stepper.changed.connect(lambda quantity: self.quantity_given.emit(accessory.item, quantity))
        rule = label(accessory.rule or "", "small")
        rule.setFixedWidth(56)
        why = sentence(accessory.refusal) if accessory.refusal else accessory.item
        words = column(label(name, "h3", wrap=True), label(why, "small", wrap=True), spacing=0)
        layout = row(rule, words, self.stepper, spacing=10, margins=(0, 4, 0, 4))
        layout.setStretch(1, 1)
        self.setLayout(layout)
        if accessory.refusal:
            self.setEnabled(False)
            self.setToolTip(why)
        self._found_by = f"{accessory.rule or ''} {accessory.item} {name}".casefold()

    def matches(self, text: str, group: str) -> bool:
        """Whether it is to be seen. Parameters: text, all of whose words it has; group, empty for all."""
        own = not group or self.accessory.group == group
        return own and all(word in self._found_by for word in text.casefold().split())

    def set_quantity(self, quantity: int) -> None:
        """Show how many are chosen."""
        self.stepper.set_value(quantity)


class ChosenAccessory(AnswerField):
    """An accessory that is chosen, with what is to be said about it.

    Signals: quantity_given, the item and how many; 0 takes it off.
    """

    quantity_given = Signal(str, int)

    def __init__(self, wizard: Wizard, path: str, item: str, known: OfferedAccessory | None) -> None:
        name = (known.name if known else "") or item
        self.item = item
        self.stepper = Stepper(name, *ACCESSORY_QUANTITY, ACCESSORY_QUANTITY[0])
        remove = icon_button("remove", tr("Take {name} off", name=name), lambda: self.quantity_given.emit(item, 0))
        rule = known.rule if known else None
        hint = f"{item} · {rule}" if rule else item
        super().__init__(wizard, path, name, self.stepper, hint=hint, beside=remove)
        self._name.setWordWrap(True)
        self.stepper.changed.connect(lambda quantity: self.quantity_given.emit(item, quantity))
        self.fill()

    def fill(self) -> None:
        """Show how many."""
        quantity = self.wizard.answers.at(f"{self.path}.quantity")
        if isinstance(quantity, int):
            self.stepper.set_value(quantity)
