"""`cleanstation demo`"""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import EnvironmentFault, InvalidInput, UsageError
from cleanstation_desktop.verbs import opening
from cleanstation_desktop.verbs.output import (
    CONTENT,
    counted,
    prepare_folder,
    print_table,
    print_text,
    use_quiet_logs,
    verb,
)

if TYPE_CHECKING:
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer
    from cleanstation_desktop.verbs.demo_record import Record
    from cleanstation_desktop.verbs.demo_world import World

# What a crash of the machine could cost is a second of demo data; it makes filling the server three times as fast.
_SETTINGS = {"synchronous_commit": "off"}


@verb
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Work the screens by itself, without a display")] = False,
    out: Annotated[Path | None, typer.Option(readable=False, help="Folder for sheets, exports and pictures")] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(readable=False, help="Folder with the three catalogue files; default: the demo catalogue"),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", readable=False, help="Keep the server in this empty folder; default: removed afterwards"
        ),
    ] = None,
) -> None:
    """Open the client on a server of its own, with six people and thirty orders.

    With --headless the six people do the main job on the screens by themselves, in English and French; sheets, exports
    and a picture of each screen land in --out.
    """
    hint = "Run: cleanstation demo --headless --out out"
    if headless and out is None:
        raise UsageError("Name the folder for the results.", hint=hint)
    if not headless and not opening.has_display():
        raise EnvironmentFault("There is no display to open a window on.", hint=hint)
    begun = perf_counter()
    folder = resources.path("demo_catalogue") if catalogue is None else catalogue
    if data is not None and data.is_dir() and any(data.iterdir()):
        raise EnvironmentFault(
            f"The folder {data} is not empty.", hint="Name an empty or a new folder for the demo's server."
        )
    _check_catalogue(folder)
    if headless and out is not None:
        prepare_folder(out)
    use_quiet_logs()
    with _server(data) as server, _nothing_held_by_traces():
        status = _run(server, folder, out if headless else None, kept=data is not None)
    if headless:
        print_text(f"Done in {perf_counter() - begun:.1f} s. Sheets, exports and pictures: {out}")
    if status:
        raise typer.Exit(status)


def _check_catalogue(folder: Path) -> None:
    """Refuse bad catalogue files before anything is made. Errors: InvalidInput, UsageError."""
    from cleanstation_desktop.operations.catalogue_check import check_catalogue  # noqa: PLC0415

    report = check_catalogue(folder)
    if report.refused:
        raise InvalidInput(
            [finding for finding in report.findings if finding.severity == "error"],
            hint=f"Nothing was made. All findings: cleanstation catalogue check --catalogue {folder}",
        )
    if report.findings:
        print_text(
            f"The catalogue has {counted(len(report.findings), 'warning')}, no error. "
            f"See: cleanstation catalogue check --catalogue {folder}"
        )


def _run(server: EmbeddedServer, catalogue: Path, out: Path | None, *, kept: bool) -> int:
    """Everything with a server. Parameter: out, None to open the client. Returns: the exit status."""
    from cleanstation_desktop.verbs.demo_record import Record  # noqa: PLC0415 - the services are loaded with these
    from cleanstation_desktop.verbs.demo_world import furnish  # noqa: PLC0415

    record = Record(print_text)
    world = furnish(server, catalogue, record)
    status = _open_client(world) if out is None else _walk(world, out, record)
    if kept:
        print_table("Sign-ins of the server that was kept", ("Login", "Password"), world.passwords.items())
    return status


def _open_client(world: World) -> int:
    """The client with everybody's name to choose from on its sign-in page, until its window is closed."""
    from cleanstation_desktop.ui import app  # noqa: PLC0415 - Qt is loaded by whoever opens a window alone
    from cleanstation_desktop.ui.shell.start import Start  # noqa: PLC0415
    from cleanstation_desktop.ui.station_facts import StationFacts  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_people import STATION  # noqa: PLC0415

    print_text("The client opens. On its sign-in page, choose a name; close the window to end the demo.")
    with tempfile.TemporaryDirectory(prefix="cleanstation-demo-") as folder:
        station = StationFacts(STATION, "demo", str(world.url.host), Path(folder))
        start = Start(world.url, station, known=tuple(world.passwords.items()))
        return app.run(lambda: start, opening.start_of, Path(folder))


def _walk(world: World, out: Path, record: Record) -> int:
    """The main job on the screens; what was found on the way makes the exit status."""
    from cleanstation_desktop.verbs import demo_walk  # noqa: PLC0415

    walked = demo_walk.walk(world, out, record)
    found = demo_walk.prove(world)
    print_text(
        f"{counted(walked.files, 'file')}, {counted(walked.pictures, 'picture')}. "
        f"Audit: {found.sealed_rows} rows under {counted(found.seals, 'seal')}, "
        f"{found.unsealed_rows} not sealed yet, {counted(len(found.problems), 'problem')}."
    )
    for problem in found.problems:
        print_text(f"  {problem.code} {problem.place}: {problem.message}")
    if walked.lost:
        print_text(f"The walk did not come to its end ({out / 'lost.png'}): {walked.lost}")
    if walked.faults:
        print_text(f"{counted(len(walked.faults), 'fault')} of screens, told above.")
    return CONTENT if found.problems or walked.lost or walked.faults else 0


@contextmanager
def _server(data: Path | None) -> Iterator[EmbeddedServer]:
    """A server in the folder given, which is stopped and kept, or in one that is removed with everything in it."""
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer  # noqa: PLC0415

    if data is not None:
        server = EmbeddedServer(data, settings=_SETTINGS)
        try:
            yield server
        finally:
            server.stop_unused()
        return
    folder = Path(tempfile.mkdtemp(prefix="cleanstation-demo-"))
    folder.chmod(0o711)  # root's server runs under another account, which must pass through
    server = EmbeddedServer(folder / "server", settings=_SETTINGS)
    try:
        yield server
    finally:
        # Also when the start itself was interrupted.
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _nothing_held_by_traces() -> Iterator[None]:
    """What the frames of a trace hold is let go, when it ends by one.

    Ctrl-C may come just while a transaction begins: its connection, given back after the server went, would complain.
    """
    try:
        yield
    except BaseException as ended:
        traceback.clear_frames(ended.__traceback__)
        raise
