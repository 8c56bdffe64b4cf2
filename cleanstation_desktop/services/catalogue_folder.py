"""The three catalogue files of a folder into the database, with a report of every finding (DOMAIN §5)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from cleanstation_desktop.services.catalogue import aliases_in_use
from cleanstation_desktop.services.catalogue_files import read_catalogue
from cleanstation_desktop.services.catalogue_import import ImportReport, import_catalogue
from cleanstation_desktop.services.session import Session


def import_directory(
    session: Session,
    path: Path,
    *,
    dry_run: bool = False,
    confirmed: ImportReport | None = None,
    command_id: UUID | None = None,
) -> ImportReport:
    """Import a folder of catalogue files.

    Parameters: session, of an admin; path, the folder; dry_run, only report what would change;
    confirmed, the report of a dry run: anything else than that is not imported.
    Returns: the report. With an error among the findings (`refused`) nothing was written.
    Errors: UsageError when the folder or a file is missing; Refused for anybody but the admin; Stale when files or
    catalogue are not those of the confirmed report any more.
    """
    with session.read() as connection:
        aliases = aliases_in_use(connection)
    catalogue, findings = read_catalogue(path, aliases=aliases)
    if catalogue is None:
        return ImportReport(None, {}, findings, written=False)
    return import_catalogue(session, catalogue, findings, dry_run=dry_run, confirmed=confirmed, command_id=command_id)
