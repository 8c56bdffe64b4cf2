"""Reading configurations: the sample, every bound broken by one, and input that is no configuration at all."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanstation_desktop.domain.configuration import (
    check_configuration,
    parse_configuration,
    parse_configuration_text,
)
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from tests.support.domain_samples import BASIN, answers, basins


def faults(data: object) -> list[Finding]:
    with pytest.raises(InvalidInput) as refused:
        parse_configuration(data)
    return refused.value.findings


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sample with the answer at a dotted path replaced (a number is a place in a list)."""
    data = answers()
    *way, last = path.split(".")
    place: Any = data
    for step in way:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return data


def with_pegboard(width: int, length: int) -> dict[str, Any]:
    return changed("pegboard.size", {"width": width, "length": length})


def with_basin(width: int, length: int, depth: int) -> dict[str, Any]:
    return changed("basins.1.size", {"width": width, "length": length, "depth": depth})


def test_the_sample_survives_a_round_trip() -> None:
    configuration = parse_configuration(answers())
    assert configuration.to_json() == answers()
    assert parse_configuration(configuration.to_json()) == configuration


def test_canonical_form_has_every_key() -> None:
    data = answers()
    for key in ("pegboard", "faucets", "sprayers", "accessories"):
        del data[key]
    form = parse_configuration(data).to_json()
    assert list(form) == list(answers())
    assert (form["pegboard"], form["faucets"], form["sprayers"], form["accessories"]) == (None, [], [], [])


def test_left_out_add_ons_are_none() -> None:
    configuration = parse_configuration(answers(model="T2-B1", basins=[{"type": "e_sink", "size": "20X20X8"}]))
    assert configuration.to_json()["basins"] == [{"type": "e_sink", "size": "20X20X8", "p_trap": False, "light": False}]


WITHIN = [
    *(changed("length", value) for value in (48, 120)),
    *(changed("width", value) for value in (20, 60)),
    *(with_pegboard(*size) for size in ((24, 12), (120, 48))),
    *(with_basin(*size) for size in ((12, 12, 6), (40, 30, 14))),
    *(changed("accessories.0.quantity", value) for value in (1, 99)),
    answers(faucets=[{"kind": "pre_rinse", "placement": "between_1_2"}] * 2),
    answers(**basins("e_drain", "e_drain", "e_drain"), faucets=[{"kind": "pre_rinse", "placement": "between_2_3"}] * 3),
    answers(sprayers=[{"kind": "air_gun_turret", "location": "right"}] * 2),
    answers(pegboard=None),
    answers(build_number="B" * 40),
]


@pytest.mark.parametrize("data", WITHIN)
def test_the_bounds_themselves_are_allowed(data: dict[str, Any]) -> None:
    assert parse_configuration(data)


# Every bound of DOMAIN §5 (and §4 for the build number) broken by one, with the field that must be named.
BROKEN = [
    (changed("length", 47), "length"),
    (changed("length", 121), "length"),
    (changed("width", 19), "width"),
    (changed("width", 61), "width"),
    (with_pegboard(23, 12), "pegboard.size.width"),
    (with_pegboard(121, 12), "pegboard.size.width"),
    (with_pegboard(24, 11), "pegboard.size.length"),
    (with_pegboard(24, 49), "pegboard.size.length"),
    (with_basin(11, 12, 6), "basins[1].size.width"),
    (with_basin(41, 12, 6), "basins[1].size.width"),
    (with_basin(12, 11, 6), "basins[1].size.length"),
    (with_basin(12, 31, 6), "basins[1].size.length"),
    (with_basin(12, 12, 5), "basins[1].size.depth"),
    (with_basin(12, 12, 15), "basins[1].size.depth"),
    (changed("accessories.0.quantity", 0), "accessories[0].quantity"),
    (changed("accessories.0.quantity", 100), "accessories[0].quantity"),
    (changed("accessories.0.quantity", -1), "accessories[0].quantity"),
    (answers(accessories=[{"item": "B210-BLUE", "quantity": 50}] * 2), "accessories[1].quantity"),
    (answers(model="T2-B1"), "basins"),
    (answers(model="T2-B3"), "basins"),
    (answers(basins=[]), "basins"),
    (answers(basins=[dict(BASIN)] * 4), "basins"),
    (answers(faucets=[{"kind": "pre_rinse", "placement": "center_1"}] * 3), "faucets"),
    (
        answers(
            **basins("e_drain", "e_drain", "e_drain"), faucets=[{"kind": "pre_rinse", "placement": "center_1"}] * 4
        ),
        "faucets",
    ),
    (answers(**basins("e_sink_di", "e_sink_di")), "faucets"),
    (
        answers(
            **basins("e_sink_di", "e_drain", "e_drain"), faucets=[{"kind": "pre_rinse", "placement": "center_1"}] * 3
        ),
        "faucets",
    ),
    (changed("faucets.0.placement", "center_3"), "faucets[0].placement"),
    (changed("faucets.0.placement", "center_0"), "faucets[0].placement"),
    (changed("faucets.0.placement", "between_2_3"), "faucets[0].placement"),
    (changed("faucets.0.placement", "between_1_3"), "faucets[0].placement"),
    (changed("faucets.0.placement", "between_2_1"), "faucets[0].placement"),
    (changed("faucets.0.placement", "between_1_1"), "faucets[0].placement"),
    (answers(sprayers=[{"kind": "air_gun_turret", "location": "left"}] * 3), "sprayers"),
    (changed("legs", {"kind": "fixed_height", "model": "LC1"}), "legs.model"),
    (changed("build_number", "B" * 41), "build_number"),
    (changed("build_number", "B_1"), "build_number"),
    (changed("build_number", ""), "build_number"),
    (changed("language", "DE"), "language"),
    (changed("language", "en"), "language"),
    (changed("family", "INSTROSINK"), "family"),
    (changed("model", "T2-B4"), "model"),
    (changed("feet", "wheels"), "feet"),
    (changed("workflow", "up"), "workflow"),
    (changed("legs.kind", "fixed"), "legs.kind"),
    (changed("legs.model", "DL28"), "legs.model"),
    (changed("pegboard.type", "glass"), "pegboard.type"),
    (changed("pegboard.color", "GREEN"), "pegboard.color"),
    (changed("pegboard.color", "pink"), "pegboard.color"),
    (changed("pegboard.size", "custom"), "pegboard.size"),
    (changed("basins.0.type", "sink"), "basins[0].type"),
    (changed("basins.0.size", "24X20X9"), "basins[0].size"),
    (changed("faucets.0.kind", "eyewash"), "faucets[0].kind"),
    (changed("sprayers.0.kind", "water_gun"), "sprayers[0].kind"),
    (changed("sprayers.0.location", "centre"), "sprayers[0].location"),
    (changed("accessories.0.item", ""), "accessories[0].item"),
    (changed("accessories.0.item", "X" * 101), "accessories[0].item"),
]


@pytest.mark.parametrize(("data", "field"), BROKEN)
def test_each_bound_broken_by_one_names_its_field_and_nothing_else(data: dict[str, Any], field: str) -> None:
    found = faults(data)
    assert [finding.field for finding in found] == [field]
    assert found[0].severity == "error"
    assert found[0].message


WHOLE = ["length", "width", "accessories.0.quantity"]
NOT_WHOLE = [72.0, "72", True, None, [], {}, 72.5, 1e300]


@pytest.mark.parametrize("path", WHOLE)
@pytest.mark.parametrize("value", NOT_WHOLE)
def test_only_whole_numbers_are_numbers(path: str, value: object) -> None:
    assert [finding.code for finding in faults(changed(path, value))] == ["wrong_type"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("basins.0.p_trap", 1),
        ("basins.0.light", "true"),
        ("basins.0.light", None),
        ("language", 1),
        ("legs", "DL27"),
        ("legs", None),
        ("pegboard", "green"),
        ("pegboard", False),
        ("pegboard.size", None),
        ("basins", {}),
        ("basins", None),
        ("basins.0", "e_sink"),
        ("basins.0.size", 24),
        ("faucets", None),
        ("faucets.0.placement", 1),
        ("sprayers.0", []),
        ("accessories.0.item", 5),
        ("build_number", 1001),
    ],
)
def test_values_of_a_wrong_kind_are_refused_by_field(path: str, value: object) -> None:
    field = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split(".")).removeprefix(".")
    found = faults(changed(path, value))
    assert {finding.field for finding in found} == {field}
    assert check_configuration(changed(path, value))[0] is None


@pytest.mark.parametrize("data", [None, [], "text", 5, True, 1.5])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert "wrong_type" in {finding.code for finding in faults(data)}


def test_every_fault_is_found_at_once() -> None:
    data = changed("legs", {"kind": "fixed_height", "model": "LC1", "colour": "red"})
    data |= {"length": 47, "width": "30", "colour": 1, "language": "DE"}
    data["basins"][0]["size"] = {"width": 41, "length": 12}
    del data["feet"]
    assert {finding.field for finding in faults(data)} == {
        "legs.model",
        "legs.colour",
        "length",
        "width",
        "colour",
        "language",
        "basins[0].size.width",
        "basins[0].size.depth",
        "feet",
    }


def test_an_unknown_key_tells_the_likely_one() -> None:
    data = answers()
    data["pegboard"]["colour"] = data["pegboard"].pop("color")
    messages = [finding.message for finding in faults(data)]
    assert any("Did you mean “color”" in message for message in messages)


@pytest.mark.parametrize("key", list(answers()))
def test_a_missing_answer_is_named_unless_it_may_be_left_out(key: str) -> None:
    data = answers()
    del data[key]
    if key in {"pegboard", "faucets", "sprayers", "accessories"}:
        assert parse_configuration(data)
    else:
        assert [(finding.code, finding.field) for finding in faults(data)] == [("missing", key)]


@pytest.mark.parametrize("text", ["B\x00", "B\x1b[2J", "B\x7f", "\ud800", "a\nb", "a\tb"])
def test_control_characters_are_refused(text: str) -> None:
    found = faults(changed("accessories.0.item", text))
    assert [(finding.code, finding.field) for finding in found] == [("bad_character", "accessories[0].item")]


def test_a_configuration_with_a_broken_bound_can_still_be_looked_at() -> None:
    configuration, found = check_configuration(changed("length", 47))
    assert configuration is not None
    assert configuration.length == 47
    assert [finding.field for finding in found] == ["length"]


TEXTS = [
    (b"", "empty_file"),
    (b" \n", "empty_file"),
    (b"\xef\xbb\xbf", "empty_file"),
    (b"{", "broken_json"),
    (b"{'a': 1}", "broken_json"),
    (b'{"a": 1} {}', "broken_json"),
    (b'{"a": 01}', "broken_json"),
    (b"\xff\xfe{}", "bad_encoding"),
    (json.dumps(answers()).encode("utf-16"), "bad_encoding"),
    ('{"build_number": "é"}'.encode("latin-1"), "bad_encoding"),
    (b'{"length": NaN}', "bad_number"),
    (b'{"length": Infinity}', "bad_number"),
    (b'{"length": 1e999}', "bad_number"),
    (b'{"length": ' + b"9" * 5000 + b"}", "bad_number"),
    (b'{"length": 72, "length": 60}', "duplicate_key"),
    (b'{"legs": {"kind": 1, "kind": 2}}', "duplicate_key"),
    (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "too_deep"),
    (b" " * (2**20 + 1), "too_large"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=[f"{code}-{index}" for index, (_, code) in enumerate(TEXTS)])
def test_bytes_that_are_no_configuration(text: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_configuration_text(text)
    assert {finding.code for finding in refused.value.findings} == {code}


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    text = b"\xef\xbb\xbf" + json.dumps(answers()).encode()
    assert parse_configuration_text(text) == parse_configuration(answers())


def test_the_limit_is_the_callers() -> None:
    text = json.dumps(answers()).encode()
    with pytest.raises(InvalidInput, match="larger than"):
        parse_configuration_text(text, limit=len(text) - 1)
    assert parse_configuration_text(text, limit=len(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_no_json_value_makes_it_stumble(value: object) -> None:
    configuration, found = check_configuration(value)
    assert configuration is None
    assert found


@given(st.sampled_from(list(answers())), JSON)
def test_no_answer_makes_it_stumble(key: str, value: Any) -> None:
    configuration, found = check_configuration(answers(**{key: value}))
    assert configuration is not None or found
    if not found:
        assert configuration is not None
        assert parse_configuration(configuration.to_json()) == configuration


def test_reading_does_not_change_the_input() -> None:
    data = answers()
    before = copy.deepcopy(data)
    parse_configuration(data)
    assert data == before
