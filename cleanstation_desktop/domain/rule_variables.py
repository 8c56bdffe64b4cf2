"""What a rule can ask about a configuration: named variables, each of the build or of one element of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cleanstation_desktop.domain.configuration_model import BoardSize, Configuration, Pegboard

Value = str | int | tuple[str, ...] | None
VariableKind = Literal["text", "number", "flag", "texts"]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: its kind, and how it is read; `index` is the element that a rule stands at (0 for the build)."""

    kind: VariableKind
    read: Callable[[Configuration, int], Value]


def _board(read: Callable[[Pegboard], Value]) -> Callable[[Configuration, int], Value]:
    return lambda configuration, _: None if configuration.pegboard is None else read(configuration.pegboard)


def _custom_board(read: Callable[[BoardSize], int]) -> Callable[[Configuration, int], Value]:
    return _board(lambda board: read(board.size) if isinstance(board.size, BoardSize) else None)


def _count_basins(*types: str) -> Callable[[Configuration, int], Value]:
    return lambda configuration, _: sum(basin.type in types for basin in configuration.basins)


# A variable of an element is named in the singular of its list: basin.type is read in rules for each of basins.
ELEMENTS: Mapping[str, str] = {
    "basins": "basin",
    "faucets": "faucet",
    "sprayers": "sprayer",
    "accessories": "accessory",
}

VARIABLES: Mapping[str, Variable] = {
    "language": Variable("text", lambda build, _: build.language),
    "model": Variable("text", lambda build, _: build.model),
    "width": Variable("number", lambda build, _: build.width),
    "length": Variable("number", lambda build, _: build.length),
    "legs.kind": Variable("text", lambda build, _: build.legs.kind),
    "legs.model": Variable("text", lambda build, _: build.legs.model),
    "feet": Variable("text", lambda build, _: build.feet),
    "workflow": Variable("text", lambda build, _: build.workflow),
    "pegboard.fitted": Variable("flag", lambda build, _: build.pegboard is not None),
    "pegboard.type": Variable("text", _board(lambda board: board.type)),
    "pegboard.color": Variable("text", _board(lambda board: board.color)),
    "pegboard.custom": Variable("flag", _board(lambda board: board.size != "auto")),
    "pegboard.width": Variable("number", _custom_board(lambda size: size.width)),
    "pegboard.length": Variable("number", _custom_board(lambda size: size.length)),
    "basins.count": Variable("number", lambda build, _: len(build.basins)),
    "basins.total_width": Variable("number", lambda build, _: sum(basin.dimensions.width for basin in build.basins)),
    "basins.e_drain_count": Variable("number", _count_basins("e_drain")),
    "basins.e_sink_count": Variable("number", _count_basins("e_sink", "e_sink_di")),
    "basins.footprints": Variable(
        "texts",
        lambda build, _: tuple(f"{basin.dimensions.width}X{basin.dimensions.length}" for basin in build.basins),
    ),
    # One gooseneck per E-Sink DI basin is fitted by itself and counts (DOMAIN §5).
    "faucets.fitted_count": Variable(
        "number", lambda build, _: len(build.faucets) + sum(basin.type == "e_sink_di" for basin in build.basins)
    ),
    "sprayers.count": Variable("number", lambda build, _: len(build.sprayers)),
    "basin.type": Variable("text", lambda build, index: build.basins[index].type),
    "basin.custom": Variable("flag", lambda build, index: not isinstance(build.basins[index].size, str)),
    "basin.dimensions": Variable("text", lambda build, index: str(build.basins[index].dimensions)),
    "basin.width": Variable("number", lambda build, index: build.basins[index].dimensions.width),
    "basin.length": Variable("number", lambda build, index: build.basins[index].dimensions.length),
    "basin.depth": Variable("number", lambda build, index: build.basins[index].dimensions.depth),
    "basin.p_trap": Variable("flag", lambda build, index: build.basins[index].p_trap),
    "basin.light": Variable("flag", lambda build, index: build.basins[index].light),
    "faucet.kind": Variable("text", lambda build, index: build.faucets[index].kind),
    "faucet.placement": Variable("text", lambda build, index: build.faucets[index].placement),
    "faucet.last_basin": Variable("number", lambda build, index: max(build.faucets[index].basins)),
    # How far apart the basins of a placement are: 0 for a centre, 1 for two neighbours in the order they stand.
    "faucet.span": Variable(
        "number", lambda build, index: build.faucets[index].basins[-1] - build.faucets[index].basins[0]
    ),
    "faucet.between": Variable("flag", lambda build, index: len(build.faucets[index].basins) == 2),
    "sprayer.kind": Variable("text", lambda build, index: build.sprayers[index].kind),
    "sprayer.location": Variable("text", lambda build, index: build.sprayers[index].location),
    "accessory.item": Variable("text", lambda build, index: build.accessories[index].item),
    "accessory.quantity": Variable("number", lambda build, index: build.accessories[index].quantity),
}


def in_scope(variable: str, for_each: str | None) -> bool:
    """Whether a rule for each element of a list (or, with None, for the build) can read a variable."""
    owner = variable.partition(".")[0]
    return owner not in ELEMENTS.values() or (for_each is not None and ELEMENTS[for_each] == owner)


def element_count(configuration: Configuration, for_each: str) -> int:
    """How many elements a list of the configuration has."""
    counts = {
        "basins": len(configuration.basins),
        "faucets": len(configuration.faucets),
        "sprayers": len(configuration.sprayers),
        "accessories": len(configuration.accessories),
    }
    return counts[for_each]


def element_positions(configuration: Configuration, for_each: str | None, index: int) -> tuple[int, ...]:
    """The basins, counted from 1, that an element belongs to; empty when it belongs to the whole build."""
    if for_each == "basins":
        return (index + 1,)
    if for_each == "faucets":
        return configuration.faucets[index].basins
    return ()
