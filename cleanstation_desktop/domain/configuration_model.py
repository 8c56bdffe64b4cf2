"""The answers that describe one build, as frozen values (DOMAIN §5; JSON shape of DESIGN §5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LANGUAGES = ("EN", "FR", "ES")
FAMILIES = ("MDRD",)
BASINS_OF_MODEL = {"T2-B1": 1, "T2-B2": 2, "T2-B3": 3}
LEG_KINDS = ("height_adjustable", "fixed_height")
LEG_MODELS = ("DL27", "DL14", "LC1")
FEET = ("casters", "seismic")
BOARD_TYPES = ("perforated", "solid")
BOARD_COLORS = ("green", "black", "yellow", "grey", "red", "blue", "orange", "white")
WORKFLOWS = ("left_to_right", "right_to_left")
BASIN_TYPES = ("e_sink", "e_sink_di", "e_drain")
BASIN_SIZES = ("20X20X8", "24X20X8", "24X20X10", "30X20X8", "30X20X10")
FAUCET_KINDS = ("wrist_blade", "pre_rinse", "di_gooseneck")
SPRAYER_KINDS = ("water_gun_turret", "water_gun_rosette", "air_gun_turret", "air_gun_rosette")
SPRAYER_LOCATIONS = ("left", "right")

# Bounds in whole inches, both ends included (DOMAIN §5).
LENGTH = (48, 120)
WIDTH = (20, 60)
BASIN_WIDTH = (12, 40)
BASIN_LENGTH = (12, 30)
BASIN_DEPTH = (6, 14)
BOARD_WIDTH = (24, 120)
BOARD_HEIGHT = (12, 48)
ACCESSORY_QUANTITY = (1, 99)
MOST_SPRAYERS = 2

Auto = Literal["auto"]

_PLACEMENT = re.compile(r"center_([1-9])|between_([1-9])_([1-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Legs:
    """What the sink stands on: kind (height adjustable or fixed) and model."""

    kind: str
    model: str


@dataclass(frozen=True, slots=True)
class BoardSize:
    """A custom pegboard in inches; `length` is its height on the wall."""

    width: int
    length: int


@dataclass(frozen=True, slots=True)
class Pegboard:
    """The board above the sink. A size of "auto" is the standard board for the length of the sink."""

    type: str
    color: str
    size: BoardSize | Auto


@dataclass(frozen=True, slots=True)
class BasinSize:
    """Width, length and depth of a basin in inches."""

    width: int
    length: int
    depth: int

    def __str__(self) -> str:
        return f"{self.width}X{self.length}X{self.depth}"


@dataclass(frozen=True, slots=True)
class Basin:
    """One basin. `size` is the name of a standard size or a custom size."""

    type: str
    size: BasinSize | str
    p_trap: bool
    light: bool

    @property
    def dimensions(self) -> BasinSize:
        """The size in inches, also for a standard size."""
        if isinstance(self.size, BasinSize):
            return self.size
        width, length, depth = self.size.split("X")
        return BasinSize(int(width), int(length), int(depth))


@dataclass(frozen=True, slots=True)
class Faucet:
    """A faucet that was chosen (goosenecks of E-Sink DI basins come by themselves and are not listed)."""

    kind: str
    placement: str

    @property
    def basins(self) -> tuple[int, ...]:
        """The basins it stands at, counted from 1: one when centred, two when between."""
        positions = placement_basins(self.placement)
        if positions is None:
            raise ValueError(f"not a placement: {self.placement}")
        return positions


def placement_basins(placement: str) -> tuple[int, ...] | None:
    """The basins that a placement such as center_2 or between_1_2 names, or None when it is not one."""
    match = _PLACEMENT.fullmatch(placement)
    return tuple(int(number) for number in match.groups() if number) if match else None


def most_faucets(basins: int) -> int:
    """How many faucets go on a sink with that many basins, goosenecks of E-Sink DI included (DOMAIN §5)."""
    return 3 if basins == 3 else 2


@dataclass(frozen=True, slots=True)
class Sprayer:
    """A water or air gun and the side it hangs on."""

    kind: str
    location: str


@dataclass(frozen=True, slots=True)
class Accessory:
    """An accessory by its item number, and how many."""

    item: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that was chosen for one build. Lengths in whole inches."""

    build_number: str
    language: str
    family: str
    model: str
    width: int
    length: int
    legs: Legs
    feet: str
    pegboard: Pegboard | None
    workflow: str
    basins: tuple[Basin, ...]
    faucets: tuple[Faucet, ...]
    sprayers: tuple[Sprayer, ...]
    accessories: tuple[Accessory, ...]

    def to_json(self) -> dict[str, object]:
        """The canonical JSON object: every key present, in the order of DESIGN §5."""
        return {
            "build_number": self.build_number,
            "language": self.language,
            "family": self.family,
            "model": self.model,
            "width": self.width,
            "length": self.length,
            "legs": {"kind": self.legs.kind, "model": self.legs.model},
            "feet": self.feet,
            "pegboard": None if self.pegboard is None else _board_json(self.pegboard),
            "workflow": self.workflow,
            "basins": [_basin_json(basin) for basin in self.basins],
            "faucets": [{"kind": faucet.kind, "placement": faucet.placement} for faucet in self.faucets],
            "sprayers": [{"kind": sprayer.kind, "location": sprayer.location} for sprayer in self.sprayers],
            "accessories": [{"item": entry.item, "quantity": entry.quantity} for entry in self.accessories],
        }


def _board_json(board: Pegboard) -> dict[str, object]:
    size: object = board.size
    if isinstance(board.size, BoardSize):
        size = {"width": board.size.width, "length": board.size.length}
    return {"type": board.type, "color": board.color, "size": size}


def _basin_json(basin: Basin) -> dict[str, object]:
    size: object = basin.size
    if isinstance(basin.size, BasinSize):
        size = {"width": basin.size.width, "length": basin.size.length, "depth": basin.size.depth}
    return {"type": basin.type, "size": size, "p_trap": basin.p_trap, "light": basin.light}
