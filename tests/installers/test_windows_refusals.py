"""The installer for Windows on bad days, with a small program: what it refuses, and that it leaves no trace."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installers.conftest import CACHE
from tests.support import signing_tools
from tests.support.wine_machine import PRODUCT, UNINSTALL, Ended, Machine, tool

FOLDER = f"Program Files/{PRODUCT}"
UNINSTALLER = rf"C:\Program Files\{PRODUCT}\uninstall.exe"
RUNNING, SETUP = r"Global\CleanStationDesktop", r"Global\CleanStationDesktopSetup"


@pytest.fixture(scope="module")
def computer() -> Iterator[Machine]:
    machine = Machine(CACHE / "wine")
    yield machine
    machine.shut_down()


@pytest.fixture
def machine(computer: Machine) -> Machine:
    computer.renew()
    return computer


@pytest.fixture(scope="module")
def keys() -> Iterator[dict[str, str]]:
    with signing_tools.signing_keys() as made:
        yield made


@pytest.fixture(scope="module")
def setups(keys: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Signed installers of three releases, each with a file of its own."""
    place = tmp_path_factory.mktemp("setups")
    made = {}
    for release in ("1.9.0", "1.10.0", "2.0.0"):
        bundle = place / release
        (bundle / "_internal" / "resources").mkdir(parents=True)
        for name in ("cleanstation.exe", "CleanStationDesktop.exe", f"_internal/only-in-{release}.txt"):
            (bundle / name).write_text(release)
        (bundle / "_internal" / "resources" / "$é.txt").write_text(release)
        (bundle / "_internal" / "large.bin").write_bytes(os.urandom(5_000_000))
        made[release] = place / f"setup-{release}.exe"
        tool("package").compile_setup(bundle, made[release], release, {**os.environ, **keys}, quick=True)
    return made


def installed(machine: Machine) -> str | None:
    """Which release is there, whole and alone; None for no trace of any."""
    assert [path.name for path in machine.drive.glob(f"Program Files/{PRODUCT}*")] in ([], [PRODUCT])
    folder = machine.drive / FOLDER
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    entry = machine.registry(UNINSTALL)
    if not names:
        assert entry is None
        return None
    assert entry is not None
    release = (folder / "cleanstation.exe").read_text()
    inside = {f"only-in-{release}.txt", "resources/$é.txt", "large.bin"}
    programs = {"cleanstation.exe", "CleanStationDesktop.exe", "uninstall.exe"}
    assert names == programs | {f"_internal/{name}" for name in inside}
    assert entry["DisplayVersion"] == release
    return release


def install(machine: Machine, setup: Path, *words: str, **more: str) -> Ended:
    return machine.end_of(setup, "/S", *words, **more)


def test_upgrade_leaves_nothing_of_the_older_and_keeps_settings(machine: Machine, setups: dict[str, Path]) -> None:
    assert install(machine, setups["1.9.0"]).status == 0
    assert installed(machine) == "1.9.0"
    kept = machine.drive / "ProgramData" / PRODUCT / "station.json"
    kept.write_text("{}")
    # 1.10 is newer than 1.9
    assert install(machine, setups["1.10.0"]).status == 0
    assert installed(machine) == "1.10.0" and kept.read_text() == "{}"
    assert install(machine, setups["1.10.0"]).status == 0, "once more, as a repair"
    assert installed(machine) == "1.10.0"


def test_an_older_version_only_when_told(machine: Machine, setups: dict[str, Path]) -> None:
    assert install(machine, setups["2.0.0"]).status == 0
    refused = install(machine, setups["1.10.0"])
    assert refused.status == 1638
    assert "2.0.0 > 1.10.0" in refused.log and "/DOWNGRADE" in refused.log
    assert installed(machine) == "2.0.0"
    assert install(machine, setups["1.10.0"], "/DOWNGRADE").status == 0
    assert installed(machine) == "1.10.0"


def test_not_while_the_client_runs(machine: Machine, setups: dict[str, Path]) -> None:
    with machine.holding("hold", RUNNING):
        refused = install(machine, setups["1.9.0"])
    assert refused.status == 32 and "is open on this PC" in refused.log
    assert installed(machine) is None
    assert install(machine, setups["1.9.0"]).status == 0
    with machine.holding("hold", RUNNING):
        assert install(machine, setups["2.0.0"]).status == 32
        assert machine.end_of(UNINSTALLER, "/S", f"_?=C:\\{FOLDER}".replace("/", "\\")).status == 32
    assert installed(machine) == "1.9.0"


def test_not_two_at_once(machine: Machine, setups: dict[str, Path]) -> None:
    with machine.holding("hold", SETUP):
        refused = install(machine, setups["1.9.0"])
    assert refused.status == 1618 and "at this moment" in refused.log
    assert installed(machine) is None


def test_not_without_rights(machine: Machine, setups: dict[str, Path]) -> None:
    refused = machine.end_of(setups["1.9.0"], "/S", how="restricted")
    assert refused.status == 5 and "Run as administrator" in refused.log
    assert installed(machine) is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("/SEVER=cs.example",), "/SEVER=cs.example"),
        (("/SERVER=",), "/SERVER="),
        (("/SETTINGS=keep",), "/SETTINGS="),
        (("server",), "server"),
        (("/STATION=Bench 4",), "/SERVER=name"),
        (("/CA=C:\\no such folder\\ca.crt",), "/SERVER=name"),
    ],
)
def test_wrong_words(machine: Machine, setups: dict[str, Path], words: tuple[str, ...], told: str) -> None:
    refused = install(machine, setups["1.9.0"], *words)
    assert refused.status == 87 and told in refused.log
    assert installed(machine) is None


@pytest.mark.parametrize("inside", ["Tools/file.txt", "Tools.old/file.txt", "Tools.new/file.txt", "Tools/_internal/a"])
def test_not_into_a_folder_of_something_else(machine: Machine, setups: dict[str, Path], inside: str) -> None:
    other = machine.drive / inside
    other.parent.mkdir(parents=True)
    other.write_text("mine")
    refused = install(machine, setups["1.9.0"], r"/D=C:\Tools")
    (folder,) = machine.drive.glob("Tools*")
    assert refused.status == 161 and f"C:\\{folder.name}" in refused.log and "holds something else" in refused.log
    assert other.read_text() == "mine" and [path for path in folder.rglob("*") if path.is_file()] == [other]


def test_somebody_elses_folder_beside_it_stays(machine: Machine, setups: dict[str, Path]) -> None:
    """A copy that somebody put aside under the name that the installer uses for a moment."""
    assert install(machine, setups["1.9.0"]).status == 0
    kept = machine.drive / f"{FOLDER}.old" / "exports.csv"
    kept.parent.mkdir()
    kept.write_text("mine")
    refused = install(machine, setups["2.0.0"])
    assert refused.status == 161 and f"{PRODUCT}.old" in refused.log
    machine.end_of(UNINSTALLER, "/S")
    time.sleep(5)  # it goes on in a copy of itself
    assert kept.read_text() == "mine" and (machine.drive / FOLDER / "cleanstation.exe").read_text() == "1.9.0"
    kept.unlink()
    assert install(machine, setups["2.0.0"]).status == 0
    assert installed(machine) == "2.0.0"


def test_a_long_folder_with_spaces_and_accents(machine: Machine, setups: dict[str, Path]) -> None:
    name = "Stérilisation à Montréal " * 9
    refused = install(machine, setups["1.9.0"], f"/D=C:\\{name}{name[:30]}x")
    assert refused.status == 161 and "too long" in refused.log
    folder = f"C:\\{name[:197]}"
    assert len(folder) == 200
    assert install(machine, setups["1.9.0"], f"/D={folder}").status == 0
    place = machine.drive / name[:197]
    assert (place / "_internal" / "resources" / "$é.txt").read_text() == "1.9.0"
    # An upgrade finds it by itself.
    assert install(machine, setups["2.0.0"]).status == 0
    assert (place / "cleanstation.exe").read_text() == "2.0.0"
    assert not (place / "_internal" / "only-in-1.9.0.txt").exists()
    machine.end_of(rf"{folder}\uninstall.exe", "/S")
    gone_within(place, 30)


def test_a_disk_without_room(machine: Machine, setups: dict[str, Path]) -> None:
    with small_disk(machine.drive / "Small", "3M"):
        refused = install(machine, setups["1.9.0"], r"/D=C:\Small\Program")
        assert refused.status == 112 and "5 MB" in refused.log
        assert list((machine.drive / "Small").iterdir()) == []


def test_a_disk_that_fills_up_meanwhile_leaves_the_old_version(machine: Machine, setups: dict[str, Path]) -> None:
    with small_disk(machine.drive / "Small", "15M") as disk:
        assert install(machine, setups["1.9.0"], r"/D=C:\Small\Program").status == 0
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        filler = threading.Thread(target=fill_once_there, args=(disk / "Program.new", disk / "full"))
        filler.start()
        failed = install(machine, setups["2.0.0"])
        filler.join()
        (disk / "full").unlink()
        assert failed.status == 29 and "disk is full" in failed.log
        assert {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()} == before
        assert install(machine, setups["2.0.0"]).status == 0
        assert (disk / "Program" / "cleanstation.exe").read_text() == "2.0.0"


def test_power_lost_between_the_renames(machine: Machine, setups: dict[str, Path]) -> None:
    assert install(machine, setups["1.9.0"]).status == 0
    folder = machine.drive / FOLDER
    folder.rename(f"{folder}.old")
    shutil.copytree(f"{folder}.old", f"{folder}.new")
    with machine.holding("hold", SETUP):
        assert install(machine, setups["2.0.0"]).status == 1618
    assert install(machine, setups["2.0.0"]).status == 0
    assert installed(machine) == "2.0.0"


def test_one_changed_byte_shows(
    machine: Machine, setups: dict[str, Path], keys: dict[str, str], tmp_path: Path
) -> None:
    assert install(machine, setups["1.9.0"]).status == 0
    for signed in (setups["1.9.0"], machine.drive / FOLDER / "uninstall.exe"):
        assert signing_tools.sign("--verify", signed, keys=keys).returncode == signing_tools.DONE
        contents = bytearray(signed.read_bytes())
        contents[len(contents) // 2] ^= 1
        changed = tmp_path / signed.name
        changed.write_bytes(contents)
        assert signing_tools.sign("--verify", changed, keys=keys).returncode == signing_tools.FAILED
    machine.renew()
    assert install(machine, tmp_path / setups["1.9.0"].name).status != 0, "it looks at its own sum first"
    assert installed(machine) is None


def fill_once_there(folder: Path, file: Path, seconds: float = 60) -> None:
    """Take all the room that is left on a disk for one file, as soon as a folder appears."""
    end = time.monotonic() + seconds
    while not folder.is_dir() and time.monotonic() < end:
        time.sleep(0.001)
    with file.open("wb", buffering=0) as target, contextlib.suppress(OSError):
        while target.write(bytes(1024 * 1024)):
            pass


def gone_within(folder: Path, seconds: float) -> None:
    """The uninstaller goes on in a copy of itself when its first process has ended."""
    end = time.monotonic() + seconds
    while folder.exists():
        assert time.monotonic() < end, sorted(folder.rglob("*"))
        time.sleep(0.2)


class small_disk:  # noqa: N801 - a context
    """A disk of its own at a folder. Parameters: size, such as 10M."""

    def __init__(self, folder: Path, size: str) -> None:
        self.folder, self.size = folder, size

    def __enter__(self) -> Path:
        self.folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}", "small", self.folder], check=True)
        return self.folder

    def __exit__(self, *_raised: object) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=True)
