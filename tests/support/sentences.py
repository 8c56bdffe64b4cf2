"""The English sentences that the layers below the client say to people, read out of their source.

What stands in a sentence for the moment is written {} here, whatever it is called there: an f-string's expression, a
`%` of RAISE, a `%s` of format(). Two of them in a row are one, and so is the path of a field that is put together.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "cleanstation_desktop"

# Read by whoever writes or loads the files, at a terminal: the client has no screen for them.
NOT_MET = {
    "domain/checklist_loading.py": "faults of a form's file",
    "domain/checklist_rules.py": "faults of a form's file",
    "domain/checklist_template.py": "faults of a form's file",
    "domain/rule_data.py": "faults of a file of rules",
    "domain/rule_loading.py": "faults of a file of rules",
    "domain/rule_variables.py": "faults of a file of rules",
    "database/sql/50_audit": "called by the server's own jobs and by triggers that no screen sets off",
    "database/sql/60_jobs": "called by the server's own jobs",
    "database/sql/install": "run by the installer",
}
# What a station says of itself when it is enrolled (docs/adr/0012), and About of the installed files (docs/adr/0017).
BESIDE_THE_LAYERS = (
    "station_file.py",
    "keyring_store.py",
    "certificate_chain.py",
    "signed_list.py",
    "installed_files.py",
)
# Modules whose pieces of sentences ("holds a control character") are put into sentences of others.
WITH_PIECES = {
    *("domain/bom.py", "domain/catalogue.py", "domain/catalogue_documents.py", "domain/catalogue_model.py"),
    *("domain/checklist_judging.py", "domain/errors.py", "domain/reading.py", "domain/rules.py"),
}

_SENTENCE = re.compile(r"(?=.* )(?=.*[a-z]{2})(?:[A-Z{“]|[a-z_]+ must ).*[\w}”\")][.:?]", re.DOTALL)
_PIECE = re.compile(r"(?=.* )(?=.*[a-z]{2}).*", re.DOTALL)
_IN_A_ROW = re.compile(r"^\{\}[a-z]+(?= )|(?:\{\})+")
_SQL_LITERAL = re.compile(r"'((?:[^']|'')*)'")
_SQL_HINT = re.compile(r"HINT = '((?:[^']|'')*)'")


def sentences() -> dict[str, str]:
    """Every sentence that a person at the client can meet: template with {} → where it stands.

    A sentence that is kept as a template already, with {names}, is told with {} as well."""
    found: dict[str, str] = {}
    for root in ("domain", "services", "database", *BESIDE_THE_LAYERS):
        start = PACKAGE / root
        for path in sorted(start.rglob("*.py")) if start.is_dir() else [start]:
            place = path.relative_to(PACKAGE).as_posix()
            if place not in NOT_MET:
                for line, template in _of_python(path.read_text(encoding="utf-8"), pieces=place in WITH_PIECES):
                    found.setdefault(bare(template), f"{place}:{line}")
    for path in sorted((PACKAGE / "database" / "sql").rglob("*.sql")):
        place = path.relative_to(PACKAGE).as_posix()
        if path.parent.relative_to(PACKAGE).as_posix() not in NOT_MET:
            for template in _of_sql(path.read_text(encoding="utf-8")):
                found.setdefault(template, place)
    return found


def bare(template: str) -> str:
    """The template with {} for each {name}."""
    return re.sub(r"\{\w+\}", "{}", template)


def _of_python(source: str, *, pieces: bool) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    passed = set(_not_said(tree))
    for node in ast.walk(tree):
        if id(node) in passed or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        if isinstance(node, ast.JoinedStr):
            template = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node.value, str):
            template = node.value
        else:
            continue
        if _SENTENCE.fullmatch(template) or (pieces and _PIECE.fullmatch(template.strip())):
            yield node.lineno, _IN_A_ROW.sub("{}", template.strip())


def _not_said(tree: ast.Module) -> Iterator[int]:
    """Strings that are no sentences of their own: descriptions, the literal parts of f-strings, remarks on columns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)
        elif isinstance(node, ast.keyword) and node.arg == "comment":
            yield from map(id, ast.walk(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            yield id(node.func.value)


def _of_sql(source: str) -> Iterator[str]:
    code = re.sub(r"--[^\n]*", "", source.partition("\nCOMMENT ON")[0])
    for literal in (*_SQL_LITERAL.findall(code), *_SQL_HINT.findall(code)):
        template = re.sub(r"%(?:s|\b|(?=\W|$))", "{}", literal.replace("''", "'"))
        if _SENTENCE.fullmatch(template):
            yield template
