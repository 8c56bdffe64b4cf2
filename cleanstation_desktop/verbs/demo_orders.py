"""Thirty orders in all states of DOMAIN §3, as a plant has them on an ordinary day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from cleanstation_desktop.domain.checklist_template import InspectionKind
from cleanstation_desktop.services import boms, change_requests, order_drafts, orderable_items, service_orders
from cleanstation_desktop.services.orders import SubmittedBuild, SubmittedOrder
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.verbs import demo_data as data
from cleanstation_desktop.verbs.demo_people import Cast
from cleanstation_desktop.verbs.demo_stages import Stages

CUSTOMERS = (
    "General Hospital",
    "Lakeside Surgical Centre",
    "Hôpital du Fleuve",
    "St. Anne Clinic",
    "Northern Regional Hospital",
    "Clínica del Puerto",
    "Valley Children's Hospital",
    "Centre de chirurgie de la Montagne",
)
LANGUAGES = ("EN", "EN", "FR", "EN", "EN", "ES", "EN", "FR")

# How far an order goes, how many orders go so far, and in how many days they are wanted: below 0 they are overdue.
PLAN: tuple[tuple[str, int, int], ...] = (
    ("created", 4, 40),
    ("sent_back", 1, 35),
    ("changed", 1, 30),
    ("external", 3, 24),
    ("arrived", 2, 18),
    ("pre_qc_open", 1, 16),
    ("pre_qc_rejected", 2, 5),
    ("ready", 2, 20),
    ("assembly", 3, 12),
    ("held", 1, -3),
    ("tested", 2, 8),
    ("packed", 1, -1),
    ("final", 2, 4),
    ("final_rejected", 1, 1),
    ("to_ship", 2, 1),
    ("shipped", 1, 2),
    ("cancelled", 1, 50),
)


class Plant:
    """Fills a server with the orders of an ordinary day. Parameters: cast, signed in; stages, what people do."""

    def __init__(self, cast: Cast, stages: Stages, *, today: dt.date) -> None:
        self._cast = cast
        self._stages = stages
        self._today = today
        self.overdue: dict[int, dt.date] = {}
        """Orders that are overdue by the plan, with their want date; they are entered for tomorrow."""

    def fill(self, told: Callable[[int, int], None]) -> None:
        """Make the orders, a draft and service requests. Parameter: told, gets how many of how many are made."""
        wanted = [(stop, days) for stop, count, days in PLAN for _ in range(count)]
        for number, (stop, days) in enumerate(wanted, start=1):
            self._make(number, stop, days)
            told(number, len(wanted))
        self._park_draft()
        self._request_parts()

    def _make(self, number: int, stop: str, days: int) -> None:
        place = number % len(CUSTOMERS)
        wanted = self._today + dt.timedelta(days=days)
        tomorrow = self._today + dt.timedelta(days=1)
        header, builds = order_of(number, CUSTOMERS[place], LANGUAGES[place], max(wanted, tomorrow))
        order = self._stages.enter(header, builds)
        if wanted < self._today:
            self.overdue[order.id] = wanted
        for step in self._steps(order, stop):
            step()

    def _steps(self, order: SubmittedOrder, stop: str) -> Iterator[Callable[[], object]]:
        """What is done with an order until its first build is where it shall stop."""
        stages, first = self._stages, order.builds[0]
        if stop == "created":
            return
        if stop == "cancelled":
            yield lambda: stages.cancel(first)
            return
        if stop == "sent_back":
            yield lambda: self._send_back(first)
            return
        yield lambda: stages.approve(order)
        if stop == "changed":
            yield lambda: self._ask_for_change(first)
            return
        yield lambda: stages.release(order)
        if stop == "external":
            return
        yield lambda: stages.arrive(order)
        yield from self._on_the_floor(first, stop)

    def _on_the_floor(self, build: SubmittedBuild, stop: str) -> Iterator[Callable[[], object]]:
        stages = self._stages
        if stop == "pre_qc_open":
            yield lambda: stages.start_form(data.QC, build, InspectionKind.PRE_PRODUCTION_CHECK, 5)
        if stop == "pre_qc_rejected":
            yield lambda: stages.reject_pre_qc(build)
        if stop in {"arrived", "pre_qc_open", "pre_qc_rejected"}:
            return
        yield lambda: stages.pass_pre_qc(build)
        if stop == "ready":
            return
        yield lambda: stages.claim(build, data.ASSEMBLER, data.SECOND_ASSEMBLER)
        if stop == "assembly":
            yield lambda: stages.start_form(data.ASSEMBLER, build, InspectionKind.PRODUCTION, 4)
            return
        if stop == "held":
            yield lambda: stages.hold(build)
            return
        yield lambda: stages.produce(build)
        yield lambda: stages.test(build)
        if stop == "tested":
            return
        yield lambda: stages.pack(build, sign=stop != "packed")
        yield from self._at_final_qc(build, stop)

    def _at_final_qc(self, build: SubmittedBuild, stop: str) -> Iterator[Callable[[], object]]:
        stages = self._stages
        if stop in {"packed", "final"}:
            return
        if stop == "final_rejected":
            yield lambda: stages.reject_final_qc(build)
            return
        yield lambda: stages.pass_final_qc(build)
        if stop == "shipped":
            yield lambda: stages.ship(build)

    def _send_back(self, build: SubmittedBuild) -> None:
        procurement = self._cast.session(data.PROCUREMENT)
        boms.send_back(procurement, Seen(build.bom_revision_id, 1), "The customer's drawing shows casters, not feet.")

    def _ask_for_change(self, build: SubmittedBuild) -> None:
        coordinator = self._cast.session(data.COORDINATOR)
        what, why = "A basin light on the first basin.", "The hospital found the corner too dark."
        change_requests.open_change_request(coordinator, build.id, what=what, why=why)

    def _park_draft(self) -> None:
        body = {"order": {"po_number": "PO-2099", "customer": "St. Anne Clinic", "language": "EN"}, "builds": []}
        order_drafts.save_draft(self._cast.session(data.COORDINATOR), body)

    def _request_parts(self) -> None:
        service = self._cast.session(data.SERVICE)
        items = orderable_items.browse(service)[:3]
        lines = [{"item": item.number, "quantity": 2} for item in items]
        if lines:
            service_orders.request_parts(service, lines, note="For the visit to the hospital on Friday.")


def order_of(
    number: int, customer: str, language: str, want_date: dt.date
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Header and builds of an order of the plant: one sink, or every fourth time three."""
    variants = data.builds(language)
    chosen = variants if number % 4 == 0 else [variants[number % len(variants)]]
    builds = [{**build, "build_number": f"B-{2000 + number}-{place}"} for place, build in enumerate(chosen, start=1)]
    header = {
        "po_number": f"PO-{2000 + number}",
        "customer": customer,
        "project": "Central sterilization" if number % 3 else "",
        "sales_person": "Sales desk",
        "want_date": want_date.isoformat(),
        "notes": "Deliver through the loading dock." if number % 2 else "",
        "language": language,
        "family": "MDRD",
        "quantity": len(builds),
        "build_numbers": [build["build_number"] for build in builds],
    }
    return header, builds
