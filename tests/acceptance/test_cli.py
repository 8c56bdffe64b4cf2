"""The command as a whole: help everywhere, the version, one sentence for wrong words, and the guides' commands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cleanstation_desktop import resources
from tests.support.command import COMMAND, clean_environment, invoke, run

VERBS = (
    ("bom", "explode"),
    ("catalogue", "check"),
    ("catalogue", "import"),
    *(("db", verb) for verb in ("init", "upgrade", "downgrade", "check", "current")),
    *(("user", verb) for verb in ("add", "list", "disable", "enable", "unlock", "reset", "roles", "password")),
    *((kind, verb) for kind in ("form", "rules") for verb in ("list", "put-in-force")),
    ("audit", "verify"),
    *(("station", verb) for verb in ("enroll", "show", "test")),
    ("open",),
    ("demo",),
    ("service",),
    ("verify-installation",),
)
GUIDES = ("docs/operator-guide.md", "docs/admin-guide.md", "docs/user-guide.md", "README.md")


NO_DISPLAY = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


def test_help_tells_what_it_can_do() -> None:
    done = run("--help")
    assert (done.status, done.err) == (0, "")
    assert [group for group in {words[0] for words in VERBS} if group not in done.out] == []


def test_without_words_and_without_a_display_it_says_what_to_do() -> None:
    done = run(env=NO_DISPLAY)
    assert (done.status, done.out) == (3, "")
    assert "There is no display" in done.err
    assert "--headless" in done.err


def test_without_words_it_opens_the_client_until_it_is_told_to_end(tmp_path: Path) -> None:
    """A real process on no screen; ended as a desktop ends programs at sign-out, it ends in order."""
    with tempfile.TemporaryDirectory(prefix="meet-", dir="/tmp") as runtime:
        folders = {"XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path), "XDG_RUNTIME_DIR": runtime}
        environment = clean_environment(QT_QPA_PLATFORM="offscreen", **folders)
        client = subprocess.Popen(
            [*COMMAND, "open"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                client.wait(timeout=4)
            client.terminate()
            out, err = client.communicate(timeout=20)
        finally:
            client.kill()
    assert (client.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_link_without_a_display_is_looked_at_first() -> None:
    bad = run("open", "cleanstation://badge/1234", env=NO_DISPLAY)
    assert (bad.status, bad.out) == (1, "") and "A badge opens a locked screen, nothing else." in bad.err
    good = run("open", "cleanstation://build/B-1", env=NO_DISPLAY)
    assert (good.status, good.out) == (3, "") and "There is no display" in good.err
    assert run("open", "a", "b", env=NO_DISPLAY).status == 2


def test_a_program_without_a_console_keeps_what_it_says_in_a_file(tmp_path: Path) -> None:
    """As the windowed program of Windows is started: no stream to print to at all."""
    program = (
        "import sys; sys.stdout = sys.stderr = None; sys.argv = ['cleanstation', 'open', 'cleanstation://nowhere/1'];"
        "from cleanstation_desktop import folders; from pathlib import Path;"
        f"folders.default_data_folder = lambda: Path({str(tmp_path)!r});"
        "from cleanstation_desktop.cli import main; main()"
    )
    log = tmp_path / "client.log"
    log.write_bytes(b"x" * 2_000_000)
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env=clean_environment(QT_QPA_PLATFORM="offscreen"),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    assert log.read_text().count("This link leads nowhere.") == 2
    assert (tmp_path / "client.old.log").stat().st_size == 2_000_000


def test_the_version() -> None:
    done = run("--version")
    assert (done.status, done.err) == (0, "")
    assert re.fullmatch(r"cleanstation \d+\.\d+\.\d+\n", done.out)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_each_verb_has_help(words: tuple[str, ...]) -> None:
    done = invoke(*words, "--help")
    assert (done.status, done.err) == (0, "")
    assert "Usage: " in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    reports = {("bom", "explode"), ("audit", "verify"), ("db", "check"), ("db", "current")}
    assert ("--json" in done.out) == (
        words in reports or words[-1] == "list" or words[0] in {"catalogue", "station", "verify-installation"}
    )


@pytest.mark.parametrize("words", [("bogus",), ("bom",), ("db",), ("--bogus",), ("--install-completion",)])
def test_wrong_words(words: tuple[str, ...]) -> None:
    done = invoke(*words)
    assert done.status == 2
    assert "Traceback" not in done.err


def commands_of_the_guides() -> list[tuple[str, str]]:
    """Every command line that a guide shows, with its guide."""
    found = []
    for guide in GUIDES:
        text = (resources.root() / guide).read_text(encoding="utf-8")
        blocks = "\n".join(re.findall(r"```\n(.*?)```", text, re.DOTALL))
        shown = [line.split("  #")[0].strip() for line in blocks.splitlines()] + re.findall(r"`([^`\n]+)`", text)
        found += [(guide, line) for line in dict.fromkeys(shown) if line.startswith("cleanstation ")]
    return found


@pytest.mark.parametrize(("guide", "line"), commands_of_the_guides())
def test_the_guides_show_verbs_and_options_that_there_are(guide: str, line: str) -> None:
    words = shlex.split(line.replace("…", "").replace("“", "").replace("”", ""))[1:]
    verb = tuple(word for word in words[:2] if re.fullmatch(r"[a-z][a-z-]*", word))
    verb = next(known for known in (verb, verb[:1]) if known in VERBS)
    told = invoke(*verb, "--help").out
    for option in [word for word in words if word.startswith("--")]:
        assert f"{option} " in told, f"{Path(guide).name}: {option}"
