"""Findings of order entry in the language of the person who reads them.

`domain` says every finding in English; the sentences of the rules stand in resources/translations/findings.*.json.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.domain.orders import NAME, NOTES_LENGTH, QUANTITY
from cleanstation_desktop.printing import findings as rule_findings
from cleanstation_desktop.printing.wording import Wording
from cleanstation_desktop.ui.order_entry.names import build_of, inside_build
from cleanstation_desktop.ui.text import language, tr

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
    if finding.code == "missing":
        return True
    if finding.code == "bad_date":
        return "nothing" in finding.message
    if finding.code == "too_short":
        return finding.message.endswith("has 0.")
    if finding.code == "bad_build_number":
        return finding.message.startswith("A build number is missing")
    return False


def told(finding: Finding) -> Finding:
    """The same finding with its message in the chosen language."""
    return replace(finding, message=sentence(finding))


def sentence(finding: Finding) -> str:
    """Say a finding; one that is not known here in its own English words."""
    if is_open(finding):
        return tr("Please answer this.")
    own = _own(finding)
    return own or rule_findings.sentence(finding, Wording(language()))


def _own(finding: Finding) -> str:
    path = inside_build(finding.field) if build_of(finding.field) is not None else finding.field
    bounds = _BOUNDS.get(re.sub(r"\[\d+\]", "[]", path))
    if finding.code in {"out_of_range", "wrong_type"} and bounds:
        if path.endswith("quantity"):
            return tr("A whole number from {low} to {high}, please.", low=bounds[0], high=bounds[1])
        return tr("Whole inches from {low} to {high}, please.", low=bounds[0], high=bounds[1])
    said = {
        "wrong_type": lambda: tr("Please answer this."),
        "unknown_choice": lambda: tr("Please choose one of those shown."),
        "too_short": lambda: tr("Please write at least {count} characters.", count=NAME[0]),
        "too_long": lambda: tr(
            "At most {count} characters fit here.", count=NOTES_LENGTH if path == "notes" else NAME[1]
        ),
        "bad_character": lambda: tr("There is a character in it that cannot be stored. Please remove it."),
        "bad_date": lambda: tr("Please give a day such as 2026-12-31."),
        "not_in_future": lambda: tr("The want date must lie in the future."),
        "bad_build_number": lambda: tr("Letters A to Z, digits and dashes, at most 40; a letter or digit first."),
        "duplicate_build_number": lambda: tr("This build number stands twice in this order."),
        "duplicate": lambda: (
            tr("Another order has this PO number already.")
            if path == "po_number"
            else tr("This build number is already used.")
        ),
        "basin_count": lambda: tr("The model and the number of basins do not agree."),
        "no_fixed_height": lambda: tr("LC1 legs have no fixed height. Please take DL27 or DL14."),
        "too_many_faucets": lambda: tr(
            "Too many faucets: at most 2 on one or two basins, 3 on three, with those of E-Sink DI."
        ),
        "bad_placement": lambda: tr("This place is not on this sink. Please choose another one."),
        "no_board": lambda: tr("There is no standard pegboard for this length. Please give a custom size."),
        "no_control_box": lambda: tr("There is no control box for this mix of basins."),
        "instrosink_only": lambda: tr("This goes on an InstroSink only. Please take it off."),
        "unknown_accessory": lambda: tr("This is no accessory of this family. Please take it off."),
        "differs_from_order": lambda: tr("This differs from what the order says."),
        "out_of_range": lambda: tr("There are too many of them."),
        "unresolved_item": lambda: _unresolved(finding),
    }.get(finding.code)
    return said() if said else ""


def _unresolved(finding: Finding) -> str:
    if "named" not in finding.facts:
        return ""
    near = str(finding.facts.get("near", ""))
    item, rule = finding.facts["named"], finding.facts["rule"]
    if near:
        return tr(
            "Rule {rule} names {item}, which the catalogue lacks. Nearest: {near}. Ask the administrator.",
            rule=rule,
            item=item,
            near=near,
        )
    return tr("Rule {rule} names {item}, which the catalogue lacks. Ask the administrator.", rule=rule, item=item)
