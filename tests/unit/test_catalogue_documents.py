"""Catalogue documents that are wrong in one place: each fault has its code, and nothing is built from it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cleanstation_desktop.domain.catalogue import parse_catalogue
from cleanstation_desktop.domain.errors import Finding
from tests.support.domain_samples import files


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n", "empty_file"),
        (b"{", "broken_json"),
        (b'{"parts": {}}', "empty_file"),
        (b'{"parts": []}', "wrong_type"),
        (b'{"part": {}}', "missing"),
        (b"[]", "wrong_type"),
        (b"null", "wrong_type"),
        (b"\xff\xfe\x00", "bad_encoding"),
        ('{"parts": {"Pé": {}}}'.encode("latin-1"), "bad_encoding"),
        (b'{"parts": {"P": NaN}}', "bad_number"),
        (b'{"parts": {"P": []}}', "wrong_type"),
        (b'{"parts": {"P": {}}}', "missing"),
        (b'{"parts": {"": {"name": "x"}}}', "bad_number"),
        (b'{"parts": {"P\\u0000": {"name": "x"}}}', "bad_number"),
        (b'{"parts": {"P": {"name": "x\\u0000"}}}', "bad_character"),
        (b'{"parts": {"P": {"name": 5}}}', "wrong_type"),
        (b'{"parts": {"P": {"name": ""}}}', "too_short"),
        (b'{"parts": {"P": {"name": "' + b"x" * 501 + b'"}}}', "too_long"),
        (b'{"parts": {"' + b"P" * 101 + b'": {"name": "x"}}}', "bad_number"),
        (b"[" * 100_000, "too_deep"),
    ],
)
def test_a_parts_file_that_is_wrong(content: bytes, code: str) -> None:
    categories, assemblies, _ = map(as_bytes, files({"A": [("P", 1)]}, ["P"]))
    catalogue, findings = parse_catalogue(categories, assemblies, content)
    assert catalogue is None
    assert code in errors(findings)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"part_id": "P", "quantity": 0}, "out_of_range"),
        ({"part_id": "P", "quantity": -1}, "out_of_range"),
        ({"part_id": "P", "quantity": 1.5}, "wrong_type"),
        ({"part_id": "P", "quantity": "1"}, "wrong_type"),
        ({"part_id": "P", "quantity": True}, "wrong_type"),
        ({"part_id": "P", "quantity": 10**7}, "out_of_range"),
        ({"part_id": "P"}, "missing"),
        ({"quantity": 1}, "missing"),
        ({"part_id": "", "quantity": 1}, "too_short"),
        ({"part_id": None, "quantity": 1}, "wrong_type"),
        ({"part_id": "P", "quantity": 1, "colour": "red"}, "unknown_key"),
        ("P", "wrong_type"),
        (None, "wrong_type"),
    ],
)
def test_a_component_that_is_wrong(entry: Any, code: str) -> None:
    categories, assemblies, parts = files({"A": [("P", 1)]}, ["P"])
    assemblies["assemblies"]["A"]["components"] = [entry]
    catalogue, findings = parse_catalogue(categories, assemblies, parts)
    assert catalogue is None and code in errors(findings)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(components={}),
        lambda one: one.update(is_kit="yes"),
        lambda one: one.update(category_code=5),
        lambda one: one.pop("name"),
        lambda one: one.update(type=[]),
    ],
)
def test_an_assembly_that_is_wrong(change: Any) -> None:
    categories, assemblies, parts = files({"A": [("P", 1)]}, ["P"])
    change(assemblies["assemblies"]["A"])
    catalogue, findings = parse_catalogue(categories, assemblies, parts)
    assert catalogue is None and errors(findings)


@pytest.mark.parametrize(
    "category",
    [
        [],
        {"name": "One", "subcategories": []},
        {"name": "One", "subcategories": {"1.1": "A"}},
        {"name": "One", "subcategories": {"1.1": {"name": "All", "assembly_refs": "A"}}},
        {"name": "One", "subcategories": {"1.1": {"name": "All", "assembly_refs": [5]}}},
        {"name": None, "subcategories": {}},
    ],
)
def test_a_category_that_is_wrong(category: Any) -> None:
    _, assemblies, parts = files({"A": [("P", 1)]}, ["P"])
    catalogue, findings = parse_catalogue({"categories": {"1": category}}, assemblies, parts)
    assert catalogue is None and errors(findings)
