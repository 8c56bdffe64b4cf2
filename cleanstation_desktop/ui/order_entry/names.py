"""What people call the answers of order entry, and the values that can be chosen (DOMAIN §4, §5)."""

from __future__ import annotations

import re

from cleanstation_desktop.ui.text import tr

_ENTRY = re.compile(r"\[(\d+)\]")
_BUILD = re.compile(r"builds\[(\d+)\]\.?")


def build_of(path: str) -> int | None:
    """The build that a path is about, counted from 0; None for an answer of the whole order."""
    found = _BUILD.match(path)
    return int(found[1]) if found else None


def inside_build(path: str) -> str:
    """A path without the build it is about: "basins[0].size"."""
    return _BUILD.sub("", path, count=1)


def place_of(path: str) -> str:
    """Name an answer by its path: "Sink 2: Basin 1, size" for builds[1].basins[0].size."""
    build = build_of(path)
    name = _name_of(inside_build(path) if build is not None else path)
    if build is None:
        return name
    return tr("Sink {number}: {name}", number=build + 1, name=name) if name else tr("Sink {number}", number=build + 1)


def _name_of(path: str) -> str:
    entry = _ENTRY.search(path)
    name = _names().get(_ENTRY.sub("[]", path))
    while name is None and "." in path:
        path = path.rpartition(".")[0]
        name = _names().get(_ENTRY.sub("[]", path))
    if name is None:
        return path
    return name.format(number=int(entry[1]) + 1) if entry else name


def _names() -> dict[str, str]:
    return {
        "": "",
        "po_number": tr("PO number"),
        "customer": tr("Customer"),
        "project": tr("Project"),
        "sales_person": tr("Sales person"),
        "want_date": tr("Want date"),
        "notes": tr("Notes"),
        "language": tr("Document language"),
        "family": tr("Family"),
        "quantity": tr("Number of sinks"),
        "build_numbers": tr("Build numbers"),
        "build_numbers[]": tr("Build number {number}", number="{number}"),
        "build_number": tr("Build number"),
        "builds": tr("Sinks"),
        "model": tr("Model"),
        "length": tr("Length"),
        "width": tr("Width"),
        "workflow": tr("Workflow direction"),
        "legs": tr("Legs"),
        "legs.kind": tr("Height"),
        "legs.model": tr("Legs"),
        "feet": tr("Feet"),
        "pegboard": tr("Pegboard"),
        "pegboard.type": tr("Pegboard type"),
        "pegboard.color": tr("Pegboard colour"),
        "pegboard.size": tr("Pegboard size"),
        "pegboard.size.width": tr("Pegboard width"),
        "pegboard.size.length": tr("Pegboard height"),
        "basins": tr("Basins"),
        "basins[]": tr("Basin {number}", number="{number}"),
        "basins[].type": tr("Basin {number}, type", number="{number}"),
        "basins[].size": tr("Basin {number}, size", number="{number}"),
        "basins[].p_trap": tr("Basin {number}, P-trap", number="{number}"),
        "basins[].light": tr("Basin {number}, light", number="{number}"),
        "faucets": tr("Faucets"),
        "faucets[]": tr("Faucet {number}", number="{number}"),
        "faucets[].kind": tr("Faucet {number}, kind", number="{number}"),
        "faucets[].placement": tr("Faucet {number}, place", number="{number}"),
        "sprayers": tr("Sprayers"),
        "sprayers[]": tr("Sprayer {number}", number="{number}"),
        "sprayers[].kind": tr("Sprayer {number}, kind", number="{number}"),
        "sprayers[].location": tr("Sprayer {number}, side", number="{number}"),
        "accessories": tr("Accessories"),
        "accessories[]": tr("Accessory {number}", number="{number}"),
        "accessories[].quantity": tr("Accessory {number}, quantity", number="{number}"),
    }


def value_name(value: object) -> str:
    """What people call a value; figures, numbers and free text as they are."""
    if isinstance(value, bool):
        return tr("Yes") if value else tr("No")
    if value is None or value in ("", [], {}):
        return tr("not given")
    if isinstance(value, dict):
        return " × ".join(str(value[key]) for key in ("width", "length", "depth") if key in value) or tr("not given")
    if isinstance(value, list):
        return ", ".join(value_name(entry) for entry in value)
    text = str(value)
    return _values().get(text) or placement_name(text) or size_name(text)


def size_name(text: str) -> str:
    """A standard size as people write it: 24 × 20 × 8."""
    return text.replace("X", " × ") if re.fullmatch(r"\d+X\d+X\d+", text) else text


def placement_name(text: str) -> str:
    """Where a faucet stands; empty for what is no placement."""
    centre = re.fullmatch(r"center_(\d)", text)
    if centre:
        return tr("Basin {number}, centre", number=centre[1])
    between = re.fullmatch(r"between_(\d)_(\d)", text)
    return tr("Between basins {left} and {right}", left=between[1], right=between[2]) if between else ""


def _values() -> dict[str, str]:
    return {
        "EN": "English",
        "FR": "Français",
        "ES": "Español",
        "T2-B1": tr("1 basin (T2-B1)"),
        "T2-B2": tr("2 basins (T2-B2)"),
        "T2-B3": tr("3 basins (T2-B3)"),
        "height_adjustable": tr("Height adjustable"),
        "fixed_height": tr("Fixed height"),
        "casters": tr("Casters"),
        "seismic": tr("Seismic feet"),
        "perforated": tr("Perforated"),
        "solid": tr("Solid"),
        "green": tr("Green"),
        "black": tr("Black"),
        "yellow": tr("Yellow"),
        "grey": tr("Grey"),
        "red": tr("Red"),
        "blue": tr("Blue"),
        "orange": tr("Orange"),
        "white": tr("White"),
        "left_to_right": tr("Left to right"),
        "right_to_left": tr("Right to left"),
        "e_sink": "E-Sink",
        "e_sink_di": "E-Sink DI",
        "e_drain": "E-Drain",
        "wrist_blade": tr("Wrist blade"),
        "pre_rinse": tr("Pre-rinse spray"),
        "di_gooseneck": tr("Treated-water gooseneck"),
        "water_gun_turret": tr("Water gun, turret"),
        "water_gun_rosette": tr("Water gun, rosette"),
        "air_gun_turret": tr("Air gun, turret"),
        "air_gun_rosette": tr("Air gun, rosette"),
        "left": tr("Left|side"),
        "right": tr("Right|side"),
        "auto": tr("Standard size"),
    }
