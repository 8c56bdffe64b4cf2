"""A small plant at work for tests of live refresh: a record for each screen, and what others do to it meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import (
    assembly,
    boms,
    catalogue,
    change_requests,
    comments,
    documents,
    inspections,
    instruments,
    nonconformances,
    order_drafts,
    order_lists,
    orderable_items,
    orders,
    people,
    plant_settings,
    service_orders,
    stations,
)
from cleanstation_desktop.services.nonconformances import Disposition
from cleanstation_desktop.services.people import NewPerson
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.signing import Seen
from cleanstation_desktop.ui.text import day
from cleanstation_desktop.verbs.demo_answers import good
from tests.support.clusters import Clone
from tests.support.days import today
from tests.support.orders import approve, build_json, release, submit_order, unique_number
from tests.support.people import make_person
from tests.support.shop import PRE_QC, PRODUCTION, Shop


class LivePlant:
    """Orders and builds at several stages; close it at the end. What others do returns words that tell of it.

    Parameters: numbered, gives the next build its number. Attributes: viewer, holds every role and looks on; order, not
    approved yet; floor, a build in assembly; form, its production checklist; other_form, an open form of another build;
    rejected, a build with two nonconformances; scrapped, one with a decision to scrap it; awaited, one whose body is
    made outside; drawn_up, the revision of a change of the build on the floor.
    """

    def __init__(self, database: Clone, numbered: Callable[[], str] = unique_number) -> None:
        self._numbered = numbered
        self.shop = shop = Shop(database)
        self.viewer = make_person(database, *Role)
        self.service = shop.worker(Role.SERVICE_DEPARTMENT).session
        self.order = submit_order(shop.coordinator.session, [build_json(numbered())])
        self.floor_order = shop.arrived([build_json(numbered()) for _ in range(4)])
        self.floor, self.rejected, self.scrapped, other = (build.id for build in self.floor_order.builds)
        shop.inspect(shop.qc, self.floor, PRE_QC)
        assembly.claim(shop.assembler.session, self.floor)
        self.form = inspections.start(shop.assembler.session, self.floor, PRODUCTION)
        self.other_form = inspections.start(shop.qc.session, other, PRE_QC)
        shop.inspect(shop.qc, self.rejected, PRE_QC, fail=["PP-03", "PP-09"])
        shop.inspect(shop.qc, self.scrapped, PRE_QC, fail=["PP-03"])
        shop.decide(self.scrapped, Disposition.SCRAP)
        self.awaited = self._released()
        self.ncrs = shop.found(self.rejected)
        self.draft = order_drafts.save_draft(shop.coordinator.session, {"order": {}, "builds": []})
        self.item = self._item()
        self.drawn_up = Seen(0, 0)
        self._count = count(1)

    def close(self) -> None:
        """Sign everybody out."""
        self.shop.close()

    def _released(self) -> int:
        """A build whose body is made outside."""
        sent = submit_order(self.shop.coordinator.session, [build_json(self._numbered())])
        approve(self.shop.database, sent, self.shop.procurement.person)
        release(self.shop.database, sent, self.shop.procurement.person)
        return sent.builds[0].id

    def _item(self) -> str:
        """A part of the order that waits."""
        bom = boms.read_bom(self.shop.admin.session, self.order.builds[0].bom_revision_id).bom
        return bom.lines[0].item

    def _name(self, what: str) -> str:
        return f"{what} {next(self._count)}"

    def change_at_qc(self) -> str:
        """A change of the build on the floor is drawn up: procurement and QC are to sign it."""
        ask, what = self.shop.coordinator.session, self._name("Wider sink")
        request = change_requests.open_change_request(ask, self.floor, what=what, why="as agreed")
        data = build_json(self.floor_order.builds[0].build_number, width=36)
        self.drawn_up = Seen(change_requests.draw_up(ask, request, data, seen_revision=1).revision.id, 1)
        return what

    # What others do

    def wanted_later(self, order_id: int) -> str:
        """The coordinator moves the want date."""
        wanted = today() + dt.timedelta(days=100 + next(self._count))
        self._change_order(order_id, want_date=wanted.isoformat())
        return day(wanted)

    def renumbered(self) -> str:
        """The PO number was wrong."""
        number = self._name("PO live")
        self._change_order(self.order.id, po_number=number)
        return number

    def _change_order(self, order_id: int, **changes: object) -> None:
        session = self.shop.coordinator.session
        version = order_lists.read_order(session, order_id).head.version
        orders.change_order(session, order_id, version=version, changes=changes)

    def entered(self) -> str:
        """Another order comes in."""
        customer = self._name("Clinic")
        submit_order(self.shop.coordinator.session, customer=customer)
        return customer

    def commented(self) -> str:
        """Somebody says something about an order that is on the floor."""
        said = self._name("Said")
        comments.add_comment(self.shop.qc.session, self.floor_order.id, said)
        return said

    def printed(self) -> str:
        """The label of the build on the floor is printed."""
        why = self._name("Torn")
        documents.record_print(self.shop.assembler.session, "LABEL", f"build:{self.floor}", reason=why)
        return why

    def answered(self) -> str:
        """The assembler answers an item of the form on the floor, with a remark."""
        return self._answer(self.shop.assembler.session, self.form)

    def answered_elsewhere(self) -> str:
        """QC answers an item of the form of another build."""
        return self._answer(self.shop.qc.session, self.other_form)

    def _answer(self, session: Session, form: int) -> str:
        said = self._name("Scratch")
        item = next(each for each in inspections.read_inspection(session, form).items if each.answer is None)
        inspections.answer(session, item.id, replace(good(item, self.shop.thermometer), note=said))
        return said

    def sent_back(self) -> str:
        """Procurement sends the BOM of the order back."""
        why = self._name("Other legs")
        boms.send_back(self.shop.procurement.session, Seen(self.order.builds[0].bom_revision_id, 1), why)
        return why

    def half_signed(self) -> None:
        """Procurement signs what was drawn up; QC has not yet."""
        buyer = self.shop.procurement
        boms.approve(buyer.session, buyer.password, [self.drawn_up])

    def change_asked(self) -> str:
        """The coordinator asks for a change of a build."""
        what = self._name("Longer legs")
        change_requests.open_change_request(self.shop.coordinator.session, self.rejected, what=what, why="as agreed")
        return what

    def decided(self, place: int, disposition: Disposition) -> str:
        """QC decides on a nonconformance."""
        ncr, qc, why = self.ncrs[place], self.shop.qc, self._name("Ground off")
        nonconformances.decide(qc.session, qc.password, Seen(ncr.id, ncr.version), disposition, why)
        return why

    def given_up(self) -> str:
        """The build is cancelled that was to be scrapped."""
        (ncr,) = self.shop.found(self.scrapped)
        nonconformances.scrap(self.shop.qc.session, self.shop.seen(self.scrapped), "as decided")
        return ncr.number

    def requested(self) -> str:
        """The service department wants a part."""
        part = orderable_items.browse(self.service)[0].number
        return service_orders.request_parts(self.service, [{"item": part, "quantity": 1}]).number

    def parked(self) -> str:
        """The draft is saved at another station."""
        customer = self._name("Hospital")
        draft = order_drafts.load_draft(self.shop.coordinator.session, self.draft.id)
        body = {**draft.body, "order": {**draft.body["order"], "customer": customer}}
        order_drafts.save_draft(self.shop.coordinator.session, body, key=draft.key)
        return customer

    def hired(self) -> str:
        """Somebody begins to work here."""
        number = next(self._count)
        new = NewPerson(f"live.{number}", f"Live Person {number}", f"LP{number}", frozenset({Role.ASSEMBLER}))
        people.create(self.shop.admin.session, new)
        return new.full_name

    def aliased(self) -> str:
        """Papers call a part otherwise."""
        alias = f"LIVE-{next(self._count)}"
        catalogue.map_alias(self.shop.admin.session, alias, self.item, reason="as on the paper")
        return alias

    def put_up(self) -> str:
        """A new PC on the floor."""
        name = self._name("bench")
        stations.add_station(self.shop.admin.session, name)
        return name

    def bought(self) -> str:
        """A new thermometer."""
        number = f"TH-{next(self._count):04}"
        instruments.add_instrument(self.shop.admin.session, number, "Thermometer", today() + dt.timedelta(days=300))
        return number

    def named(self) -> str:
        """The company has another name."""
        session, name = self.shop.admin.session, self._name("Company")
        known: dict[str, Any] = {each.name: each for each in plant_settings.list_settings(session)}
        plant_settings.change_setting(session, "company_name", name, version=known["company_name"].version)
        return name
