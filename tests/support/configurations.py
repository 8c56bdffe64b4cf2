"""Configurations for tests: canonical JSON as DESIGN §5 says, and a strategy over its space."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cleanstation_desktop.domain import configuration_model as model

Json = dict[str, Any]


def basin(kind: str, *, size: object = "24X20X8", light: bool = False, p_trap: bool = False) -> Json:
    """One basin in canonical form."""
    return {"type": kind, "size": size, "p_trap": p_trap, "light": light}


def configuration(*basins: Json, **changes: object) -> Json:
    """A plain sink with these basins: fixed legs, seismic feet, no pegboard, no faucets, sprayers or accessories."""
    plain: Json = {
        "build_number": "B-1001",
        "language": "EN",
        "family": "MDRD",
        "model": f"T2-B{len(basins)}",
        "width": 30,
        "length": 72,
        "legs": {"kind": "fixed_height", "model": "DL27"},
        "feet": "seismic",
        "pegboard": None,
        "workflow": "left_to_right",
        "basins": list(basins),
        "faucets": [],
        "sprayers": [],
        "accessories": [],
    }
    return plain | changes


PEGBOARD: Json = {"type": "perforated", "color": "green", "size": "auto"}
ADJUSTABLE: Json = {"kind": "height_adjustable", "model": "DL27"}


def _whole(bounds: tuple[int, int]) -> st.SearchStrategy[int]:
    return st.integers(*bounds)


_basins = st.fixed_dictionaries(
    {
        "type": st.sampled_from(model.BASIN_TYPES),
        "size": st.one_of(
            st.sampled_from(model.BASIN_SIZES),
            st.fixed_dictionaries(
                {
                    "width": _whole(model.BASIN_WIDTH),
                    "length": _whole(model.BASIN_LENGTH),
                    "depth": _whole(model.BASIN_DEPTH),
                }
            ),
        ),
        "p_trap": st.booleans(),
        "light": st.booleans(),
    }
)

_pegboards = st.fixed_dictionaries(
    {
        "type": st.sampled_from(model.BOARD_TYPES),
        "color": st.sampled_from(model.BOARD_COLORS),
        "size": st.one_of(
            st.just("auto"),
            st.fixed_dictionaries({"width": _whole(model.BOARD_WIDTH), "length": _whole(model.BOARD_HEIGHT)}),
        ),
    }
)


@st.composite
def configurations(draw: st.DrawFn) -> Json:
    """Any configuration that the wizard can make, as far as checklists look at it."""
    basins = draw(st.lists(_basins, min_size=1, max_size=3))
    faucets = st.fixed_dictionaries({"kind": st.sampled_from(model.FAUCET_KINDS), "placement": st.just("center_1")})
    sprayers = st.fixed_dictionaries(
        {"kind": st.sampled_from(model.SPRAYER_KINDS), "location": st.sampled_from(model.SPRAYER_LOCATIONS)}
    )
    accessories = st.fixed_dictionaries(
        {"item": st.sampled_from(("T-OA-BINRAIL-24-KIT", "T-OA-MNT-ARM")), "quantity": st.integers(1, 99)}
    )
    return configuration(
        *basins,
        language=draw(st.sampled_from(model.LANGUAGES)),
        width=draw(_whole(model.WIDTH)),
        length=draw(_whole(model.LENGTH)),
        legs=draw(
            st.fixed_dictionaries(
                {"kind": st.sampled_from(model.LEG_KINDS), "model": st.sampled_from(model.LEG_MODELS)}
            )
        ),
        feet=draw(st.sampled_from(model.FEET)),
        pegboard=draw(st.none() | _pegboards),
        workflow=draw(st.sampled_from(model.WORKFLOWS)),
        faucets=draw(st.lists(faucets, max_size=3)),
        sprayers=draw(st.lists(sprayers, max_size=model.MOST_SPRAYERS)),
        accessories=draw(st.lists(accessories, max_size=2)),
    )
