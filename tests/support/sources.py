"""The project's own sources, read by tests that keep its rules."""

from __future__ import annotations

import ast
import functools
import gc
from collections.abc import Iterator
from pathlib import Path


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Every module below a folder, with its path; parsed once in a process, for reading alone."""
    yield from _parsed(folder)


@functools.cache
def _parsed(folder: Path) -> tuple[tuple[Path, ast.Module], ...]:
    # Some hundred thousand objects that stay: to look for garbage among them takes longer than to make them.
    collecting = gc.isenabled()
    gc.disable()
    try:
        parsed = tuple((path, _tree(path)) for path in sorted(folder.rglob("*.py")))
        gc.freeze()
    finally:
        if collecting:
            gc.enable()
    return parsed


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
