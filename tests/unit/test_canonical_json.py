"""Equal contents have equal digests, and the digests that are stored stay those of their contents."""

from __future__ import annotations

import hashlib

from cleanstation_desktop.domain.canonical_json import canonical_json, json_digest


def test_one_form_for_equal_contents() -> None:
    value = {"b": [1, "é", None, True], "a": {"y": 1.5, "x": "“q”"}}
    assert canonical_json(value) == '{"a":{"x":"“q”","y":1.5},"b":[1,"é",null,true]}'.encode()
    assert json_digest(value) == json_digest({"a": {"x": "“q”", "y": 1.5}, "b": [1, "é", None, True]})


def test_what_differs_has_another_digest() -> None:
    values: list[object] = [None, 0, False, "", "0", [], {}, [[]], {"": None}, {"a": 1}, {"a": "1"}]
    digests = {json_digest(value) for value in values}
    assert len(digests) == len(values)


def test_the_form_never_changes() -> None:
    # BOM revisions, rules, forms and imports keep such digests for good.
    assert json_digest({"a": 1}) == hashlib.sha256(b'{"a":1}').digest()
