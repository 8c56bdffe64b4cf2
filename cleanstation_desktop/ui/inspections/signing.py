"""Signing a form: what is still open, the computed result with its meaning, and what follows (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services import inspections, nonconformances
from cleanstation_desktop.services.inspection_model import Inspection, InspectionItem
from cleanstation_desktop.services.inspections import SignedInspection
from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.services.signatures import RecordSignature
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.inspections import form
from cleanstation_desktop.ui.inspections.head import attempt_title
from cleanstation_desktop.ui.inspections.words import item_words, meaning_words, next_step, result_words
from cleanstation_desktop.ui.text import counted, moment, named_value, number, tr
from cleanstation_desktop.ui.widgets.controls import button, card, chip, column, frame, icon_label, label, row, scrolled
from cleanstation_desktop.ui.widgets.dialogs import Dialog
from cleanstation_desktop.ui.widgets.signing import SignDialog
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

_RESULT_LOOKS = {Result.PASSED: "ok", Result.FAILED: "bad"}
_SHOWN = 70
_MEANINGS: dict[str, Callable[[], str]] = {
    "INSPECTION_PASSED": lambda: tr("Inspected and passed"),
    "INSPECTION_FAILED": lambda: tr("Inspected and failed"),
    "READY_FOR_INSPECTION": lambda: tr("Checked, ready for inspection"),
}


def list_open(
    parent: QWidget, sentence: str, items: Sequence[InspectionItem], go_to: Callable[[int], object]
) -> Dialog:
    """Say what keeps a form from being signed, with a way to each item."""
    dialog = Dialog(parent, tr("Not ready to be signed"), width=620)
    dialog.body.addWidget(label(sentence, wrap=True))
    inside = QWidget()
    lines = column(spacing=2, margins=(0, 0, 8, 0))

    def go(item_id: int) -> None:
        dialog.accept()
        go_to(item_id)

    for item in items:
        lines.addWidget(button(item_words(item).replace("&", "&&"), partial(go, item.id), look="link", icon="forward"))
    lines.addStretch(1)
    inside.setLayout(lines)
    area = scrolled(inside)
    area.setMinimumHeight(min(6, len(items)) * 48)
    dialog.body.addWidget(area, 1)
    dialog.add_cancel(tr("Close"))
    dialog.open()
    return dialog


def sign(
    parent: QWidget, client: Client, inspection: Inspection, result: Result, done: Callable[[SignedInspection], None]
) -> SignDialog:
    """Ask for the signature. Parameters: result, what the answers give: nobody chooses it."""
    failed = form.failures(inspection)
    counts = form.count(inspection.items, lambda item: item.answer.outcome if item.answer is not None else None)
    record = attempt_title(inspection)
    words = tr(
        "{answered} of {total} answered, {failed} failed, {na} not applicable",
        answered=counted(counts.answered),
        total=number(counts.total),
        failed=number(counts.failed),
        na=number(counts.not_applicable),
    )
    outcome = row(label(tr("Result:"), "h3"), chip(result_words(result), _RESULT_LOOKS[result]), None, spacing=8)
    extra = [frame(column(outcome, label(words, "muted", wrap=True), spacing=4), "panel", margins=(14, 10, 14, 10))]
    if failed and inspection.kind is not InspectionKind.PACKAGING:
        lines = [
            label(f"•  {named_value(item_words(item), item.answer.note if item.answer else '')}", wrap=True)
            for item in failed[:6]
        ]
        if len(failed) > len(lines):
            lines.append(label(tr("and {count} more", count=number(len(failed) - len(lines))), "muted"))
        extra.append(
            frame(column(label(tr("Failed items"), "h3"), *lines, spacing=4), "panel", margins=(14, 10, 14, 10))
        )
    seen = Seen(inspection.id, inspection.version)
    dialog = SignDialog(
        parent,
        client.runner,
        client.session.person,
        meaning_words(inspection.kind, result, len(failed)),
        [record],
        lambda password, comment, command_id: inspections.sign(
            client.session, password, seen, result, comment=comment, command_id=command_id
        ),
        done,
        title=tr("Sign the form"),
        extra=extra,
    )
    dialog.open()
    return dialog


class SignedDialog(Dialog):
    """What a signature did: the build's new status, nonconformances opened and closed, the next step, printing."""

    def __init__(
        self,
        parent: QWidget,
        client: Client,
        inspection: Inspection,
        signed: SignedInspection,
        found: Sequence[Nonconformance],
        print_sheet: Callable[[], object],
    ) -> None:
        super().__init__(parent, tr("Signed|form"), width=600)
        self._client = client
        status = row(
            chip(result_words(signed.result), _RESULT_LOOKS[signed.result]),
            label(tr("Build {build} is now:", build=inspection.build_number)),
            chip(status_words(signed.status), status_kind(signed.status)),
            None,
            spacing=8,
        )
        self.body.addLayout(status)
        step = label(next_step(inspection.kind, signed.result, signed.status), wrap=True)
        told = row(icon_label("info", 22, "info"), step, spacing=12)
        told.setStretch(1, 1)
        self.body.addWidget(card(told))
        for each in found:
            closed = each.state == "CLOSED"
            words = tr("{number} closed", number=each.number) if closed else tr("{number} opened", number=each.number)
            text = named_value(words, each.description)
            shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
            self.body.addWidget(
                button(
                    shown.replace("&", "&&"),
                    partial(self._go, "nonconformance", nonconformance_id=each.id),
                    look="link",
                    icon="nonconformance",
                    tip=text,
                )
            )
        for place, made in enumerate(
            (
                button(tr("Print the sheet"), print_sheet, icon="printer"),
                button(tr("Open the build"), partial(self._go, "build", build_id=inspection.build_id), icon="build"),
            )
        ):
            self.foot.insertWidget(place, made)
        self.add_action(tr("Close"), self.accept)

    def _go(self, place: str, **arguments: int) -> None:
        self.accept()
        self._client.open(place, **arguments)


def show_signed(
    parent: QWidget,
    client: Client,
    inspection: Inspection,
    signed: SignedInspection,
    print_sheet: Callable[[], object],
) -> None:
    """Show what a signature did. The nonconformances are read first; without them it is told all the same."""
    wanted = {*signed.opened, *signed.closed}

    def show(found: Sequence[Nonconformance]) -> None:
        of_this = [each for each in found if each.id in wanted]
        SignedDialog(parent, client, inspection, signed, of_this, print_sheet).open()

    client.runner.run(
        parent,
        lambda: nonconformances.list_nonconformances(client.session, build_id=inspection.build_id) if wanted else (),
        show,
        lambda _error: show(()),
    )


def signature_block(signatures: Sequence[RecordSignature]) -> QWidget:
    """The signatures of a form: printed name, meaning, moment, and the digest of what was signed (21 CFR 11.50)."""
    lines = column(spacing=8)
    for made in signatures:
        meaning = _MEANINGS.get(made.meaning)
        text = column(
            label(tr("{name} ({initials})", name=made.printed_name, initials=made.initials), "h3"),
            label(
                tr("{meaning}, {moment}", meaning=meaning() if meaning else made.meaning, moment=moment(made.signed_at))
            ),
            spacing=2,
        )
        if made.comment:
            text.addWidget(label(made.comment, "muted", wrap=True))
        digest = label(tr("Record {digest}", digest=made.sha256[:16] + "…"), "small", selectable=True)
        digest.setToolTip(made.sha256)
        text.addWidget(digest)
        intact = chip(tr("Intact"), "ok") if made.intact else chip(tr("Altered: tell the administrator"), "bad")
        line = row(icon_label("signature", 24, "primary"), text, intact, spacing=14)
        line.setStretch(1, 1)
        lines.addLayout(line)
    return card(lines)
