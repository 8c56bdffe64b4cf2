"""What is signed, rejected and withdrawn of a change request (DOMAIN §3, Changes)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from cleanstation_desktop.services import boms, change_requests
from cleanstation_desktop.services.boms import RevisionRow
from cleanstation_desktop.services.change_requests import ChangeRequest
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.change_requests.facts import ChangeFacts
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.dialogs import ask_text
from cleanstation_desktop.ui.widgets.signing import SignDialog


def ask_signature(
    screen: Screen,
    facts: ChangeFacts,
    request: ChangeRequest,
    revision: RevisionRow,
    done: Callable[[], object],
    *,
    as_qc: bool,
) -> None:
    """Ask procurement, or QC once assembly has begun, to sign the revision. Parameters: done, called afterwards."""
    session, seen = screen.client.session, Seen(revision.id, revision.version)

    def work(password: str, comment: str, command_id: UUID) -> int:
        if as_qc:
            return change_requests.review(session, password, seen, comment=comment, command_id=command_id)
        return boms.approve(session, password, [seen], comment=comment, command_id=command_id)

    def signed(_signature: int) -> None:
        screen.client.messages.success(tr("The change is signed."))
        done()

    number = facts.build.head.build_number
    if as_qc:
        meaning = tr("My signature means: this change is reviewed for a build whose assembly has begun.")
    else:
        meaning = tr("My signature means: this bill of materials is reviewed and approved for production.")
    SignDialog(
        screen,
        screen.client.runner,
        session.person,
        meaning,
        [
            tr("Change request of build {build}: {what}", build=number, what=request.what[:200]),
            tr("BOM of build {build}, revision {revision}", build=number, revision=revision.revision),
        ],
        work,
        signed,
        title=tr("Review the change") if as_qc else tr("Approve the change"),
    ).open()


def ask_close(screen: Screen, request: ChangeRequest, done: Callable[[], object], *, reject: bool) -> None:
    """Ask for the reason, and reject (procurement) or withdraw (coordinator) the request."""
    session, seen = screen.client.session, Seen(request.id, request.version)
    close = change_requests.reject if reject else change_requests.withdraw

    def closed(_version: int) -> None:
        screen.client.messages.success(tr("The change is rejected.") if reject else tr("The change is withdrawn."))
        done()

    ask_text(
        screen,
        tr("Reject the change") if reject else tr("Withdraw the change"),
        tr("The approved BOM stands. The reason is kept with the request."),
        tr("Reason"),
        tr("Reject") if reject else tr("Withdraw"),
        screen.client.runner,
        lambda text, command_id: close(session, seen, text, command_id=command_id),
        closed,
        danger=True,
    )
