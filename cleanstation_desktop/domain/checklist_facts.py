"""What a build is, said as named facts that the conditions of a checklist template can ask about (DOMAIN §5, §6).

The database holds a SQL twin of this module, so everything here is a plain look-up: no defaults, no guessing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cleanstation_desktop.domain import configuration_model as model

Fact = str | int | bool | tuple[str, ...] | None
FactMap = Mapping[str, Fact]


@dataclass(frozen=True)
class FactRule:
    """What a fact may hold.

    Parameters: kind, "text", "integer", "boolean" or "texts" (a list of texts); values, every value it can take, or
    None when the set is open; per_basin, whether it belongs to one basin; nullable, whether it can be absent.
    """

    kind: str
    values: tuple[str | int | bool, ...] | None = None
    per_basin: bool = False
    nullable: bool = False


FACTS: Mapping[str, FactRule] = {
    "model": FactRule("text", tuple(model.BASINS_OF_MODEL)),
    "basin_count": FactRule("integer", tuple(model.BASINS_OF_MODEL.values())),
    "length": FactRule("integer"),
    "width": FactRule("integer"),
    "legs_kind": FactRule("text", model.LEG_KINDS),
    "legs_model": FactRule("text", model.LEG_MODELS),
    "feet": FactRule("text", model.FEET),
    "pegboard": FactRule("boolean", (False, True)),
    "pegboard_type": FactRule("text", model.BOARD_TYPES, nullable=True),
    "pegboard_color": FactRule("text", model.BOARD_COLORS, nullable=True),
    "pegboard_size": FactRule("text", ("auto", "custom"), nullable=True),
    "workflow": FactRule("text", model.WORKFLOWS),
    "language": FactRule("text", model.LANGUAGES),
    "basin_types": FactRule("texts", model.BASIN_TYPES),
    "sprayer_kinds": FactRule("texts", model.SPRAYER_KINDS),
    "faucet_kinds": FactRule("texts", model.FAUCET_KINDS),
    "accessories": FactRule("texts"),
    "has_accessories": FactRule("boolean", (False, True)),
    "light_basins": FactRule("boolean", (False, True)),
    "basin_plan": FactRule("text"),
    "fitting_plan": FactRule("text"),
    "board_plan": FactRule("text", nullable=True),
    "basin_position": FactRule("integer", tuple(model.BASINS_OF_MODEL.values()), per_basin=True),
    "basin_type": FactRule("text", model.BASIN_TYPES, per_basin=True),
    "basin_light": FactRule("boolean", (False, True), per_basin=True),
    "basin_p_trap": FactRule("boolean", (False, True), per_basin=True),
    "basin_width": FactRule("integer", per_basin=True),
    "basin_length": FactRule("integer", per_basin=True),
    "basin_depth": FactRule("integer", per_basin=True),
}
"""Every fact by name. Lengths are whole inches."""


@dataclass(frozen=True)
class BuildFacts:
    """The facts of one build, and those of each of its basins in order of position."""

    build: FactMap
    basins: tuple[FactMap, ...]

    def of_basin(self, position: int) -> FactMap:
        """Facts that an item of one basin sees: the build's own and on top of them the basin's (position from 1)."""
        return {**self.build, **self.basins[position - 1]}


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    """Each value once, in code point order: the same list in Python and in the database."""
    return tuple(sorted(set(values)))


def _basin_dimensions(size: str | Mapping[str, int]) -> tuple[int, int, int]:
    """Width, length and depth in inches; a standard size says them in its name, "24X20X8"."""
    if isinstance(size, str):
        width, length, depth = (int(part) for part in size.split("X"))
        return width, length, depth
    return size["width"], size["length"], size["depth"]


def facts(configuration: Mapping[str, Any]) -> BuildFacts:
    """Facts of a build from its configuration in canonical form (every key present; DESIGN §5).

    The configuration must have passed its own validation; this adds only what follows from it: an E-Sink DI basin
    brings its gooseneck by itself (DOMAIN §5).
    """
    basins = configuration["basins"]
    pegboard = configuration["pegboard"]
    basin_types = _distinct(basin["type"] for basin in basins)
    own_faucets = ("di_gooseneck",) if "e_sink_di" in basin_types else ()
    accessories = _distinct(accessory["item"] for accessory in configuration["accessories"])
    build: dict[str, Fact] = {
        "model": configuration["model"],
        "basin_count": len(basins),
        "length": configuration["length"],
        "width": configuration["width"],
        "legs_kind": configuration["legs"]["kind"],
        "legs_model": configuration["legs"]["model"],
        "feet": configuration["feet"],
        "pegboard": pegboard is not None,
        "pegboard_type": pegboard["type"] if pegboard else None,
        "pegboard_color": pegboard["color"] if pegboard else None,
        "pegboard_size": ("auto" if pegboard["size"] == "auto" else "custom") if pegboard else None,
        "workflow": configuration["workflow"],
        "language": configuration["language"],
        "basin_types": basin_types,
        "sprayer_kinds": _distinct(sprayer["kind"] for sprayer in configuration["sprayers"]),
        "faucet_kinds": _distinct((*(faucet["kind"] for faucet in configuration["faucets"]), *own_faucets)),
        "accessories": accessories,
        "has_accessories": bool(accessories),
        "light_basins": any(basin["light"] for basin in basins),
        "basin_plan": ",".join(_basin_plan(basin) for basin in basins),
        "fitting_plan": ",".join(
            [f"{faucet['kind']}@{faucet['placement']}" for faucet in configuration["faucets"]]
            # One for each E-Sink DI basin: it is of that basin, and no configuration says where it stands.
            + [f"di_gooseneck@basin_{n}" for n, basin in enumerate(basins, start=1) if basin["type"] == "e_sink_di"]
            + [f"{sprayer['kind']}@{sprayer['location']}" for sprayer in configuration["sprayers"]]
        ),
        "board_plan": _board_plan(pegboard, configuration["length"]) if pegboard else None,
    }
    return BuildFacts(build, tuple(_basin_facts(position, basin) for position, basin in enumerate(basins, start=1)))


def _basin_plan(basin: Mapping[str, Any]) -> str:
    """A basin's type and dimensions as one word: where it changes, what was checked on it must be checked again."""
    width, length, depth = _basin_dimensions(basin["size"])
    return f"{basin['type']}:{width}x{length}x{depth}"


def _board_plan(pegboard: Mapping[str, Any], sink_length: int) -> str:
    size = pegboard["size"]
    # A board of automatic size follows the sink's length.
    measured = f"auto:{sink_length}" if size == "auto" else f"{size['width']}x{size['length']}"
    return f"{pegboard['type']}:{pegboard['color']}:{measured}"


def _basin_facts(position: int, basin: Mapping[str, Any]) -> FactMap:
    width, length, depth = _basin_dimensions(basin["size"])
    return {
        "basin_position": position,
        "basin_type": basin["type"],
        "basin_light": basin["light"],
        "basin_p_trap": basin["p_trap"],
        "basin_width": width,
        "basin_length": length,
        "basin_depth": depth,
    }


Condition = Mapping[str, tuple[str | int | bool, ...]]
"""Fact name to the values it may have; every entry must hold; an empty condition always holds."""


def applies(when: Condition, known: FactMap) -> bool:
    """Whether a condition holds for these facts.

    A fact that is a list matches when any member is allowed; a fact that is missing or null matches nothing.
    """
    return all(_matches(known.get(name), allowed) for name, allowed in when.items())


def _matches(fact: Fact, allowed: tuple[str | int | bool, ...]) -> bool:
    members: tuple[str | int | bool | None, ...] = fact if isinstance(fact, tuple) else (fact,)
    # True == 1 in Python, but a yes is not a count (and not in the database either): the types must agree.
    return any(type(member) is type(value) and member == value for member in members for value in allowed)
