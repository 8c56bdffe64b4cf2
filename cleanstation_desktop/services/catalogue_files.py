"""Reading files from disk for the catalogue and the configuration, without ever loading one that is far too large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cleanstation_desktop import resources
from cleanstation_desktop.domain.catalogue import Catalogue, parse_catalogue
from cleanstation_desktop.domain.catalogue_documents import FILE_LIMIT
from cleanstation_desktop.domain.errors import EnvironmentFault, Finding, InvalidInput, UsageError
from cleanstation_desktop.domain.reading import too_large
from cleanstation_desktop.domain.rules import RuleSet, load_rule_set

FILES = ("categories.json", "assemblies.json", "parts.json")


@contextmanager
def _rights() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise EnvironmentFault(
            f"{fault.filename} cannot be read: {fault.strerror}.", hint="Check its rights."
        ) from fault


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a file.

    Errors: UsageError when there is no such file; EnvironmentFault when it may not be read; InvalidInput when it has
    more than `limit` bytes, of which no more than one too many is read.
    """
    with _rights():
        if not path.is_file():
            raise UsageError(f"There is no file {path}.", hint="Check the path.")
        if path.stat().st_size > limit:
            raise InvalidInput([too_large(path.name, limit)])
        with path.open("rb") as file:
            content = file.read(limit + 1)
    if len(content) > limit:
        raise InvalidInput([too_large(path.name, limit)])
    return content


def read_catalogue(
    directory: Path, *, aliases: dict[str, str] | None = None
) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    """Read categories.json, assemblies.json and parts.json from a folder, with every finding.

    Errors: UsageError when the folder or one of the files is missing. A file that is too large is a finding.
    """
    with _rights():
        if not directory.is_dir():
            raise UsageError(f"There is no folder {directory}.", hint="Name the folder with the three catalogue files.")
        missing = [name for name in FILES if not (directory / name).is_file()]
    if missing:
        message = f"The folder {directory} lacks {', '.join(missing)}."
        raise UsageError(message, hint=f"It must hold {', '.join(FILES)}.")
    contents, refused = [], []
    for name in FILES:
        try:
            contents.append(read_limited(directory / name, FILE_LIMIT))
        except InvalidInput as fault:
            refused += fault.findings
    if refused:
        return None, tuple(refused)
    return parse_catalogue(*contents, aliases=aliases)


def read_rule_set(family: str = "MDRD") -> RuleSet:
    """The rules that ship with the program, for one family."""
    data = json.loads(resources.path("rules", f"{family.lower()}.json").read_text(encoding="utf-8"))
    return load_rule_set(data)
