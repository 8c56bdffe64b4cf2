"""The Debian packages as the tools of Debian judge them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.installers.debian import DESKTOP, SERVICE, root_only

pytestmark = root_only


def judged(*words: str | Path) -> str:
    """What a tool says of something that it must be content with."""
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_lintian_finds_nothing_but_what_is_overridden(packages: dict[str, Path]) -> None:
    # Shown, what is overridden would count as found.
    options = ("--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0")
    for package in packages.values():
        said = judged("lintian", *options, package)
        assert [line for line in said.splitlines() if line.startswith(("E:", "W:"))] == []


def test_desktop_entry_metadata_and_manual_page_are_sound(packages: dict[str, Path], tmp_path: Path) -> None:
    judged("dpkg-deb", "--extract", packages[DESKTOP], tmp_path)
    share = tmp_path / "usr/share"
    assert judged("desktop-file-validate", share / "applications/cleanstation-desktop.desktop") == ""
    judged("appstreamcli", "validate", "--no-net", share / "metainfo/cleanstation-desktop.metainfo.xml")
    assert "cleanstation station enroll" in judged("man", "--local-file", share / "man/man1/cleanstation.1.gz")
    sums = subprocess.run(["dpkg-deb", "--ctrl-tarfile", packages[SERVICE]], check=True, capture_output=True).stdout
    assert b"./postinst" in sums and b"./conffiles" in sums
