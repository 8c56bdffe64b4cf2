"""Says how large a bundle is and how fast it starts: python installer/measure_bundle.py FOLDER"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter


def forget(files: list[Path]) -> None:
    """Take files out of the system's memory, as after a restart; where the system cannot, the start stays warm."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()  # what is not on the disk yet stays in memory
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def start(program: Path) -> float:
    """Seconds until the program has said its version."""
    begun = perf_counter()
    subprocess.run([program.resolve(), "--version"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the program that was just made
    return perf_counter() - begun


def main(folder: Path) -> None:
    """Print one line of figures."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files) / 1e6
    program = folder / folder.name
    forget(files)
    cold = start(program)
    warm = min(start(program) for _ in range(3))
    sys.stdout.write(f"{folder}: {size:.0f} MB in {len(files)} files; starts in {cold:.2f} s cold, {warm:.2f} s warm\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
