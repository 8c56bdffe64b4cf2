"""How the state of an instrument reads and looks: in use, its calibration due soon or overdue, retired."""

from __future__ import annotations

import datetime as dt

from cleanstation_desktop.services.instruments import DUE_SOON_DAYS, Instrument
from cleanstation_desktop.ui.text import counted, day, tr, zone


def state_of(each: Instrument, today: dt.date) -> tuple[str, str]:
    """Words and look of the chip. Parameters: today, at the plant."""
    if each.retired_at is not None:
        return tr("Retired"), "neutral"
    left = (each.calibration_due - today).days
    if left < 0:
        return tr("Calibration overdue"), "bad"
    return (tr("Calibration due soon"), "warn") if left <= DUE_SOON_DAYS else (tr("In use"), "ok")


def facts_of(each: Instrument, today: dt.date) -> list[str]:
    """What is to be known of one, in lines."""
    lines = [tr("{number} – {name}", number=each.number, name=each.name)]
    due = day(each.calibration_due)
    left = (each.calibration_due - today).days
    if each.retired_at is not None:
        lines.append(tr("Retired on {day}", day=day(each.retired_at.astimezone(zone()).date())))
    elif left < 0:
        lines.append(tr("Calibration overdue since {day}: not to be used", day=due))
    elif left == 0:
        lines.append(tr("Today is the last day of its calibration."))
    else:
        lines.append(tr("Calibrated until {day}, {count} {count:day/days} left", day=due, count=counted(left)))
    return lines


def matches(each: Instrument, words: str, today: dt.date) -> bool:
    """Whether it fits a search: each word stands in number, name or state."""
    text = f"{each.number} {each.name} {state_of(each, today)[0]}".casefold()
    return all(word in text for word in words.casefold().split())
