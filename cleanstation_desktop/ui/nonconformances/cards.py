"""The two cards of a nonconformance: what failed, and what was decided on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from cleanstation_desktop.domain.checklist_template import InspectionKind, Outcome
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.services.nonconformances import Nonconformance
from cleanstation_desktop.services.signatures import RecordSignature
from cleanstation_desktop.ui.documents.dialogs import DocumentDialog
from cleanstation_desktop.ui.input.reading_verdict import limit_words, quantity, target_words
from cleanstation_desktop.ui.inspections.form import as_answer, question_of
from cleanstation_desktop.ui.inspections.words import OUTCOME_LOOKS, item_words, outcome_words, value_words
from cleanstation_desktop.ui.nonconformances.words import disposition_meaning, disposition_words
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import moment, tr
from cleanstation_desktop.ui.widgets.controls import button, card, chip, column, icon_label, label, row
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.status import status_kind, status_words


def failed(screen: Screen, ncr: Nonconformance, item: InspectionItem | None, photos: Sequence[Document]) -> QFrame:
    """What failed: the item, its reading, the note, the photos, and the way to the form."""
    parts: list[QWidget] = []
    if item is not None:
        parts.append(label(item_words(item), "h3", wrap=True))
        parts.extend(_answer(item))
    parts.append(label(ncr.description, wrap=True, selectable=True))
    where = tr("{form}, attempt {attempt}", form=form_words(ncr.kind), attempt=ncr.attempt)
    parts.append(label(where, "muted", wrap=True))
    for each in photos:
        parts.append(
            button(
                each.file_name.replace("&", "&&"),
                partial(_show_photo, screen, each),
                look="link",
                icon="photo",
                tip=tr("Look at the photo"),
            )
        )
    client = screen.client
    ways = row(
        button(
            tr("Open the form"), partial(client.open, "inspection", inspection_id=ncr.inspection_id), icon="checklist"
        ),
        button(tr("Open the build"), partial(client.open, "build", build_id=ncr.build_id), icon="build"),
        None,
        spacing=8,
    )
    return card(*parts, 6, ways, None, title=tr("What failed"))


def decided(ncr: Nonconformance, status: BuildStatus, signatures: Sequence[RecordSignature]) -> QFrame:
    """What was decided, what is done again, the signatures, and where the build stands."""
    parts: list[QWidget] = [
        _line(label(tr("State of the build"), "muted"), chip(status_words(status), status_kind(status))),
        label(disposition_words(ncr.disposition), "h3"),
    ]
    if ncr.disposition is not None:
        parts.append(label(disposition_meaning(ncr.disposition), "muted", wrap=True))
    if ncr.reason:
        parts.append(label(tr("Reason: {text}", text=ncr.reason), wrap=True, selectable=True))
    for kind, names in ncr.redo.items():
        if names:
            words = tr("{form}, done again: {names}", form=form_words(InspectionKind(kind)), names=", ".join(names))
            parts.append(label(words, wrap=True))
    for made in signatures:
        meaning = tr("Concession") if made.meaning == "CONCESSION" else tr("Decision")
        text = column(
            label(tr("{name} ({initials})", name=made.printed_name, initials=made.initials), "h3"),
            label(tr("{meaning}, {moment}", meaning=meaning, moment=moment(made.signed_at)), "muted"),
            spacing=1,
        )
        intact = chip(tr("Intact"), "ok") if made.intact else chip(tr("Altered: tell the administrator"), "bad")
        holder = QWidget()
        line = row(icon_label("signature", 22, "primary"), text, intact, spacing=12)
        line.setStretch(1, 1)
        holder.setLayout(line)
        holder.setToolTip(made.sha256)
        parts.append(holder)
    return card(*parts, None, title=tr("Decision"))


def _answer(item: InspectionItem) -> list[QWidget]:
    answer = item.answer
    if answer is None:
        return []
    value = value_words(item, as_answer(item, answer), {})
    widgets: list[QWidget] = [chip(outcome_words(answer.outcome), OUTCOME_LOOKS[answer.outcome])]
    if value:
        widgets.append(label(value, "h3"))
    told = tr("{initials}, {time}", initials=answer.initials, time=moment(answer.answered_at))
    widgets.append(label(told, "small"))
    lines: list[QWidget] = [_line(*widgets)]
    if answer.number is not None and answer.outcome is Outcome.FAIL:
        question = question_of(item, answer.target if item.target_item is not None else None)
        limits = "  ·  ".join(part for part in (target_words(question), limit_words(question)) if part)
        lines.append(label(limits or quantity(answer.number, question.unit), "muted", wrap=True))
    return lines


def _line(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*widgets, None, spacing=10))
    return holder


def _show_photo(screen: Screen, document: Document) -> None:
    DocumentDialog(screen, screen.client, document).open()
