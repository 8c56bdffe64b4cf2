"""What order entry offers: rules in force, accessories of the family, names of items (DOMAIN §4, §5)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection

from cleanstation_desktop.domain.catalogue import Catalogue, resolve
from cleanstation_desktop.domain.order_choices import AccessoryGroup, accessory_groups
from cleanstation_desktop.domain.rules import RuleSet
from cleanstation_desktop.services.catalogue import load_catalogue
from cleanstation_desktop.services.plant import plant_today
from cleanstation_desktop.services.rules import rules_in_force, rules_of_build
from cleanstation_desktop.services.session import Session


@dataclass(frozen=True)
class OrderChoices:
    """Parameters: rules, those that the build is judged by; catalogue, in force; accessories, by group; today, the
    day at the plant, after which want dates lie."""

    rules: RuleSet
    catalogue: Catalogue
    accessories: tuple[AccessoryGroup, ...]
    today: dt.date

    def name_of(self, number: str) -> str:
        """What the catalogue calls an item that a rule names; empty when it lacks it."""
        found = resolve(self.catalogue, self.rules, number)
        return "" if found is None else found.name


def read_choices(session: Session, family: str) -> OrderChoices:
    """What can be chosen for a new order of a family. Errors: NotFound when no rules are in force, Refused."""
    with session.read() as connection:
        return _choices(connection, rules_in_force(connection, family).rules)


def read_choices_of_build(session: Session, build_id: int) -> OrderChoices:
    """What can be chosen when an ordered build is changed: by the rules that it keeps. Errors: NotFound, Refused."""
    with session.read() as connection:
        return _choices(connection, rules_of_build(connection, build_id).rules)


def _choices(connection: Connection, rules: RuleSet) -> OrderChoices:
    catalogue = load_catalogue(connection)
    return OrderChoices(rules, catalogue, accessory_groups(rules, catalogue), plant_today(connection))
