"""Approving a BOM by signature, and sending it back to the coordinator with reasons (DOMAIN §3)."""

from __future__ import annotations

from collections.abc import Callable

from cleanstation_desktop.services import boms
from cleanstation_desktop.services.boms import RevisionRow, StoredBom
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import counted, tr
from cleanstation_desktop.ui.widgets.dialogs import ask_text
from cleanstation_desktop.ui.widgets.signing import SignDialog


def approve(screen: Screen, stored: StoredBom, done: Callable[[], object]) -> SignDialog:
    """Ask procurement to sign a revision as approved. Parameters: done, called afterwards."""
    client, head = screen.client, stored.head
    record = tr(
        "BOM of build {build}, revision {revision}, {lines} {lines:line/lines}",
        build=stored.bom.build_number,
        revision=head.revision,
        lines=counted(len(stored.bom.lines)),
    )

    def tell(now: StoredBom) -> None:
        number = now.bom.build_number
        if now.head.state == "SUBMITTED":
            told = tr("The BOM of {build} is signed; the signature of QC is still missing.", build=number)
        else:
            told = tr("The BOM of {build} is approved.", build=number)
        client.messages.success(told)

    def signed(_signature: int) -> None:
        # Once assembly has begun QC signs too, and the last of the two signatures approves.
        screen.read(lambda: boms.read_bom(client.session, head.id), tell, key="approved", blank=False)
        done()

    dialog = SignDialog(
        screen,
        client.runner,
        client.session.person,
        tr("My signature means: this bill of materials is reviewed and approved for production."),
        [record],
        lambda password, comment, command_id: boms.approve(
            client.session, password, [Seen(head.id, head.version)], comment=comment, command_id=command_id
        ),
        signed,
        title=tr("Approve the BOM"),
    )
    dialog.open()
    return dialog


def send_back(screen: Screen, head: RevisionRow, done: Callable[[], object]) -> None:
    """Ask for the reasons and send a revision back."""
    client = screen.client

    def sent(_version: int) -> None:
        client.messages.success(tr("The BOM was sent back to the coordinator."))
        done()

    ask_text(
        screen,
        tr("Send the BOM back"),
        tr("The coordinator reads the reasons and makes the next revision."),
        tr("Reasons"),
        tr("Send back"),
        client.runner,
        lambda text, command_id: boms.send_back(
            client.session, Seen(head.id, head.version), text, command_id=command_id
        ),
        sent,
    )
