"""The sections of the home page: how each is called, what its button says, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services.work_lists import WorkItem
from cleanstation_desktop.services.work_sections import WorkKind
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.text import tr_later

Go = Callable[[Client, WorkItem], None]


@dataclass(frozen=True)
class SectionLook:
    """Parameters: title and action, English, for `tr`; icon; go, opens an item; form, that the button opens or starts
    without go, None for the one that the item names; urgent, whether the section has the colour of a warning."""

    title: str
    action: str
    icon: str
    go: Go | None
    form: InspectionKind | None = None
    urgent: bool = False


def _build(client: Client, item: WorkItem) -> None:
    if item.build is not None:
        client.open("build", build_id=item.build.id)


def _bom(client: Client, item: WorkItem) -> None:
    client.open("bom", bom_revision_id=item.record_id)


def _change(client: Client, item: WorkItem) -> None:
    client.open("change_request", request_id=item.record_id)


def _ncr(client: Client, item: WorkItem) -> None:
    client.open("nonconformance", nonconformance_id=item.record_id)


def _assembly(client: Client, item: WorkItem) -> None:
    if item.build is not None:
        client.open("assembly", build_id=item.build.id)


def _procurement(tab: str) -> Go:
    return lambda client, item: client.open("procurement", tab=tab, chosen=item.record_id)


def _place(name: str) -> Go:
    return lambda client, _item: client.open(name)


def _chosen(name: str, **more: str) -> Go:
    """To the item in a list of such."""
    return lambda client, item: client.open(name, chosen=item.record_id, **more)


def _draft(client: Client, item: WorkItem) -> None:
    client.open("order_entry", draft_id=item.record_id)


LOOKS: Mapping[WorkKind, SectionLook] = {
    WorkKind.OWN_BUILDS: SectionLook(tr_later("My builds"), tr_later("Go on"), "assembly", _assembly),
    WorkKind.REWORK: SectionLook(tr_later("Rework after final QC"), tr_later("View"), "rework", _build, urgent=True),
    WorkKind.FREE_BUILDS: SectionLook(tr_later("Free to claim"), tr_later("View"), "claim", _build),
    WorkKind.REOPENED_TESTS: SectionLook(tr_later("Forms to fill in again"), tr_later("Fill in"), "undo", _assembly),
    WorkKind.OWN_HANDED_IN: SectionLook(tr_later("My builds that are handed in"), tr_later("View"), "check", _build),
    WorkKind.REWORK_AWAITED: SectionLook(
        tr_later("Rejected, waiting for QC's decision"), tr_later("View"), "hold", _build
    ),
    WorkKind.PRE_QC: SectionLook(
        tr_later("Pre-QC"), tr_later("Inspect"), "checklist", None, form=InspectionKind.PRE_PRODUCTION_CHECK
    ),
    WorkKind.FINAL_QC: SectionLook(
        tr_later("Final QC"), tr_later("Inspect"), "quality", None, form=InspectionKind.SINK_QUALITY
    ),
    WorkKind.NCRS_TO_DECIDE: SectionLook(
        tr_later("Nonconformances to decide"), tr_later("Decide"), "nonconformance", _ncr, urgent=True
    ),
    WorkKind.CONCESSIONS: SectionLook(
        tr_later("Concessions to sign"), tr_later("View"), "signature", _ncr, urgent=True
    ),
    WorkKind.NCRS_TO_CARRY_OUT: SectionLook(
        tr_later("Bodies to replace or scrap"), tr_later("View"), "nonconformance", _ncr, urgent=True
    ),
    WorkKind.NCRS_TO_VERIFY: SectionLook(tr_later("Nonconformances to verify"), tr_later("Verify"), "check", _ncr),
    WorkKind.NCRS_TO_CLOSE: SectionLook(tr_later("Nonconformances to close"), tr_later("View"), "check", _ncr),
    WorkKind.CHANGES_TO_REVIEW: SectionLook(
        tr_later("Changes to review"), tr_later("Review"), "change-request", _change
    ),
    WorkKind.REOPENED_FORMS: SectionLook(tr_later("Forms to fill in again"), tr_later("Fill in"), "undo", None),
    WorkKind.REJECTED_TO_RESTART: SectionLook(
        tr_later("Rejected, to be inspected again"), tr_later("View"), "rework", _build, urgent=True
    ),
    WorkKind.BOMS_TO_APPROVE: SectionLook(tr_later("BOMs to approve"), tr_later("Review"), "bom", _bom),
    WorkKind.CHANGES_TO_APPROVE: SectionLook(
        tr_later("Changes to approve"), tr_later("Review"), "change-request", _change
    ),
    WorkKind.BUILDS_TO_RELEASE: SectionLook(
        tr_later("Builds to release"), tr_later("Release"), "outsourcing", _procurement("release")
    ),
    WorkKind.BODIES_AWAITED: SectionLook(
        tr_later("Awaited from outside"), tr_later("Follow"), "arrival", _procurement("arrivals")
    ),
    WorkKind.PART_ISSUES: SectionLook(
        tr_later("Part issues"), tr_later("Resolve"), "hold", _procurement("issues"), urgent=True
    ),
    WorkKind.SERVICE_TO_DECIDE: SectionLook(
        tr_later("Service requests to decide"), tr_later("View"), "service", _chosen("service_orders", state="PENDING")
    ),
    WorkKind.SERVICE_TO_SEND: SectionLook(
        tr_later("Service orders to send"), tr_later("View"), "ship", _chosen("service_orders", state="APPROVED")
    ),
    WorkKind.SENT_BACK: SectionLook(
        tr_later("BOMs sent back by procurement"), tr_later("Correct"), "undo", _build, urgent=True
    ),
    WorkKind.CHANGES_TO_DRAW_UP: SectionLook(
        tr_later("Changes to draw up"), tr_later("Draw up"), "change-request", _change
    ),
    WorkKind.OWN_OVERDUE: SectionLook(tr_later("Overdue"), tr_later("View"), "clock", _build, urgent=True),
    WorkKind.TO_SHIP: SectionLook(tr_later("Ready to ship"), tr_later("Ship"), "ship", _build),
    WorkKind.DRAFTS: SectionLook(tr_later("Drafts"), tr_later("Go on"), "edit", _draft),
    WorkKind.OWN_REQUESTS: SectionLook(
        tr_later("My open requests"), tr_later("View"), "service", _chosen("service_orders")
    ),
    WorkKind.OWN_REQUESTS_DONE: SectionLook(
        tr_later("My requests that are done"), tr_later("View"), "check", _chosen("service_orders")
    ),
    WorkKind.CALIBRATIONS: SectionLook(
        tr_later("Calibrations that run out"), tr_later("View"), "instrument", _chosen("instruments"), urgent=True
    ),
    WorkKind.LOCKED_PEOPLE: SectionLook(tr_later("Locked people"), tr_later("View"), "lock", _chosen("people")),
    WorkKind.ALARMS: SectionLook(tr_later("Alarms"), tr_later("View"), "warning", _place("audit"), urgent=True),
    WorkKind.CATALOGUE_FINDINGS: SectionLook(
        tr_later("Findings of the last import"), tr_later("View"), "catalogue", _place("catalogue")
    ),
}
