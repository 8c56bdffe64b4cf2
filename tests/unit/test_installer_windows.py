"""The script of the installer for Windows, compiled with a tiny program inside; nothing here runs on Windows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PyInstaller.utils.win32 import winmanifest  # type: ignore[import-untyped]

from tests.support import signing_tools
from tests.support.wine_machine import ROOT, tool

SCRIPT = ROOT / "installer" / "windows" / "setup.nsi"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle é"
    (folder / "_internal").mkdir(parents=True)
    for name in ("cleanstation.exe", "CleanStationDesktop.exe", "_internal/$0 é.txt"):
        (folder / name).write_text(name)
    return folder


def compile_setup(bundle: Path, setup: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """What the compiler says, all of it."""
    package = tool("package")
    run = package._run
    package._run = lambda *command, environment: run(
        *("-V4" if word == "-V2" else word for word in command), environment=environment
    )
    try:
        package.compile_setup(bundle, setup, "1.2.3", {**os.environ, "UNSIGNED": "1"})
    finally:
        package._run = run
    return capfd.readouterr().out


def test_it_compiles_and_holds_what_is_promised(
    bundle: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    setup = tmp_path / "out" / "tiny-setup.exe"
    told = compile_setup(bundle, setup, capfd)
    assert setup.read_bytes()[:2] == b"MZ"
    assert [path.name for path in setup.parent.iterdir()] == ["tiny-setup.exe"]
    # 0x8664: a program for 64-bit Windows
    header = setup.read_bytes()
    place = int.from_bytes(header[0x3C:0x40], "little")
    assert header[place : place + 6] == b"PE\0\0\x64\x86"
    uninstall = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\CleanStationDesktop"
    opens = r'shell\open\command\="$INSTDIR\CleanStationDesktop.exe" open "%1"'
    for line in (
        "Target: amd64-unicode\n",
        r"WriteRegStr: HKLM\Software\Classes\cleanstation\URL Protocol=",
        rf"WriteRegStr: HKLM\Software\Classes\cleanstation\{opens}",
        r"WriteRegStr: HKLM\Software\Classes\.cleanstation\=CleanStation.Link",
        rf"WriteRegStr: HKLM\Software\Classes\CleanStation.Link\{opens}",
        rf"WriteRegStr: {uninstall}\DisplayVersion=1.2.3",
        r'CreateShortcut: "$SMPROGRAMS\CleanStation Desktop.lnk"->"$INSTDIR\CleanStationDesktop.exe"',
        'Section: "Program"',
        'Section: "Uninstall"',
    ):
        assert line in told, line
    for name in ("cleanstation.exe", "CleanStationDesktop.exe", "$0 é.txt"):
        assert re.search(rf'^File: "{re.escape(name)}"', told, re.MULTILINE), name
    # What the command says comes in the code page that the command has: see manifest.py.
    assert b"<activeCodePage" in header and b">UTF-8</activeCodePage>" in header
    # Each file is packed from a list in one order: the same files make the same installer.
    again = tmp_path / "again.exe"
    compile_setup(bundle, again, capfd)
    assert again.stat().st_size == setup.stat().st_size


def test_each_sentence_is_there_in_three_languages(
    bundle: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = compile_setup(bundle, tmp_path / "tiny-setup.exe", capfd)
    spoken: dict[str, dict[str, str]] = {}
    for name, language, text in re.findall(r'^LangString: "(\w+)" (\d+) "(.*)', told, re.MULTILINE):
        spoken.setdefault(name, {})[language] = text
    assert len(spoken) > 15
    for name, texts in spoken.items():
        assert set(texts) == {"1033", "1036", "1034"}, name
        assert len(set(texts.values())) == 3, f"{name} was not translated"
    used = set(re.findall(r"\$\((\w+)\)", SCRIPT.read_text() + SCRIPT.with_name("common.nsh").read_text()))
    assert used == set(spoken)


def test_what_it_ends_with_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "operator-guide.md").read_text(encoding="utf-8")
    table = guide[guide.index("| exit code |") : guide.index("Whatever the code but 0")]
    told = set(map(int, re.findall(r"\b\d+\b", "".join(row.split("|")[1] for row in table.splitlines() if "|" in row))))
    ends = set(map(int, re.findall(r"^!define ERROR_\w+ (\d+)$", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)))
    # 0 to 2 are NSIS's own: done, cancelled, broken off.
    assert told == ends | {0, 1, 2}
    parameters = set(re.findall(r'takeParameter "(\w+)"', SCRIPT.with_name("common.nsh").read_text(encoding="utf-8")))
    assert {name for name in parameters if f"/{name}=" not in guide} == set()


def test_without_signing_nothing_is_left(bundle: Path, tmp_path: Path) -> None:
    setup = tmp_path / "tiny-setup.exe"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SIGNING_", "UNSIGNED"))}
    with pytest.raises(subprocess.CalledProcessError):
        tool("package").compile_setup(bundle, setup, "1.2.3", environment)
    assert not setup.exists()


def test_signed_with_its_uninstaller(bundle: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    setup = tmp_path / "tiny-setup.exe"
    with signing_tools.signing_keys() as keys:
        tool("package").compile_setup(bundle, setup, "1.2.3", {**os.environ, **keys})
        assert signing_tools.sign("--verify", setup, keys=keys).returncode == signing_tools.DONE
        contents = bytearray(setup.read_bytes())
        contents[len(contents) // 2] ^= 1
        setup.write_bytes(contents)
        assert signing_tools.sign("--verify", setup, keys=keys).returncode == signing_tools.FAILED
    capfd.readouterr()


def test_paths_with_accents_reach_the_narrow_calls_of_windows() -> None:
    """libpq opens the plant's certificate by them, which lies in a folder of the account."""
    settings = "{http://schemas.microsoft.com/SMI/%s/WindowsSettings}"
    # As PyInstaller takes it up into each program.
    taken = winmanifest.create_application_manifest(tool("manifest").manifest())
    written, usual = map(ElementTree.fromstring, (taken, winmanifest.create_application_manifest()))
    assert [each.text for each in written.iter(settings % 2019 + "activeCodePage")] == ["UTF-8"]
    kept = [(each.tag, each.attrib) for each in written.iter() if "activeCodePage" not in each.tag]
    assert kept == [(each.tag, each.attrib) for each in usual.iter()]
    assert [each.text for each in written.iter(settings % 2016 + "longPathAware")] == ["true"]
    spec = (ROOT / "build.spec").read_text(encoding="utf-8")
    assert '"manifest": manifest()' in spec and spec.count("EXE(") == spec.count("**looks(") == 2


def test_versions_as_windows_compares_them() -> None:
    resource = tool("version_resource")
    assert [resource.four_numbers(text) for text in ("1.2.3", "10.0", "1.2.3.4")] == [
        *((1, 2, 3, 0), (10, 0, 0, 0), (1, 2, 3, 4)),
    ]


def test_the_lock_as_windows_reads_it(tmp_path: Path) -> None:
    wheels = tool("wheels")
    file = tmp_path / "requirements.lock"
    file.write_text(
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "jeepney==0.9.0 ; sys_platform == 'linux' \\\n    --hash=sha256:cc\n"
        "Ruamel.Yaml==1.0 \\\n    --hash=sha256:dd\n"
    )
    assert wheels.read_lock(file) == {
        "colorama": "colorama==0.4.6 --hash=sha256:aa --hash=sha256:bb",
        "ruamel-yaml": "Ruamel.Yaml==1.0 --hash=sha256:dd",
    }
    real = wheels.read_lock(ROOT / "requirements.lock")
    assert {"pywin32-ctypes", "pefile", "pyinstaller"} <= set(real)
    assert not {"secretstorage", "macholib"} & set(real)
    assert all("--hash=sha256:" in line for line in real.values())


def test_wheels_of_another_version_are_left_where_they_lie(tmp_path: Path) -> None:
    wheels = tool("wheels")
    locked = {"a-b": "a-b==2.0.1 --hash=sha256:00", "c": "c[x]==1.0", "d": "d==3.0"}
    names = ("A_B-1.9-py3-none-any.whl", "a_b-2.0.1-cp311-cp311-win_amd64.whl", "a_b-2.0.10-py3-none-any.whl")
    for name in (*names, "c-1.0.0-py3-none-any.whl", "d-2.9-py3-none-any.whl", "e-1.0-py3-none-any.whl"):
        (tmp_path / name).touch()
    found = {name: wheel.name for name, wheel in wheels._by_name(tmp_path, locked).items()}
    assert found == {"a-b": names[1], "c": "c-1.0.0-py3-none-any.whl"}
