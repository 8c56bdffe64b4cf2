"""Step 1: who buys, until when, in which language (DOMAIN §4)."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.configuration_model import LANGUAGES
from cleanstation_desktop.ui.order_entry.answer_fields import ChoiceAnswer, NotesAnswer, TextAnswer
from cleanstation_desktop.ui.order_entry.date_answer import DateAnswer
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.po_document import PoDocument
from cleanstation_desktop.ui.order_entry.wizard import CUSTOMER, Wizard
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import card, column, label, row, scrolled
from cleanstation_desktop.ui.widgets.fields import Field


class CustomerPage(Page):
    """The answers that all sinks of the order share."""

    step = CUSTOMER

    def __init__(self, wizard: Wizard) -> None:
        super().__init__(wizard)
        add = self._add
        names = card(
            add(TextAnswer(wizard, "po_number", tr("PO number"), hint=tr("As on the customer's purchase order"))),
            add(TextAnswer(wizard, "customer", tr("Customer"))),
            add(TextAnswer(wizard, "project", tr("Project"), optional=True)),
            add(TextAnswer(wizard, "sales_person", tr("Sales person"))),
            None,
            title=tr("Who buys"),
        )
        self.document = PoDocument(wizard)
        languages = ChoiceAnswer(wizard, "language", tr("Document language"), LANGUAGES, offered=False)
        languages.tell_hint(tr("Of the manuals, the bill of materials and the quality sheets"))
        papers = card(
            add(DateAnswer(wizard, "want_date", tr("Want date"))),
            add(languages),
            label(tr("{name} (optional)", name=tr("PO document")), "h3"),
            self.document,
            add(NotesAnswer(wizard, "notes", tr("Notes"), lines=3)),
            None,
            title=tr("When, and on what papers"),
        )
        inside = QWidget()
        columns = row(names, papers, spacing=16)
        columns.setStretch(0, 1)
        columns.setStretch(1, 1)
        inside.setLayout(columns)
        self.setLayout(column(scrolled(inside)))

    def fill(self) -> None:
        """Show the answers anew."""
        super().fill()
        self.document.fill()

    def _add(self, field: Field) -> Field:
        return self.form.add(field)
