"""The items of a QC sheet: sections, basins, answers, readings, and what the assembler answered beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.sheets import (
    EarlierReading,
    MirroredAnswer,
    QcSheet,
    SheetConcession,
    SheetItem,
    SheetSection,
)
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.layout import Band, Content, Table, columns_of, space
from cleanstation_desktop.printing.signing import heading, heading_again
from cleanstation_desktop.printing.text import ACCENT, ALARM, FAINT, INK, Span
from cleanstation_desktop.printing.wording import Wording

# Shares in millimetres of the 182 there are.
_PLAIN = (("no", 11), ("check", 55), ("result", 26), ("reading", 26), ("target", 21), ("by", 14), ("time_utc", 29))
_MIRRORED = (("no", 11), ("check", 50), ("result", 26), ("reading", 28), ("production", 38), ("by_time_utc", 29))

_EARLIER = 3
"""So many of the readings before are named, the others counted."""


def item_bands(sheet: QcSheet, wording: Wording) -> list[Band]:
    """Set all sections. Forms that mirror another one (final QC) get a column for its answers."""
    mirrored = any(item.mirrored for section in sheet.sections for item in section.items)
    plan = _MIRRORED if mirrored else _PLAIN
    table = Table(columns_of([(wording(f"column_{key}"), width) for key, width in plan]), size=7.8, leading=10.2)
    names = {basin.position: basin.description for basin in sheet.basins}
    bands: list[Band] = []
    for section in sheet.sections:
        bands += _section(section, table, names, wording, mirrored=mirrored)
    return bands


def _result(item: SheetItem, wording: Wording) -> list[Span]:
    """Say the result of an item by mark and word."""
    code = item.outcome or "OPEN"
    color = {"PASS": INK, "FAIL": ALARM}.get(code, FAINT)
    return [Span("", mark=code), Span(" " + wording.code("outcome", code), fonts.BOLD, color)]


def _section(
    section: SheetSection, table: Table, names: dict[int, str], wording: Wording, *, mirrored: bool
) -> list[Band]:
    title = f"{section.number}\u00a0\u00a0{section.title}".strip()
    head = replace(table.head(fill="#FFFFFF"), keep_next=True)
    again = (heading_again(wording("continued", title=title)), head)
    if not section.items:
        return [space(7), *heading(title), *table.part(0).row([[Span(wording("no_items"), fonts.ITALIC, FAINT)]])]
    bands = [space(7), *heading(title), head]
    # Stable: within a basin the items keep the order of the template.
    ordered = sorted(section.items, key=lambda item: item.basin or 0)
    for position, items in groupby(ordered, key=lambda item: item.basin):
        repeat: tuple[Band, ...] = again
        if position is not None:
            name = wording("basin", number=position)
            described = f"{name} – {names[position]}" if names.get(position) else name
            ground = table.part(0, size=8.2)
            basin_row = [[Span(described, fonts.BOLD, ACCENT)]]
            bands += ground.row(basin_row, keep_next=True, repeat=again)
            basin_again = ground.one_line(Span(wording("continued", title=described), fonts.BOLD, ACCENT))
            repeat = (*again, basin_again)
        for item in items:
            bands += _item(item, table, wording, repeat, mirrored=mirrored)
    return bands


def _item(item: SheetItem, table: Table, wording: Wording, repeat: tuple[Band, ...], *, mirrored: bool) -> list[Band]:
    result = _result(item, wording)
    if item.carried_from is not None:
        result.append(Span("\n" + wording("carried_from", number=item.carried_from), fonts.ITALIC, FAINT))
    if item.concession is not None:
        result.append(Span("\n" + _concession(item.concession, wording), fonts.REGULAR, INK))
    time = wording.utc(item.answered_at) if item.answered_at else ""
    number = [Span(item.number, fonts.REGULAR, FAINT)]
    if mirrored:
        answer = _answer(item, wording)
        target = _target(item, wording)
        if target:
            answer.append(Span("\n" + wording("target_inline", target=target), fonts.REGULAR, FAINT))
        by_time = [Span(item.initials, fonts.BOLD), Span(f"\n{time}" if item.initials else time)]
        cells: list[Content] = [number, item.text, result, answer, _mirror(item.mirrored, wording), by_time]
    else:
        by = [Span(item.initials, fonts.BOLD)]
        cells = [number, item.text, result, _answer(item, wording), _target(item, wording), by, time]
    below = _below(item, wording)
    bands = table.row(cells, rule=not below, keep_next=bool(below), repeat=repeat)
    if below:
        bands += replace(table.part(1), padding=1.6).row([below], repeat=repeat)
    return bands


def _concession(concession: SheetConcession, wording: Wording) -> str:
    if not concession.number:
        return wording("conceded")
    first, second = concession.decided_by or "–", concession.conceded_by or "–"
    return wording("conceded_by", ncr=concession.number, first=first, second=second)


def _answer(item: SheetItem, wording: Wording) -> list[Span]:
    """The reading with its unit, or the words that were chosen, typed or scanned."""
    spans: list[Span] = []
    if item.reading is not None:
        spans.append(Span(wording.with_unit(wording.number(item.reading), item.unit), fonts.BOLD))
    if item.value:
        spans.append(Span(("\n" if spans else "") + item.value, fonts.BOLD))
    if item.instrument_due:
        due = wording("calibration_due", date=wording.date(item.instrument_due))
        spans.append(Span("\n" + due, fonts.REGULAR, FAINT))
    return spans


def _target(item: SheetItem, wording: Wording) -> str:
    """Say what a reading was held against: "72 ± 0.25 in" where both sides are alike, else the limits themselves."""
    target, low, high = item.target, item.minimum, item.maximum
    spoken = wording.number
    limits = ""
    if low is not None and high is not None:
        limits = wording("limits_both", low=spoken(low), high=spoken(high))
    elif low is not None:
        limits = f"≥ {spoken(low)}"
    elif high is not None:
        limits = f"≤ {spoken(high)}"
    if target is None:
        text = limits
    elif low is not None and high is not None and target - low == high - target:
        text = f"{spoken(target)} ± {spoken((target - low).normalize())}"
    else:
        text = f"{spoken(target)} ({limits})" if limits else spoken(target)
    return wording.with_unit(text, item.unit) if text else ""


def _below(item: SheetItem, wording: Wording) -> list[Span]:
    """What stands under the row: the note or the reason, what was read before, and how many photos there are."""
    spans: list[Span] = []
    if item.note:
        spans += _note(item.note, item.outcome, wording)
    if item.earlier:
        spans.append(Span(("\n" if spans else "") + wording("before") + " ", fonts.BOLD, FAINT))
        spans.append(Span("; ".join(_earlier(item.earlier, wording)), fonts.REGULAR, FAINT))
    if item.photos:
        spans.append(Span(("\n" if spans else "") + wording("photos", count=item.photos), fonts.REGULAR, FAINT))
    return spans


def _note(note: str, outcome: Outcome | None, wording: Wording) -> list[Span]:
    label = wording("reason" if outcome == Outcome.NA else "note")
    return [Span(label + " ", fonts.BOLD, FAINT), Span(note, fonts.ITALIC)]


def _earlier(readings: Sequence[EarlierReading], wording: Wording) -> list[str]:
    told = []
    for reading in readings[:_EARLIER]:
        value = wording.with_unit(wording.number(reading.value), reading.unit)
        when = f"{wording.utc(reading.read_at)}\u00a0UTC"
        told.append(", ".join((value, wording.code("outcome", reading.outcome), reading.initials, when)))
    if len(readings) > _EARLIER:
        told.append(wording("and_more", count=len(readings) - _EARLIER))
    return told


def _mirror(answers: Sequence[MirroredAnswer], wording: Wording) -> list[Span]:
    spans: list[Span] = []
    for number, answer in enumerate(answers):
        spans.append(Span(("\n" if number else "") + answer.source + " ", fonts.REGULAR, FAINT))
        spans += [Span("", mark=answer.outcome or "OPEN")]
        spans.append(Span(" " + wording.code("outcome", answer.outcome or "OPEN")))
        if answer.reading is not None:
            spans.append(Span("\n" + wording.with_unit(wording.number(answer.reading), answer.unit), fonts.BOLD))
        if answer.value:
            spans.append(Span("\n" + answer.value, fonts.BOLD))
        if answer.note:
            spans += [Span("\n"), *_note(answer.note, answer.outcome, wording)]
        signed = " ".join(
            part for part in (answer.initials, wording.utc(answer.answered_at) if answer.answered_at else "") if part
        )
        if signed:
            spans.append(Span("\n" + signed, fonts.REGULAR, FAINT))
    return spans
