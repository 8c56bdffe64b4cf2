"""Findings of order entry as they are said beside a field, in the language of the person who reads them."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.orders import NAME, NOTES_LENGTH, QUANTITY
from cleanstation_desktop.printing import findings as rule_findings
from cleanstation_desktop.printing.wording import Wording
from cleanstation_desktop.ui.error_texts import translate_error_text
from cleanstation_desktop.ui.order_entry.names import inside_build
from cleanstation_desktop.ui.text import language, number, tr

_BOUNDS = {
    "length": model.LENGTH,
    "width": model.WIDTH,
    "quantity": QUANTITY,
    "pegboard.size.width": model.BOARD_WIDTH,
    "pegboard.size.length": model.BOARD_HEIGHT,
    "basins[].size.width": model.BASIN_WIDTH,
    "basins[].size.length": model.BASIN_LENGTH,
    "basins[].size.depth": model.BASIN_DEPTH,
    "accessories[].quantity": model.ACCESSORY_QUANTITY,
}


def is_open(finding: Finding) -> bool:
    """Whether the answer was simply not given yet."""
    if finding.code == "too_short":
        return finding.message.endswith("has 0.")
    if finding.code == "bad_build_number":
        return finding.message.startswith("A build number is missing")
    return finding.code == "missing"


def told(finding: Finding) -> Finding:
    """The same finding with its message in the chosen language."""
    return replace(finding, message=sentence(finding))


def sentence(finding: Finding) -> str:
    """Say a finding. The field stands above it, so its name is not said again where a plain sentence is known."""
    if is_open(finding):
        return tr("Please answer this.")
    plain = _plain(finding)
    if plain:
        return plain
    said = rule_findings.sentence(finding, Wording(language()))
    return translate_error_text(said, language()) if said == finding.message else said


def _plain(finding: Finding) -> str:
    """The plain sentence of what happens most; empty for the rest."""
    path = inside_build(finding.field)
    bounds = _BOUNDS.get(re.sub(r"\[\d+\]", "[]", path))
    if finding.code in {"out_of_range", "wrong_type"} and bounds:
        if path.endswith("quantity"):
            return tr("A whole number from {low} to {high}, please.", low=bounds[0], high=bounds[1])
        return tr("Whole inches from {low} to {high}, please.", low=bounds[0], high=bounds[1])
    longest = NOTES_LENGTH if path == "notes" else NAME[1]
    sentences = {
        "too_short": tr("Please write at least {count} characters.", count=NAME[0]),
        "too_long": tr("At most {count} characters fit here.", count=number(longest)),
        "bad_date": tr("Please give a day such as 2026-12-31."),
        "not_in_future": tr("The want date must lie in the future."),
    }
    return sentences.get(finding.code, "")
