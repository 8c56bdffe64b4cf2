"""Keyrings that a station must refuse, or that refuse the station; the good one is memory_keyring.py."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from tests.support.memory_keyring import MemoryKeyring


class LockedKeyring(MemoryKeyring):
    """Does not open."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(service)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(service)


class PlaintextKeyring(MemoryKeyring):
    """Named as the one of keyrings.alt that writes clear text, with a priority that would be good enough."""


class PoorKeyring(MemoryKeyring):
    """One that the library itself would not recommend."""

    priority = 0


class PassingOn(MemoryKeyring):
    """Passes secrets on to others, as the library's chainer does."""

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has none here
        self.backends = list(backends)


@contextmanager
def using(backend: KeyringBackend) -> Iterator[None]:
    """This keyring is the one of the operating system."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)
