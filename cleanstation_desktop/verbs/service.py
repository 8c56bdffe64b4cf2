"""`cleanstation service`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanstation_desktop.verbs.connection import DataOption, UrlOption, administration_url
from cleanstation_desktop.verbs.output import print_text, use_service_logs, verb


@verb
def service(
    log_directory: Annotated[
        Path | None,
        typer.Option(readable=False, help="Folder or file of the server's JSON log, for lockouts and refusals"),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Do every job once, then end")] = False,
    url: UrlOption = None,
    data: DataOption = None,
) -> None:
    """Run the server's own jobs: sealing, lockout, idle sessions, clean-up; safe to run twice.

    Connects as the login of the jobs named in --url; its password comes from PGPASSWORD.
    """
    from cleanstation_desktop.operations.service import Service  # noqa: PLC0415 - structlog is slow to import

    if data is not None and log_directory is None:
        log_directory = data / "log"
    use_service_logs()
    jobs = Service(administration_url(url, data), log_place=log_directory)
    if not once:
        jobs.run()
    elif not jobs.run_once():
        print_text("Another process is at work; nothing was done.")
