"""The parts of an item card that do not change: its words, and what assembly answered beside it; and taking one out."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QWidget

from cleanstation_desktop.domain.localization import unit_symbol
from cleanstation_desktop.services.inspection_model import InspectionItem
from cleanstation_desktop.ui.input.reading_verdict import quantity
from cleanstation_desktop.ui.input.second_taps import rest
from cleanstation_desktop.ui.inspections.words import OUTCOME_LOOKS, outcome_words
from cleanstation_desktop.ui.text import clock, language, tr
from cleanstation_desktop.ui.widgets.controls import chip, column, frame, label, row


def head(item: InspectionItem, state: QWidget) -> QHBoxLayout:
    """Code, text and the state of the answer."""
    text = label(item.text if item.required else tr("{text} (optional)", text=item.text), "h2", wrap=True)
    top = Qt.AlignmentFlag.AlignTop
    layout = row(spacing=12)
    layout.addWidget(chip(item.code, "neutral"), 0, top)
    layout.addWidget(text, 1)
    if item.carried_from is not None:
        layout.addWidget(chip(tr("From attempt {number}", number=item.carried_from), "info"), 0, top)
    layout.addWidget(state, 0, top)
    return layout


def beside(item: InspectionItem) -> Iterator[QWidget]:
    """The hint, and the answers of production and packaging that stand beside an item of the final QC."""
    if item.hint:
        yield label(item.hint, "muted", wrap=True)
    if item.requires_document:
        yield label(tr("Passes only with the drawing attached to the order."), "muted", wrap=True)
    if item.mirrored:
        yield _mirrors(item)


def _mirrors(item: InspectionItem) -> QFrame:
    lines = column(label(tr("Answered by assembly"), "small"), spacing=6)
    for mirror in item.mirrored:
        answer = mirror.answer
        words = (
            tr("{code} · {text}", code=mirror.code, text=mirror.text)
            if mirror.basin in (None, item.basin)
            else tr("{code} · {text} (basin {number})", code=mirror.code, text=mirror.text, number=mirror.basin)
        )
        outcome = None if answer is None else answer.outcome
        parts = [label(words, wrap=True)]
        value = mirror.value or (
            quantity(answer.number, unit_symbol(mirror.unit, language()))
            if answer is not None and answer.number is not None
            else ""
        )
        if value:
            parts.append(label(value, "h3"))
        parts.append(chip(outcome_words(outcome), OUTCOME_LOOKS[outcome] if outcome else "neutral"))
        if answer is not None:
            parts.append(
                label(tr("{initials}, {time}", initials=answer.initials, time=clock(answer.answered_at)), "small")
            )
        line = row(*parts, spacing=10)
        line.setStretch(0, 1)
        lines.addLayout(line)
        if answer is not None and answer.note:
            lines.addWidget(label(tr("Note: {text}", text=answer.note), "muted", wrap=True))
    return frame(lines, "panel", margins=(14, 8, 14, 10))


def take_out(layout: QLayout, part: QWidget) -> None:
    """Take a part out of a card: the next card moves up to where a button of the part was pressed."""
    rest(part)
    layout.removeWidget(part)
    part.hide()
    part.deleteLater()
