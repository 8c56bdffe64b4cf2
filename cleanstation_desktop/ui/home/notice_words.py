"""What a notice says, in words, and where it leads: notices are kept as codes and facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import BuildStatus
from cleanstation_desktop.services.notifications import Notice
from cleanstation_desktop.ui.audit.event_words import event_words
from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.service_orders.words import state_words
from cleanstation_desktop.ui.text import named_value, number, tr
from cleanstation_desktop.ui.widgets.form_names import form_words
from cleanstation_desktop.ui.widgets.status import status_words


def notice_words(notice: Notice) -> str:
    """Say what happened; a kind that this release does not know as it is."""
    facts, kind = notice.facts, notice.kind
    build = str(facts.get("build_number", ""))
    if kind == "OUTSOURCING_DROPPED":
        return _dropped(build, facts)
    if kind == "OUTSOURCING_QUANTITY":
        return tr(
            "{build}: after a change {count} of {item} are needed, before {before}. It is made outside: {supplier}",
            build=build,
            item=facts["item"],
            count=number(facts["to"]),
            before=number(facts["from"]),
            supplier=facts["supplier"] or tr("no supplier named"),
        )
    if kind in {"INSPECTION_REOPENED", "BUILD_UNCLAIMED"}:
        return _to_take_up(build, facts)
    if kind.startswith("BUILD_") and facts.get("to") in set(BuildStatus):
        return _moved(build, facts)
    if kind.startswith("SERVICE_ORDER_"):
        state = state_words(kind.removeprefix("SERVICE_ORDER_"))
        told = tr("Service order {number}: {state}", number=facts["number"], state=state)
        return f"{told}. {facts['reason']}" if facts.get("reason") else told
    login = facts.get("login")
    return event_words(kind) if login is None else named_value(event_words(kind), login)


def notice_place(notice: Notice, client: Client) -> Place | None:
    """Where what it tells of is shown; None where this person has no such page."""
    record, _, key = notice.record.partition(":")
    if record == "build":
        return Place.of("build", build_id=int(key))
    if record == "service_order":
        return Place.of("service_orders")
    return Place.of("audit") if record == "person" and client.holds(Role.ADMIN) else None


def _moved(build: str, facts: Mapping[str, Any]) -> str:
    told = named_value(build, status_words(BuildStatus(facts["to"])))
    lines = facts.get("outsourced") or ()
    if not lines:
        return told
    off = ", ".join(f"{line['item']} ({line['supplier']})" if line["supplier"] else line["item"] for line in lines)
    return f"{told}. " + tr("Cancel with the supplier: {lines}", lines=off)


def _to_take_up(build: str, facts: Mapping[str, Any]) -> str:
    if "kind" not in facts:
        return tr("{build}: nobody works on it any more. It can be claimed.", build=build)
    form = form_words(InspectionKind(facts["kind"]))
    return tr("{build}: a change reopened a form: {form}", build=build, form=form)


def _dropped(build: str, facts: Mapping[str, Any]) -> str:
    if facts["state"] != "ORDERED":
        return tr("{build}: after a change {item} is needed no more; it was marked.", build=build, item=facts["item"])
    return tr(
        "{build}: after a change {item} is needed no more. It is on order: cancel it with {supplier}",
        build=build,
        item=facts["item"],
        supplier=facts["supplier"] or tr("no supplier named"),
    )
