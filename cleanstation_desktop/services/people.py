"""People as the administrator sees and changes them (DOMAIN §2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.people import GROUP_OF_ROLE, ROLE_OF_GROUP, Role, check_initials, check_login_name
from cleanstation_desktop.services.passwords import one_time_password, verifier_of
from cleanstation_desktop.services.session import Command, Session

_NAME_LENGTH = range(2, 201)


@dataclass(frozen=True)
class NewPerson:
    """What an administrator types to make a person."""

    login: str
    full_name: str
    initials: str
    roles: frozenset[Role]
    language: str = "EN"
    email: str | None = None


@dataclass(frozen=True)
class OneTimePassword:
    """A password to hand over once; it is kept nowhere.

    `password` is None when the same command had been carried out before: then reset it to get a new one.
    """

    person_id: int
    login: str
    password: str | None


@dataclass(frozen=True)
class PersonRecord:
    """A person in the administrator's list. `pending`, roles that wait for the first password change."""

    id: int
    login: str
    full_name: str
    initials: str
    language: str
    email: str | None
    state: str
    must_change_password: bool
    break_glass: bool
    locked_until: datetime | None
    password_set_at: datetime | None
    roles: frozenset[Role]
    pending: frozenset[Role]
    version: int


@dataclass(frozen=True)
class OpenSession:
    """What a person has open at one station; times in UTC."""

    person_id: int
    login: str
    full_name: str
    station: str
    client: str | None
    since: datetime
    last_active: datetime
    connections: int


def list_people(session: Session) -> tuple[PersonRecord, ...]:
    """Everybody, by name. Raises Refused for who is no administrator."""
    with session.read() as connection:
        rows = connection.execute(
            text(
                "SELECT p.id, p.login, p.full_name, p.initials, p.language, p.email, p.state, p.must_change_password, "
                "p.break_glass, p.locked_until, p.password_set_at, p.version, "
                "coalesce(array_agg(r.role) FILTER (WHERE r.state = 'GRANTED'), '{}') AS roles, "
                "coalesce(array_agg(r.role) FILTER (WHERE r.state = 'PENDING'), '{}') AS pending "
                "FROM cs.person p LEFT JOIN cs.person_role r ON r.person_id = p.id "
                "GROUP BY p.id ORDER BY lower(p.full_name), p.id"
            )
        ).mappings()
        return tuple(
            PersonRecord(**{**row, "roles": _roles(row["roles"]), "pending": _roles(row["pending"])}) for row in rows
        )


def create(session: Session, new: NewPerson, *, command_id: UUID | None = None) -> OneTimePassword:
    """Make a person with a one-time password; the roles come with the first password change.

    Errors: InvalidInput with every fault of the fields, Duplicate for login or initials that are taken, Refused.
    """
    demand_valid(new)
    with session.write(Command("person.create", _details(new), id=command_id or uuid4())) as work:
        if work.repeated is not None:
            return OneTimePassword(int(work.repeated["person_id"]), new.login, None)
        made = create_with(work.connection, new)
        work.answer = {"person_id": made.person_id}
        return made


def create_with(connection: Connection, new: NewPerson) -> OneTimePassword:
    """The same inside a transaction of the installer, who is no person: this is how the first administrator is made."""
    demand_valid(new)
    password = one_time_password()
    with known_errors():
        person_id = connection.execute(
            text(
                "SELECT cs_adm.create_person(:login, :full_name, :initials, :verifier, CAST(:roles AS text[]), "
                ":language, :email)"
            ),
            {**_details(new), "verifier": verifier_of(connection, new.login, password)},
        ).scalar_one()
    return OneTimePassword(person_id, new.login, password)


def create_break_glass_with(
    connection: Connection, *, login: str, full_name: str, initials: str, email: str | None = None
) -> OneTimePassword:
    """Make the emergency administrator in a transaction of the installer; its password is printed once and sealed.

    Errors: Refused when there is one already.
    """
    demand_valid(NewPerson(login, full_name, initials, frozenset({Role.ADMIN}), "EN", email))
    password = one_time_password()
    with known_errors():
        person_id = connection.execute(
            text("SELECT cs_adm.create_break_glass(:login, :full_name, :initials, :verifier, :email)"),
            {
                "login": login,
                "full_name": full_name,
                "initials": initials,
                "verifier": verifier_of(connection, login, password),
                "email": email,
            },
        ).scalar_one()
    return OneTimePassword(person_id, login, password)


def update(
    session: Session,
    person_id: int,
    version: int,
    *,
    full_name: str,
    initials: str,
    language: str,
    email: str | None,
    command_id: UUID | None = None,
) -> None:
    """Change a person's details. Errors: InvalidInput, Duplicate, Stale, Refused, NotFound."""
    _call(
        session,
        "update_person",
        command_id,
        person_id=person_id,
        version=version,
        full_name=full_name,
        initials=initials,
        language=language,
        email=email,
    )


def set_roles(
    session: Session, person_id: int, version: int, roles: Iterable[Role], *, command_id: UUID | None = None
) -> None:
    """Give somebody exactly these roles. Refused for the own ones and for the last administrator's."""
    _call(session, "set_roles", command_id, person_id=person_id, version=version, roles=_groups(roles))


def disable(session: Session, person_id: int, version: int, *, command_id: UUID | None = None) -> None:
    """End somebody's access, open sessions and claims of builds; the person stays for the history."""
    _call(session, "disable_person", command_id, person_id=person_id, version=version)
    _end_barred(session, person_id)


def enable(session: Session, person_id: int, version: int, *, command_id: UUID | None = None) -> None:
    """Let a disabled person sign in again."""
    _call(session, "enable_person", command_id, person_id=person_id, version=version)


def reset_password(
    session: Session, person_id: int, version: int, *, command_id: UUID | None = None
) -> OneTimePassword:
    """Give somebody a one-time password; the roles wait until it is replaced and open sessions end."""
    command = Command("person.reset_password", {"person_id": person_id, "version": version}, id=command_id or uuid4())
    with session.write(command) as work:
        if work.repeated is not None:
            return OneTimePassword(person_id, str(work.repeated["login"]), None)
        login = work.connection.execute(
            text("SELECT p.login FROM cs.person p WHERE p.id = :id"), {"id": person_id}
        ).scalar()
        password = one_time_password()
        work.connection.execute(
            text("SELECT cs_adm.reset_password(:id, :version, :verifier)"),
            {
                "id": person_id,
                "version": version,
                # Somebody who is not there has no login; the function then says so.
                "verifier": verifier_of(work.connection, login or "nobody", password),
            },
        )
        work.answer = {"login": login}
    _end_barred(session, person_id)
    return OneTimePassword(person_id, str(login), password)


def unlock(session: Session, person_id: int, *, command_id: UUID | None = None) -> None:
    """End a lockout before its time."""
    _call(session, "unlock_person", command_id, person_id=person_id)


def end_sessions(session: Session, person_id: int, *, command_id: UUID | None = None) -> None:
    """End everything that a person has open; it can be gone on with only after another sign-in."""
    _call(session, "end_sessions", command_id, person_id=person_id)


def set_own_language(session: Session, language: str, *, command_id: UUID | None = None) -> None:
    """Language of the client for the signed-in person: EN, FR or ES."""
    _call(session, "set_own_language", command_id, language=language)


def who_is_signed_in(session: Session) -> tuple[OpenSession, ...]:
    """Who has what open where; for administrators."""
    with session.read() as connection:
        rows = connection.execute(text("SELECT * FROM cs_adm.open_sessions()"))
        return tuple(
            OpenSession(
                row.person_id,
                row.login,
                row.full_name,
                row.station,
                None if row.client is None else str(row.client),
                row.since,
                row.last_active,
                row.connections,
            )
            for row in rows
        )


def demand_valid(new: NewPerson) -> None:
    """Refuse a new person whose fields are wrong. Raises InvalidInput with all faults at once."""
    findings = [*check_login_name(new.login), *check_initials(new.initials)]
    if len(new.full_name.strip()) not in _NAME_LENGTH or "\0" in new.full_name:
        message = "A name has 2 to 200 characters."
        findings.append(Finding("error", "full_name_length", "full_name", message))
    if findings:
        raise InvalidInput(findings)


_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "update_person": ("person_id", "version", "full_name", "initials", "language", "email"),
    "set_roles": ("person_id", "version", "roles"),
    "disable_person": ("person_id", "version"),
    "enable_person": ("person_id", "version"),
    "unlock_person": ("person_id",),
    "end_sessions": ("person_id",),
    "set_own_language": ("language",),
}
_AS_OF_NOW = ("unlock_person", "end_sessions")
_CASTS = {"roles": "CAST(:roles AS text[])"}


def _call(session: Session, function: str, command_id: UUID | None, **request: Any) -> None:
    """Carry out one people function as a command; sent again it does nothing more."""
    arguments = ", ".join(_CASTS.get(name, f":{name}") for name in _ARGUMENTS[function])
    command = Command(f"person.{function}", request, id=command_id or uuid4(), once=function not in _AS_OF_NOW)
    with session.write(command) as work:
        if work.repeated is None:
            work.connection.execute(text(f"SELECT cs_adm.{function}({arguments})"), request)
            work.answer = {}


def _end_barred(session: Session, person_id: int) -> None:
    """End sessions once more, now that the change holds: until its commit somebody could still sign in."""
    _call(session, "end_sessions", None, person_id=person_id)


def _details(new: NewPerson) -> dict[str, Any]:
    return {**asdict(new), "roles": _groups(new.roles)}


def _groups(roles: Iterable[Role]) -> list[str]:
    return sorted(GROUP_OF_ROLE[role] for role in roles)


def _roles(groups: Iterable[str]) -> frozenset[Role]:
    return frozenset(ROLE_OF_GROUP[group] for group in groups)
