"""A change of a build: asked for, drawn up, looked at and signed; before approval simply made (DOMAIN §3, Changes)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import boms, change_requests
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.change_requests.ask_page import AskPage, WaitingPage
from cleanstation_desktop.ui.change_requests.edit_page import EditPage
from cleanstation_desktop.ui.change_requests.editor import RevisionEditor
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts, read_change
from cleanstation_desktop.ui.change_requests.meanwhile_note import MeanwhileNote, ask_over_theirs
from cleanstation_desktop.ui.change_requests.request_card import RequestCard, request_kind, request_words
from cleanstation_desktop.ui.change_requests.review_panel import ReviewPanel
from cleanstation_desktop.ui.change_requests.signing import ask_close, ask_signature
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.controls import button, chip, icon_button, row
from cleanstation_desktop.ui.widgets.dialogs import confirm
from cleanstation_desktop.ui.widgets.fields import Form


class ChangeRequestScreen(Screen):
    """Place "change_request" with request_id, or with build_id: its open request, or the form to ask for one."""

    watches = frozenset({"change_request", "bom_revision", "signature", "build", "inspection", "customer_order"})

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self._request_id: int | None = place.arguments.get("request_id")
        self._build_id: int | None = place.arguments.get("build_id")
        self.facts: ChangeFacts | None = None
        self._draws = client.holds(Role.PRODUCTION_COORDINATOR)
        self.load()
        self.form = Form()
        self._make_buttons()
        self._note = MeanwhileNote(self._ask_to_stop, self._ask_anew)
        self.card = RequestCard()
        self.pages = QStackedWidget()
        self._asked: AskPage | None = None
        self.editing = EditPage(client, self.form, self._enable)
        self.reason = self.editing.reason
        self.review = ReviewPanel(client, lambda key: client.open("inspection", inspection_id=key))
        self._waiting = WaitingPage()
        for page in (self._waiting, self.editing, self.review):
            self.pages.addWidget(page)
        for part in (self._note, self.card):
            self.body.addWidget(part)
        self.body.addWidget(self.pages, 1)
        self.body.addLayout(self._foot)
        self.set_heading(tr("Change request"))

    @property
    def asking(self) -> AskPage:
        """Where a change is asked for; made when somebody may."""
        if self._asked is None:
            self._asked = AskPage(self.form, self._ask)
            self.pages.addWidget(self._asked)
            self._lead_tab_on(self._asked.send)
        return self._asked

    @property
    def editor(self) -> RevisionEditor | None:
        """What the change is drawn up with, while it is."""
        return self.editing.editor

    def load(self) -> None:
        """Read the change."""
        session, request_id, build_id, draws = self.client.session, self._request_id, self._build_id, self._draws
        self.read(lambda: read_change(session, request_id, build_id, drawing=draws), self._show)

    def state(self) -> Mapping[str, Any]:
        """What was typed and changed."""
        return {
            "asked": ("", "") if self._asked is None else self._asked.words,
            "reason": self.reason.text(),
            "body": self.editing.body(),
            "begun_at": self.editing.begun_at,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take it over."""
        if any(state["asked"]):
            self.asking.write(*state["asked"])
        self.reason.setText(state["reason"])
        self.editing.kept, self.editing.begun_at = state["body"], state["begun_at"]

    def unsaved(self) -> str:
        """What would be lost."""
        if self.editing.body() is not None:
            return tr("What you changed is not drawn up yet.")
        if self._asked is not None and self.pages.currentWidget() is self._asked and any(self._asked.words):
            return tr("The change request is not sent yet.")
        return ""

    def show_findings(self, findings: list[Finding]) -> list[Finding]:
        """Show faults at what and why, or at the answers."""
        left = self.form.show(findings)
        return left if self.editor is None or not left else self.editor.show_findings(left)

    def _make_buttons(self) -> None:
        self.open_bom = icon_button("bom", tr("Open the BOM"), self._go_to_bom)
        self.open_build = icon_button("build", tr("Open the build"), self._go_to_build)
        self.withdraw = button(tr("Withdraw"), lambda: self._close(reject=False), icon="undo", look="danger")
        self.reject = button(tr("Reject"), lambda: self._close(reject=True), icon="cross", look="danger")
        self.again = button(tr("Draw up anew"), self._edit_again, icon="edit")
        self.give_up = button(tr("Back to the difference"), self._ask_to_stop, icon="back")
        self.send = button(tr("Draw up"), self._ask_to_send, icon="check", look="primary")
        self.sign = button(tr("Approve and sign"), lambda: self._sign(as_qc=False), icon="signature", look="primary")
        self.sign_qc = button(tr("Review and sign"), lambda: self._sign(as_qc=True), icon="signature", look="primary")
        for made in (self.open_bom, self.open_build):
            self.buttons.addWidget(made)
        firsts, lasts = (self.withdraw, self.reject), (self.again, self.give_up, self.send, self.sign, self.sign_qc)
        self._foot = row(*firsts, None, *lasts, spacing=10)
        for hidden in (self.open_bom, *firsts, *lasts):
            hidden.hide()

    def _show(self, facts: ChangeFacts) -> None:
        self.facts = facts
        request = facts.request
        self._show_heading(facts)
        self.card.setVisible(request is not None)
        if request is not None:
            self._request_id = request.id
            self.card.show_change(facts, request)
        self.review.show_change(facts)
        if facts.closed:
            self.editing.forget()
        if self.editor is None or not self._may_edit(facts):
            self.editing.keep()
            self._choose_page(facts)
        self._note.show_change(facts, self.editing)
        self._show_buttons(facts)

    def _show_heading(self, facts: ChangeFacts) -> None:
        head, request = facts.build.head, facts.request
        beside = [] if request is None else [chip(request_words(request.state), request_kind(request.state))]
        under = "  ·  ".join((head.po_number, head.customer))
        if request is None and not facts.approved:
            self.set_heading(tr("Change build {number}", number=head.build_number), under)
        else:
            self.set_heading(tr("Change request of build {number}", number=head.build_number), under, *beside)

    def _may_edit(self, facts: ChangeFacts) -> bool:
        request = facts.request
        if not self._draws or facts.closed or facts.choices is None:
            return False
        return not facts.approved if request is None else request.state == "OPEN"

    def _choose_page(self, facts: ChangeFacts) -> None:
        if self._may_edit(facts) and (facts.revision is None or self.editing.kept is not None):
            self._edit(facts)
        elif facts.revision is not None:
            self.pages.setCurrentWidget(self.review)
        elif facts.request is None and facts.approved and not facts.closed and self._draws:
            self.pages.setCurrentWidget(self.asking)
        else:
            self._waiting.tell(facts)
            self.pages.setCurrentWidget(self._waiting)

    def _edit(self, facts: ChangeFacts) -> None:
        if facts.choices is None:
            return
        self._lead_tab_on(self.editing.begin(facts, facts.choices).last)
        self.pages.setCurrentWidget(self.editing)
        self._enable()

    def _lead_tab_on(self, last: QWidget) -> None:
        """What stands above the buttons is made after them: Tab goes on to them."""
        buttons = (self.withdraw, self.reject, self.again, self.give_up, self.send, self.sign, self.sign_qc)
        for before, after in pairwise((last, *buttons)):
            QWidget.setTabOrder(before, after)

    def _show_buttons(self, facts: ChangeFacts) -> None:
        request, editing = facts.request, self.editor is not None
        is_open = request is not None and request.state == "OPEN"
        drawn, to_sign = is_open and facts.revision is not None, is_open and facts.drawn_up and not editing
        buys, inspects = self.client.holds(Role.PROCUREMENT_SPECIALIST), self.client.holds(Role.QC_PERSON)
        self.open_bom.setVisible(facts.revision is not None and not editing)
        self.withdraw.setVisible(is_open and self._draws and not editing)
        self.reject.setVisible(is_open and buys and not editing)
        self.again.setVisible(drawn and self._draws and not editing)
        self.give_up.setVisible(drawn and editing)
        self.send.setVisible(editing)
        self.send.setText(tr("Draw up") if request is not None else tr("Make the new revision"))
        self.sign.setVisible(to_sign and buys and facts.signed("BOM_APPROVED") is None)
        needs_qc = request is not None and request.qc_required and facts.signed("CHANGE_REVIEWED") is None
        self.sign_qc.setVisible(to_sign and inspects and needs_qc)
        self._enable()

    def _enable(self) -> None:
        # A write that is under way holds its button; it gives it back by itself.
        if self.editor is not None and not self.writing:
            self.send.setEnabled(self.editor.sound)

    def _edit_again(self) -> None:
        if self.facts is not None:
            self._edit(self.facts)
            self._show_buttons(self.facts)

    def _ask_to_stop(self) -> None:
        if self.editing.body() is None:
            self._stop_editing()
            return
        title, lost = tr("Throw away what you changed?"), tr("What you changed is not drawn up yet.")
        confirm(self, title, lost, tr("Throw away"), self._stop_editing, danger=True)

    def _stop_editing(self) -> None:
        self.editing.forget()
        self.load()

    def _ask_anew(self) -> None:
        """Leave the request that is closed: what is kept goes on under the next one."""
        if self.facts is not None:
            self._request_id, self._build_id = None, self.facts.build.head.id
            self.load()

    def _ask(self) -> None:
        if self.facts is None:
            return
        session, build_id = self.client.session, self.facts.build.head.id
        what, why = map(str.strip, self.asking.words)

        def asked(seen: Seen) -> None:
            self._request_id = seen.id
            self.asking.write("", "")
            self.client.messages.success(tr("The change is asked for. Now draw it up."))
            self.load()

        self.form.clear()
        self.write(
            lambda command_id: change_requests.open_change_request(
                session, build_id, what=what, why=why, command_id=command_id
            ),
            asked,
            button=self.asking.send,
        )

    def _ask_to_send(self) -> None:
        facts = self.facts
        if facts is not None:
            ask_over_theirs(self, facts, self.editing, lambda: self._send(facts))

    def _send(self, facts: ChangeFacts) -> None:
        """Parameters: facts, as the person saw them: what came since is not seen yet."""
        editor = self.editor
        if editor is None:
            return
        session, data, seen_revision = self.client.session, editor.configuration(), facts.newest.revision
        build_id, reason = facts.build.head.id, self.reason.text().strip()
        request = None if facts.request is None else Seen(facts.request.id, facts.request.version)

        def work(command_id: Any) -> object:
            if request is not None:
                return change_requests.draw_up(
                    session, request, data, seen_revision=seen_revision, command_id=command_id
                )
            return boms.revise(
                session, build_id, data, seen_revision=seen_revision, reason=reason, command_id=command_id
            )

        def done(_made: object) -> None:
            self.editing.forget()
            self.reason.clear()
            self.client.messages.success(tr("Revision {revision} is made.", revision=seen_revision + 1))
            if request is None:
                self.client.open("build", build_id=build_id)
            else:
                self.load()

        self.form.clear()
        if not self.form.stop_too_long():
            self.write(work, done, button=self.send)

    def _sign(self, *, as_qc: bool) -> None:
        facts = self.facts
        if facts is not None and facts.request is not None and facts.revision is not None:
            ask_signature(self, facts, facts.request, facts.revision, self.load, as_qc=as_qc)

    def _close(self, *, reject: bool) -> None:
        if self.facts is not None and self.facts.request is not None:
            ask_close(self, self.facts.request, self.load, reject=reject)

    def _go_to_bom(self) -> None:
        if self.facts is not None and self.facts.revision is not None:
            self.client.open("bom", bom_revision_id=self.facts.revision.id)

    def _go_to_build(self) -> None:
        if self.facts is not None:
            self.client.open("build", build_id=self.facts.build.head.id)
