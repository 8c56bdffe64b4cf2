"""QC sheets and bills of material as they are printed: filled from the database, every print counted (DOMAIN §8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection, select, text

from cleanstation_desktop.database.boms import bom_revision
from cleanstation_desktop.database.orders import build, configuration, customer_order
from cleanstation_desktop.domain.bom_document import BomDocument
from cleanstation_desktop.domain.checklist import Result, first_pass
from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.errors import NotFound
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.print_marks import Signature, uncontrolled
from cleanstation_desktop.domain.sheets import QcSheet, SheetConcession, SheetSection
from cleanstation_desktop.services.bom_storage import read_boms
from cleanstation_desktop.services.in_force import in_force
from cleanstation_desktop.services.inspection_reading import load_inspection
from cleanstation_desktop.services.nonconformances import load_nonconformances
from cleanstation_desktop.services.print_marks import bom_record, count_copy, read_marks
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sheet_course import read_course
from cleanstation_desktop.services.sheet_files import count_photos, read_drawings
from cleanstation_desktop.services.sheet_parts import sheet_basins, sheet_item, sheet_nonconformance
from cleanstation_desktop.services.sheet_readings import read_earlier
from cleanstation_desktop.services.signatures import RecordKind, load_signatures

# The configuration that was approved when the form was opened: a later change alters no sheet of before.
_BUILD = text(
    "SELECT b.build_number, o.po_number, o.customer_name, o.project_name, c.body "
    "FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id JOIN cs.customer_order o ON o.id = b.order_id "
    "JOIN cs.bom_revision r ON r.build_id = b.id AND r.state = 'APPROVED' "
    "JOIN cs.configuration c ON c.id = r.configuration_id "
    "WHERE n.id = :inspection AND NOT EXISTS (SELECT FROM cs.signature_subject u "
    "JOIN cs.signature s ON s.id = u.signature_id WHERE u.record_kind = 'bom_revision' AND u.record_id = r.id "
    "AND s.authenticated_at > n.created_at) ORDER BY r.revision DESC LIMIT 1"
)
_STANDS = in_force(build.c.id)
_REVISION = (
    select(bom_revision, customer_order, configuration.c.body, _STANDS.c.revision.label("stands"))
    .join(configuration, configuration.c.id == bom_revision.c.configuration_id)
    .join(build, build.c.id == bom_revision.c.build_id)
    .join(customer_order, customer_order.c.id == build.c.order_id)
    .join(_STANDS, _STANDS.c.id.is_not(None))
)
_RESULTS = text(
    "SELECT n.result FROM cs.inspection n WHERE n.build_id = :build AND n.kind = 'SINK_QUALITY' AND n.state <> 'VOID' "
    "ORDER BY n.attempt"
)
_SIGNED = text(
    "SELECT n.id, n.kind, n.attempt, n.result, b.build_number "
    "FROM cs.inspection n JOIN cs.build b ON b.id = n.build_id WHERE n.state = 'SIGNED' ORDER BY n.id DESC LIMIT 1"
)
_NONCONFORMANCES = text("SELECT count(*) FROM cs.nonconformances_of(:inspection)")


@dataclass(frozen=True)
class SignedForm:
    """An inspection that is signed. Parameters: attempt, from 1; build_number, of the build it belongs to."""

    id: int
    kind: InspectionKind
    attempt: int
    result: Result
    build_number: str


def newest_signed_form(session: Session) -> SignedForm | None:
    """The inspection opened last of those that are signed and that the person may see; None without any.

    Errors: Refused for who reads no inspections.
    """
    with session.read() as connection:
        row = connection.execute(_SIGNED).one_or_none()
    if row is None:
        return None
    return SignedForm(row.id, InspectionKind(row.kind), row.attempt, Result(row.result), row.build_number)


def preview_qc_sheet(session: Session, inspection_id: int) -> QcSheet:
    """The sheet of an inspection as it would be printed now, in the order's language; not counted as a print.

    Nonconformances stand on it as far as the person may read them; of the others it says how many there are.
    Errors: NotFound, Refused.
    """
    with session.read() as connection:
        sheet = _qc_sheet(session, connection, inspection_id)
    return replace(sheet, copy=uncontrolled(session.person.full_name, session.station)) if sheet.altered else sheet


def print_qc_sheet(
    session: Session, inspection_id: int, *, reason: str = "", command_id: UUID | None = None
) -> QcSheet:
    """Count a print of a sheet, and give it with its copy number; of one that was altered after signing, which is no
    controlled copy, none is counted.

    Parameters: reason, why it is printed again; needed from the second copy on.
    Errors: InvalidInput (reason), NotFound, Refused.
    """
    sheet = preview_qc_sheet(session, inspection_id)
    if sheet.altered:
        return sheet
    record = f"inspection:{inspection_id}"
    return replace(sheet, copy=count_copy(session, "QC_SHEET", record, reason=reason, command_id=command_id))


def preview_bom(session: Session, bom_revision_id: int) -> BomDocument:
    """A BOM revision as it would be printed now; not counted as a print. Errors: NotFound, Refused."""
    with session.read() as connection:
        bill = _bom(connection, bom_revision_id)
    return replace(bill, copy=uncontrolled(session.person.full_name, session.station)) if bill.altered else bill


def print_bom(
    session: Session, bom_revision_id: int, *, by_item: bool = False, reason: str = "", command_id: UUID | None = None
) -> BomDocument:
    """Count a print of a BOM revision, and give it with its copy number. Errors: as `print_qc_sheet`."""
    document = preview_bom(session, bom_revision_id)
    if document.altered:
        return document
    record = bom_record(bom_revision_id, by_item=by_item)
    return replace(document, copy=count_copy(session, "BOM", record, reason=reason, command_id=command_id))


def _qc_sheet(session: Session, connection: Connection, inspection_id: int) -> QcSheet:
    inspection = load_inspection(connection, inspection_id)
    built = connection.execute(_BUILD, {"inspection": inspection_id}).one()
    marks = read_marks(connection)
    course = read_course(connection, inspection_id)
    ended_at = course.ending.at if course.ending and inspection.state == "VOID" else inspection.signed_at
    photos, earlier = count_photos(connection, inspection_id), read_earlier(connection, inspection_id)
    results = [
        None if result is None else Result(result)
        for result in connection.execute(_RESULTS, {"build": inspection.build_id}).scalars()
    ]
    found = load_nonconformances(connection, inspection_id=inspection_id)
    concessions = {each.id: SheetConcession(each.number, each.decided_by, each.conceded_by) for each in found}
    number = connection.execute(_NONCONFORMANCES, {"inspection": inspection_id}).scalar_one()
    asks_first_pass = inspection.kind is InspectionKind.SINK_QUALITY
    return QcSheet(
        title=inspection.title,
        document_number=inspection.document_number,
        version=inspection.revision,
        language=inspection.language,
        po_number=built.po_number,
        customer=built.customer_name,
        project=built.project_name or "",
        build_number=built.build_number,
        model=built.body["model"],
        family=built.body["family"],
        attempt=inspection.attempt,
        opening=course.opening,
        ending=course.ending,
        status=inspection.state,
        result=inspection.result,
        first_pass=first_pass(results) if asks_first_pass else None,
        started_at=inspection.started_at,
        sections=tuple(
            SheetSection(
                section.code,
                section.title,
                tuple(sheet_item(item, concessions, photos, earlier) for item in section.items),
            )
            for section in inspection.sections
        ),
        basins=sheet_basins(built.body),
        drawings=read_drawings(connection, inspection_id, ended_at),
        nonconformances=tuple(sheet_nonconformance(each) for each in found),
        hidden_nonconformances=number - len(found),
        reader=session.person.full_name,
        signatures=_signatures(connection, "inspection", inspection_id),
        seal=marks.seal,
        zone=marks.zone,
        company=marks.company,
        qr=built.build_number,
    )


def _bom(connection: Connection, bom_revision_id: int) -> BomDocument:
    row = connection.execute(_REVISION.where(bom_revision.c.id == bom_revision_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such BOM revision.")
    bom = read_boms(connection, [bom_revision_id])[bom_revision_id]
    marks = read_marks(connection)
    return BomDocument(
        bom=bom,
        language=Language(row.language),
        revision=row.revision,
        status=row.state,
        made_at=row.created_at,
        po_number=row.po_number,
        customer=row.customer_name,
        project=row.project_name or "",
        model=row.body["model"],
        family=row.body["family"],
        change=row.reason,
        # What waits for its signatures, or never got them, is newer than what is in force.
        superseded_by=row.stands if row.stands > row.revision else None,
        signatures=_signatures(connection, "bom_revision", bom_revision_id),
        seal=marks.seal,
        zone=marks.zone,
        company=marks.company,
        qr=bom.build_number,
    )


def _signatures(connection: Connection, kind: RecordKind, record_id: int) -> tuple[Signature, ...]:
    return tuple(
        Signature(
            made.printed_name,
            made.meaning,
            made.signed_at,
            made.sha256,
            made.initials,
            comment=made.comment,
            intact=made.intact,
        )
        for made in load_signatures(connection, kind, record_id)
    )
