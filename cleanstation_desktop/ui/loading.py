"""Modules are loaded by one thread at a time.

Two threads that load a package which imports itself in circles (pydantic does) may each wait for the other; Python then
gives one of them a module that is only half there, and the client fails with an ImportError on a fast sign-in.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")

_ONE_AT_A_TIME = RLock()


def load(module: str) -> ModuleType:
    """Load a module by its full name, when no other thread loads one."""
    with _ONE_AT_A_TIME:
        return import_module(module)


def while_nobody_loads(work: Callable[[], T]) -> T:
    """Do work that loads modules on its way."""
    with _ONE_AT_A_TIME:
        return work()
