"""What the page of a form knows: read in one go, off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.services import documents, inspections, instruments
from cleanstation_desktop.services.documents import Document
from cleanstation_desktop.services.inspection_duty import InspectionPlace, read_place
from cleanstation_desktop.services.inspection_model import Inspection
from cleanstation_desktop.services.instruments import Instrument
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signatures import RecordSignature, signatures_of


@dataclass(frozen=True)
class InspectionFacts:
    """An inspection as its page shows it. Parameters: instruments, that can be chosen; documents, of the order."""

    inspection: Inspection
    place: InspectionPlace
    instruments: tuple[Instrument, ...]
    documents: tuple[Document, ...]
    signatures: tuple[RecordSignature, ...]


def read_facts(session: Session, inspection_id: int, spoken: Language) -> InspectionFacts:
    """Read an inspection. Parameters: spoken, the language of its texts. Errors: NotFound, Refused."""
    with session.snapshot():
        place = read_place(session, inspection_id)
        return InspectionFacts(
            inspections.read_inspection(session, inspection_id, spoken),
            place,
            instruments.list_instruments(session),
            documents.list_documents(session, place.order_id),
            signatures_of(session, "inspection", inspection_id),
        )
