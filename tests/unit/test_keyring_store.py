"""Secrets go to a keyring that keeps them secret, or nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.keyring_store import SERVICE, demand_keyring, forget_secret, keep_secret, read_secret
from tests.support.keyrings import LockedKeyring, PassingOn, PlaintextKeyring, PoorKeyring, using
from tests.support.memory_keyring import MemoryKeyring


class OfKeyringsAlt(MemoryKeyring):
    """As keyrings.alt would bring it, which is not installed."""


OfKeyringsAlt.__module__ = "keyrings.alt.file"


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    MemoryKeyring.secrets.clear()
    with using(MemoryKeyring()):  # type: ignore[no-untyped-call]  # the library has none here
        yield
    MemoryKeyring.secrets.clear()


def test_a_secret_is_kept_read_and_forgotten() -> None:
    assert read_secret("client-1.key") is None
    keep_secret("client-1.key", "ключ – clé")
    assert read_secret("client-1.key") == "ключ – clé"
    assert list(MemoryKeyring.secrets) == [(SERVICE, "client-1.key")]
    forget_secret("client-1.key")
    forget_secret("client-1.key")
    assert MemoryKeyring.secrets == {}


REFUSED: tuple[KeyringBackend, ...] = (
    keyring.backends.null.Keyring(),  # type: ignore[no-untyped-call]
    PlaintextKeyring(),  # type: ignore[no-untyped-call]
    PoorKeyring(),  # type: ignore[no-untyped-call]
    OfKeyringsAlt(),  # type: ignore[no-untyped-call]
)


@pytest.mark.parametrize("backend", REFUSED, ids=lambda backend: type(backend).__qualname__)
@pytest.mark.parametrize("passed_on", [0, 1, 2])
def test_one_that_keeps_nothing_safe_is_refused(backend: KeyringBackend, passed_on: int) -> None:
    name = type(backend).__qualname__
    for _time in range(passed_on):
        backend = PassingOn(MemoryKeyring(), backend)  # type: ignore[no-untyped-call]
    with using(backend):
        for use in (
            demand_keyring,
            lambda: read_secret("x"),
            lambda: keep_secret("x", "y"),
            lambda: forget_secret("x"),
        ):
            with pytest.raises(EnvironmentFault, match="would not keep a secret safe") as caught:
                use()
            assert name in caught.value.message
            assert "Install" in caught.value.hint
    assert MemoryKeyring.secrets == {}


def test_none_at_all() -> None:
    nothing: KeyringBackend = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]
    for backend in (nothing, PassingOn(nothing)):
        with using(backend), pytest.raises(EnvironmentFault) as caught:
            keep_secret("x", "y")
        assert "gnome-keyring" in caught.value.hint


def test_one_that_passes_on_to_good_ones_is_good() -> None:
    good = PassingOn(MemoryKeyring())  # type: ignore[no-untyped-call]
    with using(good):
        assert demand_keyring() is good


def test_a_locked_one() -> None:
    with using(LockedKeyring()):  # type: ignore[no-untyped-call]
        uses: tuple[Callable[[], object], ...] = (lambda: read_secret("x"), lambda: keep_secret("x", "y"))
        for use in uses:
            with pytest.raises(EnvironmentFault, match="does not open") as caught:
                use()
            assert caught.value.hint
