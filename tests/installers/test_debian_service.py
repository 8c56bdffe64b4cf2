"""The package cleanstation-service: its unit as systemd reads it, its command as systemd runs it, and how it goes."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
from psycopg import sql

from cleanstation_desktop.build_info import version
from tests.installers.debian import DESKTOP, OLDER, SERVICE, root_only
from tests.support.clusters import unique_login
from tests.support.debian_chroot import Chroot
from tests.support.shop import Shop
from tests.support.tls_server import TlsServer

pytestmark = root_only

UNIT = "lib/systemd/system/cleanstation-service.service"
SETTINGS = "etc/cleanstation-service"
# Of 10; what is left is the network, which it needs, and the server's log, which is not ours to name.
MOST_EXPOSED = 1.5
# Runs inside: the service is started by systemd, upgraded under way, and stopped.
SCRIPT = """
show() { systemctl show --property "$1" --value cleanstation-service; }
systemctl start cleanstation-service
sleep 20
echo "first: $(systemctl is-active cleanstation-service)"
echo "first_process: $(show MainPID)"
echo "first_owner: $(stat -c %U /proc/$(show MainPID))"
dpkg --install /srv/newer/*.deb
sleep 20
echo "second: $(systemctl is-active cleanstation-service)"
echo "second_process: $(show MainPID)"
systemctl stop cleanstation-service
echo "end: $(show Result) $(show ExecMainStatus)"
journalctl --unit cleanstation-service --output cat --no-pager
"""


def sealed(tls: TlsServer) -> int:
    with tls.database.connect() as superuser:
        row = superuser.execute("SELECT coalesce(sum(row_count), 0)::int FROM cs_audit.seal").fetchone()
    assert row is not None
    return int(row[0])


def both(debian: Chroot, made: dict[str, Path], *options: str) -> str:
    done = debian.install(list(made.values()), *options)
    assert done.status == 0, done.out
    return done.out


def as_systemd_runs_it(debian: Chroot, *more: str) -> tuple[list[str], dict[str, str]]:
    """The words and the environment of the unit's command, from the installed files."""
    unit = (debian.root / UNIT).read_text()
    command = re.search("(?m)^ExecStart=(.*)$", unit)
    assert command is not None
    named = dict(re.findall(r"(?m)^(\w+)=(.*)$", (debian.root / SETTINGS / "settings").read_text()))
    words: list[str] = []
    for word in shlex.split(command[1]):
        if braced := re.fullmatch(r"\$\{(\w+)\}", word):
            words.append(named[braced[1]])
        elif word.startswith("$"):
            words += named[word[1:]].split()
        else:
            words.append(word)
    return [*words, *more], named


def test_the_unit_is_one_that_systemd_takes(bare: Chroot, packages: dict[str, Path]) -> None:
    said = both(bare, packages)
    assert "cleanstation-service begins when" in said
    assert (bare.root / "etc/systemd/system/multi-user.target.wants/cleanstation-service.service").is_symlink()
    assert SERVICE in (bare.root / "etc/passwd").read_text()
    bare.must("apt-get", "install", "-y", "-q", "--no-install-recommends", "systemd-sysv")
    here = ["systemd-analyze", f"--root={bare.root}"]
    done = subprocess.run([*here, "--man=no", "verify", f"/{UNIT}"], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "cleanstation" in line]
    assert (done.returncode, ours) == (0, []), done.stderr
    words = [*here, "security", "--offline=true", "--no-pager", f"--threshold={int(MOST_EXPOSED * 10)}", f"/{UNIT}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def settle(debian: Chroot, tls: TlsServer) -> None:
    """As an IT person does: the address, the root certificate and the password of the jobs' login."""
    login = unique_login("jobs")
    with psycopg.connect(**tls.server.dsn(), autocommit=True) as superuser:
        making = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'of the jobs' IN ROLE cs_jobs")
        superuser.execute(making.format(sql.Identifier(login)))
    settings = debian.root / SETTINGS
    shutil.copy(tls.authority.root, settings / "root.crt")
    (settings / "root.crt").chmod(0o644)
    text = (settings / "settings").read_text()
    url = f"postgresql://{login}@localhost:{tls.port}/{tls.database.name}"
    text = re.sub("(?m)^JOBS_URL=.*", f"JOBS_URL={url}", text)
    text = re.sub("(?m)^JOBS_OPTIONS=.*", "JOBS_OPTIONS=", text)
    (settings / "settings").write_text(text)
    (settings / "password").write_text("of the jobs\n")
    (settings / "password").chmod(0o600)


def test_its_command_works_on_a_server(
    bare: Chroot, packages: dict[str, Path], tls_server: TlsServer, plant: Shop
) -> None:
    both(bare, packages)
    settle(bare, tls_server)
    # What LoadCredential= does: a folder of the service's own account, which nobody else may enter.
    handed = bare.root / "run" / "credentials"
    handed.mkdir(parents=True, exist_ok=True)
    (handed / "password").write_text("of the jobs\n")
    bare.must("chown", "-R", f"{SERVICE}:", "/run/credentials")
    bare.must("chmod", "-R", "u=rX,go=", "/run/credentials")

    words, env = as_systemd_runs_it(bare)
    env = {**env, "HOME": "/nonexistent", "CREDENTIALS_DIRECTORY": "/run/credentials"}
    before = sealed(tls_server)
    with bare.start(*words, user=SERVICE, env=env) as process:
        end = time.monotonic() + 90
        while sealed(tls_server) <= before and process.poll() is None and time.monotonic() < end:
            time.sleep(0.5)
        process.terminate()
        said, _ = process.communicate(timeout=60)
    assert sealed(tls_server) > before, said
    assert process.returncode == 0 and "service_stopped" in said, said
    assert "of the jobs" not in said
    (handed / "password").unlink()
    none = bare.run(*words, user=SERVICE, env=env)
    assert none.status == 2 and "No password" in none.out, "RestartPreventExitStatus= names this status"


def test_systemd_runs_it_with_all_else_closed_and_an_upgrade_starts_it_again(
    bare: Chroot, packages: dict[str, Path], older: dict[str, Path], tls_server: TlsServer, plant: Shop
) -> None:
    both(bare, older)
    bare.must("apt-get", "install", "-y", "-q", "--no-install-recommends", "systemd-sysv")
    settle(bare, tls_server)
    plant.arrived()  # something to seal
    before = sealed(tls_server)
    place = bare.root / "srv" / "newer"
    place.mkdir()
    for package in packages.values():
        shutil.copy(package, place)
    said = bare.boot(SCRIPT)
    shutil.rmtree(place)
    told = dict(line.split(": ", 1) for line in said.splitlines() if re.match(r"(first|second|end)\w*: ", line))
    assert (told["first"], told["second"]) == ("active", "active"), said
    assert told["first_process"] not in {"0", told["second_process"]}
    assert told["first_owner"] == SERVICE
    assert told["end"] == "success 0", said
    assert said.count("service_stopped") == 2 and "Traceback" not in said and "of the jobs" not in said
    assert sealed(tls_server) > before, said
    assert bare.version(SERVICE) == f"installed {version()}"


def test_it_is_upgraded_with_the_program_and_purged(
    bare: Chroot,
    packages: dict[str, Path],
    older: dict[str, Path],
) -> None:
    before = bare.files()
    both(bare, older)
    settings = bare.root / SETTINGS / "settings"
    settings.write_text(settings.read_text() + "# of this plant\n")
    (bare.root / SETTINGS / "password").write_text("secret\n")
    alone = bare.install([packages[SERVICE]])
    assert alone.status != 0 and bare.version(SERVICE) == f"installed {OLDER}", "only together with the same program"
    both(bare, packages)
    for package in (DESKTOP, SERVICE):
        assert bare.version(package) == f"installed {version()}"
    assert settings.read_text().endswith("# of this plant\n")
    bare.must("apt-get", "remove", "-y", "-q", SERVICE, DESKTOP)
    assert settings.is_file() and not (bare.root / UNIT).exists()
    bare.must("dpkg", "--purge", SERVICE, DESKTOP)
    left = {path for path in bare.files() - before if not path.startswith("srv/")}
    assert left == set()
    assert SERVICE not in (bare.root / "etc/passwd").read_text()
