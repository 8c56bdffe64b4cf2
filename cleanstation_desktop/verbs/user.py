"""`cleanstation user …`"""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from cleanstation_desktop.domain.errors import NotFound, UsageError
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import people
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import change_password
from cleanstation_desktop.settings import load_settings
from cleanstation_desktop.verbs.connection import (
    DataOption,
    LoginOption,
    UrlOption,
    ask_password,
    server_url,
    signed_in,
)
from cleanstation_desktop.verbs.output import print_json, print_table, print_text, verb

app = typer.Typer(no_args_is_help=True, help="People: make, list, change, disable, unlock, passwords.")

Name = Annotated[str, typer.Argument(help="Sign-in name of the person")]
Roles = Annotated[
    list[Role],
    typer.Option("--role", metavar="ROLE", help=f"Repeat it for several. One of {', '.join(sorted(Role))}"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print as JSON")]


@app.command()
@verb
def add(
    name: Name,
    full_name: Annotated[str, typer.Option(help="Printed name on sheets and signatures")],
    initials: Annotated[str, typer.Option(help="2 to 5 capital letters or digits, unique")],
    role: Roles,
    language: Annotated[str, typer.Option(help="EN, FR or ES")] = "EN",
    login: LoginOption = None,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Make a person and print the one-time password."""
    with signed_in(url, data, login) as session:
        made = people.create(
            session, people.NewPerson(name, full_name, initials, frozenset(role), language=language.upper())
        )
    _print_password(made)


@app.command("list")
@verb
def list_people(
    as_json: JsonOption = False, login: LoginOption = None, url: UrlOption = None, data: DataOption = None
) -> None:
    """List everybody, with state and roles; roles in brackets wait for the first password change."""
    with signed_in(url, data, login) as session:
        found = people.list_people(session)
    if as_json:
        print_json(
            [
                {
                    "login": person.login,
                    "full_name": person.full_name,
                    "initials": person.initials,
                    "state": _state(person),
                    "roles": sorted(person.roles),
                    "pending_roles": sorted(person.pending),
                }
                for person in found
            ]
        )
        return
    print_table(
        "People",
        ("Login", "Name", "Initials", "State", "Roles"),
        [
            (
                person.login,
                person.full_name,
                person.initials,
                _state(person),
                ", ".join(sorted(person.roles) + [f"({role})" for role in sorted(person.pending)]),
            )
            for person in found
        ],
    )


@app.command()
@verb
def disable(name: Name, login: LoginOption = None, url: UrlOption = None, data: DataOption = None) -> None:
    """End somebody's access and open sessions; the person stays for the history."""
    with signed_in(url, data, login) as session:
        person = _find(session, name)
        people.disable(session, person.id, person.version)
    print_text(f"{name} is disabled.")


@app.command()
@verb
def enable(name: Name, login: LoginOption = None, url: UrlOption = None, data: DataOption = None) -> None:
    """Let a disabled person sign in again."""
    with signed_in(url, data, login) as session:
        person = _find(session, name)
        people.enable(session, person.id, person.version)
    print_text(f"{name} may sign in again.")


@app.command()
@verb
def unlock(name: Name, login: LoginOption = None, url: UrlOption = None, data: DataOption = None) -> None:
    """End a lockout after failed sign-ins before its 15 minutes are over."""
    with signed_in(url, data, login) as session:
        people.unlock(session, _find(session, name).id)
    print_text(f"{name} may sign in again.")


@app.command()
@verb
def reset(name: Name, login: LoginOption = None, url: UrlOption = None, data: DataOption = None) -> None:
    """Give somebody a new one-time password and end open sessions."""
    with signed_in(url, data, login) as session:
        person = _find(session, name)
        made = people.reset_password(session, person.id, person.version)
    _print_password(made)


@app.command()
@verb
def roles(name: Name, role: Roles, login: LoginOption = None, url: UrlOption = None, data: DataOption = None) -> None:
    """Give somebody exactly these roles."""
    with signed_in(url, data, login) as session:
        person = _find(session, name)
        people.set_roles(session, person.id, person.version, role)
    print_text(f"{name} is {', '.join(sorted(role))}.")


@app.command()
@verb
def password(name: Name, url: UrlOption = None, data: DataOption = None) -> None:
    """Change your own password; the first time this brings your roles."""
    target = server_url(url, data)
    current = ask_password(name)
    if not sys.stdin.isatty():
        new = sys.stdin.readline().rstrip("\n")
    else:
        new = getpass("New password: ")
        if getpass("New password again: ") != new:
            raise UsageError("The two are not the same.", hint="Nothing was changed; try again.")
    change_password(target, name, current, new, station=load_settings().station)
    print_text("The password is changed.")


def _find(session: Session, name: str) -> people.PersonRecord:
    for person in people.list_people(session):
        if person.login == name:
            return person
    raise NotFound(f"There is no person {name}.", hint="See: cleanstation user list")


def _state(person: people.PersonRecord) -> str:
    if person.state == "DISABLED":
        return "disabled"
    if person.locked_until is not None:
        return "locked"
    if person.break_glass:
        return "emergency"
    return "one-time password" if person.must_change_password else "active"


def _print_password(made: people.OneTimePassword) -> None:
    print_text(f"{made.login}   one-time password: {made.password}")
    print_text("It is shown once and must be replaced at the first sign-in.")
