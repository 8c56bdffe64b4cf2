"""`cleanstation demo`"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import EnvironmentFault, InvalidInput, UsageError
from cleanstation_desktop.verbs.connection import DATABASE
from cleanstation_desktop.verbs.output import CONTENT, counted, print_table, print_text, use_quiet_logs, verb

if TYPE_CHECKING:
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer

LANGUAGES = ("EN", "FR")


@verb
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Run the main job without a screen")] = False,
    out: Annotated[Path | None, typer.Option(readable=False, help="Folder for sheets and exports")] = None,
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
    """Start a server, fill it with demo data and run the main job as six people; QC sheets and BOMs land in --out."""
    if not headless:
        raise UsageError(
            "This release has no screens yet; the demo runs without them.",
            hint="Run: cleanstation demo --headless --out out",
        )
    if out is None:
        raise UsageError("Name the folder for the results.", hint="Run: cleanstation demo --headless --out out")
    begun = perf_counter()
    folder = resources.path("demo_catalogue") if catalogue is None else catalogue
    if data is not None and data.is_dir() and any(data.iterdir()):
        raise EnvironmentFault(
            f"The folder {data} is not empty.", hint="Name an empty or a new folder for the demo's server."
        )
    _check_catalogue(folder)
    _prepare_out(out)
    with _server(data) as server:
        problems = _run(server, folder, out, kept=data is not None)
    print_text(f"Done in {perf_counter() - begun:.1f} s. Sheets and exports: {out}")
    if problems:
        raise typer.Exit(CONTENT)


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


def _run(server: EmbeddedServer, catalogue: Path, out: Path, *, kept: bool) -> int:
    """Everything with a server; returns the number of problems that the audit's verification found."""
    from cleanstation_desktop.operations.installation import install  # noqa: PLC0415
    from cleanstation_desktop.operations.service import Service  # noqa: PLC0415
    from cleanstation_desktop.services import audit, instruments  # noqa: PLC0415
    from cleanstation_desktop.services.audit_verification import verify  # noqa: PLC0415
    from cleanstation_desktop.services.catalogue_folder import import_directory  # noqa: PLC0415
    from cleanstation_desktop.verbs import demo_data  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_job import MainJob, Record  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_people import Cast  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_prints import Printer, drawing  # noqa: PLC0415

    use_quiet_logs()
    record = Record(print_text)
    with record.step("installer", "Server, roles, schema, first accounts"):
        server.start()
        url = server.url(DATABASE)
        accounts = {account.login: account.password for account in install(url, environment="demo")}
    url = url._replace(username=None, password=None)
    with Cast(url) as cast:
        admin = cast.enter("admin", accounts["admin"])
        with record.step(admin, "Catalogue imported"):
            import_directory(admin, catalogue)
        with record.step(admin, "Six people made, each with an own password"):
            cast.hire(admin, demo_data.PEOPLE)
        today = dt.datetime.now(ZoneInfo("America/Toronto")).date()
        instrument = instruments.add_instrument(
            admin, demo_data.INSTRUMENT, "Reference thermometer", today + dt.timedelta(days=180)
        )
        for language in LANGUAGES:
            MainJob(cast, record, language=language, today=today, drawing=drawing, instrument_id=instrument.id).run()
        jobs_url = url.set(username="cs_jobs_login", password=accounts["cs_jobs_login"])
        with record.step("service", "Audit sealed"):
            Service(jobs_url, log_place=server.log_directory).run_once()
        printer = Printer(out)
        with record.step(cast.session(demo_data.QC), "QC sheets of every form printed"):
            printer.sheets(cast.session(demo_data.QC), record.inspections)
        with record.step(cast.session(demo_data.PROCUREMENT), "BOMs as PDF, CSV and XLSX"):
            printer.boms(cast.session(demo_data.PROCUREMENT), record.orders)
        with record.step(admin, "Audit verified against the printed seal"):
            seal = audit.latest_seal(admin)
            found = verify(admin, anchor=None if seal is None else seal.hash)
    print_text(
        f"{counted(len(printer.files), 'file')}. Audit: {found.sealed_rows} rows under {counted(found.seals, 'seal')}, "
        f"{found.unsealed_rows} not sealed yet, {counted(len(found.problems), 'problem')}."
    )
    for problem in found.problems:
        print_text(f"  {problem.code} {problem.place}: {problem.message}")
    if kept:
        print_table("Sign-ins of the server that was kept", ("Login", "Password"), cast.sign_ins())
    return len(found.problems)


def _prepare_out(out: Path) -> None:
    """Make the folder and try to write into it, so that this is not found out at the end."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise EnvironmentFault(
            f"The folder {out} cannot be written to: {error.strerror}.", hint="Name another folder with --out."
        ) from error


@contextmanager
def _server(data: Path | None) -> Iterator[EmbeddedServer]:
    """A server in the folder given, which is stopped and kept, or in one that is removed with everything in it."""
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer  # noqa: PLC0415

    if data is not None:
        server = EmbeddedServer(data)
        try:
            yield server
        finally:
            server.stop_unused()
        return
    folder = Path(tempfile.mkdtemp(prefix="cleanstation-demo-"))
    folder.chmod(0o711)  # root's server runs under another account, which must pass through
    server = EmbeddedServer(folder / "server")
    try:
        yield server
    finally:
        # Also when the start itself was interrupted.
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
