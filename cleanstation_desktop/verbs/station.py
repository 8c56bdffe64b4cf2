"""`cleanstation station …`: which server this PC belongs to (DESIGN §5)."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanstation_desktop import keyring_store, station_file
from cleanstation_desktop.domain.errors import EnvironmentFault, Finding, InvalidInput, UsageError
from cleanstation_desktop.domain.reading import load_json
from cleanstation_desktop.services.connection_check import Person, check_connection, passed
from cleanstation_desktop.services.connection_steps import TITLES, Step
from cleanstation_desktop.services.enrolment import FIELDS, demand_key_opens, enroll, read_enrolment
from cleanstation_desktop.settings import PREFIX, Environment, Settings, load_settings
from cleanstation_desktop.verbs.connection import LoginOption, ask_password
from cleanstation_desktop.verbs.output import ENVIRONMENT, print_json, print_table, print_text, verb
from cleanstation_desktop.verbs.station_trial import station_test

app = typer.Typer(no_args_is_help=True, help="This PC: which server it belongs to.")
app.command("test")(station_test)

# Nobody writes a megabyte of settings: such a file is something else.
_LONGEST = 1024 * 1024
_FILES = {"root_certificate", "client_certificate", "client_key"}
_ASKED = {
    "server": "Name of the server (several of one cluster with commas)",
    "root_certificate": "File with the server's root certificate",
    "station": "Name of this station, as the audit log shows it",
}


@app.command("enroll")
@verb
def enroll_station(
    server: Annotated[str | None, typer.Option(help="Host name; several of one cluster with commas")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: 5432")] = None,
    database: Annotated[str | None, typer.Option(help="Default: cleanstation")] = None,
    root_certificate: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What the server's certificate descends from")
    ] = None,
    station: Annotated[str | None, typer.Option(help="Name of this station; default: the host name")] = None,
    environment: Annotated[Environment | None, typer.Option(help="Default: production")] = None,
    sslmode: Annotated[
        str | None, typer.Option(help="Default: verify-full; anything weaker in demo and development only")
    ] = None,
    language: Annotated[str | None, typer.Option(help="EN, FR or ES")] = None,
    client_certificate: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The station's own, if the server asks for one")
    ] = None,
    client_key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its key; the passphrase is asked for")
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, help="File with these settings (JSON); options go first"),
    ] = None,
    login: LoginOption = None,
    for_everybody: Annotated[
        bool, typer.Option("--all-accounts", help="For every account of this PC; as its administrator")
    ] = False,
    check_only: Annotated[bool, typer.Option("--check-only", help="Check the connection; write nothing")] = False,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Write it down without connecting: the server is not there yet")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON")] = False,
) -> None:
    """Say which server this PC belongs to: the connection is checked, then it is written down."""
    if no_check and (check_only or login is not None):
        raise UsageError("--no-check connects to nothing.", hint="Leave out --check-only and --login, or --no-check.")
    options = {
        **{"server": server, "port": port, "database": database, "sslmode": sslmode, "station": station},
        **{"environment": environment, "language": language.upper() if language else None},
        **{"root_certificate": root_certificate, "client_certificate": client_certificate, "client_key": client_key},
    }
    given = {
        **(_read_source(source) if source is not None else {}),
        **{name: value for name, value in options.items() if value is not None},
    }
    settings = read_enrolment(_ask_for_missing(given))
    passphrase = _ask_passphrase(settings)
    demand_key_opens(settings, passphrase)
    if settings.client_key is not None and not check_only:
        keyring_store.demand_keyring()
    person = None if login is None else Person(login, ask_password(login))
    steps = () if no_check else check_connection(settings, person, passphrase=passphrase)
    good = passed(steps)
    saved = good and not check_only
    if saved:
        enroll(settings, passphrase=passphrase, for_everybody=for_everybody)
    file = (station_file.shared_folder() if for_everybody else station_file.own_folder()) / station_file.NAME
    if as_json:
        answer = {"good": good, "checked": not no_check, "saved": saved, "file": str(file) if saved else None}
        print_json({**answer, "steps": _as_data(steps)})
    else:
        if steps:
            _print_steps(steps)
        if saved:
            unproven = " The connection was not checked: cleanstation station test" if no_check else ""
            print_text(f"This station is enrolled: {file}{unproven}")
            _warn_of_what_goes_before(for_everybody=for_everybody)
        else:
            print_text("The station can work with this server." if good else "Nothing was written.")
    if not good:
        raise typer.Exit(ENVIRONMENT)


@app.command()
@verb
def show(as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON")] = False) -> None:
    """Show what this PC is set to, and where each value comes from."""
    file = station_file.find()
    stored = {} if file is None else station_file.read(file)
    settings = load_settings()
    rows = [(name, _plain(getattr(settings, name)), _origin(name, stored)) for name in FIELDS]
    keyring = _keyring_state()
    if as_json:
        print_json(
            {
                "file": None if file is None else str(file),
                "settings": {name: {"value": value, "from": origin} for name, value, origin in rows},
                "keyring": keyring,
            }
        )
        return
    print_table("Settings of this station", ("Setting", "Value", "From"), [(n, v or "-", o) for n, v, o in rows])
    print_text(f"File: {file or 'none; this station is not enrolled'}")
    print_text(f"Keyring: {keyring}")


def _read_source(file: Path) -> dict[str, Any]:
    """Settings from a file; files that it names lie beside it. Errors: InvalidInput."""
    try:
        with file.open("rb") as source:
            text = source.read(_LONGEST + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    values = load_json(text, limit=_LONGEST, source=file.name)
    if not isinstance(values, dict):
        raise InvalidInput([Finding("error", "no_object", str(file), "Write one object: setting and value.")])
    return {
        name: file.parent / value if name in _FILES and isinstance(value, str) else value
        for name, value in values.items()
    }


def _ask_for_missing(given: dict[str, Any]) -> dict[str, Any]:
    """What neither options nor file say, typed at the terminal; without one the server at least must be named."""
    weak = given.get("sslmode", "verify-full") not in {"verify-ca", "verify-full"}
    if not sys.stdin.isatty():
        if "server" not in given:
            raise UsageError("Name the server: --server NAME")
        return given
    asked: dict[str, Any] = {}
    for name, question in _ASKED.items():
        if name in given or (name == "root_certificate" and weak):
            continue
        default = Settings.model_fields["station"].default if name == "station" else None
        asked[name] = typer.prompt(question, default=default, type=str).strip()
    return {**given, **asked}


def _ask_passphrase(settings: Settings) -> str:
    if settings.client_key is None:
        return ""
    if sys.stdin.isatty():
        return getpass("Passphrase of the station's key: ")
    return sys.stdin.readline().rstrip("\n")


def _print_steps(steps: tuple[Step, ...]) -> None:
    several = len({one.server for one in steps if one.server}) > 1
    print_table(
        "Connection",
        ("Server", "Step", "Result", "What"),
        [
            (one.server if several else "", TITLES[one.check], one.outcome, " ".join((one.message, one.hint)).strip())
            for one in steps
        ],
        whole=("Step", "Result"),
    )


def _as_data(steps: tuple[Step, ...]) -> list[dict[str, str]]:
    return [
        {
            **{"step": one.check.value, "server": one.server, "result": one.outcome.value},
            **{"code": one.code, "message": one.message, "hint": one.hint},
        }
        for one in steps
    ]


def _warn_of_what_goes_before(*, for_everybody: bool) -> None:
    own = station_file.own_folder() / station_file.NAME
    if for_everybody and own.exists():
        print_text(f"Careful: for the present account its own file goes before: {own}")
    overriding = [PREFIX + name.upper() for name in FIELDS if os.environ.get(PREFIX + name.upper())]
    if overriding:
        print_text(f"Careful: these variables go before the file: {', '.join(overriding)}")


def _origin(name: str, stored: dict[str, Any]) -> str:
    if os.environ.get(PREFIX + name.upper()):
        return PREFIX + name.upper()
    return "file" if name in stored else "default"


def _plain(value: object) -> str | int | None:
    return value if value is None or isinstance(value, int) else str(value)


def _keyring_state() -> str:
    try:
        backend = keyring_store.demand_keyring()
    except EnvironmentFault as fault:
        return str(fault)
    return type(backend).__module__
