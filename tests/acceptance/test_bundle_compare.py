"""Two builds compared: what differs is named, down to the member of an archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support.signing_tools import ROOT


def differences(first: Path, second: Path) -> list[str]:
    script = (
        "import json, pathlib, sys, compare_builds as c;"
        "print(json.dumps(c.differences(*map(pathlib.Path, sys.argv[1:]))))"
    )
    command = [sys.executable, "-c", script, str(first), str(second)]
    done = subprocess.run(command, cwd=ROOT / "installer", check=True, capture_output=True, text=True)
    found: list[str] = json.loads(done.stdout)
    return found


def build(folder: Path) -> Path:
    folder.mkdir()
    (folder / "files.json").write_text("{}")
    (folder / "data.txt").write_text("one two three")
    (folder / "link").symlink_to("data.txt")
    with zipfile.ZipFile(folder / "base_library.zip", "w") as archive:
        for name in ("a.pyc", "b.pyc"):
            archive.writestr(zipfile.ZipInfo(name), b"code")
    return folder


def test_two_builds_that_are_the_same(tmp_path: Path) -> None:
    first = build(tmp_path / "first")
    assert differences(first, Path(shutil.copytree(first, tmp_path / "second", symlinks=True))) == []


def test_each_difference_is_named(tmp_path: Path) -> None:
    first, second = build(tmp_path / "first"), build(tmp_path / "second")
    (first / "old.txt").touch()
    (second / "new.txt").touch()
    (second / "data.txt").write_text("one TWO three")
    (first / "program").write_text("no code")
    (second / "program").write_text("No code")
    (second / "link").unlink()
    (second / "link").symlink_to("new.txt")
    with zipfile.ZipFile(second / "base_library.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.pyc"), b"code")
        archive.writestr(zipfile.ZipInfo("b.pyc"), b"other")
    assert differences(first, second) == [
        "only in the first: old.txt",
        "only in the second: new.txt",
        "different: base_library.zip (in it: b.pyc)",
        "different: data.txt (from byte 4; 13 and 13 bytes)",
        "different: link (to data.txt and new.txt)",
        "different: program (from byte 0; 7 and 7 bytes)",
    ]


def test_a_list_that_says_another_time_is_a_difference(tmp_path: Path) -> None:
    first, second = build(tmp_path / "first"), build(tmp_path / "second")
    (second / "files.json").write_text('{"signed_at": "now"}')
    assert differences(first, second) == ["different: files.json"]
