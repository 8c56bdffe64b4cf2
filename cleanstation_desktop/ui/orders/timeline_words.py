"""The entries of a timeline in words: what it was, what stood before, what stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.timeline import EventKind, TimelineEntry
from cleanstation_desktop.ui.documents.kinds import kind_words
from cleanstation_desktop.ui.order_entry.names import place_of, value_name
from cleanstation_desktop.ui.text import day, language, named_value, tr
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.status import status_kind, status_words

_K = EventKind
_LOOKS = {
    _K.ENTERED: "ok",
    _K.BOM_REVISION: "info",
    _K.CHANGE_REQUESTED: "warn",
    _K.ANSWER_CHANGED: "warn",
    _K.SIGNED: "ok",
    _K.NCR_OPENED: "bad",
    _K.NCR_VERIFIED: "ok",
    _K.NCR_CLOSED: "ok",
    _K.PART_ISSUE: "bad",
    _K.PART_ISSUE_SETTLED: "ok",
}


@dataclass(frozen=True)
class Told:
    """An entry in words. Parameters: what it was, and the look of its chip; old, empty where nothing stood; more, the
    reason or what was said."""

    entry: TimelineEntry
    what: str
    look: str
    old: str
    new: str
    more: str


def tell(entry: TimelineEntry) -> Told:
    """Put an entry into words of the reader's language."""
    look = _LOOKS.get(entry.kind, "neutral")
    if entry.kind is _K.MOVED and entry.new:
        look = status_kind(BuildStatus(entry.new))
    more = " ".join((entry.detail or "").split())
    return Told(entry, _heads()[entry.kind], look, _old(entry), _new(entry), more)


def _heads() -> dict[EventKind, str]:
    return {
        _K.ENTERED: tr("Order entered"),
        _K.MOVED: tr("Status"),
        _K.BOM_REVISION: tr("BOM revision"),
        _K.CHANGE_REQUESTED: tr("Change requested"),
        _K.ANSWER_CHANGED: tr("Order changed"),
        _K.FORM_OPENED: tr("Form opened"),
        _K.SIGNED: tr("Signed|event"),
        _K.NCR_OPENED: tr("Nonconformance opened"),
        _K.NCR_VERIFIED: tr("Nonconformance verified"),
        _K.NCR_CLOSED: tr("Nonconformance closed"),
        _K.CLAIMED: tr("Claimed"),
        _K.CLAIM_ENDED: tr("Claim ended"),
        _K.PART_ISSUE: tr("Part issue"),
        _K.PART_ISSUE_SETTLED: tr("Part issue settled"),
        _K.PRINTED: tr("Printed|event"),
        _K.COMMENTED: tr("Comment"),
        _K.ATTACHED: tr("Attached"),
        _K.TAKEN_OFF: tr("Taken off"),
        _K.REPLACED: tr("Replaced"),
    }


def _old(entry: TimelineEntry) -> str:
    if entry.kind is _K.MOVED:
        return status_words(BuildStatus(entry.old)) if entry.old else ""
    if entry.kind is _K.ANSWER_CHANGED:
        return _answer(entry, entry.old)
    return entry.old or ""


def _new(entry: TimelineEntry) -> str:
    what, new = entry.what or "", entry.new or ""
    say: dict[EventKind, Callable[[], str]] = {
        _K.MOVED: lambda: status_words(BuildStatus(new)),
        _K.ANSWER_CHANGED: lambda: named_value(place_of(what), _answer(entry, new)),
        _K.BOM_REVISION: lambda: tr("Revision {number}", number=new),
        _K.FORM_OPENED: lambda: tr("{form}, attempt {number}", form=form_words(InspectionKind(what)), number=new),
        _K.SIGNED: lambda: code_words("meaning", what),
        _K.NCR_OPENED: lambda: named_value(what, new),
        _K.NCR_VERIFIED: lambda: named_value(what, code_words("disposition", new)),
        _K.NCR_CLOSED: lambda: named_value(what, code_words("disposition", new)) if new else what,
        _K.CLAIM_ENDED: lambda: tr("Handed over to {name}", name=new) if new else tr("Released|claim"),
        _K.PRINTED: lambda: tr("{document}, copy {number}", document=printed_words(what), number=new),
        _K.ATTACHED: lambda: named_value(kind_words(what), new),
        _K.REPLACED: lambda: named_value(kind_words(what), new),
    }
    return say[entry.kind]() if entry.kind in say else new


def _answer(entry: TimelineEntry, value: str | None) -> str:
    if not value:
        return tr("nothing")
    if entry.what == "want_date":
        return day(dt.date.fromisoformat(value))
    return " ".join(value_name(value).split())


def code_words(group: str, code: str) -> str:
    """The words that printed documents have for a stored code, in the reader's language."""
    from cleanstation_desktop.printing.wording import Wording  # noqa: PLC0415 - loaded by the first of them

    return Wording(language()).code(group, code)


def printed_words(kind: str) -> str:
    """Name a kind of printed document."""
    return {
        "QC_SHEET": tr("QC sheet"),
        "BOM": tr("Bill of materials"),
        "BOM_TOTALS": tr("Bill of materials, totals by part"),
        "TRAVELER": tr("Traveler"),
        "LABEL": tr("Build label"),
        "PACKING_LIST": tr("Packing list"),
        "DHR": tr("Device history record"),
    }.get(kind, kind)
