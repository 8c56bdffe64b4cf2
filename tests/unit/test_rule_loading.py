"""Rule data that is wrong is refused when it is loaded, with a finding for each fault."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.rules import load_rule_set
from tests.support.domain_samples import rule_data, rule_of


def broken(change: Any) -> list[Finding]:
    data = rule_data()
    change(data)
    with pytest.raises(InvalidInput) as refused:
        load_rule_set(data)
    return refused.value.findings


FAULTS = [
    (lambda data: data.pop("version"), "missing"),
    (lambda data: data.update(version="1"), "wrong_type"),
    (lambda data: data.update(rules=[]), "out_of_range"),
    (lambda data: data.update(colour=1), "unknown_key"),
    (lambda data: data.update(words=[]), "wrong_type"),
    (lambda data: data["words"].update({"pegboard.taste": {}}), "unknown_variable"),
    (lambda data: data["rules"].append(copy.deepcopy(data["rules"][0])), "duplicate_rule"),
    (lambda data: rule_of(data, "body").update(reads=[]), "undeclared"),
    (lambda data: rule_of(data, "body").update(reads=["length", "width"]), "unread"),
    (lambda data: rule_of(data, "body").update(group="roof"), "unknown_choice"),
    (lambda data: rule_of(data, "body").update(rows=[]), "out_of_range"),
    (lambda data: rule_of(data, "body")["rows"].reverse(), "misplaced_otherwise"),
    (lambda data: rule_of(data, "body")["rows"][0].pop("item"), "no_outcome"),
    (lambda data: rule_of(data, "body")["rows"][0].update(error={"code": "a", "message": "b"}), "no_outcome"),
    (lambda data: rule_of(data, "body")["rows"][0].pop("when"), "no_condition"),
    (lambda data: rule_of(data, "body")["rows"][0].update(when={"length": {}}), "no_comparison"),
    (lambda data: rule_of(data, "body")["rows"][0].update(when={"length": {"from": 60, "to": 48}}), "empty_range"),
    (lambda data: rule_of(data, "body")["rows"][0].update(when={"length": "long"}), "wrong_comparison"),
    (lambda data: rule_of(data, "body")["rows"][0].update(when={"length": True}), "wrong_comparison"),
    (lambda data: rule_of(data, "body")["rows"][0].update(when={"length": [1.5]}), "wrong_type"),
    (lambda data: rule_of(data, "feet")["rows"][0].update(when={"feet": {"from": 1}}), "wrong_comparison"),
    (lambda data: rule_of(data, "body")["rows"][0].update(item="BODY-{basin.type}"), "out_of_scope"),
    (lambda data: rule_of(data, "body")["rows"][0].update(item="BODY-{size}"), "unknown_variable"),
    (lambda data: rule_of(data, "basin-kit").pop("for_each"), "out_of_scope"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1].pop("name"), "missing"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1]["name"].pop("ES"), "missing"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1]["name"].update(DE="Becken"), "unknown_key"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1]["note"].update(FR=""), "too_short"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1]["note"].update(FR="sur mesure"), "placeholders_differ"),
    (lambda data: rule_of(data, "basin-size")["rows"][-1].update(name="Custom basin"), "wrong_type"),
    (lambda data: data.update(terms=[]), "wrong_type"),
    (lambda data: data["terms"].update({"pegboard.taste": {}}), "unknown_variable"),
    (lambda data: data["terms"]["pegboard.color"]["red"].pop("FR"), "missing"),
]


@pytest.mark.parametrize(("change", "code"), FAULTS, ids=[f"{code}-{i}" for i, (_, code) in enumerate(FAULTS)])
def test_wrong_rule_data_is_refused_when_it_is_loaded(change: Any, code: str) -> None:
    assert code in {finding.code for finding in broken(change)}


@pytest.mark.parametrize("data", [None, [], "rules", {}, {"rules": 5}])
def test_what_are_no_rules_is_refused(data: object) -> None:
    with pytest.raises(InvalidInput):
        load_rule_set(data)
