"""A release on its way into a ring: what is verified before, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.signing_tools import ROOT, package, program, run, sign, signing_keys

Keys = dict[str, str]
SETUP, DEB, BILL = (
    "CleanStation-Desktop-{}-x64-setup.exe",
    "cleanstation-desktop_{}_amd64.deb",
    "CleanStation-Desktop-{}-linux.cdx.json",
)
DONE, REFUSED, USAGE, ENVIRONMENT = 0, 1, 2, 3


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    with signing_keys() as made:
        yield made


def build(folder: Path, keys: Keys, version: str) -> Path:
    """What the make targets leave in dist/, signed."""
    folder.mkdir()
    assert sign(program(folder / SETUP.format(version)), keys=keys).returncode == DONE
    (folder / DEB.format(version)).write_bytes(package())
    (folder / BILL.format(version)).write_text("{}")
    done = release("sums", folder, keys=keys)
    assert done.returncode == DONE, done.stderr
    return folder


@pytest.fixture(scope="module")
def built(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("built") / "dist", keys, "1.10.0")


@pytest.fixture
def dist(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "dist é"))


@pytest.fixture
def share(tmp_path: Path) -> Path:
    place = tmp_path / "share"
    place.mkdir()
    return place


def release(*arguments: str | Path, keys: Keys, **more: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, ROOT / "installer/release.py", *arguments, keys=keys, more=more)


def publish(dist: Path, share: Path, keys: Keys, ring: str = "rehearsal") -> subprocess.CompletedProcess[str]:
    return release("publish", dist, ring, share, keys=keys)


def test_sums_are_over_all_files_and_as_everybody_checks_them(dist: Path) -> None:
    done = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=dist, capture_output=True, text=True, check=True)
    names = [SETUP, BILL, DEB, f"{DEB}.asc"]
    assert sorted(done.stdout.splitlines()) == sorted(f"{name.format('1.10.0')}: OK" for name in names)
    assert (dist / "SHA256SUMS.asc").is_file()


def test_sums_without_keys_must_be_asked_for(dist: Path, tmp_path: Path) -> None:
    assert release("sums", dist, keys={}).returncode == ENVIRONMENT
    done = release("sums", dist, keys={}, UNSIGNED="1")
    assert (done.returncode, "NOT SIGNED" in done.stderr) == (DONE, True)
    assert not list(dist.glob("*.asc")), "signatures of other files are gone"
    (tmp_path / "empty").mkdir()
    assert release("sums", tmp_path / "empty", keys={}, UNSIGNED="1").returncode == REFUSED


def test_a_release_gets_into_a_ring_whole(keys: Keys, dist: Path, share: Path) -> None:
    done = publish(dist, share, keys)
    assert done.returncode == DONE, done.stderr
    place = share / "rehearsal"
    assert sorted(path.name for path in place.iterdir()) == ["1.10.0", "CURRENT"]
    assert (place / "CURRENT").read_text() == "1.10.0\n"
    names = {path.name for path in dist.iterdir()}
    assert {path.name: path.read_bytes() for path in (place / "1.10.0").iterdir()} == {
        name: (dist / name).read_bytes() for name in names
    }
    assert publish(dist, share, keys).returncode == DONE, "a second time there is nothing to do"


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "installer": (lambda d: flip(d / SETUP.format("1.10.0")), "is not the file that SHA256SUMS means"),
    "package": (lambda d: flip(d / DEB.format("1.10.0")), "is not the file that SHA256SUMS means"),
    "bill": (lambda d: flip(d / BILL.format("1.10.0")), "is not the file that SHA256SUMS means"),
    "sums": (lambda d: flip(d / "SHA256SUMS"), "NOT VALID"),
    "signature": (lambda d: (d / "SHA256SUMS.asc").write_text("no signature"), "NOT VALID"),
    "no signature": (lambda d: (d / "SHA256SUMS.asc").unlink(), "NOT SIGNED"),
    "no sums": (lambda d: (d / "SHA256SUMS").unlink(), "There is no"),
    "missing": (lambda d: (d / DEB.format("1.10.0")).unlink(), "is missing"),
    "stray": (lambda d: program(d / SETUP.format("1.9.0")), "Not in SHA256SUMS"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_release_that_is_not_whole_is_refused(keys: Keys, dist: Path, share: Path, fault: str) -> None:
    work, words = FAULTS[fault]
    work(dist)
    done = publish(dist, share, keys)
    assert (done.returncode, words in done.stderr) == (REFUSED, True), done.stderr
    assert list(share.iterdir()) == []


def test_an_installer_without_authenticode_is_refused_though_the_sums_are_signed(
    keys: Keys, dist: Path, share: Path
) -> None:
    program(dist / SETUP.format("1.10.0"))
    assert release("sums", dist, keys=keys).returncode == DONE
    done = publish(dist, share, keys)
    assert (done.returncode, "NOT VALID" in done.stderr, list(share.iterdir())) == (REFUSED, True, [])


def test_what_says_that_it_is_unsigned_is_refused(keys: Keys, dist: Path, share: Path) -> None:
    (dist / SETUP.format("1.10.0")).rename(dist / "CleanStation-Desktop-1.10.0-x64-setup-unsigned.exe")
    release("sums", dist, keys=keys)
    done = publish(dist, share, keys)
    assert (done.returncode, "is not signed" in done.stderr) == (REFUSED, True)


def test_two_versions_at_once_are_refused(keys: Keys, dist: Path, share: Path) -> None:
    shutil.copyfile(dist / BILL.format("1.10.0"), dist / BILL.format("1.9.0"))
    release("sums", dist, keys=keys)
    done = publish(dist, share, keys)
    assert (done.returncode, "not the files of one release: 1.10.0, 1.9.0" in done.stderr) == (REFUSED, True)


def test_an_older_release_and_a_changed_one_are_refused(keys: Keys, dist: Path, share: Path, tmp_path: Path) -> None:
    assert publish(dist, share, keys).returncode == DONE
    older = build(tmp_path / "older", keys, "1.9.0")
    done = publish(older, share, keys)
    assert (done.returncode, "has 1.10.0, which is newer than 1.9.0" in done.stderr) == (REFUSED, True)
    again = build(tmp_path / "again", keys, "1.10.0")
    done = publish(again, share, keys)
    assert (done.returncode, "a published release never changes" in done.stderr) == (REFUSED, True)
    newer = build(tmp_path / "newer", keys, "1.10.1")
    assert publish(newer, share, keys).returncode == DONE
    assert (share / "rehearsal/CURRENT").read_text() == "1.10.1\n"


@pytest.mark.parametrize("ring", ["pilot", "production"])
def test_keys_for_tests_get_into_no_ring_of_a_plant(keys: Keys, dist: Path, share: Path, ring: str) -> None:
    done = publish(dist, share, keys, ring)
    assert (done.returncode, "keys for tests" in done.stderr, list(share.iterdir())) == (REFUSED, True, [])


def test_production_takes_only_what_is_in_pilot(tmp_path: Path, share: Path) -> None:
    with signing_keys(mark="played by a test") as company:
        dist = build(tmp_path / "dist", company, "1.10.0")
        done = publish(dist, share, company, "production")
        assert (done.returncode, "publish it there first" in done.stderr) == (REFUSED, True)
        assert publish(dist, share, company, "pilot").returncode == DONE
        other = build(tmp_path / "other", company, "1.10.0")
        assert publish(other, share, company, "production").returncode == REFUSED
        done = publish(dist, share, company, "production")
        assert done.returncode == DONE, done.stderr
    assert sorted(path.name for path in share.iterdir()) == ["pilot", "production"]
    assert (share / "production/CURRENT").read_text() == "1.10.0\n"


def test_wrong_arguments_are_told(keys: Keys, dist: Path, share: Path) -> None:
    assert publish(dist, share, keys, "everybody").returncode == USAGE
    assert publish(dist, share / "nowhere", keys).returncode == USAGE
    assert release("nonsense", keys=keys).returncode == USAGE


def test_a_disk_that_is_full_leaves_nothing(keys: Keys, dist: Path, share: Path) -> None:
    limit = max(path.stat().st_size for path in dist.iterdir()) // 2
    script = f"ulimit -f {limit // 1024}; trap '' XFSZ; exec '{sys.executable}' '{ROOT}/installer/release.py' publish "
    done = run("bash", "-c", script + '"$0" rehearsal "$1"', dist, share, keys=keys)
    assert (done.returncode, "cannot be written" in done.stderr) == (ENVIRONMENT, True), done.stderr
    assert [path.name for path in share.rglob("*") if path.is_file()] == []
