"""JSON in one form only, so that equal contents have equal digests on every machine and in every release."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object) -> bytes:
    """A JSON value as UTF-8 text with sorted keys and nothing between the signs."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def json_digest(value: object) -> bytes:
    """SHA-256 over the canonical text of a JSON value."""
    return hashlib.sha256(canonical_json(value)).digest()
