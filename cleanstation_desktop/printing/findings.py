"""What the rules remarked, in the language of the order: resources/translations/findings.*.json, code → sentence."""

from __future__ import annotations

import json
import re
from functools import cache

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.rule_data import PLACEHOLDER
from cleanstation_desktop.printing.wording import Wording

_ENTRY = re.compile(r"\[(\d+)\]")


@cache
def sentences(language: Language) -> dict[str, str]:
    """Load the sentences of one language. The names of a finding's facts stand in them as {names}."""
    file = resources.path("translations", f"findings.{language.value.lower()}.json")
    loaded: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def sentence(finding: Finding, wording: Wording) -> str:
    """Say a finding.

    Its own message where no sentence fits: the code of another version of the rules, or facts that were not kept.
    """
    text = sentences(wording.language).get(finding.code)
    if text is None or not finding.facts.keys() >= set(PLACEHOLDER.findall(text)):
        return finding.message

    def spoken(name: str) -> str:
        fact = finding.facts[name]
        return wording.number(fact) if isinstance(fact, int) else fact

    return PLACEHOLDER.sub(lambda match: spoken(match[1]), text)


def place(finding: Finding, wording: Wording) -> str:
    """Name the answer that a finding belongs to: "Basin 1, size" for basins[0].size; an unknown one as it is."""
    path, entry = _ENTRY.sub("[]", finding.field), _ENTRY.search(finding.field)
    label = wording.code("field", path)
    if label == path:
        return finding.field
    return label.format(number=int(entry[1]) + 1) if entry else label
