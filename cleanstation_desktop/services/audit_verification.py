"""Verifying the audit: seals, live rows against their last images, signatures, programs and roles (docs/adr/0005)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, text

from cleanstation_desktop.database import program_check
from cleanstation_desktop.database.engine import open_direct_engine
from cleanstation_desktop.database.failures import known_errors
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.services.session import Session

Progress = Callable[[str, int, int], None]
"""Called with the stage (programs, seals, tables, signatures), what is done and what there is to do."""

MEANINGS = {
    "anchor_not_found": "The seal that was kept outside is not in the chain: seals were cut off or made anew.",
    "function_changed": "A function is not the one that this release ships.",
    "function_missing": "A function of this release is not there.",
    "function_unknown": "A function is there that this release does not ship.",
    "live_row_back_again": "A row is there whose deletion was logged.",
    "live_row_changed": "A row differs from its last image: it was changed past the audit.",
    "live_row_missing": "A row is gone whose deletion was never logged.",
    "live_row_never_logged": "A row is there whose arrival was never logged.",
    "login_missing": "The login of a person is gone.",
    "definitions_changed": "The text of a trigger or a row policy, or a grant, is not as it was installed.",
    "login_open": "A disabled person may sign in.",
    "login_shut": "An active person may not sign in: disabled since the backup that this database comes from?",
    "login_too_powerful": "The login of a person has rights over the server itself.",
    "policy_missing": "A row policy of this release is not there.",
    "policy_unknown": "A row policy is there that this release does not ship.",
    "record_not_as_signed": "A record no longer says what was signed: it was altered after signing.",
    "role_lost": "A person lacks a role that was granted by the people functions.",
    "role_past_functions": "A role was granted past the people functions.",
    "row_added": "An audit row was put in after the time that it names.",
    "row_changed": "An audit row was changed.",
    "row_missing": "An audit row was removed.",
    "row_security_off": "A table shows rows to everybody: its row policies are switched off.",
    "seal_chain_broken": "A seal does not follow from the one before.",
    "seal_changed": "A seal was changed.",
    "seal_missing": "A seal was removed.",
    "seal_rows_differ": "The rows under a seal are not those that were sealed.",
    "trigger_changed": "A trigger does something else than this release ships.",
    "trigger_disabled": "A trigger is switched off.",
    "trigger_missing": "A trigger was removed.",
    "trigger_unknown": "A trigger is there that this release does not ship.",
}
_ROWS_AT_A_TIME = 100_000
_SIGNATURES_AT_A_TIME = 1_000


@dataclass(frozen=True)
class AuditProblem:
    """One thing that is not as it must be: code (a key of MEANINGS), where, and what it means."""

    code: str
    place: str
    message: str


@dataclass(frozen=True)
class AuditReport:
    """Outcome of a verification. `latest_seal`, hash in hexadecimal digits, to be kept outside as the next anchor."""

    problems: tuple[AuditProblem, ...]
    seals: int
    sealed_rows: int
    unsealed_rows: int
    tables: int
    live_rows: int
    latest_seal: str | None
    anchor: str | None

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(source: Session | URL, *, anchor: str | None = None, progress: Progress | None = None) -> AuditReport:
    """Check the whole audit, in one snapshot.

    Parameters: source, an administrator's session, or the address of the installer (owner or superuser); anchor, hash
    of a seal that was kept outside the database, such as from a signed sheet: without one, cut or newly made seals
    cannot be told from true ones; progress, told after each step.
    Errors: InvalidInput for an anchor that is no hash; Refused for who may not.
    """
    anchor_hash = _parse_anchor(anchor)
    tell = progress or _silent
    with _open(source) as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        tell("programs", 0, 1)
        found = list(program_check.compare(connection))
        found += _problems(connection, "SELECT problem, place FROM cs_audit.verify_triggers()")
        found += _problems(connection, "SELECT problem, place FROM cs_audit.verify_roles()")
        tell("programs", 1, 1)
        found += _verify_seals(connection, tell)
        found += _problems(connection, "SELECT problem, place FROM cs_audit.verify_unsealed()")
        found += _problems(connection, "SELECT problem, place FROM cs_audit.verify_anchor(:anchor)", anchor=anchor_hash)
        tables, live_rows, differing = _verify_tables(connection, tell)
        differing += _verify_signatures(connection, tell)
        seals = connection.exec_driver_sql(
            "SELECT count(*), coalesce(sum(s.row_count), 0), (SELECT count(*) FROM cs_audit.log) FROM cs_audit.seal s"
        ).one()
        latest = connection.exec_driver_sql("SELECT encode(hash, 'hex') FROM cs_audit.latest_seal()").scalar()
    return AuditReport(
        problems=tuple(AuditProblem(code, place, MEANINGS[code]) for code, place in [*found, *differing]),
        seals=seals[0],
        sealed_rows=seals[1],
        unsealed_rows=max(seals[2] - seals[1], 0),
        tables=tables,
        live_rows=live_rows,
        latest_seal=latest,
        anchor=anchor,
    )


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _parse_anchor(anchor: str | None) -> bytes | None:
    if anchor is None:
        return None
    try:
        value = bytes.fromhex(anchor.strip())
    except ValueError:
        value = b""
    if len(value) != 32:
        message = "An anchor is the hash of a seal: 64 hexadecimal digits."
        raise InvalidInput([Finding("error", "bad_anchor", "anchor", message)], hint="Copy it from a signed sheet.")
    return value


@contextmanager
def _open(source: Session | URL) -> Iterator[Connection]:
    if isinstance(source, Session):
        with source.read() as connection:
            yield connection
        return
    engine = open_direct_engine(source)
    try:
        with known_errors(), engine.connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            may, is_admin = connection.exec_driver_sql(
                "SELECT pg_has_role(session_user, 'cs_owner', 'SET'), pg_has_role(session_user, 'cs_admin', 'USAGE')"
            ).one()
            if may and not is_admin:
                connection.exec_driver_sql("SET LOCAL ROLE cs_owner")
            yield connection
    finally:
        engine.dispose()


def _problems(connection: Connection, query: str, **values: object) -> list[tuple[str, str]]:
    return [(code, place) for code, place in connection.execute(text(query), values)]


def _verify_seals(connection: Connection, tell: Progress) -> list[tuple[str, str]]:
    parts = connection.execute(
        text(
            "SELECT min(x.id), max(x.id) FROM (SELECT s.id, sum(s.row_count) OVER (ORDER BY s.id) / :size AS part "
            "FROM cs_audit.seal s) AS x GROUP BY trunc(x.part) ORDER BY 1"
        ),
        {"size": _ROWS_AT_A_TIME},
    ).all()
    found: list[tuple[str, str]] = []
    for done, (first, last) in enumerate(parts):
        tell("seals", done, len(parts))
        query = "SELECT problem, place FROM cs_audit.verify_seals(:first, :last)"
        found += _problems(connection, query, first=first, last=last)
    tell("seals", len(parts), len(parts))
    return found


def _verify_tables(connection: Connection, tell: Progress) -> tuple[int, int, list[tuple[str, str]]]:
    tables = connection.exec_driver_sql(
        "SELECT table_name FROM cs_audit.expected_triggers() WHERE trigger_name = 'z_audit' ORDER BY 1"
    ).scalars().all()  # fmt: skip
    live_rows = 0
    found: list[tuple[str, str]] = []
    for done, table in enumerate(tables):
        tell("tables", done, len(tables))
        query = text("SELECT problem, place, checked FROM cs_audit.verify_table(:table)")
        for code, place, checked in connection.execute(query, {"table": table}):
            if code is None:
                live_rows += checked
            else:
                found.append((code, place))
    tell("tables", len(tables), len(tables))
    return len(tables), live_rows, found


def _verify_signatures(connection: Connection, tell: Progress) -> list[tuple[str, str]]:
    newest = connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM cs.signature").scalar_one()
    found: list[tuple[str, str]] = []
    for done in range(0, newest, _SIGNATURES_AT_A_TIME):
        tell("signatures", done, newest)
        query = "SELECT problem, place FROM cs_audit.verify_signatures(:first, :last)"
        found += _problems(connection, query, first=done + 1, last=done + _SIGNATURES_AT_A_TIME)
    tell("signatures", newest, newest)
    return found
