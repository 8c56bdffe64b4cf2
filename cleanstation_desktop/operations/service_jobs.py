"""What `cleanstation service` does, job by job; each is one call of a function in the database, or a few."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog
from sqlalchemy import Connection, text

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.operations.server_log import Piece, Position, ServerLog

Done = Mapping[str, object]
NOTHING: Done = {}
_SEAL_BATCH = 50_000
_MONTHS_AHEAD = 3
_CLEAN_UP_BATCH = 20_000

_log = structlog.get_logger(__name__)


class Jobs:
    """The jobs, with what they remember between two runs.

    Parameters: server_log, None where the server's log cannot be read.
    """

    def __init__(self, server_log: ServerLog | None) -> None:
        self._server_log = server_log
        self._positions: dict[str, Position] = {}
        self._may_read_verifiers = False

    def table(self) -> tuple[tuple[str, float, Callable[[Connection], Done]], ...]:
        """Name, seconds between two runs, work. Partitions first: writes of the others may need them."""
        return (
            ("partitions", 6 * 3600.0, self.make_partitions),
            ("log", 0.5, self.read_log),
            ("unlock", 5.0, self.unlock),
            ("barred_sessions", 5.0, self.end_barred_sessions),
            ("idle_sessions", 60.0, self.end_idle_sessions),
            ("seal", 60.0, self.seal),
            ("passwords", 60.0, self.compare_verifiers),
            ("left_claims", 3600.0, self.end_left_claims),
            ("search_words", 600.0, self.gather_search_words),
            ("clean_up", 3600.0, self.clean_up),
        )

    def prepare(self, connection: Connection) -> None:
        """Look once at what this service can do here, and say what it cannot."""
        self._positions.clear()
        self._may_read_verifiers = bool(
            connection.exec_driver_sql(
                "SELECT has_column_privilege('pg_catalog.pg_authid', 'rolpassword', 'SELECT') "
                "AND has_column_privilege('pg_catalog.pg_authid', 'rolname', 'SELECT')"
            ).scalar()
        )
        if not self._may_read_verifiers:
            _log.warning("passwords_not_compared", reason="this login may not read pg_authid")
        missing = _log_faults(connection) if self._server_log else ["no --log-directory was given"]
        for fault in missing:
            _log.error("server_log_not_usable", reason=fault)
        if missing:
            self._tell_unread(connection, "; ".join(missing))

    def make_partitions(self, connection: Connection) -> Done:
        """Partitions of the audit log for the months to come."""
        made = connection.exec_driver_sql("SELECT cs_audit.ensure_partitions(%s)", (_MONTHS_AHEAD,)).scalar()
        return {"made": made} if made else NOTHING

    def read_log(self, connection: Connection) -> Done:
        """Sign-ins, failures and refusals from the server's log; locks who failed five times."""
        if self._server_log is None:
            return NOTHING
        locked: list[str] = []
        try:
            for file in self._server_log.files():
                for piece in self._server_log.pieces(file, self._position(connection, file)):
                    locked += self._take_in(connection, file, piece)
        except EnvironmentFault as fault:
            self._tell_unread(connection, fault.message)
            raise
        if locked:
            # Once more, now that the lock holds: until its commit somebody could still sign in.
            connection.exec_driver_sql("SELECT cs_adm.end_barred_sessions()")
        return {"locked": locked} if locked else NOTHING

    def unlock(self, connection: Connection) -> Done:
        """End the lockouts whose time is over."""
        unlocked = connection.exec_driver_sql("SELECT cs_adm.unlock_due()").scalar()
        return {"unlocked": unlocked} if unlocked else NOTHING

    def end_barred_sessions(self, connection: Connection) -> Done:
        """End sessions of people who are locked out or disabled."""
        ended = connection.exec_driver_sql("SELECT cs_adm.end_barred_sessions()").scalar()
        return {"ended": ended} if ended else NOTHING

    def end_left_claims(self, connection: Connection) -> Done:
        """End claims of people who were disabled, or are no assemblers, before their claims ended with that."""
        people = connection.exec_driver_sql("SELECT cs_adm.end_left_claims()").scalar()
        return {"people": people} if people else NOTHING

    def end_idle_sessions(self, connection: Connection) -> Done:
        """End what was idle for the set hours (DOMAIN §9)."""
        ended = connection.exec_driver_sql("SELECT cs_adm.end_idle_sessions()").scalar()
        return {"ended": ended} if ended else NOTHING

    def seal(self, connection: Connection) -> Done:
        """Seal what no seal covers yet, batch by batch."""
        rows = 0
        while True:
            count = int(connection.exec_driver_sql("SELECT cs_audit.seal()").scalar_one())
            rows += count
            if count < _SEAL_BATCH:
                return {"rows": rows} if rows else NOTHING

    def compare_verifiers(self, connection: Connection) -> Done:
        """Flag passwords that were changed past the functions, where the server lets us see them."""
        if not self._may_read_verifiers:
            return NOTHING
        changed = connection.exec_driver_sql(
            "SELECT cs_adm.compare_verifiers(coalesce(jsonb_object_agg(a.rolname, "
            "encode(sha256(convert_to(a.rolpassword, 'UTF8')), 'hex')), '{}')) "
            "FROM pg_catalog.pg_authid a WHERE a.rolcanlogin AND a.rolpassword IS NOT NULL"
        ).scalar()
        return {"changed": changed} if changed else NOTHING

    def gather_search_words(self, connection: Connection) -> Done:
        """Put the words of the builds entered since together, batch by batch."""
        blocks = 0
        while count := int(connection.exec_driver_sql("SELECT cs_adm.gather_search_words()").scalar_one()):
            blocks += count
        return {"blocks": blocks} if blocks else NOTHING

    def clean_up(self, connection: Connection) -> Done:
        """Remove what is past its time, batch by batch."""
        files = [_key(file) for file in self._server_log.files()] if self._server_log else None
        removed = 0
        while True:
            count = int(
                connection.execute(
                    text("SELECT cs_adm.clean_up(CAST(:files AS text[]), :limit)"),
                    {"files": files, "limit": _CLEAN_UP_BATCH},
                ).scalar_one()
            )
            removed += count
            if count < _CLEAN_UP_BATCH:
                return {"removed": removed} if removed else NOTHING

    def _position(self, connection: Connection, file: Path) -> Position | None:
        key = _key(file)
        if key not in self._positions:
            row = connection.execute(
                text("SELECT position, head_length, head_sha256 FROM cs_adm.log_position(:file)"), {"file": key}
            ).one_or_none()
            if row is None:
                return None
            self._positions[key] = Position(row.position, row.head_length, bytes(row.head_sha256))
        return self._positions[key]

    def _take_in(self, connection: Connection, file: Path, piece: Piece) -> list[str]:
        key = _key(file)
        try:
            locked = connection.execute(
                text(
                    "SELECT cs_adm.note_server_log(:file, :start, :after, :head_length, :head_sha256, "
                    "CAST(:entries AS jsonb))"
                ),
                {
                    "file": key,
                    "start": piece.start,
                    "after": piece.after.offset,
                    "head_length": piece.after.head_length,
                    "head_sha256": piece.after.head_sha256,
                    "entries": json.dumps(piece.entries),
                },
            ).scalar_one()
        except BaseException:
            self._positions.pop(key, None)  # ask the database again: it may have kept the piece
            raise
        self._positions[key] = piece.after
        if piece.spoiled_lines:
            _log.warning("log_lines_spoiled", file=file.name, lines=piece.spoiled_lines)
        return list(locked)

    def _tell_unread(self, connection: Connection, reason: str) -> None:
        connection.execute(
            text("SELECT cs_adm.note_log_unread(:detail)"),
            {"detail": f"The server's log is not read, so nobody is locked out: {reason}."},
        )


def _key(file: Path) -> str:
    """Name of a log file among all that may be read for one database: after a fail-over another host's are."""
    return f"{platform.node()}:{file.resolve()}"


def _log_faults(connection: Connection) -> list[str]:
    """Settings of the server that keep its log from telling what is needed."""
    rows = connection.exec_driver_sql(
        "SELECT name, setting FROM pg_settings "
        "WHERE name IN ('log_destination', 'log_connections', 'lc_messages', 'logging_collector')"
    )
    settings = {str(name): str(setting) for name, setting in rows}
    faults = []
    if "jsonlog" not in settings.get("log_destination", "") or settings.get("logging_collector") != "on":
        faults.append("the server writes no jsonlog (logging_collector = on, log_destination = 'jsonlog')")
    if settings.get("log_connections", "off") in {"off", ""}:
        faults.append("the server does not log sign-ins (log_connections = on)")
    if not settings.get("lc_messages", "C").startswith(("C", "POSIX", "en")):
        faults.append("the server does not log in English (lc_messages = C)")
    return faults
