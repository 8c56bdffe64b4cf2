"""Texts that a person types into a use case: bounds of DOMAIN §4, cut of outer blanks, named by field."""

from __future__ import annotations

from cleanstation_desktop.domain.reading import Reader, Record

REASON = (3, 10_000)
COMMENT = (0, 10_000)


def read_text(value: str, field: str, low: int, high: int) -> str:
    """A text of `low` to `high` characters, line breaks allowed. Errors: InvalidInput on the field."""
    reader = Reader()
    told = Record(reader, {field: value}, "").text(field, low=low, high=high, lines=True)
    reader.raise_findings()
    return told


def read_reason(reason: str, field: str = "reason") -> str:
    """A reason of 3 to 10,000 characters. Errors: InvalidInput on the field."""
    return read_text(reason, field, *REASON)


def read_comment(comment: str, field: str = "comment") -> str:
    """A remark of up to 10,000 characters, or none. Errors: InvalidInput on the field."""
    return read_text(comment, field, *COMMENT)
