"""Who and what the demo shows: six people by their role, and one order of three builds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services.people import NewPerson

COORDINATOR = NewPerson("coordinator", "Production Coordinator", "PCO", frozenset({Role.PRODUCTION_COORDINATOR}))
PROCUREMENT = NewPerson("procurement", "Procurement Specialist", "PRO", frozenset({Role.PROCUREMENT_SPECIALIST}))
QC = NewPerson("qc", "QC Person", "QC1", frozenset({Role.QC_PERSON}))
ASSEMBLER = NewPerson("assembler", "Assembler One", "AS1", frozenset({Role.ASSEMBLER}))
SECOND_ASSEMBLER = NewPerson("assembler.two", "Assembler Two", "AS2", frozenset({Role.ASSEMBLER}))
SERVICE = NewPerson("service", "Service Department", "SRV", frozenset({Role.SERVICE_DEPARTMENT}))
PEOPLE = (COORDINATOR, PROCUREMENT, QC, ASSEMBLER, SECOND_ASSEMBLER, SERVICE)


def newcomer(language: str) -> NewPerson:
    """Whom the administrator makes in the walk of a language."""
    return NewPerson(
        f"qc.{language.lower()}", f"QC Person {language}", f"QC{language}", frozenset({Role.QC_PERSON}), language
    )


ADMIN = NewPerson("admin", "Administrator", "ADM", frozenset({Role.ADMIN}))
"""Made by the installation; the others are made by this one."""
INSTRUMENT = "TH-001"


def header(language: str, today: dt.date) -> dict[str, Any]:
    """The order's header; the build numbers are those of `builds`."""
    return {
        "po_number": f"PO-DEMO-{language}",
        "customer": "General Hospital",
        "project": "Central sterilization, phase 2",
        "sales_person": "Sales desk",
        "want_date": (today + dt.timedelta(days=45)).isoformat(),
        "notes": "Deliver through the loading dock.",
        "language": language,
        "family": "MDRD",
        "quantity": 3,
        "build_numbers": [build["build_number"] for build in builds(language)],
    }


def builds(language: str) -> list[dict[str, Any]]:
    """One sink each with one, two and three basins; all basin types, two kinds of pegboard, a custom basin."""
    common: Mapping[str, Any] = {"language": language, "family": "MDRD", "workflow": "left_to_right"}
    one = {
        **common,
        "build_number": f"DEMO-{language}-1",
        "model": "T2-B1",
        "width": 30,
        "length": 60,
        "legs": {"kind": "fixed_height", "model": "DL14"},
        "feet": "seismic",
        "pegboard": {"type": "perforated", "color": "green", "size": "auto"},
        "basins": [_basin("e_sink_di", "24X20X10")],
        "faucets": [],
        "sprayers": [],
        "accessories": [],
    }
    two = {
        **common,
        "build_number": f"DEMO-{language}-2",
        "model": "T2-B2",
        "width": 30,
        "length": 84,
        "legs": {"kind": "height_adjustable", "model": "DL27"},
        "feet": "casters",
        "pegboard": {"type": "solid", "color": "blue", "size": {"width": 80, "length": 36}},
        "basins": [
            _basin("e_sink", "24X20X8", light=True),
            _basin("e_drain", {"width": 28, "length": 20, "depth": 9}, p_trap=True),
        ],
        "faucets": [
            {"kind": "wrist_blade", "placement": "center_1"},
            {"kind": "pre_rinse", "placement": "between_1_2"},
        ],
        "sprayers": [
            {"kind": "air_gun_turret", "location": "left"},
            {"kind": "water_gun_rosette", "location": "right"},
        ],
        "accessories": [{"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}, {"item": "T-OA-MNT-ARM", "quantity": 1}],
    }
    three = {
        **common,
        "build_number": f"DEMO-{language}-3",
        "model": "T2-B3",
        "width": 34,
        "length": 108,
        "legs": {"kind": "height_adjustable", "model": "LC1"},
        "feet": "casters",
        "pegboard": None,
        "basins": [
            _basin("e_drain", "30X20X8"),
            _basin("e_sink", "24X20X10"),
            _basin("e_sink", "24X20X10", light=True),
        ],
        "faucets": [{"kind": "wrist_blade", "placement": "center_2"}],
        "sprayers": [],
        "accessories": [],
    }
    return [one, two, three]


def _basin(kind: str, size: str | dict[str, int], *, light: bool = False, p_trap: bool = False) -> dict[str, Any]:
    return {"type": kind, "size": size, "light": light, "p_trap": p_trap}
