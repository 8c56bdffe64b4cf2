"""The answers of the wizard: nothing that was once entered is lost by going back or by choosing otherwise (DOMAIN §4).

They have the shape that a draft is stored in and that `services.orders` takes: an order and its builds. What does not
count at the moment (a third basin of a two-basin model, the board of a sink without one, a fourth sink of three) is
kept beside it and left out when the order is looked at or submitted.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from cleanstation_desktop.domain.answer_paths import answer_at, put_answer
from cleanstation_desktop.domain.configuration_model import BASINS_OF_MODEL, FAMILIES
from cleanstation_desktop.domain.orders import QUANTITY

ASIDE = "aside"
MOST_BUILDS = QUANTITY[1]

Json = dict[str, Any]


class Answers:
    """What was entered so far. Paths are those of findings: `po_number`, `builds[1].basins[0].size`."""

    def __init__(self, body: Mapping[str, Any] | None = None) -> None:
        """Parameters: body, of a draft; None for a new order."""
        given = copy.deepcopy(dict(body or {}))
        order = given.get("order")
        self._order: Json = order if isinstance(order, dict) else {}
        self._order.setdefault("family", FAMILIES[0])
        self._order.setdefault("quantity", 1)
        numbers = self._order.get("build_numbers")
        kept = [text if isinstance(text, str) else "" for text in numbers] if isinstance(numbers, list) else []
        self._order["build_numbers"] = (kept + [""] * MOST_BUILDS)[:MOST_BUILDS]
        builds = given.get("builds")
        listed = [entry for entry in builds if isinstance(entry, dict)] if isinstance(builds, list) else []
        self._builds: list[Json] = [_whole(entry) for entry in listed[:MOST_BUILDS]]
        self._fill_up()

    @property
    def quantity(self) -> int:
        """How many sinks the order has; 1 while that is not answered soundly."""
        value = self._order.get("quantity")
        low, high = QUANTITY
        return value if isinstance(value, int) and low <= value <= high else 1

    def at(self, path: str) -> Any:
        """The answer at a path; None when there is none."""
        return answer_at(self._root(path), path)

    def put(self, path: str, value: object) -> None:
        """Give an answer; None takes it away."""
        put_answer(self._root(path), path, value)
        if path == "quantity" or path.endswith("].model"):
            self._fill_up()

    def exchange(self, path: str, value: object) -> None:
        """Give an answer of another kind: a custom size for a standard one, a pegboard for none.

        The one before is kept, and an object comes back as it was left.
        """
        build, _, inside = path.partition(".")
        aside = self.at(build).setdefault(ASIDE, {})
        before = self.at(path)
        if isinstance(before, dict):
            aside[inside] = before
        self.put(path, aside.get(inside, value) if isinstance(value, dict) else value)

    def basin_count(self, index: int) -> int:
        """How many basins the model of a build has; 0 while no model is chosen."""
        return BASINS_OF_MODEL.get(str(self._builds[index].get("model")), 0)

    def configuration(self, index: int) -> Json:
        """The configuration of a build as it counts, as far as it was answered."""
        told = {key: value for key, value in self._builds[index].items() if key != ASIDE}
        told["basins"] = told["basins"][: self.basin_count(index)]
        told["build_number"] = self._order["build_numbers"][index]
        told["family"] = self._order["family"]
        if self._order.get("language"):
            told["language"] = self._order["language"]
        else:
            told.pop("language", None)
        return copy.deepcopy(told)

    def submission(self) -> tuple[Json, list[Json]]:
        """The order and its configurations as they count, for `services.orders`."""
        order = copy.deepcopy(self._order)
        order["build_numbers"] = order["build_numbers"][: self.quantity]
        for name in ("want_date", "language"):
            if not order.get(name):
                order.pop(name, None)
        for name in ("po_number", "customer", "sales_person"):
            order.setdefault(name, "")
        return order, [self.configuration(index) for index in range(self.quantity)]

    def body(self) -> Json:
        """Everything, for a draft."""
        return copy.deepcopy({"order": self._order, "builds": self._builds})

    def copy_build(self, source: int, targets: Sequence[int], *, accessories: bool) -> None:
        """Give other builds the configuration of one. Parameters: accessories, those too."""
        for target in targets:
            kept = self._builds[target]["accessories"]
            self._builds[target] = copy.deepcopy(self._builds[source])
            if not accessories:
                self._builds[target]["accessories"] = kept

    def title(self) -> str:
        """What the order is known by so far."""
        return " · ".join(str(self._order[name]) for name in ("po_number", "customer") if self._order.get(name))

    def summary(self, index: int) -> str:
        """A build in a few words, for lists of builds: number, model and length as far as they are given."""
        build = self._builds[index]
        length = build.get("length")
        told = [self._order["build_numbers"][index], build.get("model"), f"{length} in" if length else None]
        return " · ".join(str(part) for part in told if part)

    def _root(self, path: str) -> Any:
        return {"builds": self._builds} if path.startswith("builds[") else self._order

    def _fill_up(self) -> None:
        while len(self._builds) < self.quantity:
            self._builds.append(_whole({}))
        for index, build in enumerate(self._builds):
            while len(build["basins"]) < self.basin_count(index):
                build["basins"].append({"p_trap": False, "light": False})


def _whole(build: Json) -> Json:
    """A build with every list and object that the wizard writes into."""
    for name in ("basins", "faucets", "sprayers", "accessories"):
        held = build.get(name)
        build[name] = [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []
    if not isinstance(build.get("legs"), dict):
        build["legs"] = {}
    return build
