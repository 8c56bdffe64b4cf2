"""The nonconformances on a QC sheet: what was found, what was decided, how far it is, each step by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cleanstation_desktop.domain.sheets import QcSheet, SheetNonconformance
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.layout import Band, Table, columns_of, space
from cleanstation_desktop.printing.signing import comment_spans, heading, heading_again
from cleanstation_desktop.printing.text import ALARM, FAINT, INK, Span
from cleanstation_desktop.printing.wording import Wording

_CLOSED = {"CLOSED", "VERIFIED"}


def nonconformance_block(sheet: QcSheet, wording: Wording) -> list[Band]:
    """Set the block; nothing at all when there is no nonconformance.

    Those that the reader may not read are counted: a sheet that shows less than there is says so.
    """
    if not sheet.nonconformances and not sheet.hidden_nonconformances:
        return []
    plan = (("ncr", 27), ("item", 17), ("description", 49), ("disposition", 49), ("state", 40))
    columns = columns_of([(wording(f"column_{key}"), width) for key, width in plan])
    table = Table(columns, size=7.8, leading=10.2)
    title = wording("nonconformances")
    bands = [space(10), *heading(title)]
    if sheet.hidden_nonconformances:
        told = wording("nonconformances_hidden", name=sheet.reader, count=sheet.hidden_nonconformances)
        bands += table.part(0, size=8.2).row([[Span(told, fonts.BOLD, ALARM)]], keep_next=bool(sheet.nonconformances))
    if not sheet.nonconformances:
        return bands
    head = table.head(fill="#FFFFFF")
    repeat = (heading_again(wording("continued", title=title)), head)
    bands.append(head)
    for ncr in sheet.nonconformances:
        bands += table.row(_cells(ncr, wording), repeat=repeat)
    return bands


def _cells(ncr: SheetNonconformance, wording: Wording) -> list[Sequence[Span]]:
    color = INK if ncr.state in _CLOSED else ALARM
    description = [Span(ncr.description), *_step(wording, "opened_by", ncr.opened_by, ncr.opened_at)]
    disposition = [
        Span(wording.code("disposition", ncr.disposition) if ncr.disposition else wording("none_yet"), fonts.BOLD)
    ]
    if ncr.reason:
        disposition.append(Span("\n" + ncr.reason))
    disposition += _step(wording, "decided_by", ncr.dispositioned_by, ncr.dispositioned_at)
    disposition += comment_spans(wording, ncr.disposition_comment)
    disposition += _step(wording, "concession_by", ncr.concession_by, ncr.concession_at)
    disposition += comment_spans(wording, ncr.concession_comment)
    state = [
        Span(wording.code("ncr_state", ncr.state), fonts.BOLD, color),
        *_step(wording, "verified_by", ncr.verified_by, ncr.verified_at),
        *_step(wording, "closed_by", ncr.closed_by, ncr.closed_at),
    ]
    return [[Span(ncr.number, fonts.BOLD)], [Span(ncr.item)], description, disposition, state]


def _step(wording: Wording, key: str, by: str, at: datetime | None) -> list[Span]:
    if not by and at is None:
        return []
    when = f", {wording.utc(at)}\u00a0UTC" if at else ""
    return [Span(f"\n{wording(key, name=by or '–')}{when}", fonts.REGULAR, FAINT)]
