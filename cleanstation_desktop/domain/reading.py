"""Reading untrusted values: JSON text into objects, objects into checked fields, with every fault noted at once."""

from __future__ import annotations

import difflib
import json
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from cleanstation_desktop.domain.errors import Finding, InvalidInput

LINE_BREAKS = "\t\r\n"
BLANKS = " \t\r\n\u00a0\u3000"


def load_json(text: bytes, *, limit: int, source: str) -> object:
    """Return the JSON value that `text` holds.

    Parameters: text, the bytes of a file (UTF-8, a byte order mark is allowed); limit, most bytes that are taken;
    source, what the findings call the file.
    Errors: InvalidInput for a text that is empty, too large, badly encoded, broken, too deeply nested, or that holds
    NaN, infinity or the same key twice in one object (which plain JSON readers settle silently by dropping one).
    """
    if len(text) > limit:
        raise InvalidInput([too_large(source, limit)])
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"{source} is not UTF-8 text: byte {fault.start + 1} cannot be read. Save it again as UTF-8."
        raise InvalidInput([Finding("error", "bad_encoding", source, message)]) from None
    if not decoded.strip():
        raise InvalidInput([Finding("error", "empty_file", source, f"{source} is empty. Export it again.")])
    repeated: list[str] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        record = dict(pairs)
        if len(record) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen and key not in repeated:
                    repeated.append(key)
                seen.add(key)
        return record

    try:
        value: object = json.loads(
            decoded, object_pairs_hook=unique, parse_float=_finite, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as fault:
        message = f"{source} is not valid JSON: {fault.msg} at line {fault.lineno}, column {fault.colno}."
        raise InvalidInput([Finding("error", "broken_json", source, message)]) from None
    except RecursionError:
        message = f"{source} is nested too deeply to be read."
        raise InvalidInput([Finding("error", "too_deep", source, message)]) from None
    except ValueError as fault:
        message = f"{source} holds a number that cannot be used: {fault}."
        raise InvalidInput([Finding("error", "bad_number", source, message)]) from None
    if repeated:
        raise InvalidInput(
            [
                Finding("error", "duplicate_key", key, f"{source} names “{key}” twice. Keep one of the two.")
                for key in repeated
            ]
        )
    return value


def too_large(source: str, limit: int) -> Finding:
    """The finding for a file with more than `limit` bytes."""
    size = f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit} bytes"
    return Finding("error", "too_large", source, f"{source} is larger than {size}; this is not a file for this place.")


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError(f"{literal[:20]} is beyond what a number can hold")
    return number


def _refuse_constant(literal: str) -> float:
    raise ValueError(f"{literal} is not a number")


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The `count` entries of `known` that look most like `word`, best first; fewer or none when nothing is near."""
    return difflib.get_close_matches(word, list(known), n=count, cutoff=0.6)


class Reader:
    """Gathers the faults of one input instead of stopping at the first.

    A value of the right kind that is out of bounds is read all the same, beside its finding, so that whoever can still
    work with it does. After a value of a wrong kind `unreadable` is true and an empty stand-in (0, "", []) was
    returned: what was built from it may not be used.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unreadable = False

    def error(self, field: str, code: str, message: str) -> None:
        """Note an error on `field`."""
        self.findings.append(Finding("error", code, field, message))

    def warning(self, field: str, code: str, message: str) -> None:
        """Note a warning on `field`."""
        self.findings.append(Finding("warning", code, field, message))

    def raise_findings(self) -> None:
        """Errors: InvalidInput with every finding, when there is one."""
        if self.findings:
            raise InvalidInput(self.findings)

    def unusable(self, field: str, code: str, message: str) -> None:
        """Note an error after which no value can be given for `field`."""
        self.unreadable = True
        self.error(field, code, message)

    def record(self, value: object, field: str, required: Sequence[str], optional: Sequence[str] = ()) -> Record:
        """An object with all `required` keys and none beyond the `optional` ones."""
        prefix = f"{field}." if field else ""
        if not isinstance(value, dict):
            self.unusable(field, "wrong_type", f"{field or 'The input'} must be an object, not {describe(value)}.")
            return Record(self, {}, prefix)
        known = [*required, *optional]
        for key in value:
            if key not in known:
                near = nearest(key, known, 1)
                hint = f" Did you mean “{near[0]}”?" if near else f" Known are: {', '.join(known)}."
                self.error(f"{prefix}{key[:60]}", "unknown_key", f"The key “{key[:60]}” is not known here.{hint}")
        for key in required:
            if key not in value:
                self.unusable(f"{prefix}{key}", "missing", f"{prefix}{key} is missing.")
        return Record(self, value, prefix)


class Record:
    """One object of the input. A required key that is not there has been reported already and reads as empty."""

    def __init__(self, reader: Reader, values: Mapping[str, object], prefix: str) -> None:
        self.reader = reader
        self.values = values
        self.prefix = prefix

    def given(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self.values.get(key) is not None

    def whole(self, key: str, low: int, high: int, unit: str = "") -> int:
        """A whole number from `low` to `high`. True, 72.0 and "72" are not whole numbers."""
        if key not in self.values:
            return 0
        field, value = self.prefix + key, self.values[key]
        if type(value) is not int:
            self.reader.unusable(field, "wrong_type", f"{field} must be a whole number, not {describe(value)}.")
            return 0
        if not low <= value <= high:
            shown = value if abs(value) < 10**12 else "a number far out of bounds"
            bounds = f"from {low} to {high}{unit and ' ' + unit}"
            self.reader.error(field, "out_of_range", f"{field} must be {bounds}; it is {shown}.")
        return value

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """One of the `allowed` words, written exactly so."""
        if key not in self.values:
            return ""
        field, value = self.prefix + key, self.values[key]
        if not isinstance(value, str):
            message = f"{field} must be one of {', '.join(allowed)}, not {describe(value)}."
            self.reader.unusable(field, "wrong_type", message)
            return ""
        if value not in allowed:
            message = f"{field} must be one of {', '.join(allowed)}; {describe(value)} is not."
            self.reader.unusable(field, "unknown_choice", message)
            return ""
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        if key not in self.values:
            return False
        field, value = self.prefix + key, self.values[key]
        if not isinstance(value, bool):
            self.reader.unusable(field, "wrong_type", f"{field} must be true or false, not {describe(value)}.")
            return False
        return value

    def entries(self, key: str, low: int, high: int) -> list[tuple[str, object]]:
        """The entries of a list of `low` to `high`, each with its field; a longer list is read beside its finding."""
        if key not in self.values:
            return []
        field, value = self.prefix + key, self.values[key]
        if not isinstance(value, list):
            self.reader.unusable(field, "wrong_type", f"{field} must be a list, not {describe(value)}.")
            return []
        if not low <= len(value) <= high:
            bounds = f"{low} to {high}" if low else f"at most {high}"
            self.reader.error(field, "out_of_range", f"{field} must have {bounds} entries; it has {len(value)}.")
        return [(f"{field}[{index}]", entry) for index, entry in enumerate(value[: 2 * high])]

    def text(self, key: str, *, low: int, high: int, lines: bool = False) -> str:
        """A text of `low` to `high` characters after surrounding blanks are cut off.

        Refused are control characters (NUL first of all) and halves of characters, which no printer and no database
        takes; `lines` allows line breaks and tabs. Emoji and right-to-left writing are ordinary text.
        """
        if key not in self.values:
            return ""
        field, value = self.prefix + key, self.values[key]
        if not isinstance(value, str):
            self.reader.unusable(field, "wrong_type", f"{field} must be a text, not {describe(value)}.")
            return ""
        cut = value.strip(BLANKS)
        fault = text_fault(cut, lines=lines)
        if fault:
            self.reader.unusable(field, "bad_character", f"{field} {fault}; remove it.")
        elif len(cut) < low:
            message = f"{field} must have {low} characters or more; it has {len(cut)}."
            self.reader.error(field, "too_short", message)
        elif len(cut) > high:
            self.reader.error(field, "too_long", f"{field} may have {high} characters; it has {len(cut)}.")
        return cut


def text_fault(text: str, *, lines: bool = False) -> str | None:
    """Say which character of a text cannot be stored or printed and where ("holds … at place 3"), or None."""
    allowed = LINE_BREAKS if lines else ""
    for place, character in enumerate(text, 1):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in allowed:
            kind = "a line break" if character in LINE_BREAKS else "a control character"
            return f"holds {kind} (U+{ord(character):04X}) at place {place}"
    return None


def describe(value: object) -> str:
    """What a wrong value is, in words for a message; long values are cut."""
    if value is None or isinstance(value, bool):
        return {None: "nothing (null)", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"the text “{value[:40]}”"
    if isinstance(value, int | float):
        return f"the number {value}" if abs(value) < 10**12 else "a very long number"
    return "an object" if isinstance(value, dict) else f"a {type(value).__name__}"
