"""Step 2: which family, how many sinks, and the build number of each (DOMAIN §4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from cleanstation_desktop.domain.configuration_model import FAMILIES
from cleanstation_desktop.domain.orders import COMING_FAMILIES, QUANTITY
from cleanstation_desktop.services import orders
from cleanstation_desktop.ui.order_entry.answer_fields import AnswerField, TextAnswer
from cleanstation_desktop.ui.order_entry.choice_row import ChoiceRow
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.stepper import Stepper
from cleanstation_desktop.ui.order_entry.wizard import SINKS, Wizard
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, card, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.states import Notice

_ACROSS = 2


class SinksPage(Page):
    """Family, quantity and numbers; a family that is not sold here yet has a plain page that says so."""

    step = SINKS

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        self.family = _Family(wizard, self._show_family)
        self.form.add(self.family)
        self.quantity = _Quantity(wizard)
        self.form.add(self.quantity)
        self.propose = button(tr("Propose numbers"), self._propose, icon="label")
        self.propose.setToolTip(tr("Fills the empty ones with free numbers"))
        self._numbers = QGridLayout()
        self._numbers.setSpacing(14)
        for place in range(_ACROSS):
            self._numbers.setColumnStretch(place, 1)
        self._fields: list[TextAnswer] = []
        for index in range(QUANTITY[1]):
            name = tr("Build number of sink {number}", number=index + 1)
            field = TextAnswer(wizard, f"build_numbers[{index}]", name, placeholder="B-2026-0042")
            self._fields.append(field)
            self._numbers.addWidget(field, index // _ACROSS, index % _ACROSS, Qt.AlignmentFlag.AlignTop)
        words = label(tr("Letters, digits and dashes; used once in the whole plant."), "muted", wrap=True)
        head = row(words, self.propose, spacing=12)
        head.setStretch(0, 1)
        self._answers = QWidget()
        self._answers.setLayout(column(card(self.quantity, head, self._numbers, title=tr("How many sinks")), None))
        self._coming = QStackedWidget()
        self._coming.addWidget(self._answers)
        for family in COMING_FAMILIES:
            back = (tr("Back to {family}", family=FAMILIES[0]), self._choose_first)
            sentence = tr(
                "{family} sinks cannot be ordered here yet. Please order them as before; everything you entered stays.",
                family=family,
            )
            self._coming.addWidget(Notice("orders", tr("{family} is coming", family=family), sentence, back))
        inside = QWidget()
        inside.setLayout(column(card(self.family, title=tr("Which family")), self._coming, spacing=16))
        self.setLayout(column(scrolled(inside)))
        self._show_numbers()

    def fill(self) -> None:
        """Show the answers anew."""
        super().fill()
        for field in self._fields:
            field.fill()
        self._show_numbers()

    def enter(self) -> None:
        """Begin with the family that is being ordered."""
        self._choose_first()

    def follow(self, path: str) -> None:
        """Show as many numbers as there are sinks."""
        if path in {"quantity", ""}:
            self._show_numbers()

    def focus(self, path: str) -> bool:
        """Go to the field of an answer."""
        self._choose_first()
        return super().focus(path)

    def _show_numbers(self) -> None:
        for index, field in enumerate(self._fields):
            shown = index < self.wizard.answers.quantity
            field.setVisible(shown)
            if shown:
                self.form.add(field)
            else:
                self.form.fields.pop(field.path, None)

    def _show_family(self, family: str) -> None:
        self._coming.setCurrentIndex(COMING_FAMILIES.index(family) + 1 if family in COMING_FAMILIES else 0)

    def _choose_first(self) -> None:
        self.family.fill()
        self._show_family(FAMILIES[0])

    def _propose(self) -> None:
        empty = [field for field in self._fields[: self.wizard.answers.quantity] if not str(field.answer() or "")]
        if not empty:
            self.wizard.client.messages.info(tr("Every sink has its number already."))
            return
        given = {str(field.answer()).upper() for field in self._fields}
        session, count = self.wizard.client.session, len(empty) + QUANTITY[1]
        self.propose.setEnabled(False)

        def show(numbers: tuple[str, ...]) -> None:
            self.propose.setEnabled(True)
            free = (number for number in numbers if number.upper() not in given)
            for field, number in zip(empty, free, strict=False):
                self.wizard.put(field.path, number)
                field.fill()

        def failed(error: Exception) -> None:
            self.propose.setEnabled(True)
            self.wizard.client.messages.error(error)

        self.wizard.client.runner.run(self, lambda: orders.propose_numbers(session, count), show, failed, key="numbers")


class _Family(AnswerField):
    def __init__(self, wizard: Wizard, show: Callable[[str], None]) -> None:
        options = [(family, family) for family in FAMILIES]
        options += [(family, tr("{family} – coming", family=family)) for family in COMING_FAMILIES]
        self.row = ChoiceRow(options)
        super().__init__(wizard, "family", tr("Family"), self.row)
        self._name.hide()
        self.row.chosen.connect(self._told)
        self.row.chosen.connect(show)
        self.fill()

    def fill(self) -> None:
        """Show the family that is ordered."""
        self.row.set_value(self.answer())

    def _told(self, family: str) -> None:
        if family in FAMILIES:
            self.wizard.put(self.path, family)


class _Quantity(AnswerField):
    def __init__(self, wizard: Wizard) -> None:
        name = tr("Number of sinks")
        self.stepper = Stepper(name, *QUANTITY, wizard.answers.quantity)
        super().__init__(
            wizard,
            "quantity",
            name,
            self.stepper,
            hint=tr("1 to 10. What you entered for a sink stays when you lower the number."),
        )
        self.stepper.changed.connect(lambda value: self.wizard.put(self.path, value))

    def fill(self) -> None:
        """Show the number."""
        self.stepper.set_value(self.wizard.answers.quantity)
