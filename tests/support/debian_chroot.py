"""A Debian of the test's own in a folder, for packages that are installed for real; needs root and debootstrap.

Each command runs in a mount namespace of its own, so that nothing stays mounted, however the test ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RELEASE = "bookworm"
_ENTER = """
set -e
root=$1; shift
mount --bind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$ARCHIVES" "$root/var/cache/apt/archives"
mkdir -p "$root/tmp/.X11-unix"
[ ! -d /tmp/.X11-unix ] || mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
if [ -n "$SMALL" ]; then mount -t tmpfs -o "size=$SMALL_SIZE" small "$root$SMALL"; fi
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    chroot "$root" env "$@"
"""
_TRIAL = """
[Service]
Type=oneshot
Environment=DEBIAN_FRONTEND=noninteractive
ExecStart=/bin/sh /srv/boot/script
StandardOutput=append:/srv/boot/said
StandardError=inherit
ExecStopPost=/bin/systemctl --no-block poweroff
"""
# What a package manager keeps and writes for itself, and what libraries remember of others.
_OF_THE_SYSTEM = ("dev", "proc", "sys", "run", "tmp", "var/cache", "var/lib/apt", "var/lib/dpkg", "var/log")


@dataclass(frozen=True)
class Done:
    """What a command answered. Parameter: out, both of its outputs."""

    status: int
    out: str


def make_base(cache: Path) -> Path:
    """The packed Debian that every test begins with: the smallest there is. Made once below the cache folder."""
    packed = cache / f"debian-{RELEASE}.tar"
    if packed.is_file():
        return packed
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    root = cache / "base"
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["debootstrap", "--variant=minbase", RELEASE, root], check=True, stdout=subprocess.DEVNULL)
    # No package may start a daemon here.
    policy = root / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    # Nothing here need survive a crash of the machine.
    (root / "etc/dpkg/dpkg.cfg.d/unsafe").write_text("force-unsafe-io\n")
    subprocess.run(["tar", "--create", "--file", packed.with_suffix(".part"), "--directory", root, "."], check=True)
    packed.with_suffix(".part").rename(packed)
    shutil.rmtree(root)
    return packed


class Chroot:
    """Parameters: root, an empty folder for it; cache, where the base and downloaded packages are kept."""

    def __init__(self, root: Path, cache: Path) -> None:
        self.root = root
        self._cache = cache
        packed = make_base(cache)
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o755)
        subprocess.run(["tar", "--extract", "--file", packed, "--directory", root], check=True)
        (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
        self.must("apt-get", "update", "-q")

    def start(
        self,
        *words: str,
        env: Mapping[str, str] | None = None,
        user: str = "",
        small: tuple[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a command inside.

        Parameters: env, more variables; user, another account than root; small, a folder that is a disk of its own
        for this command, and its size.
        """
        place, size = small or ("", "")
        as_somebody = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups") if user else ()
        given = [f"{name}={value}" for name, value in (env or {}).items()]
        return subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", _ENTER, "enter", self.root, *given, *as_somebody, *words],
            env={**os.environ, "ARCHIVES": str(self._cache / "archives"), "SMALL": place, "SMALL_SIZE": size},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def run(
        self,
        *words: str,
        env: Mapping[str, str] | None = None,
        user: str = "",
        small: tuple[str, str] | None = None,
        limit: float = 600,
    ) -> Done:
        """Run a command inside until it ends. Parameters: as of `start`; limit, seconds."""
        with self.start(*words, env=env, user=user, small=small) as process:
            try:
                out, _ = process.communicate(timeout=limit)
            except BaseException:
                process.kill()
                raise
        return Done(process.returncode, out)

    def must(self, *words: str, env: Mapping[str, str] | None = None, user: str = "") -> str:
        """Run a command that must succeed; answers what it said."""
        done = self.run(*words, env=env, user=user)
        assert done.status == 0, f"{' '.join(words)}: exit {done.status}\n{done.out}"
        return done.out

    def boot(self, script: str, *, limit: float = 600) -> str:
        """Boot it with a systemd of its own, which runs a script as root and halts; answers what the script said.

        The packages systemd and systemd-sysv must be inside. Packages may start their services meanwhile. The network
        is that of the machine.
        """
        place = self.root / "srv" / "boot"
        place.mkdir(exist_ok=True)
        (place / "script").write_text(script)
        unit = self.root / "etc/systemd/system/trial.service"
        unit.write_text(_TRIAL)
        wanted = self.root / "etc/systemd/system/multi-user.target.wants/trial.service"
        wanted.parent.mkdir(exist_ok=True)
        wanted.symlink_to("/etc/systemd/system/trial.service")
        policy, aside = self.root / "usr/sbin/policy-rc.d", self.root / "srv/boot/policy-rc.d"
        policy.rename(aside)
        words = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", f"--directory={self.root}"]
        try:
            done = subprocess.run(
                words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False
            )
        finally:
            aside.rename(policy)
            wanted.unlink()
            unit.unlink()
        said = place / "said"
        assert said.is_file(), f"it did not boot:\n{done.stdout}{done.stderr}"
        text = said.read_text()
        shutil.rmtree(place)
        return text

    def install(self, packages: Sequence[Path], *options: str) -> Done:
        """Let apt install package files. Parameters: options of apt-get."""
        place = self.root / "srv" / "packages"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for package in packages:
            shutil.copy(package, place)
        names = [f"/srv/packages/{package.name}" for package in packages]
        return self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *options, *names)

    def version(self, package: str) -> str:
        """The version that dpkg has installed, with dpkg's word for its state."""
        return self.run("dpkg-query", "--show", "--showformat=${db:Status-Status} ${Version}", package).out

    def files(self) -> set[str]:
        """Every file and folder but those that the system itself keeps."""
        found = set()
        for folder, folders, names in os.walk(self.root):
            inside = os.path.relpath(folder, self.root)
            folders[:] = [one for one in folders if os.path.normpath(f"{inside}/{one}") not in _OF_THE_SYSTEM]
            found |= {os.path.normpath(f"{inside}/{one}") for one in (*folders, *names)}
        return found
