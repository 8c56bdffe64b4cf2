"""What stands above the form: its title and order, the other language, and why somebody only reads it."""

from __future__ import annotations

from typing import Any

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services.inspection_duty import Hindrance, InspectionPlace
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.ui.inspections.words import hindrance_words, result_words
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.widgets.controls import chip
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.status import status_words


def heading(inspection: Inspection, place: InspectionPlace) -> tuple[Any, ...]:
    """Title, subtitle and chips, as `Screen.set_heading` takes them."""
    title = tr("{title} · {build}", title=inspection.title, build=inspection.build_number)
    about = tr(
        "{form} · {customer}, order {po} · attempt {attempt} · {document} {revision}",
        form=form_words(inspection.kind),
        customer=place.customer,
        po=place.po_number,
        attempt=inspection.attempt,
        document=inspection.document_number,
        revision=inspection.revision,
    )
    if inspection.result is None:
        return title, about
    look = "ok" if inspection.result is Result.PASSED else "bad"
    return title, about, chip(result_words(inspection.result), look)


def other_language(inspection: Inspection, place: InspectionPlace) -> Language | None:
    """The language that the form can be shown in instead: the order's, or the reader's again; None when both agree."""
    other = place.language if inspection.language is not place.language else language()
    return other if other is not inspection.language else None


def why_read_only(inspection: Inspection, place: InspectionPlace) -> str:
    """Why the person may not fill the form in; empty when it is so, or signed, which the signature says."""
    if place.hindrance in (None, Hindrance.SIGNED) or place.may_sign:
        return ""
    return hindrance_words(place.hindrance, inspection.kind, status_words(place.build_status))
