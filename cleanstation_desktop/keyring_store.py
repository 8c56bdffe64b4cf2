"""Secrets of this station, in the keyring of the operating system and nowhere else (docs/adr/0012).

It stands beside settings.py, below all layers: the database layer asks it for the passphrase of the station's key when
it connects, and the services store it there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cleanstation_desktop.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "CleanStation Desktop"
# These keep secrets in files that anybody can read, or keep nothing.
_REFUSED_MODULES = ("keyrings.alt", "keyring.backends.null", "keyring.backends.fail")
# What the library itself holds to be good enough.
_GOOD_PRIORITY = 1


def read_secret(name: str) -> str | None:
    """A secret of this station, or None when none of that name is kept. Errors: as `demand_keyring`, or when locked."""
    backend = demand_keyring()
    with _told():
        return backend.get_password(SERVICE, name)


def keep_secret(name: str, secret: str) -> None:
    """Keep a secret under a name. Errors: as `demand_keyring`, or when the keyring is locked."""
    backend = demand_keyring()
    with _told():
        backend.set_password(SERVICE, name, secret)


def forget_secret(name: str) -> None:
    """Remove a secret, if it is there. Errors: as `demand_keyring`, or when the keyring is locked."""
    if read_secret(name) is not None:
        backend = demand_keyring()
        with _told():
            backend.delete_password(SERVICE, name)


def demand_keyring() -> KeyringBackend:
    """The keyring of the operating system.

    Errors: EnvironmentFault when there is none, or when the one that is set up would keep secrets in clear text; it
    says what to install.
    """
    import keyring  # noqa: PLC0415 - slow to import, and few stations have a secret

    backend = keyring.get_keyring()
    bad = [part for part in _parts(backend) if _is_refused(part)]
    if not bad:
        return backend
    names = {f"{type(part).__module__}.{type(part).__qualname__}" for part in bad}
    if all(type(part).__module__ == "keyring.backends.fail" for part in bad):
        raise EnvironmentFault("This account has no keyring to keep a secret in.", hint=_what_to_install())
    raise EnvironmentFault(
        f"The keyring that is set up would not keep a secret safe ({', '.join(sorted(names))}).",
        hint=" ".join(("Uninstall keyrings.alt and take the backend out of keyringrc.cfg.", _what_to_install())),
    )


def _parts(backend: KeyringBackend) -> list[KeyringBackend]:
    """A backend, and those that it passes secrets on to."""
    inner: list[KeyringBackend] = list(getattr(backend, "backends", ()))
    return [backend, *(part for one in inner for part in _parts(one))]


def _is_refused(backend: KeyringBackend) -> bool:
    kind = type(backend)
    if kind.__module__.startswith(_REFUSED_MODULES) or "plaintext" in kind.__qualname__.lower():
        return True
    return bool(kind.priority < _GOOD_PRIORITY)


def _what_to_install() -> str:
    if sys.platform == "win32":
        return "On Windows it is the Credential Manager; its service must run."
    return (
        "Install a secret service, such as gnome-keyring or KWallet, and sign in to a desktop session that unlocks it."
    )


@contextmanager
def _told() -> Iterator[None]:
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        yield
    except KeyringError as error:
        raise EnvironmentFault(
            "The keyring of this account does not open.", hint="Unlock it, for example by signing in again, and retry."
        ) from error
