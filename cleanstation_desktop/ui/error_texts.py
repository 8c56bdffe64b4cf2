"""What the layers below say, in the reader's language: errors, hints, findings and guards arrive as English sentences.

resources/translations/errors.*.json holds each sentence as a template, English → translation, with {names} where
something stands in it for the moment; sentences that a screen says too stand among its own texts (ui/text.py), and
error_words.*.json holds the codes and field names that can stand in one. A sentence is found by its template, and the
values in it are translated by themselves. One that nobody knows stays English: a person who is told in English is
helped more than one who is told nothing.
"""

from __future__ import annotations

import json
import re
from functools import cache

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.ui.text import catalogue, held_together

_NAME = re.compile(r"\{(\w+)\}")
_PATH = re.compile(r"[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*")
_MEASURE = re.compile(r"(-?[\d.]+ )(\w+)")
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z{“])")


def translate_error_text(english: str, language: Language) -> str:
    """Say an error's message or hint, a finding's message or a guard's sentence in another language.

    In English the codes and field names in it are still put into words. Parameters: english, as it came; language, the
    reader's.
    """
    return _say(english, language) or english


def _say(text: str, language: Language) -> str | None:
    """The sentence or sentences in the language; None when one of them is not known."""
    templates = _templates(language)
    if text in templates:
        return templates[text]
    parts = _SENTENCE_END.split(text)
    if len(parts) > 1:
        # One message can hold several: the same number used twice is told for each place.
        said = [_say_one(part, language) for part in parts]
        known = [part for part in said if part is not None]
        if len(known) == len(said):
            return " ".join(known)
    return _say_one(text, language)


def _say_one(text: str, language: Language, *, piece: bool = False) -> str | None:
    """One sentence, or with `piece` also a part of one, such as "at most 3"."""
    templates = _templates(language)
    for english in _by_length(language):
        if text.startswith(english.partition("{")[0]) and (piece or _is_whole(english)):
            match = _pattern(english).fullmatch(text)
            if match:
                values = {name: _say_value(value, language) for name, value in match.groupdict().items()}
                said = templates[english].format(**values)
                return said[:1].upper() + said[1:] if _begins_with_a_word(templates[english], match, values) else said
    return templates.get(text)


def _is_whole(english: str) -> bool:
    """Whether a template is a sentence; a piece of one ("{low} to {high}") would be found in many unknown ones."""
    return english[0].isupper() or english.endswith((".", "?", ")"))


def _begins_with_a_word(template: str, match: re.Match[str], values: dict[str, str]) -> bool:
    """Whether the sentence begins with a value that was put into words, which has no capital letter of its own."""
    first = _NAME.match(template)
    return first is not None and values[first[1]] != match[first[1]]


def _say_value(value: str, language: Language) -> str:
    """What stands in a sentence for the moment: a code, a field, a list of them, a piece of a sentence, or itself."""
    bare = value.strip()
    words = _words(language)
    measure = _MEASURE.fullmatch(bare)
    if measure and measure[2] in words:
        return measure[1] + words[measure[2]]
    said = words.get(bare) or _place(bare, language) or _list(bare, language)
    said = said or _say(bare, language) or _say_one(bare, language, piece=True)
    return value if not bare or said is None else value.replace(bare, said)


def _place(value: str, language: Language) -> str | None:
    """The words for a field of a configuration or an order, as printed documents say them."""
    if not _PATH.fullmatch(value):
        return None
    from cleanstation_desktop.printing.findings import place  # noqa: PLC0415
    from cleanstation_desktop.printing.wording import Wording  # noqa: PLC0415

    said = place(Finding("error", "", value, ""), Wording(language))
    if said != value:
        return said
    last = re.sub(r"\[\d+\]", "", value.rpartition(".")[2])
    return _words(language).get(last)


def _list(value: str, language: Language) -> str | None:
    words = _words(language)
    parts = value.split(", ")
    return ", ".join(words.get(part, part) for part in parts) if any(part in words for part in parts) else None


@cache
def _templates(language: Language) -> dict[str, str]:
    """Every sentence of the language by the English one; for English itself, what there is to be found."""
    if language is Language.EN:
        return {english: english for english in _templates(Language.FR)}
    own = {english: said for english, said in catalogue(language).items() if _is_sentence(english)}
    loaded = _load(f"errors.{language.value.lower()}.json")
    return {**own, **{english: held_together(said, language) for english, said in loaded.items()}}


def _is_sentence(english: str) -> bool:
    """Whether a text of a screen says something by itself; "{sentence}." would be found in everything."""
    return english.endswith((".", "?")) and len(re.findall(r"[a-z]{2}", _NAME.sub("", english))) > 2


def translate_word(english: str, language: Language) -> str:
    """Say the kind of a record ("service order") in another language; as it is when nobody gave a word for it."""
    return english if language is Language.EN else _words(language).get(english, english)


@cache
def _words(language: Language) -> dict[str, str]:
    return _load(f"error_words.{language.value.lower()}.json")


def _load(name: str) -> dict[str, str]:
    loaded: dict[str, str] = json.loads(resources.path("translations", name).read_text(encoding="utf-8"))
    return loaded


@cache
def _by_length(language: Language) -> tuple[str, ...]:
    """Templates with something to fill in, those with the most words of their own first."""
    return tuple(
        sorted((each for each in _templates(language) if "{" in each), key=lambda each: -len(_NAME.sub("", each)))
    )


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """What the template looks like with anything in its places; a name that comes twice stands for the same."""
    known: set[str] = set()
    pattern = ""
    for place, piece in enumerate(_NAME.split(template)):
        if place % 2 == 0:
            pattern += re.escape(piece)
        else:
            pattern += f"(?P={piece})" if piece in known else f"(?P<{piece}>.*?)"
            known.add(piece)
    return re.compile(pattern, re.DOTALL)
