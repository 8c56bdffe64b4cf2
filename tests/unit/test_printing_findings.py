"""What the rules remark and name is printed in the language of the order, whole."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

import cleanstation_desktop.domain
from cleanstation_desktop.domain.bom import Bom, explode
from cleanstation_desktop.domain.catalogue import Catalogue
from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.rule_data import PLACEHOLDER, Remark
from cleanstation_desktop.printing.bom_csv import bom_csv
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.findings import place, sentence, sentences
from cleanstation_desktop.printing.wording import Wording, labels
from cleanstation_desktop.verbs.demo_data import builds
from tests.support.domain_samples import demo_catalogue, rules
from tests.support.prints import bom as document_of
from tests.support.prints import texts

# Words of our English sentences, names and labels that are neither French nor Spanish.
ENGLISH = frozenset(
    (  # noqa: SIM905 - a list of words reads as one
        "and another are basin basins blue bolted build by calls contains copy covers custom depth entry field for "
        "hangs has in is itself item large left length level lines made name need number of one out pegboard rule says "
        "severity shelf side sink size slots submitted take taken that the this those to warning width"
    ).split()
)

SHELVES = {
    "T-OA-RAIL-SHELF-ADDER-LRG": "shelf_too_large",
    "T-OA-SSSHELF-1812": "slot_shelf",
    "T2-OA-SC-3020-SS": "cover_size",
    "T2-OA-PO-SHLF-1212": "twin_contains_itself",
}


def second_build(language: Language, **changes: Any) -> dict[str, Any]:
    """The demo's build with a custom basin and a custom pegboard."""
    return {**builds(language.value)[1], **changes}


def remarked(language: Language) -> list[dict[str, Any]]:
    """Builds whose bills carry every warning between them."""
    standard = {"type": "e_sink", "size": {"width": 24, "length": 20, "depth": 8}, "light": True, "p_trap": False}
    custom = {"type": "e_drain", "size": {"width": 28, "length": 20, "depth": 9}, "light": False, "p_trap": True}
    perforated = {"type": "perforated", "color": "blue", "size": {"width": 80, "length": 36}}
    hanging = [{"item": "T-OA-TASKLIGHT-PB", "quantity": 1}, {"item": "T2-OA-CUST-SHELF-HA-SML", "quantity": 1}]
    return [
        second_build(
            language,
            length=50,
            basins=[standard, custom],
            accessories=[{"item": item, "quantity": 1} for item in SHELVES],
        ),
        second_build(language, pegboard=None, accessories=hanging),
        second_build(
            language, pegboard=perforated, accessories=[{"item": "T-OA-SSSHELF-1812-BOLT-ON-KIT", "quantity": 1}]
        ),
    ]


def renamed(number: str, now: str) -> Catalogue:
    """The demo's catalogue with one item under another number, and the admin's alias for it."""
    held = [
        dataclasses.replace(item, number=now if item.number == number else item.number)
        for item in demo_catalogue().items.values()
    ]
    return Catalogue.build(demo_catalogue().categories, held, {number: now})


def bills(language: Language) -> list[Bom]:
    """The bill of the demo's second build, and bills with every warning."""
    catalogue = renamed("T2-LEVELING-CASTOR-475", "9475")
    return [
        explode(parse_configuration(data), rules(), catalogue) for data in [second_build(language), *remarked(language)]
    ]


def warnings() -> list[Finding]:
    return [finding for bill in bills(Language.EN) for finding in bill.findings]


def written_codes() -> set[str]:
    """The codes of warnings that the explosion and the reading of configurations have in their code."""
    codes: set[str] = set()
    for name in ("rules.py", "bom.py", "configuration.py", "reading.py"):
        file = Path(cleanstation_desktop.domain.__path__[0], name)
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            values = [entry.value if isinstance(entry, ast.Constant) else None for entry in call.args]
            if "warning" in values:
                codes.add(str(values[values.index("warning") + 1]))
            elif isinstance(call.func, ast.Attribute) and call.func.attr == "warning":
                codes.add(str(values[1]))
    return codes - {"None"}


def remarks() -> dict[str, set[str]]:
    """The warnings of the rules: code → wordings."""
    found: dict[str, set[str]] = {}
    for rule in rules().rules:
        for row in rule.rows:
            if isinstance(row.outcome, Remark) and row.outcome.severity == "warning":
                found.setdefault(row.outcome.code, set()).add(row.outcome.message)
    return found


@pytest.mark.parametrize("language", list(Language))
def test_every_warning_has_a_sentence_with_the_same_placeholders(language: Language) -> None:
    english, spoken = sentences(Language.EN), sentences(language)
    assert set(spoken) == set(remarks()) | written_codes()
    for code, text in english.items():
        assert sorted(PLACEHOLDER.findall(spoken[code])) == sorted(PLACEHOLDER.findall(text)), code
        assert language is Language.EN or spoken[code] != text, code


def test_the_english_sentence_of_a_rule_is_its_message() -> None:
    for code, messages in remarks().items():
        assert messages == {sentences(Language.EN)[code]}


def test_every_warning_says_in_english_what_its_message_says() -> None:
    found = warnings()
    assert {finding.severity for finding in found} == {"warning"}
    assert {finding.code for finding in found} == set(sentences(Language.EN))
    for finding in found:
        assert sentence(finding, Wording(Language.EN)) == finding.message


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.FR, "Les cuves côte à côte demandent 52 po, et l’évier mesure 50 po de long."),
        (Language.ES, "Las cubetas, una junto a otra, necesitan 52 pulg., y el fregadero mide 50 pulg. de largo."),
    ],
)
def test_a_sentence_is_filled_with_the_facts(language: Language, expected: str) -> None:
    finding = next(entry for entry in warnings() if entry.code == "basins_wider_than_sink")
    assert sentence(finding, Wording(language)) == expected


def test_a_number_is_written_as_the_language_does() -> None:
    finding = Finding("warning", "basins_wider_than_sink", "basins", "x", {"basins.total_width": 1234, "length": 50})
    assert "1.234 pulg." in sentence(finding, Wording(Language.ES))


@pytest.mark.parametrize(
    "finding",
    [
        Finding("warning", "made_up_later", "length", "Said in its own words.", {"length": 5}),
        Finding("warning", "twin_contains_itself", "length", "Said in its own words."),
        Finding("warning", "twin_contains_itself", "length", "Said in its own words.", {"article": "A"}),
    ],
)
def test_without_a_sentence_or_its_facts_the_message_stays(finding: Finding) -> None:
    assert sentence(finding, Wording(Language.FR)) == "Said in its own words."


@pytest.mark.parametrize("fact", ["{item}", "{0}", "%s", "\\1", "{item.__class__}"])
def test_a_fact_is_text_and_nothing_else(fact: str) -> None:
    finding = Finding("warning", "twin_contains_itself", "length", "x", {"item": fact})
    assert f" {fact} " in sentence(finding, Wording(Language.EN))


@pytest.mark.parametrize("language", list(Language))
def test_every_answer_that_a_rule_remarks_on_has_a_name(language: Language) -> None:
    for rule in rules().rules:
        fields = {rule.field, *(row.outcome.field for row in rule.rows if isinstance(row.outcome, Remark))} - {None}
        for field in fields:
            path = field if rule.for_each is None else f"{rule.for_each}[].{field}"
            assert f"field.{path}" in labels(language), path


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("basins[0].size", "Cuve 1, dimensions"),
        ("accessories[11].item", "Accessoire 12"),
        ("legs.model", "Piètement"),
        ("something.new[3]", "something.new[3]"),
        ("", ""),
    ],
)
def test_answers_are_named_as_people_do(field: str, expected: str) -> None:
    assert place(Finding("warning", "x", field, "x"), Wording(Language.FR)) == expected


def printed(bill: Bom, language: Language) -> set[str]:
    """Every word of the bill's papers but those that the catalogue, the order and the company bring."""
    ours = tuple(
        dataclasses.replace(line, name=line.name if line.kind == "custom" else "", item="T2-X") for line in bill.lines
    )
    catalogue_notes = {part.note for item in demo_catalogue().items.values() for part in item.components}
    ours = tuple(dataclasses.replace(line, note=None) if line.note in catalogue_notes else line for line in ours)
    document = document_of(
        language, bom=dataclasses.replace(bill, lines=ours), change="", signed=False, customer="", company="T"
    )
    papers = [*texts(bom_pdf(document)), *texts(bom_pdf(document, by_item=True))]
    papers += [bom_csv(document).decode("utf-8-sig"), bom_csv(document, by_item=True).decode("utf-8-sig")]
    # Whole words: what is joined to others by a hyphen or a figure is an item's number.
    return set(re.findall(r"(?<![\w-])[^\W\d_]+(?![\w-])", " ".join(papers).lower()))


@pytest.mark.parametrize("language", [Language.FR, Language.ES])
def test_no_english_of_ours_stands_on_a_french_or_spanish_bill(language: Language) -> None:
    for bill in bills(language):
        assert printed(bill, language) & ENGLISH == set()


def test_the_words_that_are_looked_for_do_stand_on_an_english_bill() -> None:
    found = set().union(*(printed(bill, Language.EN) for bill in bills(Language.EN)))
    assert len(found & ENGLISH) > 40, ENGLISH - found


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.FR, ("Cuve fabriquée sur mesure", "Remarque : 28X20X9 po (largeur, longueur, profondeur)", "BLEU")),
        (Language.ES, ("Cubeta fabricada a medida", "Nota: 28X20X9 pulg. (anchura, longitud, profundidad)", "AZUL")),
    ],
)
def test_what_is_made_to_order_is_named_in_the_language_of_the_order(
    language: Language, expected: tuple[str, ...]
) -> None:
    paper = " ".join(texts(bom_pdf(document_of(language, bom=bills(language)[0]))))
    for text in expected:
        assert text in paper
