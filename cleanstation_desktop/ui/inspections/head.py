"""What stands above the form: its title and order, the other language, why one only reads it or cannot sign it yet."""

from __future__ import annotations

from typing import Any

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services.inspection_duty import Hindrance, InspectionPlace
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.inspections.words import hindrance_words, result_words
from cleanstation_desktop.ui.text import language, tr
from cleanstation_desktop.ui.widgets.controls import chip
from cleanstation_desktop.ui.widgets.form_names import attempt_words, form_words
from cleanstation_desktop.ui.widgets.status import status_words


def attempt_title(inspection: Inspection) -> str:
    """Name the attempt, for its signature and its paper."""
    return attempt_words(inspection.title, inspection.build_number, inspection.attempt)


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


def what_hinders(inspection: Inspection, place: InspectionPlace) -> str:
    """Why the person may not fill the form in, or not sign it yet; empty when it is so, or signed, which the signature
    says."""
    if place.hindrance is Hindrance.SIGNED:
        return ""
    if place.may_sign:
        return too_early(place)
    if place.hindrance is None:
        return ""
    return hindrance_words(place.hindrance, inspection.kind, status_words(place.build_status))


def too_early(place: InspectionPlace) -> str:
    """What must be done before the form is signed as passed, and about which nonconformances; empty without that."""
    if place.passing_guard is None:
        return ""
    said = tr(
        "This form cannot be signed as passed yet. {guard}", guard=translate_error_text(place.passing_guard, language())
    )
    return " ".join((said, ", ".join(number for _key, number in place.nonconformances))).rstrip()
