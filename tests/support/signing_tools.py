"""The signing scripts of installer/, run as a release runs them, with keys that were made for the test."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIGN = ROOT / "installer" / "sign.sh"
DONE, FAILED, USAGE, NO_KEY = 0, 1, 2, 3


@contextmanager
def gpg_home() -> Iterator[Path]:
    """A place for GnuPG, in /tmp: where an account has no /run/user its sockets lie there, whose path must be short."""
    with tempfile.TemporaryDirectory(prefix="gpg-", dir="/tmp", ignore_cleanup_errors=True) as made:
        try:
            yield Path(made)
        finally:
            _end_agent(Path(made))


@contextmanager
def signing_keys(mark: str = "TEST ONLY - not for release") -> Iterator[dict[str, str]]:
    """Keys as `make signing-test-ca` makes them: the variables that name them.

    Parameters: mark, in all their names; another one plays the keys of a company.
    """
    with tempfile.TemporaryDirectory(prefix="ca-", dir="/tmp", ignore_cleanup_errors=True) as made:
        keys = _make_keys(Path(made) / "keys é", mark)
        try:
            yield keys
        finally:
            _end_agent(Path(keys["SIGNING_GPG_HOME"]))


def _make_keys(folder: Path, mark: str) -> dict[str, str]:
    script = f"import pathlib, signing_test_ca as ca; ca.MARK = {mark!r}; ca.make(pathlib.Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT / "installer", check=True, capture_output=True)
    lines = (folder / "environment").read_text(encoding="utf-8").splitlines()
    exports = [shlex.split(line)[1] for line in lines if line.startswith("export ")]
    return dict(export.split("=", 1) for export in exports)


def _end_agent(home: Path) -> None:
    """End the agent that GnuPG started there."""
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=True)


def run(
    *command: str | Path, keys: Mapping[str, str], more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script with these keys and no others. Parameters: more, further variables; empty ones are left out."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SIGNING_", "UNSIGNED"))}
    named = {name: value for name, value in {**own, **keys, **(more or {})}.items() if value}
    return subprocess.run(command, env=named, capture_output=True, text=True, check=False, timeout=120)


def sign(
    *arguments: str | Path, keys: Mapping[str, str], more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run installer/sign.sh."""
    return run("bash", SIGN, *arguments, keys=keys, more=more)


def program(file: Path) -> Path:
    """A small program for Windows, that setuptools brings; unsigned."""
    brought = distribution("setuptools").locate_file("setuptools/cli-64.exe")
    shutil.copyfile(Path(str(brought)), file)
    return file


@cache
def package() -> bytes:
    """A tiny Debian package: an archive of ar with its three members."""
    members = {"debian-binary": b"2.0\n", "control.tar": bytes(512), "data.tar": bytes(1024)}
    made = b"!<arch>\n"
    for name, contents in members.items():
        made += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(contents):<10}`\n".encode() + contents
    return made
