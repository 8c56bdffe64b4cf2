"""The controlled forms that the project ships, loaded as the program loads them."""

from __future__ import annotations

import json
from functools import cache

from cleanstation_desktop import resources
from cleanstation_desktop.domain.checklist_loading import load_template
from cleanstation_desktop.domain.checklist_template import InspectionKind, Template


@cache
def form(kind: InspectionKind) -> Template:
    """The shipped form of this kind."""
    return load_template(json.loads(resources.path("templates", f"{kind.lower()}.json").read_text(encoding="utf-8")))
