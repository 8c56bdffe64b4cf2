from __future__ import annotations

import json
import re
from typing import Any

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.configuration import parse_configuration
from cleanstation_desktop.domain.errors import ContentError, InvalidInput, Stale
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.text import catalogue, held_together
from tests.support.sentences import NOT_MET, PACKAGE, bare, sentences

TRANSLATED = (Language.FR, Language.ES)
NAME = re.compile(r"\{(\w+)\}")
# "basin{s}": French and Spanish say "cuve(s)".
PLURAL_MARKS = {"s"}
# Known by whoever looks for a sentence that joins others; no source says it as one.
COMPOSED = {"{} (and {} more)"}
# Notes that a checklist keeps in the order's language stand there in all three.
KEPT_IN_THE_ORDERS_LANGUAGE = {
    "La référence a été relevée de nouveau : reprendre cette mesure.",
    "La referencia se midió de nuevo: repetir esta lectura.",
    "The reference was read again: take this reading again.",
    "Un autre instrument a été nommé : reprendre cette mesure.",
    "Se indicó otro instrumento: repetir esta lectura.",
    "Another instrument was named: take this reading again.",
}


def texts(name: str, language: Language) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(
        resources.path("translations", f"{name}.{language.value.lower()}.json").read_text(encoding="utf-8")
    )
    return loaded


def fr(english: str) -> str:
    return translate_error_text(english, Language.FR).replace("\u00a0", " ")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_that_a_person_can_meet_is_translated(language: Language) -> None:
    # What a screen says with tr() stands among its own texts, though a table of the layers below holds it.
    known = {bare(template) for template in (*texts("errors", language), *catalogue(language))}
    missing = [
        f"{place}: {english}"
        for english, place in sentences().items()
        if english not in known | KEPT_IN_THE_ORDERS_LANGUAGE
    ]
    assert not missing, "\n".join([f"not in resources/translations/errors.{language.value.lower()}.json:", *missing])


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_is_translated_that_nobody_says(language: Language) -> None:
    said = set(sentences()) | COMPOSED
    assert [template for template in texts("errors", language) if bare(template) not in said] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_hold_what_the_sentence_holds(language: Language) -> None:
    wrong = [
        english
        for english, said in texts("errors", language).items()
        if set(NAME.findall(said)) != set(NAME.findall(english)) - PLURAL_MARKS
    ]
    assert wrong == []


def test_the_languages_know_the_same_sentences_and_words() -> None:
    assert list(texts("errors", Language.FR)) == list(texts("errors", Language.ES))
    assert list(texts("error_words", Language.FR)) == list(texts("error_words", Language.ES))
    assert texts("error_words", Language.EN).keys() <= texts("error_words", Language.FR).keys()


def test_what_is_left_out_is_there() -> None:
    assert [place for place in NOT_MET if not (PACKAGE / place).exists()] == []


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("You have not claimed this build.", "Vous n’avez pas pris cette unité en charge."),
        (
            "A build cannot go from READY_FOR_PRE_QC to SHIPPED.",
            "Une unité ne peut pas passer de « Prête pour pré-CQ » à « Expédiée ».",
        ),
        (
            "customer_name must have 3 characters or more; it has 1.",
            "« Client » doit compter au moins 3 caractères; il y en a 1.",
        ),
        (
            "basins[1].size holds a line break (U+000A) at place 4; remove it.",
            "« Cuve 2, dimensions » contient un saut de ligne (U+000A) à la position 4; retirez-le.",
        ),
        (
            "The build number B-1 is already used. The build number B-2 is already used.",
            "Le numéro d’unité B-1 est déjà utilisé. Le numéro d’unité B-2 est déjà utilisé.",
        ),
        (
            "length must be from 48 to 120 in; it is 130. (and 2 more)",
            "« Longueur » doit aller de 48 à 120 po; la valeur est 130. (et 2 de plus)",
        ),
        (
            "The key “lenght” is not known here. Did you mean “length”?",
            "La clé « lenght » est inconnue ici. Vouliez-vous dire « Longueur »?",
        ),
        (
            "language must be one of EN, FR, ES; the text “DE” is not.",
            "« langue » doit être l’un de ces choix : anglais, français, espagnol; "
            "ce n’est pas le cas de : le texte « DE ».",
        ),
        (
            "Somebody else changed this customer order: it is at version 4, you saw 3.",
            "Quelqu’un d’autre a modifié ceci (commande) : la version actuelle est 4, vous avez vu la 3.",
        ),
        ("12.5 C is above 12 C: say what is wrong.", "12.5 C est supérieur à 12 C : indiquez ce qui ne va pas."),
        ("{braces} must be an object, not a list.", "« {braces} » doit être un objet, pas une liste."),
    ],
)
def test_french(english: str, french: str) -> None:
    assert fr(english) == french


def test_english_readers_get_words_for_codes() -> None:
    assert (
        translate_error_text("A build cannot go from READY_FOR_PRE_QC to SHIPPED.", Language.EN)
        == "A build cannot go from Ready for pre-QC to Shipped."
    )
    assert translate_error_text("customer_name is missing.", Language.EN) == "Customer is missing."
    assert translate_error_text("note must be a text, not a list.", Language.EN) == "note must be a text, not a list."


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_template_finds_its_own_sentences(language: Language) -> None:
    """Filled with values that no table knows, each comes out as its own translation."""
    wrong = []
    for english, said in texts("errors", language).items():
        values = {name: f"Q{number}q" for number, name in enumerate(NAME.findall(english))}
        if english.endswith((".", "?")):
            told, wanted = (
                translate_error_text(english.format(**values), language),
                held_together(said, language).format(**values),
            )
            wrong += [(english, told)] if told != wanted else []
    assert wrong == []


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("unknown", ["", "Nobody ever said this sentence", "x" * 10_000, "{} {0} {name!r} %s \n\x00"])
def test_a_sentence_that_nobody_knows_stays(unknown: str, language: Language) -> None:
    assert translate_error_text(unknown, language) == unknown


@pytest.mark.parametrize("kind", [ContentError, Stale])
def test_usual_hints_are_translated(kind: type[ContentError]) -> None:
    hint = kind("x").hint
    assert fr(hint) != hint or not hint


def test_findings_of_a_broken_configuration() -> None:
    broken: Any = {"build_number": "\n", "language": 5, "width": "30", "length": 200, "lenght": 3}
    with pytest.raises(InvalidInput) as refused:
        parse_configuration(broken)
    english = [finding.message for finding in refused.value.findings]
    assert len(english) > 5
    assert [message for message in (*english, refused.value.message) if fr(message) == message] == []
