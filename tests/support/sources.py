"""The project's own sources, read by tests that keep its rules."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module below a folder, with its path; parsed once in a process, for reading alone."""
    for path in sorted(folder.rglob("*.py")):
        yield path, _tree(path)


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
