"""House rules as lints: what ruff, mypy and import-linter cannot say. Each test lists every breach at once."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cleanstation_desktop.domain.catalogue_graph import find_cycles
from tests.support import guide_pictures
from tests.support.sources import trees

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cleanstation_desktop"
PROGRAMS = PACKAGE / "database" / "sql"
LONGEST = 300
LONGEST_TEST = 500  # tables of cases are read line by line
LARGEST_PICTURE = 100_000  # bytes, of a guide

# Longer than LONGEST, each for its reason.
LONG_FILES = {
    "migrations/versions/0001_baseline.sql": "one statement after another; a migration is never edited or split later",
}
# Unit tests that are about no single module: the rules of the house; all rules over the whole space of choices; what
# packs the program for one system.
SUBJECTS_OF_THEIR_OWN = {"house", "rule_space", "installer"}
TOP_LEVEL_FOLDERS = {
    *("cleanstation_desktop", "resources", "migrations", "installer", "tests", "docs"),
    *(".ci", ".github"),
}
FORBIDDEN_WORDS = {
    "a folder of one machine": r"(?<![\w.])/(?:work|farm|root|home|Users)/\w",
    "the host of a package registry": r"pypi\.(?:org|python)|python[h]osted|npmjs|deb\.debian|crates\.io|docker\.io",
    "left for later": r"\b(?:TODO|FIXME)\b",
}
# Modules that tell the time are kept out by import-linter; these functions need none of them.
CLOCKS = {"now", "utcnow", "today"}


def in_project(pattern: str) -> Iterator[Path]:
    """Files of the project by pattern: those at its top, and those below the folders that belong to it."""
    # In a second working tree `.git` is a file, which names the first one.
    yield from (path for path in ROOT.glob(pattern) if path.is_file() and path.name != ".git")
    for folder in sorted(TOP_LEVEL_FOLDERS):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions() -> Iterator[tuple[Path, str]]:
    """The programs of the database that make functions, by file."""
    for path in sorted(PROGRAMS.rglob("*.sql")):
        text = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        if re.search(r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\b", text, re.IGNORECASE):
            yield path, text


def test_files_stay_small() -> None:
    lines = {
        name(path): len(path.read_text(encoding="utf-8").splitlines())
        for p in ("*.py", "*.sql")
        for path in in_project(p)
    }
    too_long = {
        path: count
        for path, count in lines.items()
        if count > (LONGEST_TEST if path.startswith("tests/") else LONGEST) and path not in LONG_FILES
    }
    assert too_long == {}
    assert [path for path in LONG_FILES if lines.get(path, 0) <= LONGEST] == [], "no exception any more: take it out"


def test_forbidden_words() -> None:
    breaches = []
    for path in in_project("*"):
        if path == Path(__file__):
            continue  # it has to name them
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # fonts and pictures
        for what, pattern in FORBIDDEN_WORDS.items():
            breaches += [f"{name(path)}: {what}: {found[0]}" for found in re.finditer(pattern, text)]
    assert breaches == []


def test_no_folder_at_the_top_but_the_known_ones() -> None:
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.endswith("/")}
    found = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".git", *ignored}
    assert {folder for folder in found if not folder.endswith(".egg-info")} <= TOP_LEVEL_FOLDERS


def test_nothing_is_swallowed() -> None:
    breaches = []
    for path, tree in trees(PACKAGE):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                caught = [part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)] if node.type else [""]
                if {"", "Exception", "BaseException"} & set(caught) and not any(
                    isinstance(part, ast.Raise) for part in ast.walk(node)
                ):
                    breaches.append(f"{name(path)}:{node.lineno} catches everything and does not raise")
    assert breaches == []


def test_only_the_command_line_prints() -> None:
    breaches = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees(PACKAGE)
        if path.relative_to(PACKAGE).parts[0] not in {"cli.py", "verbs"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert breaches == []


def public(owner: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes of a module or class that others may use, and theirs."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def test_everything_public_is_described() -> None:
    breaches = []
    for path, tree in trees(PACKAGE):
        if ast.get_docstring(tree) is None and path.name != "__init__.py":
            breaches.append(f"{name(path)}: the module")
        breaches += [f"{name(path)}:{node.lineno} {node.name}" for node in public(tree) if not ast.get_docstring(node)]
    assert breaches == []


def test_the_domain_has_no_clock() -> None:
    breaches = [
        f"{name(path)}:{node.lineno}"
        for path, tree in trees(PACKAGE / "domain")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and not node.args
    ]
    assert breaches == []


def test_an_exception_from_a_lint_says_why() -> None:
    # A late import is the house's habit (it keeps the start fast), and a package without types is not ours to mend.
    plain = re.compile(r"# noqa: PLC0415$|# type: ignore\[import-untyped\]$")
    exception = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)")
    breaches = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = exception.search(line)
            reason = found and re.search(r" (?:- |\(|# )\w", found["rest"])
            if found and not reason and not plain.search(line):
                breaches.append(f"{name(path)}:{number} {line.strip()}")
    assert breaches == []


def test_a_database_function_stands_in_a_file_of_its_name() -> None:
    breaches = []
    for path, text in functions():
        made = re.findall(
            r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+(?:\w+\.)?(\w+)", text, re.IGNORECASE
        )
        if made != [path.stem]:
            breaches.append(f"{name(path)} makes {made}")
    assert breaches == []


def test_a_database_function_is_described() -> None:
    assert [name(path) for path, text in functions() if not re.search(r"COMMENT ON (?:FUNCTION|PROCEDURE)", text)] == []


def test_a_database_function_with_its_owners_rights_fixes_its_search_path() -> None:
    safe = re.compile(r"SET search_path = (?:pg_catalog, )?(?:\w+, )*pg_temp\b|SET search_path = ''")
    definers = {name(path): text for path, text in functions() if re.search(r"SECURITY\s+DEFINER", text, re.IGNORECASE)}
    assert definers
    assert [path for path, text in definers.items() if not safe.search(text)] == []


def test_unit_tests_mirror_the_package() -> None:
    real = {path.stem for folder in (PACKAGE, ROOT / "tests/support") for path in folder.rglob("*.py")}
    real |= {path.stem for path in (*PROGRAMS.rglob("*"), *(ROOT / "resources").rglob("*"))} | SUBJECTS_OF_THEIR_OWN
    layers = "|".join(path.name for path in PACKAGE.iterdir() if path.is_dir())
    breaches = []
    for path in sorted((ROOT / "tests/unit").rglob("test_*.py")):
        subject = re.sub(rf"^test_(?:(?:{layers})_)?", "", path.stem)
        words = subject.split("_")
        if not any("_".join(words[:count]) in real for count in range(1, len(words) + 1)):
            breaches.append(name(path))
    assert breaches == []


def test_the_lock_file_holds_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
    assert re.findall(r"https?://|--(?:extra-)?index|--find-links|@ file", lock) == []


def test_the_lock_file_answers_to_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    names = {re.split(r"[\[<>=! ;]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names - locked == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Also not behind TYPE_CHECKING or inside functions: then one of the two holds what belongs to a third."""
    modules = {name(path).removesuffix(".py").replace("/", "."): tree for path, tree in trees(PACKAGE)}
    graph = {}
    for module, tree in modules.items():
        named = {
            reached
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
            for reached in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
        }
        graph[module] = sorted(named & modules.keys() - {module})
    assert len(graph) > 100
    assert find_cycles(graph) == []


def test_each_picture_of_a_guide_is_there() -> None:
    """Named in a guide: there, a PNG of a sensible size. There: named in a guide. `make pictures` makes them."""
    breaches = [
        f"{name(picture)}, named in {', '.join(documents)}: is not there"
        for picture, documents in guide_pictures.named().items()
        if not picture.is_file()
    ]
    for picture in sorted(guide_pictures.IMAGES.iterdir()):
        if picture not in guide_pictures.named():
            breaches.append(f"{name(picture)}: no guide names it")
        elif not picture.read_bytes().startswith(b"\x89PNG") or picture.stat().st_size > LARGEST_PICTURE:
            breaches.append(f"{name(picture)}: is no PNG of at most {LARGEST_PICTURE} bytes")
    assert breaches == []
