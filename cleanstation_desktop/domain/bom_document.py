"""The data of a printed or exported bill of materials: one revision of one build (DOMAIN §5, §8).

Plain data; whoever prints fills it from the database or from an explosion. Importing this loads nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from cleanstation_desktop.domain.bom_model import Bom
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import FIRST_COPY, AuditSeal, PrintCopy, Signature


@dataclass(frozen=True)
class BomDocument:
    """One revision of the bill of materials of one build. Until it is approved it is printed as a draft.

    Parameters: bom, lines and findings; revision, from 1; status, code of the revision's state; made_at, with its
    zone, also the time that the files themselves carry until the revision is signed; change, why this revision was
    made; superseded_by, the revision in force where that is a newer one; zone, the plant's; qr, text of a QR code.
    """

    bom: Bom
    language: Language
    revision: int
    status: str
    made_at: datetime
    po_number: str = ""
    customer: str = ""
    project: str = ""
    model: str = ""
    family: str = ""
    change: str = ""
    superseded_by: int | None = None
    signatures: tuple[Signature, ...] = ()
    seal: AuditSeal | None = None
    copy: PrintCopy = FIRST_COPY
    zone: tzinfo = UTC
    company: str = "Torvan Medical"
    qr: str = ""

    @property
    def altered(self) -> bool:
        """Whether it no longer says what was signed: then it proves nothing."""
        return not all(signature.intact for signature in self.signatures)

    @property
    def is_approved(self) -> bool:
        """Whether it carries every signature that it needs; one of two approves nothing (DOMAIN §3, Changes)."""
        return self.status == "APPROVED"

    @property
    def created(self) -> datetime:
        """The time in the files' metadata: of the last signature, or when the revision was made."""
        return max((signature.signed_at for signature in self.signatures), default=self.made_at)
