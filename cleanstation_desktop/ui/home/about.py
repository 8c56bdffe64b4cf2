"""What an item of the home page is about, in words: the work list tells it by codes and counts."""

from __future__ import annotations

import datetime as dt

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services.work_lists import WorkItem
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.audit.event_words import event_words
from cleanstation_desktop.ui.text import counted, day, moment, tr
from cleanstation_desktop.ui.widgets.form_names import form_words

_FORMS = (WorkKind.PRE_QC, WorkKind.FINAL_QC)


def about_words(item: WorkItem, kind: WorkKind) -> str:
    """Say what an item of a section is about; empty when its build says it all."""
    about = item.about
    if kind is WorkKind.BODIES_AWAITED:
        return tr("{count} {count:part/parts} awaited", count=counted(int(about)))
    if kind is WorkKind.CATALOGUE_FINDINGS:
        return tr("{count} {count:finding/findings}", count=counted(int(about)))
    if kind is WorkKind.ALARMS:
        return event_words(about)
    if kind is WorkKind.CALIBRATIONS:
        return about.partition(" ")[2]
    if kind in (WorkKind.REOPENED_FORMS, WorkKind.REOPENED_TESTS):
        return form_words(InspectionKind(about))
    return tr("signed; the build is to be moved on") if about and kind in _FORMS else about


def since_words(item: WorkItem, kind: WorkKind) -> str:
    """Since when an item without a build is there; of an instrument, until when it may be used."""
    if kind is WorkKind.CALIBRATIONS:
        return tr("Last day of its calibration: {day}", day=day(dt.date.fromisoformat(item.about.partition(" ")[0])))
    return moment(item.since) if item.since is not None else ""
