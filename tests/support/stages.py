"""Where tests of the shop floor begin: databases with its people and a build at a step, each made once in a run.

A test that begins by taking a build to such a step clones it from there, instead of taking one through all that leads
to it. The people are the same in all of them, as login roles belong to the whole cluster: nobody may change theirs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.operations.folder_lock import folder_lock
from cleanstation_desktop.services.orders import SubmittedOrder
from tests.support.clusters import Clone, ask_outside, create_clone, later_clone, seal_off
from tests.support.people import TestPerson
from tests.support.shop import Crew, Shop, hire

STEPS: dict[str, Callable[[Shop], object]] = {
    "arrived": Shop.arrived,
    "in_assembly": Shop.in_assembly,
    "tested": Shop.tested,
    "at_final_qc": Shop.at_final_qc,
}

_ROLES = """
    SELECT md5(string_agg(r::text || (SELECT coalesce(string_agg(m.roleid::text, ',' ORDER BY m.roleid), '')
                                        FROM pg_auth_members m WHERE m.member = r.oid), ';' ORDER BY r.oid))
      FROM pg_authid r WHERE r.rolname = ANY(%s)
"""


@dataclass(frozen=True)
class Stage:
    """A database to clone. Parameters: template, its name; order, whose build stands at the step."""

    template: str
    order: SubmittedOrder


class Stages:
    """The prepared databases of a run. Parameters: cluster, where they lie; folder, of the run; template, what all
    databases of tests are cloned from."""

    def __init__(self, cluster: EmbeddedServer, folder: Path, template: str) -> None:
        self._cluster = cluster
        self._folder = folder
        self._template = template
        self._known: dict[str, Stage] = {}

    def shop(self, database: Clone) -> Shop:
        """The shop floor at a database of `begin`. It is made when first touched, as the first touch wants it."""
        return Shop(database, self._hired[1], lambda step: self._taken(database, step))

    def begin(self) -> Clone:
        """A database with the people of the floor, or what its shop begins with."""
        return later_clone(self._cluster, self._hired[0])

    def clone(self, name: str, fill: Callable[[Clone], None]) -> Clone:
        """A database in which `fill` has made what several tests begin with, once in a run under this name."""

        def go(clone: Clone) -> dict[str, Any]:
            fill(clone)
            return {}

        made = self._once(name, lambda: self._sealed(self._template, go))
        return create_clone(self._cluster, made["template"])

    def assert_unchanged(self) -> None:
        """The roles of the shared people are as they were made, for the tests that follow."""
        logins = [person.login for person in self._hired[1].people]
        told = "a test changed the roles of people that all tests share; let it make people of its own: shop.worker()"
        assert ask_outside(self._cluster, _ROLES, [logins]) == self._hired[2], told

    def _taken(self, database: Clone, step: str) -> SubmittedOrder | None:
        if database.made:
            return None
        if step not in self._known:
            made = self._once(step, lambda: self._make(step))
            self._known[step] = Stage(made["template"], SubmittedOrder.from_json(made["order"]))
        database.begin(self._known[step].template)
        return self._known[step].order

    def _make(self, step: str) -> dict[str, Any]:
        template, crew, _ = self._hired

        def go(clone: Clone) -> dict[str, Any]:
            shop = Shop(clone, crew)
            STEPS[step](shop)
            assert shop.latest is not None
            shop.close()
            return {"order": asdict(shop.latest)}

        return self._sealed(template, go)

    @cached_property
    def _hired(self) -> tuple[str, Crew, str]:
        """The database where the people are hired and nothing has been done; they; and what their roles are."""
        made = self._once("people", self._hire)
        people = [TestPerson(**{**one, "roles": tuple(map(Role, one["roles"]))}) for one in made["people"]]
        return made["template"], Crew(tuple(people), made["thermometer"]), made["roles"]

    def _hire(self) -> dict[str, Any]:
        def go(clone: Clone) -> dict[str, Any]:
            # Of people made by this process no two have the same initials, but others join these in each process.
            crew = hire(clone, initials="CREW")
            roles = ask_outside(self._cluster, _ROLES, [[person.login for person in crew.people]])
            return {**asdict(crew), "roles": roles}

        return self._sealed(self._template, go)

    def _sealed(self, template: str, make: Callable[[Clone], dict[str, Any]]) -> dict[str, Any]:
        clone = create_clone(self._cluster, template)
        made = make(clone)
        seal_off(clone)
        return {"template": clone.name, **made}

    def _once(self, name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What the first process of the run that wants it makes, for all."""
        file = self._folder / f"stage-{self._cluster.home.name}-{name}.json"
        if not file.exists():
            with folder_lock(file.with_suffix(".lock"), wait=300):
                if not file.exists():
                    written = file.with_suffix(".new")
                    written.write_text(json.dumps(make()), encoding="utf-8")
                    written.rename(file)
        made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return made
