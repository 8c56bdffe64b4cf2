"""The role matrix: who may do what with which table, column and function, as a text that people review.

The text is `tests/database/role_matrix.txt`; the same shape is read from PostgreSQL's catalogue, so that the two can be
compared, and from it the statements are made with which real logins try what they may and may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from cleanstation_desktop.domain.people import Role

FILE = Path(__file__).parent.parent / "database" / "role_matrix.txt"
# Columns of the table, in its order, and the roles that make a person of each kind.
PERSONAS: Mapping[str, tuple[Role, ...]] = {
    "foreign": (),
    "new": (),
    "user": (),
    "coord": (Role.PRODUCTION_COORDINATOR,),
    "proc": (Role.PROCUREMENT_SPECIALIST,),
    "qc": (Role.QC_PERSON,),
    "asm": (Role.ASSEMBLER,),
    "serv": (Role.SERVICE_DEPARTMENT,),
    "admin": (Role.ADMIN,),
    "jobs": (),
}
VERBS: Mapping[str, str] = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
PARTITIONS = "cs_audit.log_*"

Columns = frozenset[str]
# Table, persona, verb -> the columns (all of them for a right on the whole table).
Rights = dict[tuple[str, str, str], Columns]


@dataclass
class Matrix:
    """What each persona may do.

    Parameters: tables, every table with its columns in order; whole, rights on a whole table; partial, rights on some
    columns; functions, signature -> personas that may call it.
    """

    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    whole: set[tuple[str, str, str]] = field(default_factory=set)
    partial: Rights = field(default_factory=dict)
    functions: dict[str, frozenset[str]] = field(default_factory=dict)

    def allowed(self, table: str, persona: str, verb: str) -> Columns:
        """Columns that a persona may name in a verb; DELETE knows no columns and gives them all."""
        if (table, persona, verb) in self.whole:
            return frozenset(self.tables[table])
        return self.partial.get((table, persona, verb), frozenset())

    def rights(self) -> set[str]:
        """Every right as one sentence, for comparing two matrices line by line."""
        found = {f"{persona}: {VERBS[verb]} on {table}" for table, persona, verb in self.whole}
        for (table, persona, verb), columns in self.partial.items():
            found |= {f"{persona}: {VERBS[verb]} ({column}) on {table}" for column in columns}
        for function, personas in self.functions.items():
            found |= {f"{persona}: EXECUTE {function}" for persona in personas}
        return found


def read(path: Path = FILE) -> Matrix:
    """The matrix as it is written down. Raises ValueError with the line that cannot be read."""
    matrix = Matrix()
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split()
        if not words or line.startswith(("#", "=", "-")) or words[0] in {"table", "function"}:
            continue
        if line.startswith(" "):
            _read_columns(matrix, table, words, number)
        elif "(" in words[0]:
            name, cells = line.rsplit(")", 1)
            # A name without cells is called by triggers and by other functions, and by nobody else.
            marks = _cells(cells.split(), number) if cells.strip() else {}
            matrix.functions[f"{name})"] = frozenset(who for who, mark in marks.items() if mark == "X")
        else:
            table = words[0]
            matrix.tables[table] = ()
            for who, marks_of in _cells(words[1:], number).items():
                matrix.whole |= {(table, who, verb) for verb in marks_of if verb in VERBS}
                for verb in (mark.upper() for mark in marks_of if mark.islower()):
                    matrix.partial[table, who, verb] = frozenset()
    return matrix


def _cells(words: list[str], number: int) -> dict[str, str]:
    if len(words) != len(PERSONAS):
        raise ValueError(f"{FILE.name}:{number}: {len(words)} cells where there are {len(PERSONAS)} columns")
    return dict(zip(PERSONAS, words, strict=True))


def _read_columns(matrix: Matrix, table: str, words: list[str], number: int) -> None:
    verb, who, columns = words[0][0].upper(), words[1].rstrip(":").split(","), frozenset(words[2:])
    for persona in who:
        if (table, persona, verb) not in matrix.partial:
            raise ValueError(f"{FILE.name}:{number}: the cell of {persona} does not say {verb.lower()}")
        matrix.partial[table, persona, verb] = columns


def from_catalogue(connection: psycopg.Connection[Any], logins: Mapping[str, str]) -> Matrix:
    """The matrix as the catalogue answers, for real logins. `foreign` stands for PUBLIC.

    Parameters: logins, login role of each persona.
    """
    matrix = Matrix()
    for table, columns in connection.execute(_TABLES).fetchall():
        matrix.tables[table] = tuple(columns)
    for persona, login in logins.items():
        for table, verb, whole, columns in connection.execute(_RIGHTS, {"login": login}).fetchall():
            if whole:
                matrix.whole.add((table, persona, verb))
            elif columns:
                matrix.partial[table, persona, verb] = frozenset(columns)
    for function, callers in connection.execute(_FUNCTIONS, {"logins": list(logins.values())}).fetchall():
        matrix.functions[function] = frozenset(who for who, login in logins.items() if login in callers)
    return matrix


_ONE_NAME = f"CASE WHEN c.relispartition THEN '{PARTITIONS}' ELSE n.nspname || '.' || c.relname END"
_TABLES = f"""
    SELECT {_ONE_NAME}, array_agg(DISTINCT a.attname::text)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY 1 ORDER BY 1"""
_RIGHTS = f"""
    SELECT {_ONE_NAME} AS name, v.letter, bool_or(has_table_privilege(%(login)s, c.oid, v.verb)),
           array_agg(DISTINCT a.attname::text) FILTER (
               WHERE v.letter <> 'D' AND has_column_privilege(%(login)s, c.oid, a.attnum, nullif(v.verb, 'DELETE')))
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     CROSS JOIN (VALUES ('S', 'SELECT'), ('I', 'INSERT'), ('U', 'UPDATE'), ('D', 'DELETE')) AS v (letter, verb)
     WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY 1, 2 ORDER BY 1, 2"""
_FUNCTIONS = """
    SELECT p.oid::regprocedure::text,
           ARRAY(SELECT l FROM unnest(%(logins)s::text[]) l WHERE has_function_privilege(l, p.oid, 'EXECUTE'))
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') ORDER BY 1"""

# Column lists of a function's arguments, for calling it with nulls.
_ARGUMENTS = """
    SELECT p.oid::regprocedure::text,
           format('%I.%I', n.nspname, p.proname),
           ARRAY(SELECT CASE WHEN t = 'anyelement'::regtype THEN 'integer' ELSE format_type(t, NULL) END
                   FROM unnest(p.proargtypes) WITH ORDINALITY AS x (t, place) ORDER BY place)
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') ORDER BY 1"""


@dataclass(frozen=True)
class Attempt:
    """One statement that a persona tries, and whether it must be allowed."""

    statement: str
    allowed: bool


def table_attempts(matrix: Matrix, real_names: Mapping[str, str], persona: str) -> Iterator[Attempt]:
    """Statements on every table, column by column, that touch no row.

    Parameters: real_names, table of the matrix -> name to use in SQL (a partition for all of them).
    """
    for table, columns in matrix.tables.items():
        name = real_names[table]
        readable = matrix.allowed(table, persona, "S")
        insertable = matrix.allowed(table, persona, "I")
        yield Attempt(f"SELECT FROM {name} LIMIT 0", bool(readable))
        yield Attempt(f"SELECT * FROM {name} LIMIT 0", readable == frozenset(columns))
        if insertable:
            listed = ", ".join(f'"{column}"' for column in columns if column in insertable)
            nulls = ", ".join(["NULL"] * len(insertable))
            yield Attempt(f"INSERT INTO {name} ({listed}) SELECT {nulls} WHERE false", True)
        for column in columns:
            yield Attempt(f'SELECT "{column}" FROM {name} LIMIT 0', column in readable)
            # With OVERRIDING and DEFAULT a generated key is refused for the missing right, not for being generated.
            yield Attempt(
                f'INSERT INTO {name} ("{column}") OVERRIDING SYSTEM VALUE SELECT NULL WHERE false', column in insertable
            )
            yield Attempt(
                f'UPDATE {name} SET "{column}" = DEFAULT WHERE false', column in matrix.allowed(table, persona, "U")
            )
        yield Attempt(f"DELETE FROM {name} WHERE false", (table, persona, "D") in matrix.whole)
        yield Attempt(f"TRUNCATE {name}", False)


def function_attempts(connection: psycopg.Connection[Any], matrix: Matrix, persona: str) -> Iterator[Attempt]:
    """Calls of every function over no row: the right is checked, the function does not run."""
    for signature, name, types in connection.execute(_ARGUMENTS).fetchall():
        given = ", ".join(f"NULL::{kind} AS a{place}" for place, kind in enumerate(types))
        names = ", ".join(f"a{place}" for place in range(len(types)))
        source = f"(SELECT {given} LIMIT 0) AS nothing" if types else "(SELECT LIMIT 0) AS nothing"
        yield Attempt(f"SELECT {name}({names}) FROM {source}", persona in matrix.functions[signature])


def real_names(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Table of the matrix -> a table that stands for it."""
    rows = connection.execute(
        f"SELECT {_ONE_NAME}, min(format('%I.%I', n.nspname, c.relname)) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('cs', 'cs_audit', 'cs_adm') "
        "AND c.relkind IN ('r', 'p', 'v', 'm', 'f') GROUP BY 1"
    ).fetchall()
    return dict(rows)


def denied(connection: psycopg.Connection[Any], attempt: Attempt) -> bool:
    """Whether the server answers with "permission denied"; any other error is a fault of the test and passes on.

    Parameters: connection, in autocommit: nothing is written, since no statement finds a row.
    """
    try:
        connection.execute(attempt.statement.encode())
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def differences(written: Matrix, found: Matrix) -> list[str]:
    """Every table, function and right that stands on one side only."""
    named = [
        *(f"not in the matrix: {name}" for name in sorted({*found.tables, *found.functions})),
        *(f"not in the database: {name}" for name in sorted({*written.tables, *written.functions})),
    ]
    known = {*written.tables, *written.functions} & {*found.tables, *found.functions}
    written.tables.update({name: columns for name, columns in found.tables.items() if name in written.tables})
    return [
        *(line for line in named if line.partition(": ")[2] not in known),
        *sorted(f"the database allows more: {right}" for right in found.rights() - written.rights()),
        *sorted(f"the database allows less: {right}" for right in written.rights() - found.rights()),
    ]
