"""The slip that hands a one-time password over: made to be given away and destroyed, never kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cleanstation_desktop.domain.localization import Language


@dataclass(frozen=True)
class PasswordSlip:
    """What stands on the slip. Parameters: language, of the person who gets it; made_at, with its zone; made_by, the
    administrator. The password never shows in logs or crash reports."""

    full_name: str
    login: str
    password: str = field(repr=False)
    language: Language
    made_at: datetime
    made_by: str
    company: str
