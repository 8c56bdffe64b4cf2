"""What people call the answers of order entry, and the values that can be chosen (DOMAIN §4, §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleanstation_desktop.ui.text import tr, tr_later

_ENTRY = re.compile(r"\[(\d+)\]")
_BUILD = re.compile(r"builds\[(\d+)\]\.?")
_NAMES: Mapping[str, str] = {
    "": "",
    "po_number": tr_later("PO number"),
    "customer": tr_later("Customer"),
    "project": tr_later("Project"),
    "sales_person": tr_later("Sales person"),
    "want_date": tr_later("Want date"),
    "notes": tr_later("Notes"),
    "language": tr_later("Document language"),
    "family": tr_later("Family"),
    "quantity": tr_later("Number of sinks"),
    "build_numbers": tr_later("Build numbers"),
    "build_numbers[]": tr_later("Build number {number}"),
    "build_number": tr_later("Build number"),
    "builds": tr_later("Sinks"),
    "model": tr_later("Model"),
    "length": tr_later("Length"),
    "width": tr_later("Width"),
    "workflow": tr_later("Workflow direction"),
    "legs": tr_later("Legs"),
    "legs.kind": tr_later("Height"),
    "legs.model": tr_later("Legs"),
    "feet": tr_later("Feet"),
    "pegboard": tr_later("Pegboard"),
    "pegboard.type": tr_later("Pegboard type"),
    "pegboard.color": tr_later("Pegboard colour"),
    "pegboard.size": tr_later("Pegboard size"),
    "pegboard.size.width": tr_later("Pegboard width"),
    "pegboard.size.length": tr_later("Pegboard height"),
    "basins": tr_later("Basins"),
    "basins[]": tr_later("Basin {number}"),
    "basins[].type": tr_later("Basin {number}, type"),
    "basins[].size": tr_later("Basin {number}, size"),
    "basins[].p_trap": tr_later("Basin {number}, P-trap"),
    "basins[].light": tr_later("Basin {number}, light"),
    "faucets": tr_later("Faucets"),
    "faucets[]": tr_later("Faucet {number}"),
    "faucets[].kind": tr_later("Faucet {number}, kind"),
    "faucets[].placement": tr_later("Faucet {number}, place"),
    "sprayers": tr_later("Sprayers"),
    "sprayers[]": tr_later("Sprayer {number}"),
    "sprayers[].kind": tr_later("Sprayer {number}, kind"),
    "sprayers[].location": tr_later("Sprayer {number}, side"),
    "accessories": tr_later("Accessories"),
    "accessories[]": tr_later("Accessory {number}"),
    "accessories[].quantity": tr_later("Accessory {number}, quantity"),
}
# Names that are the same in every language.
_SAME: Mapping[str, str] = {
    "EN": "English",
    "FR": "Français",
    "ES": "Español",
    "e_sink": "E-Sink",
    "e_sink_di": "E-Sink DI",
    "e_drain": "E-Drain",
}
_VALUES: Mapping[str, str] = {
    "T2-B1": tr_later("1 basin (T2-B1)"),
    "T2-B2": tr_later("2 basins (T2-B2)"),
    "T2-B3": tr_later("3 basins (T2-B3)"),
    "height_adjustable": tr_later("Height adjustable"),
    "fixed_height": tr_later("Fixed height"),
    "casters": tr_later("Casters"),
    "seismic": tr_later("Seismic feet"),
    "perforated": tr_later("Perforated"),
    "solid": tr_later("Solid"),
    "green": tr_later("Green"),
    "black": tr_later("Black"),
    "yellow": tr_later("Yellow"),
    "grey": tr_later("Grey"),
    "red": tr_later("Red"),
    "blue": tr_later("Blue"),
    "orange": tr_later("Orange"),
    "white": tr_later("White"),
    "left_to_right": tr_later("Left to right"),
    "right_to_left": tr_later("Right to left"),
    "wrist_blade": tr_later("Wrist blade"),
    "pre_rinse": tr_later("Pre-rinse spray"),
    "di_gooseneck": tr_later("Treated-water gooseneck"),
    "water_gun_turret": tr_later("Water gun, turret"),
    "water_gun_rosette": tr_later("Water gun, rosette"),
    "air_gun_turret": tr_later("Air gun, turret"),
    "air_gun_rosette": tr_later("Air gun, rosette"),
    "left": tr_later("Left|side"),
    "right": tr_later("Right|side"),
    "auto": tr_later("Standard size"),
}


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
    name = _NAMES.get(_ENTRY.sub("[]", path))
    while name is None and "." in path:
        path = path.rpartition(".")[0]
        name = _NAMES.get(_ENTRY.sub("[]", path))
    if name is None:
        return path
    return tr(name, number=int(entry[1]) + 1) if entry else tr(name)


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
    if text in _VALUES:
        return tr(_VALUES[text])
    return _SAME.get(text) or placement_name(text) or size_name(text)


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
