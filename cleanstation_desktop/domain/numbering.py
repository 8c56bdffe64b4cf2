"""Build numbers: what is one, which are the same, which to propose (DOMAIN §4). The server makes all other numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

BUILD_NUMBER_LENGTH = 40
_BUILD_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*", re.ASCII)


def build_number_fault(text: str) -> str | None:
    """Say what is wrong with a build number, or None when it is sound.

    Source: DOMAIN §4 step 2 (letters, digits, dash). It begins with a letter or digit, because it is also a file name
    and the text of a barcode.
    """
    if not text:
        return "A build number is missing. Type one, or have it generated."
    if len(text) > BUILD_NUMBER_LENGTH:
        return f"A build number may have {BUILD_NUMBER_LENGTH} characters; this one has {len(text)}."
    if not _BUILD_NUMBER.fullmatch(text):
        return "A build number may hold letters A to Z, digits and dashes, and begins with a letter or digit."
    return None


def build_number_key(text: str) -> str:
    """The form in which two build numbers are compared: capitals do not make a number another one."""
    return text.upper()


def propose_build_numbers(*, year: int, counter: int, count: int, taken: Collection[str]) -> tuple[str, ...]:
    """Propose `count` free build numbers such as B-2026-0042.

    Parameters: year, four digits; counter, the first running number to try; taken, numbers already used anywhere.
    Errors: ValueError for a year without four digits, a counter below 1 or a negative count.
    """
    if not 1000 <= year <= 9999 or counter < 1 or count < 0:
        raise ValueError("year needs four digits, counter starts at 1, count is not negative")
    used = {build_number_key(number) for number in taken}
    found: list[str] = []
    for number in _running_numbers(f"B-{year}", counter):
        if len(found) == count:
            break
        if build_number_key(number) not in used:
            found.append(number)
    return tuple(found)


def _running_numbers(prefix: str, counter: int) -> Iterator[str]:
    while True:
        yield f"{prefix}-{counter:04d}"
        counter += 1
