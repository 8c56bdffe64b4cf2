"""`cleanstation catalogue check`: what is wrong with the catalogue files, also against the rules, without a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleanstation_desktop.domain.catalogue import Catalogue, check
from cleanstation_desktop.domain.errors import Finding
from cleanstation_desktop.services.catalogue_files import read_catalogue, read_rule_set


@dataclass(frozen=True)
class CatalogueReport:
    """The catalogue, when it can be used, and every finding on it, errors first."""

    catalogue: Catalogue | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether there is an error, so that nothing may be imported."""
        return self.catalogue is None

    def to_json(self) -> dict[str, object]:
        """The report as a JSON object: digest, counts and findings."""
        items = list(self.catalogue.items.values()) if self.catalogue else []
        return {
            "digest": self.catalogue.digest if self.catalogue else None,
            "categories": len(self.catalogue.categories) if self.catalogue else 0,
            "assemblies": sum(item.kind == "assembly" for item in items),
            "parts": sum(item.kind == "part" for item in items),
            "findings": [
                {"severity": entry.severity, "code": entry.code, "field": entry.field, "message": entry.message}
                for entry in self.findings
            ],
        }


def check_catalogue(directory: Path) -> CatalogueReport:
    """Check a folder of catalogue files against itself and against the rules that ship with the program.

    Errors: UsageError when the folder or a file is missing. Everything else is a finding.
    """
    catalogue, findings = read_catalogue(directory)
    if catalogue is None:
        return CatalogueReport(None, findings)
    return CatalogueReport(catalogue, (*findings, *check(catalogue, read_rule_set())))
