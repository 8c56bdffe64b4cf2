"""Configuration rules: the version in force for new builds, and the one that a build keeps (DOMAIN §5, DESIGN §4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Select, cast, func, select
from sqlalchemy.types import Text

from cleanstation_desktop.database.catalogue import rule_set
from cleanstation_desktop.database.orders import configuration
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.rule_loading import load_rule_set
from cleanstation_desktop.domain.rules import RuleSet


@dataclass(frozen=True)
class StoredRules:
    """A version of the rules, with the key under which the database keeps it."""

    id: int
    rules: RuleSet


def rules_in_force(connection: Connection, family: str) -> StoredRules:
    """The rules by which a new build of a family is judged. Errors: NotFound when none are in force."""
    found = _read(connection, select(rule_set.c.id).where(rule_set.c.family == family, rule_set.c.state == "IN_FORCE"))
    if found is None:
        raise NotFound(f"No rules are in force for the family {family}.", hint="Ask the administrator.")
    return found


def rules_of_build(connection: Connection, build_id: int) -> StoredRules:
    """The rules that a build keeps: those of its first configuration. Errors: NotFound when there is no such build."""
    first = (
        select(configuration.c.rule_set_id)
        .where(configuration.c.build_id == build_id)
        .order_by(configuration.c.revision)
        .limit(1)
    )
    found = _read(connection, first)
    if found is None:
        raise NotFound("There is no such build.")
    return found


# By the digest of their content, so that it never matters which database they came from.
_loaded: dict[str, RuleSet] = {}


def _read(connection: Connection, key: Select[tuple[int]]) -> StoredRules | None:
    digest = func.md5(cast(rule_set.c.body, Text)).label("digest")
    row = connection.execute(select(rule_set.c.id, digest).where(rule_set.c.id == key.scalar_subquery())).one_or_none()
    if row is None:
        return None
    if row.digest not in _loaded:
        body = connection.execute(select(rule_set.c.body).where(rule_set.c.id == row.id)).scalar_one()
        _loaded[row.digest] = load_rule_set(body)
    return StoredRules(row.id, _loaded[row.digest])
