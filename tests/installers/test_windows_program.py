"""The installer for Windows as plants get it: installed silently, used against a real server, upgraded, removed."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleanstation_desktop import build_info
from tests.installers.conftest import CACHE
from tests.support import signing_tools
from tests.support.prints import texts
from tests.support.shop import Shop
from tests.support.tls_server import TlsServer
from tests.support.wine_machine import PRODUCT, UNINSTALL, Machine, tool

FOLDER = rf"C:\Program Files\{PRODUCT}"
COMMAND, CLIENT = rf"{FOLDER}\cleanstation.exe", rf"{FOLDER}\CleanStationDesktop.exe"
STATION = "Banc d'essai n° 7"
NEWER = "99.0.0"
LINK_CLASSES = (r"Software\Classes\cleanstation", r"Software\Classes\CleanStation.Link")


@pytest.fixture(scope="module")
def setup(packed: Path) -> Path:
    found = sorted(packed.glob(f"CleanStation-Desktop-{build_info.version()}-x64-setup*.exe"))
    assert len(found) == 1, f"make installer-windows first: {packed} has {found}"
    return found[0]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    made = Machine(CACHE / "wine")
    yield made
    made.shut_down()


@pytest.fixture(scope="module")
def installed(machine: Machine, setup: Path, tls_server: TlsServer, plant: Shop) -> Machine:
    """It was installed silently, with everything that can be said about the server."""
    assert plant.qc.person.login
    words = (
        *("/SERVER=localhost", f"/PORT={tls_server.port}", f"/DATABASE={tls_server.database.name}"),
        *(f"/STATION={STATION}", f"/CA=Z:{windows_path(tls_server.authority.root)}", "/LANGUAGE=FR"),
    )
    done = machine.end_of(setup, "/S", *words)
    assert done.status == 0, done.log
    return machine


def test_files_and_registry_are_as_listed(installed: Machine) -> None:
    folder = installed.drive / "Program Files" / PRODUCT
    listed = json.loads((folder / "files.json").read_text(encoding="utf-8"))["files"]
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - {"files.json", "files.sig", "uninstall.exe"} == set(listed)
    assert {"cleanstation.exe", "CleanStationDesktop.exe", "_internal/revision.txt"} <= set(listed)
    # What stands in for Windows in wine is in no bundle.
    assert not {name for name in there if "icuuc" in name or "bcryptprimitives" in name}
    assert (installed.drive / f"ProgramData/Microsoft/Windows/Start Menu/Programs/{PRODUCT}.lnk").is_file()
    entry = installed.registry(UNINSTALL)
    assert entry is not None and int(entry.pop("EstimatedSize"), 16) > 50_000
    assert entry == {
        **{"DisplayName": PRODUCT, "DisplayVersion": build_info.version(), "DisplayIcon": CLIENT},
        **{"Publisher": PRODUCT, "InstallLocation": FOLDER, "NoModify": "0x1", "NoRepair": "0x1"},
        **{"UninstallString": rf'"{FOLDER}\uninstall.exe"', "QuietUninstallString": rf'"{FOLDER}\uninstall.exe" /S'},
    }
    for name in LINK_CLASSES:
        assert installed.registry(rf"{name}\shell\open\command") == {"": f'"{CLIENT}" open "%1"'}
    protocol = installed.registry(LINK_CLASSES[0])
    assert protocol == {"": "URL:CleanStation", "URL Protocol": ""}
    assert installed.registry(r"Software\Classes\.cleanstation") == {"": "CleanStation.Link"}


def test_the_station_is_enrolled_for_every_account(installed: Machine, tls_server: TlsServer) -> None:
    folder = installed.drive / "ProgramData" / PRODUCT
    told = json.loads((folder / "station.json").read_text(encoding="utf-8"))
    assert (told["server"], told["port"], told["station"], told["language"]) == (
        *("localhost", tls_server.port, STATION, "FR"),
    )
    assert (folder / told["root_certificate"]).read_bytes() == tls_server.authority.root.read_bytes()
    assert installed.run(COMMAND, "--version").startswith(f"cleanstation {build_info.version()} (")


def test_it_signs_in_and_prints(installed: Machine, plant: Shop) -> None:
    words = ("station", "test", "--login", plant.qc.person.login, "--out", "C:\\résultats d'essai", "--json")
    told = installed.run(COMMAND, *words, PGPASSWORD=plant.qc.person.password)
    answer = json.loads(told[told.index("{") :])
    assert (answer["good"], answer["signed_in"], answer["printed"]) == (True, True, True), told
    (file,) = (installed.drive / "résultats d'essai").iterdir()
    assert any("UNCONTROLLED COPY" in page for page in texts(file.read_bytes()))


def test_another_accounts_station_file_is_not_trusted(installed: Machine) -> None:
    file = installed.drive / "ProgramData" / PRODUCT / "station.json"
    os.chown(file, 65534, 65534)
    try:
        done = installed.end_of(COMMAND, "station", "show")
    finally:
        os.chown(file, os.getuid(), os.getgid())
    assert done.status == 3


def test_no_upgrade_while_the_client_is_open(installed: Machine, setup: Path) -> None:
    client = installed.launch(CLIENT)
    try:
        installed.run(r"C:\helper.exe", "await", r"Global\CleanStationDesktop")
        refused = installed.end_of(setup, "/S")
        assert (refused.status, "is open on this PC" in refused.log) == (32, True)
    finally:
        client.kill()
        client.wait()


def test_a_server_that_is_not_accepted_changes_nothing(installed: Machine, setup: Path) -> None:
    before = (installed.files(), (installed.drive / "ProgramData" / PRODUCT / "station.json").read_bytes())
    refused = installed.end_of(setup, "/S", "/SERVER=a/b", r"/CA=C:\no such folder\ca.crt")
    assert refused.status == 87 and "ca.crt" in refused.log, refused.log
    assert installed.files() == before[0]
    assert (installed.drive / "ProgramData" / PRODUCT / "station.json").read_bytes() == before[1]


def test_one_changed_byte_in_a_program_shows(packed: Path, tmp_path: Path) -> None:
    with signing_tools.signing_keys() as keys:
        program = Path(shutil.copy(packed / "windows" / "cleanstation" / "cleanstation.exe", tmp_path))
        assert signing_tools.sign(program, keys=keys).returncode == signing_tools.DONE
        contents = bytearray(program.read_bytes())
        contents[len(contents) // 2] ^= 1
        program.write_bytes(contents)
        assert signing_tools.sign("--verify", program, keys=keys).returncode == signing_tools.FAILED


def test_upgraded_then_removed_without_a_trace(
    installed: Machine, packed: Path, tmp_path: Path, tls_server: TlsServer
) -> None:
    file = installed.drive / "ProgramData" / PRODUCT / "station.json"
    before = file.read_bytes()
    newer = tmp_path / "newer.exe"
    tool("package").compile_setup(packed / "windows" / "cleanstation", newer, NEWER, unsigned(), quick=True)
    stale = installed.drive / "Program Files" / PRODUCT / "_internal" / "of-the-older.txt"
    stale.write_text("gone with the upgrade")
    assert installed.end_of(newer, "/S").status == 0
    entry = installed.registry(UNINSTALL)
    assert entry is not None and entry["DisplayVersion"] == NEWER
    assert file.read_bytes() == before and not stale.exists()
    assert str(tls_server.port) in installed.run(COMMAND, "station", "show")

    assert installed.end_of(rf"{FOLDER}\uninstall.exe", "/S").status == 0
    gone_within(installed.drive / "Program Files" / PRODUCT)
    assert file.read_bytes() == before, "settings stay unless told otherwise"

    end = time.monotonic() + 60
    while (done := installed.end_of(newer, "/S")).status == 1618:
        assert time.monotonic() < end, "the uninstaller does not end"
    assert done.status == 0, done.log
    assert installed.end_of(rf"{FOLDER}\uninstall.exe", "/S", "/SETTINGS=remove").status == 0
    gone_within(installed.drive / "Program Files" / PRODUCT)
    gone_within(installed.drive / "ProgramData" / PRODUCT)
    left = {name for name in installed.files() if not name.startswith("résultats")}
    assert left - installed.kept() == {"helper.exe"}
    for key in (UNINSTALL, *LINK_CLASSES, r"Software\Classes\.cleanstation"):
        assert installed.registry(key) is None


def unsigned() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SIGNING_")}
    return {**own, "UNSIGNED": "1"}


def windows_path(path: Path) -> str:
    return str(path).replace("/", "\\")


def gone_within(folder: Path, seconds: float = 60) -> None:
    """The uninstaller goes on in a copy of itself when its first process has ended."""
    end = time.monotonic() + seconds
    while folder.exists():
        assert time.monotonic() < end, sorted(folder.rglob("*"))[:20]
        time.sleep(0.2)
