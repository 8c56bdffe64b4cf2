"""The client's own texts: each tr("…") has French and Spanish, and nothing is translated that nobody says."""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop import resources
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.ui.text import counted, number, set_language, tr
from tests.support.sources import trees

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cleanstation_desktop"
TRANSLATED = (Language.FR, Language.ES)
NAME = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
INFLECTED = re.compile(r"\{(\w+):")
FORMS = re.compile(r"\{\w+:([^{}]*)\}")


def folders() -> list[str]:
    """The files of translations, without language and ending."""
    return sorted({file.name.split(".")[0] for file in resources.path("translations", "ui").glob("*.json")})


def translations(folder: str, language: Language) -> dict[str, str]:
    """One file: English → translation; empty when it is not there."""
    file = resources.path("translations", "ui", f"{folder}.{language.value.lower()}.json")
    loaded: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return loaded


def all_translations(language: Language) -> dict[str, str]:
    return {english: said for folder in folders() for english, said in translations(folder, language).items()}


@functools.cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call of tr() in the client, with its place; and in the pilot, which looks for what the screens say."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in (*trees(PACKAGE / "ui"), *trees(PACKAGE / "verbs" / "pilot")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "tr":
                    yield f"{place}:{node.lineno}", node


def literals(node: ast.expr) -> list[str] | None:
    """The sentences that an argument of tr() can be; None when only the running program knows."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        both = literals(node.body), literals(node.orelse)
        return None if both[0] is None or both[1] is None else [*both[0], *both[1]]
    return None


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: Language) -> None:
    known = all_translations(language)
    missing = [
        f"{place}: {text}"
        for place, call in calls()
        for text in (literals(call.args[0]) if call.args else None) or ()
        if text not in known
    ]
    assert not missing, "\n".join([f"not in resources/translations/ui/*.{language.value.lower()}.json:", *missing])


def test_no_text_is_put_together() -> None:
    """A sentence made of pieces or filled in beforehand cannot be found in another language."""
    breaches = [
        f"{place}: {ast.unparse(call)[:80]}"
        for place, call in calls()
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert not breaches, "\n".join(breaches)


def test_a_text_is_given_what_stands_in_it() -> None:
    breaches = []
    for place, call in calls():
        given = {keyword.arg for keyword in call.keywords}
        for text in (literals(call.args[0]) if call.args else None) or ():
            if None not in given and set(NAME.findall(text)) != given:
                breaches.append(f"{place}: {text!r} with {sorted(map(str, given))}")
    assert not breaches, "\n".join(breaches)


def test_french_sets_a_blank_before_a_colon_alone() -> None:
    """As people in Quebec write: none before ; ? and !, which elsewhere in the French world have one."""
    files = [*resources.path("translations").rglob("*.fr.json")]
    assert files
    breaches = [
        f"{file.name}: {said}"
        for file in files
        for said in json.loads(file.read_text(encoding="utf-8")).values()
        if re.search(r"\s[;?!]|\w:(?:\s|$)", said)
    ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_over(language: Language) -> None:
    """A text can also stand in a table of the client or of the layers below, as the names of statuses do."""
    said = {
        node.value
        for _, tree in trees(PACKAGE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    left_over = [
        f"{folder}: {english}"
        for folder in folders()
        for english in translations(folder, language)
        if english not in said
    ]
    assert not left_over, "\n".join(left_over)


def test_the_languages_hold_the_same_texts_with_the_same_names_in_them() -> None:
    breaches = []
    for folder in folders():
        french, spanish = (translations(folder, language) for language in TRANSLATED)
        breaches += [f"{folder}: only one language has {text!r}" for text in sorted(french.keys() ^ spanish.keys())]
        breaches += [
            f"{folder}: {english!r} became {said!r}"
            for texts in (french, spanish)
            for english, said in texts.items()
            if set(NAME.findall(said)) != set(NAME.findall(english)) or not said.strip() or "|" in said
        ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_is_translated_once(language: Language) -> None:
    """Files are merged: two translations of the same words would depend on their order."""
    seen: dict[str, str] = {}
    breaches = []
    for folder in folders():
        for english, said in translations(folder, language).items():
            if seen.setdefault(english, said) != said:
                breaches.append(f"{folder}: {english!r} is {seen[english]!r} elsewhere, {said!r} here")
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize("language", TRANSLATED)
def test_words_that_inflect_have_two_forms(language: Language) -> None:
    """{count:line/lines}: for one, and for several."""
    said = [*all_translations(language).items(), *((english, english) for english in all_translations(language))]
    breaches = [
        f"{english!r}: {forms!r}"
        for english, text in said
        for forms in FORMS.findall(text)
        if len([form for form in forms.split("/") if form.strip()]) != 2
    ]
    assert not breaches, "\n".join(breaches)


def test_words_that_inflect_are_given_a_counted_number() -> None:
    """In whichever language they do: a number that was written already cannot say which of two forms goes with it."""
    breaches = []
    translated = [all_translations(language) for language in TRANSLATED]
    for place, call in calls():
        for text in (literals(call.args[0]) if call.args else None) or ():
            said = (text, *(texts.get(text, "") for texts in translated))
            inflecting = {name for each in said for name in INFLECTED.findall(each)}
            breaches += [
                f"{place}: {text!r} with {ast.unparse(keyword.value)}"
                for keyword in call.keywords
                if keyword.arg in inflecting
                and isinstance(keyword.value, ast.Call)
                and ast.unparse(keyword.value.func) != "counted"
            ]
    assert not breaches, "\n".join(breaches)


@pytest.mark.parametrize(
    ("language", "none", "one", "several"),
    [
        ("EN", "0 lines", "1 line", "lines"),
        ("FR", "0 ligne", "1 ligne", "lignes"),
        ("ES", "0 líneas", "1 línea", "líneas"),
    ],
)
def test_a_word_goes_with_its_number(language: str, none: str, one: str, several: str) -> None:
    set_language(language)
    try:
        said = [tr("{count} {count:line/lines}", count=counted(count)) for count in (0, 1, 1234)]
        assert said == [none, one, f"{number(1234)} {several}"]
    finally:
        set_language("EN")
