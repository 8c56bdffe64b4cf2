"""The five controlled forms that the project ships."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.checklist_loading import check_templates, load_template
from cleanstation_desktop.domain.checklist_template import (
    MAX_TEXT,
    InspectionKind,
    ItemKind,
    Repeat,
    Template,
    Texts,
    Tolerance,
)
from cleanstation_desktop.domain.configuration_model import LANGUAGES
from tests.support.forms import form

FORMS = [form(kind) for kind in InspectionKind]


def named_texts(template: Template) -> Iterator[tuple[str, Texts]]:
    """Every text of a form with the place where it stands."""
    yield "title", template.title
    yield from ((f"group {code}", title) for code, title in template.groups.items())
    for section in template.sections:
        yield f"section {section.code}", section.title
        for item in section.items:
            yield item.code, item.text
            yield from ((f"{item.code} {choice.code}", choice.text) for choice in item.choices)
            if item.hint is not None:
                yield f"{item.code} hint", item.hint


def test_there_is_one_form_of_each_kind_and_no_other_file() -> None:
    files = {path.name for path in resources.path("templates").iterdir()}
    assert files == {f"{kind.lower()}.json" for kind in InspectionKind}
    assert [template.kind for template in FORMS] == list(InspectionKind)


@pytest.mark.parametrize(
    ("kind", "document_number"),
    [
        (InspectionKind.PRE_PRODUCTION_CHECK, "CLP.T2.001"),
        (InspectionKind.PRODUCTION, "CLP.T2.001"),
        (InspectionKind.PACKAGING, "CLP.T2.001"),
        (InspectionKind.SINK_QUALITY, "CLQ.T2.001"),
        (InspectionKind.END_OF_LINE_TEST, "CLT.T2.001"),
    ],
)
def test_document_numbers_are_the_company_s(kind: InspectionKind, document_number: str) -> None:
    template = form(kind)
    assert (template.document_number, template.revision, template.version) == (document_number, "V01", 1)
    assert template.repeat is Repeat.ALL


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.kind.value)
def test_every_text_exists_in_three_languages(template: Template) -> None:
    for place, texts in named_texts(template):
        assert tuple(texts) == LANGUAGES, place
        for language, text in texts.items():
            assert text == text.strip() != "", (place, language)
            assert len(text) <= MAX_TEXT, (place, language)
            assert "'" not in text, (place, language, "write the apostrophe as ’")


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.kind.value)
def test_french_and_spanish_are_not_left_in_english(template: Template) -> None:
    for place, texts in named_texts(template):
        assert texts["FR"] != texts["EN"], place
        assert texts["ES"] != texts["EN"], place
        assert texts["ES"] != texts["FR"], place


@pytest.mark.parametrize("template", FORMS, ids=lambda template: template.kind.value)
def test_part_numbers_and_figures_are_the_same_in_every_language(template: Template) -> None:
    """Words with a digit in them are facts; only the decimal sign may differ (Ø1.5, Ø1,5)."""

    def figures(text: str) -> list[str]:
        words = text.replace(",", ".").replace("(", " ").replace(")", " ").split()
        return sorted(word.strip(".:;") for word in words if any(character.isdigit() for character in word))

    for place, texts in named_texts(template):
        assert figures(texts["FR"]) == figures(texts["EN"]) == figures(texts["ES"]), place


def test_item_codes_are_unique_over_all_forms() -> None:
    codes = [item.code for template in FORMS for item in template.items()]
    assert len(codes) == len(set(codes))


def test_shown_answers_belong_to_items_of_production_and_packaging() -> None:
    check_templates(FORMS)
    assert all(not item.mirrors for template in FORMS[:3] for item in template.items())
    shown = {mirror for item in form(InspectionKind.SINK_QUALITY).items() for mirror in item.mirrors}
    for kind in (InspectionKind.PRODUCTION, InspectionKind.PACKAGING):
        assert {(kind, item.code) for item in form(kind).items()} <= shown


def test_sources_name_the_paragraph() -> None:
    for template in FORMS:
        assert all(item.source.startswith("DOMAIN §6 ") for item in template.items())


def test_temperatures_are_calibrated_at_four_readings_beside_four_reference_readings() -> None:
    items = {item.code: item for item in form(InspectionKind.END_OF_LINE_TEST).items()}
    beside = [item for item in items.values() if item.target_item is not None]
    assert len(beside) == len({item.target_item for item in beside}) == 4
    for item in beside:
        assert item.tolerance is not None
        assert item.tolerance == Tolerance(Decimal(2), Decimal(2))
        assert item.unit == "°C"
        assert items[str(item.target_item)].unit == "°C"
    steady = [item for item in items.values() if item.unit == "raw"]
    assert len(steady) == 4
    assert all(
        item.target == 0 and item.tolerance and item.tolerance.minus == item.tolerance.plus == 3 for item in steady
    )


def test_what_was_measured_can_never_be_set_aside() -> None:
    """Readings, serial numbers and instruments cannot be set to not applicable: without one the test is not done."""
    strict = (ItemKind.NUMBER, ItemKind.SERIAL, ItemKind.INSTRUMENT)
    for template in FORMS:
        assert not [item.code for item in template.items() if item.kind in strict and item.na_allowed]
        assert all(item.required for item in template.items())


def test_groups_can_be_ordered_again_and_are_all_used() -> None:
    for kind in (InspectionKind.END_OF_LINE_TEST, InspectionKind.PACKAGING):
        template = form(kind)
        assert {item.group for item in template.items()} == set(template.groups)


def test_forms_read_the_same_from_sorted_json() -> None:
    """The database keeps jsonb, which orders keys its own way: the order of keys must carry no meaning."""
    for template in FORMS:
        text = resources.path("templates", f"{template.kind.lower()}.json").read_text(encoding="utf-8")
        again = load_template(json.loads(json.dumps(json.loads(text), sort_keys=True)))
        assert again == template
