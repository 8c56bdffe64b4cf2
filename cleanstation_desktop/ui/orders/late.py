"""How late a build or order is, in a chip with words, the same on every screen."""

from __future__ import annotations

import datetime as dt

from cleanstation_desktop.domain.workflow import FINAL, BuildStatus
from cleanstation_desktop.services.build_browsing import BuildListRow
from cleanstation_desktop.ui.text import counted, tr


def late_words(row: BuildListRow) -> str:
    """Overdue, due soon, or nothing."""
    if row.overdue:
        return tr("Overdue")
    return tr("Due soon") if row.due_soon else ""


def late_kind(row: BuildListRow) -> str | None:
    """The look of its chip; None when there is none."""
    return "bad" if row.overdue else "warn" if row.due_soon else None


def days_words(want_date: dt.date, status: BuildStatus, today: dt.date) -> str:
    """How many days are left, or have passed; empty for what is shipped or cancelled."""
    if status in FINAL:
        return ""
    days = (want_date - today).days
    if days == 0:
        return tr("due today")
    if days == 1:
        return tr("due tomorrow")
    return tr("in {days} days", days=days) if days > 0 else tr("{days} {days:day/days} late", days=counted(-days))
