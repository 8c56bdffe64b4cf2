"""`cleanstation demo`"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cleanstation_desktop import resources
from cleanstation_desktop.domain.errors import EnvironmentFault, UsageError
from cleanstation_desktop.verbs.output import CONTENT, print_findings, print_table, print_text, verb

LANGUAGES = ("EN", "FR")


@verb
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Run the main job without a screen")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for sheets and exports")] = None,
    catalogue: Annotated[
        Path | None, typer.Option(help="Folder with the three catalogue files; default: the demo catalogue")
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="Keep the server in this empty folder; default: removed afterwards")
    ] = None,
) -> None:
    """Start a server, fill it with demo data and run the main job as six people; QC sheets and BOMs land in --out."""
    if not headless:
        raise UsageError(
            "The client's screens are not part of this release yet.", hint="Run: cleanstation demo --headless --out out"
        )
    if out is None:
        raise UsageError("Name the folder for the results.", hint="Run: cleanstation demo --headless --out out")
    folder = resources.path("demo_catalogue") if catalogue is None else catalogue
    out = _empty_folder(out)
    begun = perf_counter()
    with _server_folder(data) as home:
        problems = _run(home, folder, out)
    print_text(f"Done in {perf_counter() - begun:.1f} s. Sheets and exports: {out}")
    if problems:
        raise typer.Exit(CONTENT)


def _run(home: Path, catalogue: Path, out: Path) -> int:
    """Everything with a running server; returns the number of problems that the audit's verification found."""
    from cleanstation_desktop.operations.catalogue_import import import_directory  # noqa: PLC0415 - only the demo needs these
    from cleanstation_desktop.operations.embedded_server import EmbeddedServer  # noqa: PLC0415
    from cleanstation_desktop.operations.installation import install  # noqa: PLC0415
    from cleanstation_desktop.operations.service import Service  # noqa: PLC0415
    from cleanstation_desktop.services import audit, instruments  # noqa: PLC0415
    from cleanstation_desktop.services.audit_verification import verify  # noqa: PLC0415
    from cleanstation_desktop.verbs import demo_data  # noqa: PLC0415
    from cleanstation_desktop.verbs.connection import DATABASE  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_job import MainJob, Record, Step  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_people import Cast  # noqa: PLC0415
    from cleanstation_desktop.verbs.demo_prints import Printer, drawing  # noqa: PLC0415

    record = Record()
    begun = perf_counter()
    with EmbeddedServer(home) as server:
        accounts = {account.login: account.password for account in install(server.url(DATABASE), environment="demo")}
        record.steps.append(Step("installer", "Server, roles, schema, first accounts", perf_counter() - begun))
        url = server.url(DATABASE).set(username=None, password=None)
        with Cast(url) as cast:
            admin = cast.enter("admin", accounts["admin"])
            with record.step(admin, "Catalogue imported"):
                report = import_directory(admin, catalogue)
            print_findings(report.findings)
            if report.refused:
                return len(report.findings)
            with record.step(admin, "Six people made, signed in with their own passwords"):
                cast.hire(admin, demo_data.PEOPLE)
            today = dt.datetime.now(ZoneInfo("America/Toronto")).date()
            instrument = instruments.add_instrument(
                admin, demo_data.INSTRUMENT, "Reference thermometer", today + dt.timedelta(days=180)
            )
            for language in LANGUAGES:
                job = MainJob(
                    cast, record, language=language, today=today, drawing=drawing, instrument_id=instrument.id
                )
                job.run()
            jobs_url = url.set(username="cs_jobs_login", password=accounts["cs_jobs_login"])
            with record.step(admin, "Audit sealed by the service"):
                Service(jobs_url, log_place=server.log_directory).run_once()
            printer = Printer(out)
            with record.step(cast.session(demo_data.QC), "QC sheets of every form printed"):
                printer.sheets(cast.session(demo_data.QC), record.inspections)
            with record.step(cast.session(demo_data.PROCUREMENT), "BOMs as PDF, CSV and XLSX"):
                printer.boms(cast.session(demo_data.PROCUREMENT), record.orders)
            with record.step(admin, "Audit verified against the printed seal"):
                seal = audit.latest_seal(admin)
                found = verify(admin, anchor=None if seal is None else seal.hash)
    print_table(
        "The main job",
        ("Who", "Step", "Seconds"),
        [(step.who, step.what, f"{step.seconds:.2f}") for step in record.steps],
    )
    print_text(
        f"{len(printer.files)} files. Audit: {found.sealed_rows} rows under {found.seals} seals, "
        f"{found.unsealed_rows} not sealed yet, {len(found.problems)} problems."
    )
    for problem in found.problems:
        print_text(f"  {problem.code} {problem.place}: {problem.message}")
    return len(found.problems)


def _empty_folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"{out} cannot be made: {error.strerror}.", hint="Name another folder.") from error
    return out


@contextmanager
def _server_folder(data: Path | None) -> Iterator[Path]:
    """The folder given, or one that is removed with everything in it."""
    if data is not None:
        yield data
        return
    folder = Path(tempfile.mkdtemp(prefix="cleanstation-demo-"))
    folder.chmod(0o711)  # root's server runs under another account, which must pass through
    try:
        yield folder / "server"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
