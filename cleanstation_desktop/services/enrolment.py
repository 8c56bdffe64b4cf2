"""Enrolling this station: reading what it shall be, and writing that down (issue 3 part 2, docs/adr/0012)."""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cleanstation_desktop import keyring_store, station_file
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services.server_probe import root_file
from cleanstation_desktop.settings import Settings, load_settings

FIELDS = (
    *("server", "port", "database", "sslmode", "root_certificate", "client_certificate", "client_key"),
    *("station", "environment", "language"),
)
"""The settings that a station is enrolled with."""

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:%-]*[A-Za-z0-9])?|::1")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LARGEST = 1024 * 1024
_CHECKING = {"verify-ca", "verify-full"}
# Where a person types freely, in better words than those of the library that checks.
_OWN_WORDS = {"port": "A port is a number from 1 to 65535."}


def read_enrolment(given: Mapping[str, Any]) -> Settings:
    """The settings that a station is to have, checked as far as this PC alone can.

    Parameters: given, by the names of FIELDS; what is left out has its default, whatever this PC is set to now.
    Errors: InvalidInput with every fault, each on its field.
    """
    findings = [_finding(name, "unknown", f"{name} is no setting of a station.") for name in given.keys() - set(FIELDS)]
    defaults = {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in Settings.model_fields.items()
    }
    wanted = {
        **defaults,
        **{name: value for name, value in given.items() if name in FIELDS and value is not None and value != ""},
    }
    findings += [
        _finding(name, "unseen", f"The {_called(name)} holds a character that cannot be seen.")
        for name, value in wanted.items()
        if isinstance(value, str | Path) and _UNSEEN.search(str(value))
    ]
    try:
        settings = Settings(**wanted)
    except ValidationError as refused:
        faults = {str(e["loc"][0]) if e["loc"] else "sslmode": e for e in refused.errors()}
        findings += [
            _finding(name, str(e["type"]), _OWN_WORDS.get(name) or _sentence(e["msg"])) for name, e in faults.items()
        ]
        # The other fields are looked at all the same, so that every fault is told at once.
        set_aside = faults.keys() | (
            {"sslmode", "environment"} if {"sslmode", "environment"} & faults.keys() else set()
        )
        settings = Settings(**{**wanted, **{name: defaults[name] for name in set_aside}})
    told = {finding.field for finding in findings}
    more = (*_read_hosts(settings), *_read_root(settings), *_read_client(settings))
    findings += [finding for finding in more if finding.field not in told]
    if not findings:
        return settings
    raise InvalidInput(findings)


def demand_key_opens(settings: Settings, passphrase: str) -> None:
    """See that the station's own key opens and fits its certificate.

    Errors: InvalidInput on client_key. A station without a certificate of its own passes.
    """
    if settings.client_certificate is None or settings.client_key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(
            settings.client_certificate, settings.client_key, passphrase
        )
    except (OSError, ValueError) as error:
        finding = _finding("client_key", "does_not_open", "The key does not open, or does not fit the certificate.")
        raise InvalidInput([finding], hint="Check the passphrase and the two files.") from error


def enroll(settings: Settings, *, passphrase: str = "", for_everybody: bool = False) -> Settings:
    """Write down what this station is: the certificates are copied, the passphrase goes to the keyring.

    Parameters: settings, from `read_enrolment`; passphrase, of the station's own key; for_everybody, for every account
    of this PC instead of the present one.
    Returns: the settings as they are from now on, which environment variables may change.
    Errors: InvalidInput (the key does not open; a key cannot be everybody's), EnvironmentFault (no keyring that is
    safe, a folder that cannot be written).
    """
    demand_key_opens(settings, passphrase)
    if for_everybody and settings.client_key is not None:
        finding = _finding("client_key", "not_for_everybody", "A key belongs to one account: its passphrase is there.")
        raise InvalidInput([finding], hint="Enrol each account, or go without a certificate of the station.")
    attached: dict[str, bytes] = {}
    values: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(settings, name)
        if isinstance(value, Path):
            contents = _as_pem(value.read_bytes()) if name == "root_certificate" else value.read_bytes()
            stored = f"{name.split('_')[0]}-{hashlib.sha256(contents).hexdigest()[:16]}{_ENDINGS[name]}"
            attached[stored] = contents
            values[name] = stored
        elif value is not None:
            values[name] = value
    before = _kept_key()
    if settings.client_key is not None:
        keyring_store.keep_secret(values["client_key"], passphrase)
    folder = station_file.shared_folder() if for_everybody else station_file.own_folder()
    station_file.write(folder, values, attached, for_everybody=for_everybody)
    if not for_everybody and before is not None and before != values.get("client_key"):
        keyring_store.forget_secret(before)
    return load_settings()


_ENDINGS = {"root_certificate": ".crt", "client_certificate": ".crt", "client_key": ".key"}


def _kept_key() -> str | None:
    """Name of the key that this account was enrolled with until now."""
    keys = sorted(station_file.own_folder().glob("client-*.key"))
    return keys[0].name if keys else None


def _read_hosts(settings: Settings) -> list[Finding]:
    if not settings.hosts:
        return [_finding("server", "missing", "Name the server.")]
    faults = []
    for host in settings.hosts:
        if "/" in host or "@" in host:
            faults.append(_finding("server", "address", f"{host} is an address; write the server's name alone."))
        elif re.fullmatch(r"[^:]+:[0-9]+", host):
            faults.append(_finding("server", "port", "The port number has a field of its own."))
        elif not _HOST.fullmatch(host):
            faults.append(_finding("server", "host", f"{host} is no name of a server."))
    return faults


def _read_root(settings: Settings) -> list[Finding]:
    if settings.root_certificate is None:
        if settings.sslmode in _CHECKING and not root_file(settings).is_file():
            return [_finding("root_certificate", "missing", "Choose the file with the server's root certificate.")]
        return []
    fault = _unreadable("root_certificate", settings.root_certificate)
    if fault is not None:
        return [fault]
    try:
        pem = _as_pem(settings.root_certificate.read_bytes()).decode("ascii")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ValueError, ssl.SSLError):
        return [_finding("root_certificate", "no_certificate", "This file holds no certificate.")]
    return []


def _read_client(settings: Settings) -> list[Finding]:
    files = {"client_certificate": settings.client_certificate, "client_key": settings.client_key}
    missing = [name for name, file in files.items() if file is None]
    if len(missing) == 1:
        return [_finding(missing[0], "missing", "A station's certificate and its key go together.")]
    faults = [fault for name, file in files.items() if file is not None and (fault := _unreadable(name, file))]
    if not faults and settings.client_key is not None and not station_file.is_locked(settings.client_key.read_bytes()):
        sentence = "The key opens without a passphrase: whoever copies the file has it."
        return [_finding("client_key", "clear", sentence)]
    return faults


def _unreadable(name: str, file: Path) -> Finding | None:
    try:
        if file.stat().st_size <= _LARGEST:
            file.read_bytes()
            return None
    except OSError as error:
        return _finding(name, "unreadable", f"{file} cannot be read: {error.strerror}.")
    except ValueError:
        return _finding(name, "unreadable", "This is no name of a file.")
    return _finding(name, "too_large", f"{file} is too large to be a certificate.")


def _as_pem(contents: bytes) -> bytes:
    """A certificate as text, which the driver needs; Windows gives them out in binary. Errors: ValueError."""
    if contents.lstrip().startswith(b"-----BEGIN") or b"\n-----BEGIN" in contents:
        return contents
    return ssl.DER_cert_to_PEM_cert(contents).encode("ascii")


def _finding(name: str, code: str, message: str) -> Finding:
    return Finding("error", f"enrolment_{code}", name, message)


def _called(name: str) -> str:
    return name.replace("_", " ")


def _sentence(message: str) -> str:
    said = message.removeprefix("Value error, ")
    return said[:1].upper() + said[1:] + "."
