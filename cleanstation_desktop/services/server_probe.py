"""What a station can learn of a server before anybody signs in: name, port, PostgreSQL, TLS, certificate.

It speaks the first bytes of PostgreSQL's protocol (SSLRequest) and then TLS with the same demands as the driver will.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.services.connection_steps import Check, Fact, Step, step
from cleanstation_desktop.settings import Settings

SECONDS = 5.0
SOON = dt.timedelta(days=30)
# Where the driver looks when the settings name no file.
DEFAULT_ROOT = Path("~/.postgresql/root.crt")

_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
# OpenSSL's X509_V_FLAG_NO_CHECK_TIME and its verification results, which the module ssl does not name.
_NO_CHECK_TIME = 0x200000
_NOT_YET, _EXPIRED, _OTHER_NAME, _OTHER_ADDRESS = 9, 10, 62, 64
_UNKNOWN_ISSUER = {18, 19, 20, 21}


@dataclass(frozen=True)
class _Target:
    """One server to look at. Parameters: passphrase, of the station's own key."""

    host: str
    settings: Settings
    passphrase: str

    def said(self, check: Check, code: str, **facts: Fact) -> Step:
        return step(check, self.host, code, **facts)


def probe(host: str, settings: Settings, *, passphrase: str = "") -> Iterator[Step]:
    """Look at one server, step by step, until one fails.

    Parameters: host, one of the settings' hosts; passphrase, of the station's own key.
    """
    target = _Target(host, settings, passphrase)
    try:
        found = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        yield target.said(Check.NAME, "name_unknown")
        return
    yield target.said(Check.NAME, "name_found", address=", ".join(dict.fromkeys(str(entry[4][0]) for entry in found)))
    try:
        connection = _connect(target)
    except ConnectionRefusedError:
        yield target.said(Check.PORT, "port_closed", port=settings.port)
        return
    except OSError:
        yield target.said(Check.PORT, "port_silent", port=settings.port)
        return
    yield target.said(Check.PORT, "port_open", port=settings.port)
    with connection:
        answer = _ask_for_tls(connection)
    if answer not in {b"S", b"N"}:
        yield target.said(Check.SERVER, "is_other_program", port=settings.port)
        return
    yield target.said(Check.SERVER, "is_postgresql")
    yield from _look_at_tls(target, offered=answer == b"S")


def open_context(settings: Settings, passphrase: str) -> ssl.SSLContext:
    """TLS with the demands of the settings: chain, name, and the station's own certificate where there is one.

    Errors: OSError and ssl.SSLError from the files.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = settings.sslmode == "verify-full"
    if settings.sslmode in {"verify-ca", "verify-full"}:
        context.load_verify_locations(root_file(settings))
    else:
        context.verify_mode = ssl.CERT_NONE
    if settings.client_certificate is not None and settings.client_key is not None:
        # Never None: OpenSSL would ask for it at the terminal.
        context.load_cert_chain(settings.client_certificate, settings.client_key, passphrase)
    return context


def root_file(settings: Settings) -> Path:
    """The file with the root certificate, also where the settings name none."""
    return settings.root_certificate or DEFAULT_ROOT.expanduser()


def _connect(target: _Target) -> socket.socket:
    return socket.create_connection((target.host, target.settings.port), timeout=SECONDS)


def _ask_for_tls(connection: socket.socket) -> bytes:
    """The server's answer: S, N, something else, or nothing."""
    try:
        connection.sendall(_SSL_REQUEST)
        # More than the one byte is no PostgreSQL, or somebody who slips in words before the encryption.
        return connection.recv(2)
    except OSError:
        return b""


def _look_at_tls(target: _Target, *, offered: bool) -> Iterator[Step]:
    mode = target.settings.sslmode
    if not offered or mode == "disable":
        if mode in {"disable", "allow", "prefer"}:
            yield target.said(Check.ENCRYPTION, "plain_allowed")
            yield target.said(Check.CERTIFICATE, "not_proven", sslmode=mode)
        else:
            yield target.said(Check.ENCRYPTION, "not_encrypted")
        return
    root = root_file(target.settings)
    if mode in {"verify-ca", "verify-full"} and not root.is_file():
        yield target.said(Check.CERTIFICATE, "no_root", file=str(root))
        return
    try:
        context = open_context(target.settings, target.passphrase)
    except OSError as error:  # an SSLError is one too
        code = "no_root" if target.settings.client_key is None else "station_refused"
        yield target.said(Check.CERTIFICATE, code, file=str(root), reason=_reason(error))
        return
    try:
        with _shake_hands(target, context) as secured:
            yield target.said(Check.ENCRYPTION, "encrypted", version=secured.version() or "TLS")
            yield _judge_certificate(target, secured)
    except ssl.SSLCertVerificationError as error:
        yield target.said(Check.ENCRYPTION, "encrypted", version="TLS")
        yield _say_why(target, error)
    except OSError as error:
        alert = "alert" in str(error).lower() and target.settings.client_certificate is not None
        check, code = (Check.CERTIFICATE, "station_refused") if alert else (Check.ENCRYPTION, "no_agreement")
        yield target.said(check, code, reason=_reason(error))


def _shake_hands(target: _Target, context: ssl.SSLContext) -> ssl.SSLSocket:
    with contextlib.ExitStack() as undone:
        plain = undone.enter_context(_connect(target))
        _ask_for_tls(plain)
        secured = undone.enter_context(context.wrap_socket(plain, server_hostname=target.host))
        if target.settings.client_certificate is not None:
            _await_refusal(secured)
        undone.pop_all()
    return secured


def _await_refusal(secured: ssl.SSLSocket) -> None:
    """With TLS 1.3 a server refuses a station's certificate only after the handshake; else it waits for us."""
    secured.settimeout(0.5)
    try:
        secured.recv(1)
    except TimeoutError:
        secured.settimeout(SECONDS)


def _judge_certificate(target: _Target, secured: ssl.SSLSocket) -> Step:
    if target.settings.sslmode not in {"verify-ca", "verify-full"}:
        return target.said(Check.CERTIFICATE, "not_proven", sslmode=target.settings.sslmode)
    until = _moment(secured.getpeercert() or {}, "notAfter")
    left = until - dt.datetime.now(dt.UTC)
    return target.said(Check.CERTIFICATE, "proven" if left > SOON else "proven_not_for_long", until=until)


def _say_why(target: _Target, error: ssl.SSLCertVerificationError) -> Step:
    """Why a certificate is not trusted, with what stands in it."""
    code = error.verify_code
    if code in _UNKNOWN_ISSUER:
        return target.said(Check.CERTIFICATE, "other_root")
    if code in {_OTHER_NAME, _OTHER_ADDRESS}:
        names = ", ".join(_names(_read_certificate(target)))
        return target.said(Check.CERTIFICATE, "other_name", names=names or "nobody")
    if code not in {_EXPIRED, _NOT_YET}:
        return target.said(Check.CERTIFICATE, "not_trusted", reason=error.verify_message)
    now = dt.datetime.now(dt.UTC)
    certificate = _read_certificate(target)
    since, until = _moment(certificate, "notBefore"), _moment(certificate, "notAfter")
    if code == _EXPIRED and until < now:
        return target.said(Check.CERTIFICATE, "expired", until=until, now=now)
    if code == _NOT_YET and since > now:
        return target.said(Check.CERTIFICATE, "not_yet_valid", since=since, now=now)
    return target.said(Check.CERTIFICATE, "root_out_of_date", now=now)


def _read_certificate(target: _Target) -> dict[str, Any]:
    """The server's certificate once more, its chain checked but neither its dates nor its name."""
    context = open_context(target.settings, target.passphrase)
    context.check_hostname = False
    context.verify_flags |= _NO_CHECK_TIME
    try:
        with _shake_hands(target, context) as secured:
            return secured.getpeercert() or {}
    except OSError as error:
        raise EnvironmentFault("The server changed while it was being looked at.", hint="Check again.") from error


def _names(certificate: dict[str, Any]) -> list[str]:
    """The names that a certificate is for; the common name where it has no others."""
    others = [str(value) for kind, value in certificate.get("subjectAltName", ()) if kind in {"DNS", "IP Address"}]
    common = [value for part in certificate.get("subject", ()) for kind, value in part if kind == "commonName"]
    return list(dict.fromkeys(others or common))


def _moment(certificate: dict[str, Any], name: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate[name]), dt.UTC)


def _reason(error: OSError) -> str:
    """The short name of what went wrong, for whoever runs the server."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return error.strerror or type(error).__name__
