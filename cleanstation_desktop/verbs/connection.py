"""Which server a verb talks to, and as whom."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from cleanstation_desktop.domain.errors import EnvironmentFault, SignInRefused, UsageError
from cleanstation_desktop.services.server_address import certificate_options, station_url
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.settings import Environment, load_settings
from cleanstation_desktop.verbs.output import at_end

DATABASE = "cleanstation"
PASSWORD_VARIABLE = "PGPASSWORD"  # noqa: S105 - the name of a variable, as every PostgreSQL tool knows it
CREDENTIALS_VARIABLE = "CREDENTIALS_DIRECTORY"  # where systemd hands a service its secrets (LoadCredential)
CREDENTIAL = "password"

UrlOption = Annotated[
    str | None, typer.Option("--url", help="Server, as postgresql://host:port/database; default: the settings")
]
DataOption = Annotated[
    Path | None,
    typer.Option("--data", readable=False, help="Folder of an embedded server, instead of a server by its address"),
]
LoginOption = Annotated[str | None, typer.Option("--login", help="Sign-in name; the password is asked for")]


def server_url(url: str | None, data: Path | None) -> URL:
    """Address of the database without a person, from the options or the settings of this machine."""
    if url is not None and data is not None:
        raise UsageError("Give --url or --data, not both.")
    if data is not None:
        return embedded_url(data)._replace(username=None, password=None)
    settings = load_settings()
    if url is None:
        return station_url(settings)
    parsed = _parsed(url)
    return parsed._replace(username=None, password=None).set(query=_tls(dict(parsed.query)))


def administration_url(url: str | None, data: Path | None, *, make: bool = False) -> URL:
    """Address with the role that installs: of an embedded server its superuser, else the one named in the URL.

    The password is taken from PGPASSWORD or asked for. Parameter: make, as of `embedded_url`.
    """
    if data is not None and url is None:
        return embedded_url(data, make=make)
    target = server_url(url, data)
    login = _parsed(url).username if url is not None else None
    if login is None:
        raise UsageError("Name the installing role: --url postgresql://role@host/database")
    return target.set(username=login, password=_parsed(url or "").password or ask_password(login))


def embedded_url(data: Path, *, make: bool = False) -> URL:
    """Address of the embedded server in a folder, as its superuser.

    It is started if need be, and then stopped when the command ends, unless somebody else uses it by then.
    Parameter: make, whether a server is made where there is none; else that is a UsageError.
    """
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer  # noqa: PLC0415

    server = EmbeddedServer(data)
    if not make and not server.folder.lock.exists():
        raise UsageError(
            f"There is no server in {data}.", hint=f"Make one: cleanstation db init --environment demo --data {data}"
        )
    if not server.status().running:
        # Before the start, so that it is stopped too when the command is interrupted meanwhile.
        at_end(server.stop_unused)
    server.start()
    return server.url(DATABASE)


def ask_password(login: str) -> str:
    """A password from PGPASSWORD, handed over by systemd, or typed at the terminal; never from the command line."""
    known = os.environ.get(PASSWORD_VARIABLE) or _credential()
    if known:
        return known
    if not sys.stdin.isatty():
        raise UsageError(f"No password for {login}.", hint=f"Set {PASSWORD_VARIABLE}, or run it in a terminal.")
    return getpass(f"Password of {login}: ")


def _credential() -> str:
    """The first line of the credential that systemd hands over; empty without one. Errors: EnvironmentFault."""
    folder = os.environ.get(CREDENTIALS_VARIABLE)
    file = Path(folder) / CREDENTIAL if folder else None
    if file is None or not file.is_file():
        return ""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentFault(
            "The password that systemd hands over cannot be read.", hint="Write it as one line of plain text (UTF-8)."
        ) from error
    return lines[0] if lines else ""


@contextmanager
def signed_in(url: str | None, data: Path | None, login: str | None) -> Iterator[Session]:
    """A person signed in for one verb."""
    from cleanstation_desktop.services.sign_in import PasswordChangeNeeded, sign_in  # noqa: PLC0415

    if login is None:
        raise UsageError("Say who you are: --login NAME")
    target = server_url(url, data)
    settings = load_settings()
    session = sign_in(target, login, ask_password(login), station=settings.station)
    if isinstance(session, PasswordChangeNeeded):
        raise SignInRefused(
            "The one-time password must be replaced first.", hint=f"Run: cleanstation user password {login}"
        )
    try:
        if data is None:
            _demand_environment(session, settings.environment)
        yield session
    finally:
        session.close()


def _demand_environment(session: Session, expected: Environment) -> None:
    with session.read() as connection:
        mark = connection.exec_driver_sql("SELECT value #>> '{}' FROM cs.setting WHERE name = 'environment'").scalar()
    if mark != expected:
        raise EnvironmentFault(
            f"This server is marked {mark}, and this machine is set to {expected}.",
            hint="Check the address, or enrol this station for the right one: cleanstation station enroll",
        )


def _tls(query: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    settings = load_settings()
    mode = str(query.setdefault("sslmode", settings.sslmode))
    weak_allowed = settings.environment in {Environment.DEVELOPMENT, Environment.DEMO}
    if mode != "verify-full" and not weak_allowed:
        raise EnvironmentFault(
            f"sslmode={mode} does not prove which server answers.",
            hint="Use verify-full; anything weaker is for CLEANSTATION_ENVIRONMENT=demo or development only.",
        )
    return {**certificate_options(settings), **query}


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        # Without the address: it can hold a password.
        raise UsageError("This is no address.", hint="Write postgresql://host:port/database") from error
    if parsed.port is not None and not 0 < parsed.port < 2**16:
        raise UsageError(f"There is no port {parsed.port}.", hint="Write postgresql://host:port/database")
    if parsed.get_backend_name() != "postgresql" or not parsed.host:
        raise UsageError("This address names no PostgreSQL server.", hint="Write postgresql://host:port/database")
    return parsed.set(drivername="postgresql+psycopg", database=parsed.database or DATABASE)
