"""A plant with very many builds, for measurements: made by few statements over whole tables, alike each time.

Real people and a few real orders come first, through the services: their configurations, BOMs and signed forms are
what the many are copied from. Every build has its configuration, its BOM heads, its moves and claims; BOM lines, signed
forms and signatures only the newest 300 and one in 400 of the others (a million full records would be another bench).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from tests.bench.bulk_load import Connection, bare_tables
from tests.support.clusters import Clone
from tests.support.configurations import ADJUSTABLE, PEGBOARD, basin
from tests.support.orders import build_json, submit_order, unique_number
from tests.support.people import TestPerson, make_person
from tests.support.shop import FINAL, PRE_QC, Shop

FOLDER = Path(__file__).with_suffix("")
LANGUAGES = ("EN", "FR", "ES")
STAGES = tuple(
    status.value
    for status in BuildStatus
    if status.value not in {"PRE_QC_REJECTED", "FINAL_QC_REJECTED", "ON_HOLD_PARTS", "CANCELLED"}
)
TABLES = tuple(
    f"cs.{name}"
    for name in (
        *("customer_order", "order_progress", "build", "configuration", "bom_revision", "bom_line", "status_history"),
        *("assembly_claim", "outsourcing", "part_issue", "change_request", "comment", "notification"),
        *("signature", "signature_subject", "inspection", "inspection_item", "answer", "nonconformance"),
        *("service_order", "service_order_line", "service_order_step", "change_feed", "build_listing"),
        "search_words",
    )
)
_CREW = {"coordinators": 4, "buyers": 3, "inspectors": 3, "assemblers": 30, "requesters": 3}
_ROLES = (
    Role.PRODUCTION_COORDINATOR,
    Role.PROCUREMENT_SPECIALIST,
    Role.QC_PERSON,
    Role.ASSEMBLER,
    Role.SERVICE_DEPARTMENT,
)


@dataclass(frozen=True)
class Plant:
    """What was made. Parameters: people, one of each role with a password; seconds, that each step took."""

    people: Mapping[Role, TestPerson]
    seconds: Mapping[str, float]


def fill(database: Clone, builds: int) -> Plant:
    """Fill a fresh database with so many builds. A million takes some minutes, and 5 GB of disk."""
    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    crew = {
        name: [make_person(database, role) for _ in range(count)]
        for role, (name, count) in zip(_ROLES, _CREW.items(), strict=True)
    }
    admin = make_person(database, Role.ADMIN)
    prototypes = [_prototype(database, language) for language in LANGUAGES]
    inspected = _forms(database)
    with database.connect(autocommit=True) as connection:
        _prepare(connection, builds, crew, [number for group in prototypes for number in group], inspected)
        seconds["prototypes"] = time.perf_counter() - begun
        begun = time.perf_counter()
        with bare_tables(connection, TABLES):
            seconds["bare tables"] = time.perf_counter() - begun
            for file in sorted(FOLDER.glob("*.sql")):
                begun = time.perf_counter()
                connection.execute(file.read_bytes())
                seconds[file.stem] = time.perf_counter() - begun
            begun = time.perf_counter()
        connection.execute("VACUUM (ANALYZE) cs_audit.log")
        seconds["keys, indexes, statistics"] = time.perf_counter() - begun
    people = {role: crew[name][0] for role, name in zip(_ROLES, _CREW, strict=True)}
    return Plant({**people, Role.ADMIN: admin}, seconds)


def _prototype(database: Clone, language: str) -> list[int]:
    """An order of five different sinks in a language; returns the keys of their BOM revisions."""
    changes: list[dict[str, Any]] = [
        {},
        {"length": 60, "basins": [basin("e_sink_di", light=True)], "pegboard": PEGBOARD, "legs": ADJUSTABLE},
        {"length": 84, "basins": [basin("e_sink"), basin("e_drain", p_trap=True)], "feet": "casters"},
        {"length": 96, "basins": [basin("e_drain", light=True), basin("e_drain")], "pegboard": PEGBOARD},
        {
            "length": 120,
            "basins": [basin("e_sink", light=True), basin("e_sink_di", light=True), basin("e_drain", p_trap=True)],
            "pegboard": PEGBOARD,
            "legs": ADJUSTABLE,
            "faucets": [{"kind": "wrist_blade", "placement": "center_1"}],
            "sprayers": [{"kind": "water_gun_turret", "location": "left"}],
            "accessories": [{"item": "T-OA-BINRAIL-36-KIT", "quantity": 2}, {"item": "T-OA-MNT-ARM", "quantity": 1}],
        },
    ]
    builds = [build_json(unique_number("P"), language=language, **change) for change in changes]
    return [build.bom_revision_id for build in submit_order(database, builds).builds]


def _forms(database: Clone) -> list[int]:
    """Three builds with real signed forms: one that passed everything, one each that pre-QC and final QC rejected."""
    shop = Shop(database)
    try:
        passed = shop.at_final_qc()
        shop.inspect(shop.qc, passed, FINAL)
        refused = shop.arrived_build()
        shop.inspect(shop.qc, refused, PRE_QC, fail=["PP-09"])
        rejected = shop.at_final_qc()
        shop.inspect(shop.qc, rejected, FINAL, fail=["QC-22"])
    finally:
        shop.close()
    return [passed, refused, rejected]


def _prepare(
    connection: Connection,
    builds: int,
    crew: Mapping[str, list[TestPerson]],
    revisions: list[int],
    inspected: list[int],
) -> None:
    """The temporary tables that the statements stand upon, and room to work."""
    connection.execute(
        "SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET jit = off; "
        "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
    )
    connection.execute("SELECT set_config('bench.builds', %s, false)", (str(builds),))
    connection.execute("CREATE TEMP TABLE stages (number integer, name text)")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO stages VALUES (%s, %s)", list(enumerate(STAGES)))
    columns = ", ".join(f"{name} bigint[]" for name in crew)
    connection.execute(f"CREATE TEMP TABLE crew ({columns})".encode())
    connection.execute(
        "INSERT INTO crew VALUES (%s, %s, %s, %s, %s)", [[person.id for person in group] for group in crew.values()]
    )
    connection.execute(
        "CREATE TEMP TABLE prototype AS SELECT o.language, "
        "row_number() OVER (PARTITION BY o.language ORDER BY r.id) AS slot, c.body, "
        "c.rule_set_id, r.id AS bom_revision_id, r.sha256, r.findings, r.totals FROM cs.bom_revision r "
        "JOIN cs.configuration c ON c.id = r.configuration_id JOIN cs.build b ON b.id = r.build_id "
        "JOIN cs.customer_order o ON o.id = b.order_id WHERE r.id = ANY (%s)",
        (revisions,),
    )
    connection.execute(
        "CREATE TEMP TABLE prototype_form AS SELECT i.id AS inspection_id, i.kind, i.result, s.meaning, "
        "CASE WHEN i.kind IN ('PRE_PRODUCTION_CHECK', 'SINK_QUALITY') THEN 'qc' ELSE 'assembler' END AS signer, "
        "CASE i.kind WHEN 'PRE_PRODUCTION_CHECK' THEN 3 WHEN 'PACKAGING' THEN 7 WHEN 'SINK_QUALITY' THEN 8 ELSE 5 END "
        "- (i.result = 'FAILED')::integer AS stage, b.status AS rejected_as "
        "FROM cs.inspection i JOIN cs.signature s ON s.id = i.signature_id JOIN cs.build b ON b.id = i.build_id "
        "WHERE b.id = ANY (%s) AND (b.id = (%s::bigint[])[1] OR i.result = 'FAILED')",
        (inspected, inspected),
    )
