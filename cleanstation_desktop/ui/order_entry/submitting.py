"""Submitting what was entered, once; and throwing it away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from cleanstation_desktop.domain.errors import NotFound, ServerAway
from cleanstation_desktop.services import order_drafts, orders
from cleanstation_desktop.services.orders import SubmittedOrder
from cleanstation_desktop.ui.order_entry.last_deed import LastDeed
from cleanstation_desktop.ui.order_entry.summary import day_in_words
from cleanstation_desktop.ui.order_entry.wizard import Wizard
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import number, tr
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm


class Submitting(QObject):
    """Asks, waits until the draft is saved, submits, and opens the order.

    As long as a submit has no answer, the server may have made the order: a draft that is gone then went with it most
    likely, and the very same command is sent again, which tells. What is wanted meanwhile waits for that, and its own
    failure tells nothing of what was sent before: the draft ends once, so at most one of them was done.
    """

    def __init__(self, screen: Screen, wizard: Wizard) -> None:
        super().__init__(screen)
        self._screen = screen
        self._wizard = wizard
        self.under_way = False
        self.done = False
        self.dialog: Dialog | None = None
        screen.client.live.state_changed.connect(self._on_live)
        if self.unanswered:
            # Sent from a screen that was left before the answer: what is changed now is saved all the same.
            wizard.parking.resume()

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
        key = self._wizard.parking.key
        if key is None:
            return
        session = self._screen.client.session
        deed = LastDeed(lambda command_id: order_drafts.delete_draft(session, key, command_id=command_id))
        self._once_known(partial(self._send, deed))

    @property
    def unanswered(self) -> bool:
        """Whether nobody knows what became of a submit or a deletion."""
        return bool(self._wizard.unanswered)

    def ask_again(self) -> None:
        """Send the very command again whose answer was lost; of several the first."""
        if self.unanswered and not self._screen.writing:
            self._send(self._wizard.unanswered[0])

    def leave(self, place: str, **arguments: object) -> None:
        """Go elsewhere; nothing of this wizard counts any more."""
        self.done = True
        self._wizard.unanswered.clear()
        self._wizard.parking.hold()
        for dialog in self._screen.findChildren(Dialog):
            # What is asked about a draft that is gone is over.
            dialog.done(Dialog.DialogCode.Rejected.value)
        self._screen.client.open(place, **arguments)

    def _settle(self) -> None:
        if self.under_way:
            return
        wizard = self._wizard
        # Who submits does not want it thrown away any more: where that was done, what is seen can be kept.
        wizard.unanswered = [deed for deed in wizard.unanswered if deed.submission is not None]
        self._once_known(self._save_first)

    def _once_known(self, then: Callable[[], None]) -> None:
        """Do it, once it is known that nothing sent before has ended the draft; else its answer is asked for again."""
        client, key = self._screen.client, self._wizard.parking.key
        self.under_way = True
        if key is None or not self.unanswered:
            then()
            return
        client.runner.run(
            self,
            lambda: order_drafts.load_draft(client.session, key.id),
            lambda _draft: then(),
            self._not_known,
            key="look",
        )

    def _not_known(self, error: Exception) -> None:
        self.under_way = False
        if isinstance(error, NotFound):
            self.ask_again()
        else:
            self._screen.client.messages.error(error)

    def _save_first(self) -> None:
        """Save what is not saved: the draft goes with the order, and its file becomes a document of it."""
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
        session, key = self._screen.client.session, self._wizard.parking.key
        order, builds = submission = self._wizard.answers.submission()
        self._send(
            LastDeed(
                lambda command_id: orders.submit(session, order, builds, draft=key, command_id=command_id), submission
            )
        )

    def _send(self, deed: LastDeed) -> None:
        work, done = (lambda _another: deed.carry_out(deed.id)), partial(self._done, deed)
        if not self._screen.write(work, done, partial(self._failed, deed), key="submit"):
            return
        self.under_way = True
        self._wizard.parking.hold()
        if deed not in self._wizard.unanswered:
            # From now on, for the screen may be left before the answer comes.
            self._wizard.unanswered.append(deed)

    def _failed(self, deed: LastDeed, error: Exception) -> None:
        """It did not go through, as far as is known: what is entered is saved again as it changes."""
        wizard = self._wizard
        if self.under_way:
            self.under_way = False
            wizard.parking.resume()
        if not isinstance(error, ServerAway):
            wizard.unanswered = [other for other in wizard.unanswered if other is not deed]
            # It is known now not to have been done: did another one end the draft, or somebody else?
            wizard.parking.look_again()

    def _done(self, deed: LastDeed, order: SubmittedOrder | None) -> None:
        if order is None:
            self.leave("drafts")
            return
        client = self._screen.client
        if deed.submission == self._wizard.answers.submission():
            client.messages.success(tr("Order {po} is submitted.", po=order.po_number))
        else:
            words = tr("Order {po} is submitted as you sent it.", po=order.po_number)
            client.messages.warning(words, tr("What you changed afterwards is not in it."))
        self.leave("order", order_id=order.id)

    def _on_live(self, state: str) -> None:
        # Without a change of the draft nothing else looks whether it went with the order.
        if state == "live" and self.unanswered:
            self._wizard.parking.look_again()
