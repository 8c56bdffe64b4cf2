"""Reading a configuration from JSON: every fault of one input is found at once and named by its field.

Source: DOMAIN §4 and §5 for the bounds, DESIGN §5 for the shape. The rule data of a family says again which
combinations it takes (`domain.rules`), for configurations stored under older rules; a test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.configuration_model import (
    Accessory,
    Basin,
    BasinSize,
    BoardSize,
    Configuration,
    Faucet,
    Legs,
    Pegboard,
    Sprayer,
    placement_basins,
)
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.domain.numbering import build_number_fault
from cleanstation_desktop.domain.reading import Reader, Record, load_json

__all__ = [
    "Accessory",
    "Basin",
    "BasinSize",
    "BoardSize",
    "Configuration",
    "Faucet",
    "Legs",
    "Pegboard",
    "Sprayer",
    "check_configuration",
    "parse_configuration",
    "parse_configuration_text",
    "placement_basins",
    "read_unfinished",
]

FILE_LIMIT = 2**20
ITEM_LENGTH = 100
MOST_ACCESSORIES = 200

_REQUIRED = ("build_number", "language", "family", "model", "width", "length", "legs", "feet", "workflow", "basins")
_OPTIONAL = ("pegboard", "faucets", "sprayers", "accessories")


def parse_configuration_text(text: bytes, *, limit: int = FILE_LIMIT, source: str = "configuration") -> Configuration:
    """Read a configuration from the bytes of a JSON file.

    Parameters: text, the file; limit, most bytes taken; source, what the findings call the file.
    Errors: InvalidInput with every finding.
    """
    return parse_configuration(load_json(text, limit=limit, source=source))


def parse_configuration(data: object) -> Configuration:
    """Read a configuration from a loaded JSON value.

    Errors: InvalidInput with every finding: unknown or missing keys, wrong types, every bound of DOMAIN §5.
    """
    configuration, findings = check_configuration(data)
    if configuration is None or findings:
        raise InvalidInput(list(findings))
    return configuration


def check_configuration(data: object) -> tuple[Configuration | None, tuple[Finding, ...]]:
    """Read a configuration as far as possible: the value, when each answer has its right kind, and every error.

    A value that comes with errors is for showing what it would become; it is not to be submitted.
    """
    reader = Reader()
    record = reader.record(data, "", _REQUIRED, _OPTIONAL)
    configuration = _read(reader, record)
    _check_combinations(reader, configuration)
    return (None if reader.unreadable else configuration), tuple(reader.findings)


def read_unfinished(data: object) -> Configuration:
    """Read what is there while it is still being written, and judge nothing.

    What is missing or of a wrong kind stands empty: 0, "" or no entry.
    """
    reader = Reader()
    return _read(reader, reader.record(data, "", (), (*_REQUIRED, *_OPTIONAL)))


def _read(reader: Reader, record: Record) -> Configuration:
    number = record.text("build_number", low=1, high=1000)
    fault = build_number_fault(number)
    if fault and number:
        reader.error("build_number", "bad_build_number", fault)
    return Configuration(
        build_number=number,
        language=record.choice("language", model.LANGUAGES),
        family=record.choice("family", model.FAMILIES),
        model=record.choice("model", tuple(model.BASINS_OF_MODEL)),
        width=record.whole("width", *model.WIDTH, "in"),
        length=record.whole("length", *model.LENGTH, "in"),
        legs=_legs(reader, record),
        feet=record.choice("feet", model.FEET),
        pegboard=_pegboard(reader, record.values["pegboard"]) if record.given("pegboard") else None,
        workflow=record.choice("workflow", model.WORKFLOWS),
        basins=tuple(_basin(reader, *entry) for entry in record.entries("basins", 1, 3)),
        faucets=tuple(_faucet(reader, *entry) for entry in record.entries("faucets", 0, 3)),
        sprayers=tuple(_sprayer(reader, *entry) for entry in record.entries("sprayers", 0, model.MOST_SPRAYERS)),
        accessories=tuple(_accessory(reader, *entry) for entry in record.entries("accessories", 0, MOST_ACCESSORIES)),
    )


def _legs(reader: Reader, record: Record) -> Legs:
    if "legs" not in record.values:
        return Legs("", "")
    legs = reader.record(record.values["legs"], "legs", ("kind", "model"))
    return Legs(legs.choice("kind", model.LEG_KINDS), legs.choice("model", model.LEG_MODELS))


def _pegboard(reader: Reader, value: object) -> Pegboard:
    board = reader.record(value, "pegboard", ("type", "color", "size"))
    return Pegboard(
        board.choice("type", model.BOARD_TYPES),
        board.choice("color", model.BOARD_COLORS),
        _board_size(reader, board),
    )


def _board_size(reader: Reader, board: Record) -> BoardSize | model.Auto:
    if isinstance(board.values.get("size"), dict):
        size = reader.record(board.values["size"], "pegboard.size", ("width", "length"))
        return BoardSize(size.whole("width", *model.BOARD_WIDTH, "in"), size.whole("length", *model.BOARD_HEIGHT, "in"))
    board.choice("size", ("auto",))
    return "auto"


def _basin(reader: Reader, field: str, value: object) -> Basin:
    basin = reader.record(value, field, ("type", "size"), ("p_trap", "light"))
    return Basin(
        basin.choice("type", model.BASIN_TYPES), _basin_size(reader, basin), basin.flag("p_trap"), basin.flag("light")
    )


def _basin_size(reader: Reader, basin: Record) -> BasinSize | str:
    if isinstance(basin.values.get("size"), dict):
        size = reader.record(basin.values["size"], f"{basin.prefix}size", ("width", "length", "depth"))
        return BasinSize(
            size.whole("width", *model.BASIN_WIDTH, "in"),
            size.whole("length", *model.BASIN_LENGTH, "in"),
            size.whole("depth", *model.BASIN_DEPTH, "in"),
        )
    return basin.choice("size", model.BASIN_SIZES)


def _faucet(reader: Reader, field: str, value: object) -> Faucet:
    faucet = reader.record(value, field, ("kind", "placement"))
    placement = faucet.text("placement", low=1, high=ITEM_LENGTH)
    if placement and placement_basins(placement) is None:
        message = f"{field}.placement must be like center_1 or between_1_2; “{placement[:40]}” is not."
        reader.unusable(f"{field}.placement", "unknown_choice", message)
    return Faucet(faucet.choice("kind", model.FAUCET_KINDS), placement)


def _sprayer(reader: Reader, field: str, value: object) -> Sprayer:
    sprayer = reader.record(value, field, ("kind", "location"))
    return Sprayer(sprayer.choice("kind", model.SPRAYER_KINDS), sprayer.choice("location", model.SPRAYER_LOCATIONS))


def _accessory(reader: Reader, field: str, value: object) -> Accessory:
    accessory = reader.record(value, field, ("item", "quantity"))
    return Accessory(
        accessory.text("item", low=1, high=ITEM_LENGTH), accessory.whole("quantity", *model.ACCESSORY_QUANTITY)
    )


def _check_combinations(reader: Reader, configuration: Configuration) -> None:
    """Note the errors that lie between answers; what was unreadable is left out of them."""
    count = len(configuration.basins)
    wanted = model.BASINS_OF_MODEL.get(configuration.model)
    if wanted and 1 <= count <= 3 and count != wanted:
        message = f"Model {configuration.model} has {wanted} basin{'s' * (wanted > 1)}; {count} listed."
        reader.error("basins", "basin_count", message)
    if (configuration.legs.kind, configuration.legs.model) == ("fixed_height", "LC1"):
        reader.error("legs.model", "no_fixed_height", "LC1 legs have no fixed-height version; take DL27 or DL14.")
    if count:
        _check_faucets(reader, configuration)
    _check_accessories(reader, configuration.accessories)


def _check_faucets(reader: Reader, configuration: Configuration) -> None:
    count = len(configuration.basins)
    automatic = sum(basin.type == "e_sink_di" for basin in configuration.basins)
    total = len(configuration.faucets) + automatic
    most = model.most_faucets(count)
    if total > most and len(configuration.faucets) <= 3:
        message = (
            f"At most {most} faucets go on {count} basin{'s' * (count > 1)}; these are {total}, "
            f"with {automatic} for E-Sink DI put on by itself."
        )
        reader.error("faucets", "too_many_faucets", message)
    for index, faucet in enumerate(configuration.faucets):
        places = placement_basins(faucet.placement) or (1,)
        field = f"faucets[{index}].placement"
        if len(places) == 2 and places[1] - places[0] != 1:
            message = f"{field}: a faucet stands between two neighbours such as between_1_2; {faucet.placement} is not."
            reader.error(field, "bad_placement", message)
        elif max(places) > count:
            message = f"{field}: {faucet.placement} names basin {max(places)}; there are {count}."
            reader.error(field, "bad_placement", message)


def _check_accessories(reader: Reader, accessories: Sequence[Accessory]) -> None:
    """An accessory that is listed twice becomes one line, which has to keep the bound of one line."""
    low, high = model.ACCESSORY_QUANTITY
    total: Counter[str] = Counter()
    for index, entry in enumerate(accessories):
        listed_before = entry.item in total
        total[entry.item] += entry.quantity
        if listed_before and low <= entry.quantity <= high and total[entry.item] > high:
            message = f"{entry.item} is listed more than once, {total[entry.item]} in all; at most {high} are possible."
            reader.error(f"accessories[{index}].quantity", "out_of_range", message)
