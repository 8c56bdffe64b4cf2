"""Are the programs in the database those of this release? Compares functions, triggers and policies with the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from cleanstation_desktop.database import programs
from cleanstation_desktop.database.base import SCHEMAS

_FUNCTION = re.compile(
    r"CREATE FUNCTION (?P<name>cs\w*\.\w+)\s*\((?P<head>.*?)AS \$function\$(?P<body>.*?)\$function\$", re.DOTALL
)
_SETTING = re.compile(r"^SET (?P<name>\w+) = (?P<value>.+?)\s*$", re.MULTILINE)
_TRIGGER = re.compile(
    r"CREATE (?:CONSTRAINT )?TRIGGER (?P<name>\w+)\s[^;]*?\sON (?P<table>[\w.]+)\s"
    r"[^;]*?EXECUTE FUNCTION (?P<function>[\w.]+)\("
)
_ALWAYS = re.compile(r"ALTER TABLE (?P<table>[\w.]+) ENABLE ALWAYS TRIGGER (?P<name>\w+)")
_POLICY = re.compile(r"CREATE POLICY (?P<name>\w+) ON (?P<table>[\w.]+)")
_ROW_SECURITY = re.compile(r"ALTER TABLE (?P<table>[\w.]+) ENABLE ROW LEVEL SECURITY")

_OURS = (list(SCHEMAS),)


@dataclass(frozen=True)
class _Function:
    """What makes a function what it is: its text, whose rights it runs with, and its settings."""

    body: str
    definer: bool
    settings: frozenset[tuple[str, str]]
    owner: str


@dataclass(frozen=True)
class _Shipped:
    functions: dict[str, _Function]
    triggers: dict[tuple[str, str], tuple[str, bool]]
    policies: frozenset[tuple[str, str]]
    row_security: frozenset[str]


def compare(connection: Connection) -> Iterator[tuple[str, str]]:
    """Differences between the programs of this release and those in the database, as (code, place).

    Needs no rights but reading the catalogue. Triggers that every table carries are checked by
    cs_audit.verify_triggers, whose own text is compared here.
    """
    shipped = _read_files()
    yield from _compare_functions(connection, shipped)
    yield from _compare_triggers(connection, shipped)
    yield from _compare_policies(connection, shipped)
    yield from _compare_definitions(connection)


def _read_files() -> _Shipped:
    functions: dict[str, _Function] = {}
    triggers: dict[tuple[str, str], tuple[str, bool]] = {}
    policies: set[tuple[str, str]] = set()
    row_security: set[str] = set()
    for path in programs.files():
        text = path.read_text(encoding="utf-8")
        owner = programs.USER_ADMIN if path.parent.name == programs.USER_ADMIN_TOPIC else programs.OWNER
        for found in _FUNCTION.finditer(text):
            head = found["head"]
            functions[found["name"]] = _Function(
                found["body"],
                "SECURITY DEFINER" in head,
                frozenset(_normal(one["name"], one["value"]) for one in _SETTING.finditer(head)),
                owner,
            )
        statements = _FUNCTION.sub("", text)  # what a function does when called is no statement of the file
        always = {(found["table"], found["name"]) for found in _ALWAYS.finditer(statements)}
        for found in _TRIGGER.finditer(statements):
            key = (found["table"], found["name"])
            triggers[key] = (found["function"], key in always)
        policies.update((found["table"], found["name"]) for found in _POLICY.finditer(statements))
        row_security.update(found["table"] for found in _ROW_SECURITY.finditer(statements))
    return _Shipped(functions, triggers, frozenset(policies), frozenset(row_security))


def _normal(name: str, value: str) -> tuple[str, str]:
    return name.lower(), value.replace("'", "").replace('"', "").replace(" ", "").lower()


def _compare_functions(connection: Connection, shipped: _Shipped) -> Iterator[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        "SELECT n.nspname || '.' || p.proname, p.prosrc, p.prosecdef, p.proconfig, p.proowner::regrole::text "
        "FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = ANY (%s) ORDER BY 1",
        _OURS,
    ).all()
    seen: set[str] = set()
    for name, body, definer, settings, owner in rows:
        expected = shipped.functions.get(name)
        if expected is None or name in seen:
            yield "function_unknown", name  # also a second one of the same name, with other parameters
            continue
        seen.add(name)
        pairs = (setting.partition("=")[::2] for setting in settings or ())
        found = _Function(body, definer, frozenset(_normal(key, value) for key, value in pairs), owner)
        if found != expected:
            yield "function_changed", name
    for name in sorted(set(shipped.functions) - seen):
        yield "function_missing", name


def _compare_triggers(connection: Connection, shipped: _Shipped) -> Iterator[tuple[str, str]]:
    rows = connection.exec_driver_sql(
        "SELECT n.nspname || '.' || c.relname, t.tgname, t.tgenabled, "
        "fn.nspname || '.' || f.proname "
        "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace "
        "WHERE NOT t.tgisinternal AND n.nspname = ANY (%s) ORDER BY 1, 2",
        _OURS,
    ).all()
    generic = {
        (table, name)
        for table, name in connection.exec_driver_sql(
            "SELECT table_name, trigger_name FROM cs_audit.expected_triggers()"
        )
    }
    seen: set[tuple[str, str]] = set()
    for table, name, enabled, function in rows:
        key = (table, name)
        if key in generic:
            continue
        expected = shipped.triggers.get(key)
        place = f"{name} on {table}"
        if expected is None:
            yield "trigger_unknown", place
            continue
        seen.add(key)
        if expected[0] != function:
            yield "trigger_changed", place
        elif enabled in {"D", "R"} or (expected[1] and enabled != "A"):
            yield "trigger_disabled", place
    for table, name in sorted(set(shipped.triggers) - seen):
        yield "trigger_missing", f"{name} on {table}"


def _compare_definitions(connection: Connection) -> Iterator[tuple[str, str]]:
    """What the comparison by name does not see: a trigger's condition, a policy's expression, a grant."""
    kept = connection.exec_driver_sql("SELECT value #>> '{}' FROM cs.setting WHERE name = 'definition_digest'").scalar()
    if kept != connection.exec_driver_sql("SELECT cs_audit.definition_digest()").scalar():
        yield "definitions_changed", "triggers, policies and grants"


def _compare_policies(connection: Connection, shipped: _Shipped) -> Iterator[tuple[str, str]]:
    found = {
        (table, name)
        for table, name in connection.exec_driver_sql(
            "SELECT schemaname || '.' || tablename, policyname FROM pg_catalog.pg_policies WHERE schemaname = ANY (%s)",
            _OURS,
        )
    }
    for table, name in sorted(found - shipped.policies):
        yield "policy_unknown", f"{name} on {table}"
    for table, name in sorted(shipped.policies - found):
        yield "policy_missing", f"{name} on {table}"
    guarded = set(
        connection.exec_driver_sql(
            "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c "
            "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relrowsecurity AND n.nspname = ANY (%s)",
            _OURS,
        ).scalars()
    )
    for table in sorted(shipped.row_security - guarded):
        yield "row_security_off", table
