"""How roles, languages and the state of a person read and look."""

from __future__ import annotations

from collections.abc import Iterable

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.people import OpenSession, PersonRecord
from cleanstation_desktop.services.people_directory import DirectoryEntry
from cleanstation_desktop.ui.text import tr

# In the order in which an order passes through their hands.
ROLES = (
    Role.PRODUCTION_COORDINATOR,
    Role.PROCUREMENT_SPECIALIST,
    Role.QC_PERSON,
    Role.ASSEMBLER,
    Role.SERVICE_DEPARTMENT,
    Role.ADMIN,
)


def role_words(role: Role) -> str:
    """Name a role."""
    return {
        Role.PRODUCTION_COORDINATOR: tr("Production coordinator"),
        Role.PROCUREMENT_SPECIALIST: tr("Procurement specialist"),
        Role.QC_PERSON: tr("QC person"),
        Role.ASSEMBLER: tr("Assembler"),
        Role.SERVICE_DEPARTMENT: tr("Service department"),
        Role.ADMIN: tr("Administrator"),
    }[role]


def role_chip(role: Role) -> str:
    """The same in one word, for a chip."""
    return {
        Role.PRODUCTION_COORDINATOR: tr("Coordinator|chip"),
        Role.PROCUREMENT_SPECIALIST: tr("Procurement|chip"),
        Role.QC_PERSON: tr("QC|chip"),
        Role.ASSEMBLER: tr("Assembler|chip"),
        Role.SERVICE_DEPARTMENT: tr("Service|chip"),
        Role.ADMIN: tr("Admin|chip"),
    }[role]


def in_order(roles: Iterable[Role]) -> list[Role]:
    """Roles in the order in which they are shown."""
    wanted = set(roles)
    return [role for role in ROLES if role in wanted]


def state_of(person: PersonRecord) -> tuple[str, str]:
    """Words and look of the chip of a person's state."""
    if person.state == "DISABLED":
        return tr("Disabled"), "neutral"
    if is_locked(person):
        return tr("Locked"), "bad"
    if person.break_glass:
        return tr("Emergency"), "warn"
    if person.must_change_password:
        return tr("Password due"), "warn"
    return tr("Active"), "ok"


def is_locked(person: PersonRecord) -> bool:
    """Whether somebody is locked out after failed sign-ins."""
    return person.locked_until is not None


def stations_of(sessions: Iterable[OpenSession]) -> str:
    """The stations where somebody is signed in, each once."""
    return ", ".join(sorted({session.station for session in sessions}))


def matches(entry: DirectoryEntry, words: str) -> bool:
    """Whether a person fits a search: each word stands in name, sign-in name, initials, role, state or station."""
    person = entry.person
    roles = [*person.roles, *person.pending]
    text = " ".join(
        [person.full_name, person.login, person.initials, state_of(person)[0], stations_of(entry.sessions)]
        + [role_words(role) for role in roles]
    ).casefold()
    return all(word in text for word in words.casefold().split())
