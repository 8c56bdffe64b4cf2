"""The names of all commands that the services can send, read off their sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import cleanstation_desktop
from tests.support.sources import trees

_SERVICES = Path(cleanstation_desktop.__file__).parent / "services"


def issued_commands() -> set[str]:
    """Every name that a `Command` is made with; one that a function is given is followed to where it is called."""
    return {
        name
        for path, function in _functions()
        for call in _calls_of(function, "Command")
        for name in _names(call.args[0], path, function)
    }


def _functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path, tree in trees(_SERVICES):
        yield from ((path, node) for node in tree.body if isinstance(node, ast.FunctionDef))


def _calls_of(inside: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(inside):
        if isinstance(node, ast.Call) and name in (getattr(node.func, "id", ""), getattr(node.func, "attr", "")):
            yield node


def _names(said: ast.expr, path: Path, function: ast.FunctionDef) -> Iterator[str]:
    """What an expression in a function may say as the name of a command."""
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.JoinedStr):
        *before, last = said.values
        assert isinstance(last, ast.FormattedValue), ast.unparse(said)
        begin = "".join(str(part.value) for part in before if isinstance(part, ast.Constant))
        yield from (begin + name for name in _names(last.value, path, function))
    else:
        yield from _given(said, path, function)


def _given(said: ast.expr, path: Path, function: ast.FunctionDef) -> Iterator[str]:
    parameters = [each.arg for each in function.args.args]
    assert isinstance(said, ast.Name) and said.id in parameters, f"{path.name}: which command is {ast.unparse(said)}?"
    place = parameters.index(said.id)
    for other, caller in _functions():
        for call in _calls_of(caller, function.name):
            of = ast.unparse(call.func).rpartition(".")[0]
            if of not in ("", path.stem) or (other != path and function.name.startswith("_")):
                continue  # another one of that name
            named = [each.value for each in call.keywords if each.arg == said.id]
            yield from _names(named[0] if named else call.args[place], other, caller)
