"""The command on a screen that cannot be reached, and on one that can: Qt alone would end it with a core dump."""

from __future__ import annotations

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop.verbs.display import display_fault
from tests.support.command import COMMAND, clean_environment, run
from tests.support.x_screen import XScreen, write_key, x_screen

KEY, OTHER_KEY = b"k" * 16, b"o" * 16


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[XScreen]:
    """A screen that asks for KEY."""
    (tmp_path / "memory").mkdir()
    with x_screen(tmp_path / "memory", keys=write_key(tmp_path / "keys", KEY)) as started:
        yield started


def environment(display: str, wayland: str = "", **other: str) -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "", "DISPLAY": display, "WAYLAND_DISPLAY": wayland, **other}


@pytest.mark.parametrize("display", [":4711", "localhost:4711", "nonsense"])
def test_a_display_that_nobody_answers_at(display: str) -> None:
    for words in ((), ("open",), ("open", "cleanstation://build/B-1")):
        done = run(*words, env=environment(display))
        assert (done.status, done.out) == (3, "")
        assert f"The display {display} does not answer" in done.err and "ssh -X" in done.err
        assert "Qt" not in done.err and "Traceback" not in done.err


def test_a_display_of_somebody_else(screen: XScreen, tmp_path: Path) -> None:
    wrong = str(write_key(tmp_path / "wrong", OTHER_KEY))
    for keys in (wrong, str(tmp_path / "none")):
        done = run(env=environment(screen.display, XAUTHORITY=keys))
        assert (done.status, done.out) == (3, "")
        assert f"The display {screen.display} does not answer, or lets this account open no window." in done.err


def test_a_display_that_lets_us_in(screen: XScreen, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="meet-", dir="/tmp") as runtime:
        folders = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_RUNTIME_DIR": runtime}
        opened = clean_environment(**environment(screen.display, XAUTHORITY=str(tmp_path / "keys"), **folders))
        client = subprocess.Popen(COMMAND, env=opened, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                client.wait(timeout=4)
            shown = screen.picture().getcolors(maxcolors=10_000)
            client.terminate()
            out, err = client.communicate(timeout=20)
        finally:
            client.kill()
    assert (client.returncode, out) == (0, ""), err
    assert shown is not None and len(shown) > 10, "no window was painted"


def test_what_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(platform: str, display: str, wayland: str) -> str:
        for name, value in {**environment(display, wayland), "QT_QPA_PLATFORM": platform}.items():
            monkeypatch.setenv(name, value)
        return display_fault()

    assert fault("offscreen:configfile=x", "", "") == ""
    assert fault("", "", "") == fault("xcb", "", "") == "There is no display to open a window on."
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with tempfile.TemporaryDirectory(prefix="meet-", dir="/tmp") as runtime:
        place = Path(runtime) / "wayland-0"
        assert "does not answer" in fault("", "", str(place))
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(place))
            listening.listen()
            assert fault("", ":4711", str(place)) == ""
            monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
            assert fault("wayland", "", "wayland-0") == ""
            monkeypatch.setattr("sys._MEIPASS", runtime, raising=False)
            assert fault("", "", str(place)) == "There is no display to open a window on."
