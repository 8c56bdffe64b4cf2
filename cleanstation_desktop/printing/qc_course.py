"""The course of an inspection on its sheet: why there is a further attempt, and why this one no longer stands."""

from __future__ import annotations

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.sheets import AttemptOpening, QcSheet, SheetEnding
from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.layout import Band, Table, columns_of
from cleanstation_desktop.printing.text import ALARM, INK, Span
from cleanstation_desktop.printing.wording import Wording


def course_bands(sheet: QcSheet, wording: Wording) -> list[Band]:
    """Set a line for each of the two; nothing of a first attempt that stands."""
    table = Table(columns_of([("", 1)], inset=0), size=8.4, leading=10.8)
    bands: list[Band] = []
    if sheet.opening is not None:
        bands += table.row([[Span(_why(sheet.opening, wording, "attempt_opened"), fonts.BOLD)]], rule=False)
    if sheet.ending is not None:
        # What failed is a record of its day; what passed is believed until it says otherwise.
        failed = sheet.status == "SIGNED" and sheet.result is Result.FAILED
        key = "ended_void" if sheet.status == "VOID" else "ended_failed" if failed else "ended_passed"
        told = wording(key, what=_ending(sheet.ending, wording))
        bands += table.row([[Span(told, fonts.BOLD, INK if failed else ALARM)]], rule=False)
    return bands


def _why(opening: AttemptOpening, wording: Wording, key: str) -> str:
    why = wording(f"opened.{opening.cause.lower()}", detail=opening.detail)
    return wording(key, number=opening.attempt, moment=_moment(opening, wording), why=why)


def _ending(ending: SheetEnding, wording: Wording) -> str:
    if ending.opening is not None:
        return _why(ending.opening, wording, "ended.attempt")
    told = wording(f"ended.{ending.cause.lower()}", moment=_moment(ending, wording))
    return f"{told} ({ending.reason})" if ending.reason else told


def _moment(step: AttemptOpening | SheetEnding, wording: Wording) -> str:
    return f"{wording.utc(step.at)}\u00a0UTC"
