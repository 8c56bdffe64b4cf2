"""Submitting what was entered, once; and throwing it away."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject

from cleanstation_desktop.services import order_drafts, orders
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.ui.order_entry.summary import day_in_words
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm


class Submitting(QObject):
    """Asks, waits until the draft is saved, submits, and opens the order."""

    def __init__(self, screen: Screen, wizard: Wizard) -> None:
        super().__init__(screen)
        self._screen = screen
        self._wizard = wizard
        self.under_way = False
        self.done = False
        self.dialog: Dialog | None = None

    @property
    def possible(self) -> bool:
        """Whether nothing stands against it."""
        preview = self._wizard.preview
        sound = self._wizard.is_judged and preview is not None and preview.submittable
        return sound and not self.under_way

    def ask(self) -> None:
        """Sum up what will be done, and ask."""
        if not self.possible:
            return
        answers, preview = self._wizard.answers, self._wizard.preview
        lines = sum(entry.bom.totals.lines for entry in preview.builds if entry.bom) if preview else 0
        numbers = ", ".join(answers.at("build_numbers")[: answers.quantity])
        text = tr(
            "Order {po} of {customer}, wanted {day}.\nSinks: {count} ({numbers}).\n"
            "Lines of their bills: {lines}. Warnings: {warnings}.",
            po=answers.at("po_number"),
            customer=answers.at("customer"),
            day=day_in_words(answers.at("want_date")),
            count=answers.quantity,
            numbers=numbers,
            lines=number(lines),
            warnings=number(len(self._wizard.findings)),
        )
        self.dialog = confirm(self._screen, tr("Submit this order?"), text, tr("Submit order"), self._settle)

    def delete(self) -> None:
        """Throw the draft away."""
        parking = self._wizard.parking
        key = parking.key
        if key is None:
            return
        parking.hold()
        self.under_way = True
        session = self._screen.client.session

        def work(command_id: UUID) -> None:
            order_drafts.delete_draft(session, key, command_id=command_id)

        self._screen.write(work, lambda _none: self.leave("drafts"), key="submit")

    def failed(self) -> None:
        """It did not go through: what is entered is saved again as it changes."""
        if self.under_way:
            self.under_way = False
            self._wizard.parking.resume()

    def leave(self, place: str, **arguments: object) -> None:
        """Go elsewhere; nothing of this wizard counts any more."""
        self.done = True
        self._wizard.parking.hold()
        self._screen.client.open(place, **arguments)

    def _settle(self) -> None:
        """Save first what is not saved: the draft goes with the order, and its file becomes a document of it."""
        if self.under_way:
            return
        self.under_way = True
        parking = self._wizard.parking
        if parking.settled:
            self._submit()
            return
        parking.idle.connect(self._saved)
        parking.changed.connect(self._maybe_stopped)
        parking.save()

    def _saved(self) -> None:
        if self._wizard.parking.settled:
            self._stop_waiting()
            self._submit()

    def _maybe_stopped(self) -> None:
        if self._wizard.parking.state in {"away", "refused"}:
            self._stop_waiting()
            self.under_way = False
            words = tr("The order is not submitted: its draft could not be saved first.")
            self._screen.client.messages.warning(words, tr("Nothing was lost; try again when it is saved."))

    def _stop_waiting(self) -> None:
        parking = self._wizard.parking
        parking.idle.disconnect(self._saved)
        parking.changed.disconnect(self._maybe_stopped)

    def _submit(self) -> None:
        wizard, session = self._wizard, self._screen.client.session
        order, builds = wizard.answers.submission()
        key = wizard.parking.key
        wizard.parking.hold()

        def work(command_id: UUID) -> SubmittedOrder:
            return orders.submit(session, order, builds, draft=key, command_id=command_id)

        self._screen.write(work, self._submitted, key="submit")

    def _submitted(self, order: SubmittedOrder) -> None:
        client = self._screen.client
        client.messages.success(tr("Order {po} is submitted.", po=order.po_number))
        self.leave("order", order_id=order.id)
