"""`cleanstation bom explode`: a configuration file and the catalogue files into a bill, without a server."""

from __future__ import annotations

from pathlib import Path

from cleanstation_desktop.domain.bom import Bom, explode
from cleanstation_desktop.domain.configuration import FILE_LIMIT, check_configuration
from cleanstation_desktop.domain.errors import InvalidInput
from cleanstation_desktop.domain.reading import load_json
from cleanstation_desktop.services.catalogue_files import read_catalogue, read_limited, read_rule_set


def explode_files(config_path: Path, catalogue_dir: Path) -> Bom:
    """Make the bill that a configuration file describes.

    Parameters: config_path, the configuration (JSON, DESIGN §5); catalogue_dir, the folder of the three files.
    Returns: the bill. It may hold error findings (`Bom.refused`): a bound that is broken, an item that is nowhere; its
    lines are then those that could be found.
    Errors: UsageError when a file is missing; InvalidInput when the configuration cannot be read as one, or the
    catalogue cannot be used, with every finding.
    """
    text = read_limited(config_path, FILE_LIMIT)
    catalogue, catalogue_findings = read_catalogue(catalogue_dir)
    if catalogue is None:
        raise InvalidInput([finding for finding in catalogue_findings if finding.severity == "error"])
    configuration, findings = check_configuration(load_json(text, limit=FILE_LIMIT, source=config_path.name))
    if configuration is None:
        raise InvalidInput(list(findings))
    return explode(configuration, read_rule_set(configuration.family), catalogue, known=findings)
