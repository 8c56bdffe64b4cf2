"""The wizard of five steps (DOMAIN §4): steps above, the page in the middle, back and next below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from cleanstation_desktop.domain.configuration_model import FAMILIES
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services import order_drafts
from cleanstation_desktop.services.order_choices import OrderChoices, read_choices
from cleanstation_desktop.services.order_drafts import Draft
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.order_entry.accessories_page import AccessoriesPage
from cleanstation_desktop.ui.order_entry.configuration_page import ConfigurationPage
from cleanstation_desktop.ui.order_entry.conflict_dialog import conflict_dialog, differing, differing_file, gone_dialog
from cleanstation_desktop.ui.order_entry.customer_page import CustomerPage
from cleanstation_desktop.ui.order_entry.names import build_of
from cleanstation_desktop.ui.order_entry.page import Page
from cleanstation_desktop.ui.order_entry.review_page import ReviewPage
from cleanstation_desktop.ui.order_entry.sinks_page import SinksPage
from cleanstation_desktop.ui.order_entry.step_bar import StepBar, step_titles
from cleanstation_desktop.ui.order_entry.submitting import Submitting
from cleanstation_desktop.ui.order_entry.tab_order import follow_reading_order
from cleanstation_desktop.ui.order_entry.wizard import REVIEW, STEPS, Keeper, Wizard, step_of
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, chip, give_tip, icon_button, label, line, row
from cleanstation_desktop.ui.widgets.dialogs import Dialog, confirm

_PAGES: Mapping[int, type[Page]] = {
    page.step: page for page in (CustomerPage, SinksPage, ConfigurationPage, AccessoriesPage, ReviewPage)
}
_NEXT, _BACK, _SUBMIT = "Alt+N", "Alt+B", "Ctrl+Return"


class OrderEntryScreen(Screen):
    """Arguments: draft_id, of the draft to take up; None for a new order."""

    watches: ClassVar[frozenset[str]] = frozenset({"order_draft"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.wizard: Wizard | None = None
        self._keeper: Keeper | None = None
        self.pages: dict[int, Page] = {}
        self.asking: Dialog | None = None
        self.set_heading(tr("New order"))

    def load(self) -> None:
        """Read what can be chosen and the draft; later: was the draft changed elsewhere?"""
        if self.wizard is not None:
            if not self.pages:
                self._lay_out_pages(self.wizard)
            self.wizard.parking.look_again()
            return
        session, draft_id = self.client.session, self.place.arguments.get("draft_id")

        def work() -> tuple[OrderChoices, Draft | None]:
            draft = None if draft_id is None else order_drafts.load_draft(session, int(draft_id))
            return read_choices(session, FAMILIES[0]), draft

        self.read(work, self._begin)

    def unsaved(self) -> str:
        """What would be lost: nothing as long as the server is there, for what was typed last is saved behind."""
        if self.wizard is None or self.wizard.parking.settled or self.submitting.done:
            return ""
        lost = self.wizard.parking.lost()
        if not lost:
            self.wizard.parking.save()
        return lost

    def state(self) -> Mapping[str, Any]:
        """The wizard itself: it knows answers, step and tab, and saves on its own."""
        return {} if self._keeper is None or self.submitting.done else {"wizard": self._keeper}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on with the wizard of a screen before."""
        keeper = state.get("wizard")
        if isinstance(keeper, Keeper) and isValid(keeper.wizard):
            self._keeper, self.wizard = keeper, keeper.wizard

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Show what submitting found; the first fault's field gets the cursor."""
        if self.wizard is None or not findings:
            return findings
        self.wizard.findings = tuple(findings)
        self._on_checked()
        self.go_to(findings[0].field)
        return [found for found in findings if not found.field]

    def go_to(self, path: str) -> None:
        """Go to the field of an answer: its step, its sink, the field itself."""
        if self.wizard is None:
            return
        step = step_of(path)
        self.wizard.go(step, build_of(path))
        self._page().focus(path)

    # Inside

    def _write_failed(self, error: Exception, again: Callable[[], None]) -> None:
        super()._write_failed(error, again)
        self._say_found()

    def _begin(self, read: tuple[OrderChoices, Draft | None]) -> None:
        choices, draft = read
        wizard = Wizard(self.client, choices, draft)
        self._keeper, self.wizard = Keeper(wizard), wizard
        self._lay_out_pages(wizard)
        if draft is not None:
            wizard.checked.connect(self._go_to_open_step)
        wizard.check()
        self._page().focus_first()

    def _go_to_open_step(self) -> None:
        wizard = self.wizard
        if wizard is None:
            return
        wizard.checked.disconnect(self._go_to_open_step)
        states = {step: wizard.state_of(step) for step in STEPS}
        wizard.go(next((step for step in STEPS[:-1] if states[step].errors or states[step].open), REVIEW))

    def _lay_out_pages(self, wizard: Wizard) -> None:
        self.submitting = Submitting(self, wizard)
        self.steps = StepBar(wizard)
        self._stack = QStackedWidget()
        self.back = button(tr("Back"), self._go_back, icon="back", tip=tr("The step before"), shortcut=_BACK)
        self.next = button(tr("Next"), self._go_on, look="primary")
        self._found = label("", "muted", wrap=True)
        foot = row(self.back, self._found, self.next, spacing=16)
        foot.setStretch(1, 1)
        self.body.addWidget(self.steps)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(line())
        self.body.addLayout(foot)
        self.delete = icon_button("delete", tr("Throw this draft away"), self._ask_delete)
        self.buttons.addWidget(self.delete)
        self._ordering = QTimer(self, singleShot=True, interval=0)
        self._ordering.timeout.connect(lambda: follow_reading_order(self))
        self._wire(wizard)
        self._on_moved()
        self._on_parked()

    def _wire(self, wizard: Wizard) -> None:
        self.steps.wanted.connect(wizard.go)
        wizard.answered.connect(self._on_answered)
        wizard.checked.connect(self._on_checked)
        wizard.moved.connect(self._on_moved)
        wizard.parking.changed.connect(self._on_parked)
        wizard.parking.conflict.connect(self._on_conflict)
        QShortcut(QKeySequence(_SUBMIT), self, self._submit_by_key)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self._submit_by_key)

    def _page(self) -> Page:
        """The page of the step, made when somebody comes to it first: all five at once let everybody wait."""
        step = self._wizard.step
        if step not in self.pages:
            page = self.pages[step] = _PAGES[step](self._wizard)
            page.laid_out.connect(self._ordering.start)
            if isinstance(page, ReviewPage):
                page.wanted.connect(self.go_to)
            self._stack.addWidget(page)
        return self.pages[step]

    @property
    def _wizard(self) -> Wizard:
        if self.wizard is None:
            raise RuntimeError("the wizard is not there yet")
        return self.wizard

    def _go_on(self) -> None:
        if self._wizard.step == REVIEW:
            self.submitting.ask()
        else:
            rest(self.next)  # a second tap is for no further step, and does not submit
            self._wizard.go(self._wizard.step + 1)

    def _go_back(self) -> None:
        if self._wizard.step > STEPS[0]:
            rest(self.back)
            self._wizard.go(self._wizard.step - 1)

    def _submit_by_key(self) -> None:
        if self._wizard.step == REVIEW and self.next.isEnabled():
            self.submitting.ask()

    def _on_answered(self, path: str) -> None:
        if path == "":
            for page in self.pages.values():
                page.fill()
        else:
            self._page().follow(path)
        self._ordering.start()

    def _on_checked(self) -> None:
        self.steps.refresh()
        self._page().show_findings()
        self._ordering.start()
        self._say_found()

    def _on_moved(self) -> None:
        wizard = self._wizard
        before = self._stack.currentWidget()
        page = self._page()
        moved = before is not page
        self._stack.setCurrentWidget(page)
        page.enter()
        page.show_findings()
        self._ordering.start()
        self.steps.refresh()
        if moved:
            page.focus_first()
        self.back.setEnabled(wizard.step > STEPS[0])
        last = wizard.step == REVIEW
        self.next.setText(tr("Submit order") if last else tr("Next"))
        # Setting a shortcut anew is needed: a changed text takes it away.
        self.next.setShortcut(QKeySequence() if last else QKeySequence(_NEXT))
        self.back.setShortcut(QKeySequence(_BACK))
        titles = step_titles()
        give_tip(self.next, tr("Submit order") if last else titles[wizard.step + 1], _SUBMIT if last else _NEXT)
        self._say_found()

    def _say_found(self) -> None:
        wizard = self._wizard
        state = wizard.state_of(wizard.step)
        count = state.errors + (state.open if state.seen or wizard.step == REVIEW else 0)
        if count:
            self._found.setText(tr("{count} to correct or answer", count=count))
        elif wizard.step == REVIEW and not wizard.checked_at_server:
            self._found.setText(tr("The server is away. The order can be submitted when it is back."))
        else:
            self._found.setText(tr("Warnings: {count}", count=state.warnings) if state.warnings else "")
        if wizard.step == REVIEW:
            self.next.setEnabled(self.submitting.possible)
        else:
            self.next.setEnabled(True)

    def _on_parked(self) -> None:
        parking = self._wizard.parking
        words, kind = {
            "new": (tr("Nothing to save yet"), "neutral"),
            "waiting": (tr("Not saved yet"), "neutral"),
            "saving": (tr("Saving…"), "info"),
            "saved": (tr("Draft saved"), "ok"),
            "away": (tr("Not saved yet: server away"), "warn"),
            "refused": (tr("Not saved"), "bad"),
        }[parking.state]
        shown = chip(words, kind)
        if parking.refusal is not None:
            shown.setToolTip(str(parking.refusal))
        title = tr("Draft") if self.place.arguments.get("draft_id") is not None else tr("New order")
        self.set_heading(title, self._wizard.answers.title(), shown)
        self.delete.setEnabled(parking.key is not None)
        self._ordering.start()

    def _on_conflict(self, draft: Draft | None) -> None:
        wizard = self._wizard
        submitting = self.submitting
        if submitting.under_way or submitting.done or (self.asking is not None and isValid(self.asking)):
            return
        parking = wizard.parking
        if draft is None and submitting.unanswered:
            submitting.ask_again()
            return
        if draft is None:
            self.asking = gone_dialog(self, lambda: wizard.keep(None), lambda: submitting.leave("drafts"))
            return
        found = differing(wizard.answers, type(wizard.answers)(draft.body))
        clash = parking.clashes(draft)
        if clash:
            found.append(differing_file(parking.file_to_be, draft.file))
        elif parking.answers_saved or not found:
            wizard.take(draft, with_file=True)
            self.client.messages.info(tr("This draft was changed at another station. You see its new state."))
            return
        self.asking = conflict_dialog(
            self,
            self.client.preferences,
            found,
            lambda: wizard.keep(draft),
            lambda: wizard.take(draft, with_file=not clash),
        )

    def _ask_delete(self) -> None:
        text = tr("Its answers and its file are thrown away.")
        confirm(self, tr("Throw this draft away?"), text, tr("Throw away"), self.submitting.delete, danger=True)
