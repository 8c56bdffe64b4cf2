"""The Debian packages, installed in a Debian of the test's own, worked with against a real server, and removed."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from cleanstation_desktop.build_info import version
from tests.installers.conftest import CACHE
from tests.installers.debian import DESKTOP, OLDER, PERSON, PROGRAM, root_only
from tests.support.debian_chroot import Chroot, Done
from tests.support.prints import texts
from tests.support.shop import Shop
from tests.support.tls_server import TlsServer
from tests.support.x_screen import XScreen, x_screen

pytestmark = root_only

STATION = "etc/xdg/CleanStation Desktop/station.json"
HOME = {"HOME": f"/home/{PERSON}"}


def enrol(debian: Chroot, tls: TlsServer) -> None:
    """As an IT person does on each PC: for all accounts, without a connection."""
    shutil.copy(tls.authority.root, debian.root / "srv" / "plant-root.crt")
    debian.must(
        *("cleanstation", "station", "enroll", "--all-accounts", "--no-check", "--server", "localhost"),
        *("--port", str(tls.port), "--database", tls.database.name, "--station", "Bench 7"),
        *("--root-certificate", "/srv/plant-root.crt"),
    )


def tried(debian: Chroot, shop: Shop) -> Done:
    """What `station test` answers to an ordinary account, with the sheet in its home."""
    person = shop.qc.person
    words = ("cleanstation", "station", "test", "--login", person.login, "--json", "--out", f"/home/{PERSON}/sheets")
    return debian.run(*words, user=PERSON, env={**HOME, "PGPASSWORD": person.password})


@contextlib.contextmanager
def opened(debian: Chroot, folder: Path) -> Iterator[XScreen]:
    """The client of an ordinary account on a screen, painted; closed at the end, in order."""
    with x_screen(folder) as screen:
        with debian.start("cleanstation", user=PERSON, env={**HOME, "DISPLAY": screen.display}) as client:
            try:
                end = time.monotonic() + 120
                while len(screen.picture().getcolors(1 << 24) or ()) < 200:
                    assert client.poll() is None and time.monotonic() < end, "the client painted nothing"
                    time.sleep(0.5)
                yield screen
            finally:
                client.terminate()
                said, _ = client.communicate(timeout=120)
        assert (client.returncode, said) == (0, "")


def test_it_signs_in_prints_is_upgraded_and_leaves_nothing(
    bare: Chroot,
    packages: dict[str, Path],
    older: dict[str, Path],
    tls_server: TlsServer,
    plant: Shop,
    tmp_path: Path,
) -> None:
    before = bare.files()
    done = bare.install([older[DESKTOP]])
    assert done.status == 0, done.out
    assert "The following additional packages" not in done.out, "Depends is complete: nothing else was needed"
    enrol(bare, tls_server)
    for name in (f"/{STATION}", "/usr/lib/cleanstation-desktop/cleanstation"):
        assert bare.must("stat", "-c", "%U:%G", name) == "root:root\n"

    done = bare.install([packages[DESKTOP]])
    assert done.status == 0, done.out
    assert bare.version(DESKTOP) == f"installed {version()}"
    assert not (bare.root / PROGRAM / "_internal" / "of-the-older-one.txt").exists()
    assert json.loads((bare.root / STATION).read_text())["station"] == "Bench 7", "settings outlive an upgrade"
    assert bare.must("cleanstation", "--version", user=PERSON).startswith(f"cleanstation {version()} (")

    answer = tried(bare, plant)
    assert answer.status == 0, answer.out
    told = json.loads(answer.out)
    assert (told["good"], told["signed_in"], told["printed"]) == (True, True, True)
    (sheet,) = (bare.root / "home" / PERSON / "sheets").iterdir()
    assert all("UNCONTROLLED COPY" in page for page in texts(sheet.read_bytes()))

    with opened(bare, tmp_path) as screen:
        time.sleep(5)
        shown = screen.windows()
        screen.picture().save(CACHE / "debian-client.png")
        assert '"CleanStation"' in shown and "error" not in shown, shown

    bare.must("apt-get", "remove", "-y", "-q", DESKTOP)
    assert bare.version(DESKTOP).startswith("config-files") or not (bare.root / PROGRAM).exists()
    assert not (bare.root / PROGRAM).exists()
    assert (bare.root / STATION).is_file(), "settings outlive a removal"
    bare.must("dpkg", "--purge", DESKTOP)
    # But for what the test itself brought, and what a person keeps in the own home.
    assert {path for path in bare.files() - before if not path.startswith(("srv/", f"home/{PERSON}/"))} == set()


def test_every_library_is_found_with_what_depends_names(installed: Chroot) -> None:
    found = installed.must("sh", "-c", f"find /{PROGRAM} -name '*.so*' -type f -exec ldd {{}} +")
    assert found.count("=>") > 1000
    assert [line for line in found.splitlines() if "not found" in line] == []


def test_nothing_is_replaced_or_removed_under_a_running_client(
    installed: Chroot, packages: dict[str, Path], older: dict[str, Path], tmp_path: Path
) -> None:
    state = installed.files()
    with opened(installed, tmp_path):
        for done in (
            installed.install([older[DESKTOP]], "--allow-downgrades"),
            installed.install([packages[DESKTOP]], "--reinstall"),
            installed.run("apt-get", "remove", "-y", "-q", DESKTOP),
        ):
            assert done.status == 100, done
            assert "CleanStation Desktop is open on this PC:" in done.out
            assert re.search(rf"process \d+ of {PERSON}", done.out)
            assert "Close it, then try again." in done.out
        assert installed.version(DESKTOP).startswith("installed")
    assert {path for path in state - installed.files() if not path.startswith(("srv/", "home/"))} == set()
    assert installed.must("cleanstation", "--version").startswith("cleanstation ")
    done = installed.install([packages[DESKTOP]], "--reinstall")
    assert done.status == 0, done.out


def test_an_older_release_over_a_newer_one(installed: Chroot, older: dict[str, Path]) -> None:
    refused = installed.install([older[DESKTOP]])
    assert refused.status != 0 and "--allow-downgrades" in refused.out, refused
    assert installed.version(DESKTOP) == f"installed {version()}"
    done = installed.install([older[DESKTOP]], "--allow-downgrades")
    assert done.status == 0 and "downgrading" in done.out, done
    assert installed.must("cleanstation", "--version")


def test_a_second_installation_at_the_same_time_is_told(installed: Chroot, packages: dict[str, Path]) -> None:
    shutil.copy(packages[DESKTOP], installed.root / "srv" / "second.deb")
    first = installed.start("apt-get", "install", "-y", "-q", "--reinstall", "/srv/second.deb")
    try:
        end = time.monotonic() + 120
        while not any((installed.root / PROGRAM).rglob("*.dpkg-new")):
            assert time.monotonic() < end and first.poll() is None, "the first one did not begin"
        second = installed.run("dpkg", "--install", "/srv/second.deb")
    finally:
        said, _ = first.communicate(timeout=600)
        (installed.root / "srv" / "second.deb").unlink()
    assert second.status == 2 and "locked by another process" in second.out, second
    assert (first.returncode, installed.version(DESKTOP)) == (0, f"installed {version()}"), said


def test_a_full_disk_leaves_the_release_that_was_there(
    installed: Chroot, older: dict[str, Path], packages: dict[str, Path]
) -> None:
    assert installed.install([older[DESKTOP]], "--allow-downgrades").status == 0
    small = "300M"  # room for the files that are there, none for as many more beside them
    shutil.copy(packages[DESKTOP], installed.root / "srv" / "new.deb")
    script = (
        f"cp -a /{PROGRAM}/. /mnt/ && mount --bind /mnt /{PROGRAM} && dpkg --install /srv/new.deb; status=$?;"
        "cleanstation --version; exit $status"
    )
    done = installed.run("sh", "-c", script, small=("/mnt", small))
    assert done.status == 1 and "No space left on device" in done.out, done
    assert re.search(r"(?m)^cleanstation \d", done.out), "the older one still runs"
    assert installed.version(DESKTOP) == f"installed {OLDER}"
    done = installed.run("dpkg", "--install", "/srv/new.deb")
    assert done.status == 0, done.out
    assert installed.version(DESKTOP) == f"installed {version()}"


def test_an_account_without_rights_is_told(installed: Chroot, packages: dict[str, Path]) -> None:
    shutil.copy(packages[DESKTOP], installed.root / "tmp" / "package.deb")
    done = installed.run("dpkg", "--install", "/tmp/package.deb", user=PERSON)
    assert done.status == 2 and "requires superuser privilege" in done.out, done
    words = ("cleanstation", "station", "enroll", "--all-accounts", "--no-check", "--server", "localhost")
    done = installed.run(*words, user=PERSON, env=HOME)
    assert done.status in {1, 3} and "Traceback" not in done.out, done


def test_no_display_no_printer_no_font(installed: Chroot, tls_server: TlsServer, plant: Shop) -> None:
    none = installed.run("cleanstation", user=PERSON, env=HOME)
    assert none.status == 3 and "There is no display" in none.out, none
    fonts, aside = installed.root / "usr/share/fonts", installed.root / "srv/fonts"
    if fonts.exists():
        fonts.rename(aside)
    try:
        assert not (installed.root / "usr/sbin/cupsd").exists()
        enrol(installed, tls_server)
        done = tried(installed, plant)
        assert done.status == 0, done.out
    finally:
        if aside.exists():
            aside.rename(fonts)
