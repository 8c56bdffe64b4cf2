"""Build labels from the database: what stands on them, copies counted, and who may print."""

from __future__ import annotations

import pytest

from cleanstation_desktop.domain.errors import InvalidInput, NotFound, Refused
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.print_marks import FIRST_COPY
from cleanstation_desktop.printing.label_pdf import label_pdf
from cleanstation_desktop.services import labels
from cleanstation_desktop.services.documents import count_prints
from tests.support.orders import build_json
from tests.support.prints import texts
from tests.support.shop import Shop


def test_a_label_names_its_build(shop: Shop) -> None:
    builds = [build_json("L-1", language="FR"), build_json("L-2", language="FR")]
    order = shop.arrived(builds, po_number="PO-88", project="Aile B")
    second = labels.preview_label(shop.assembler.session, order.builds[1].id)
    assert (second.build_number, second.po_number, second.project, second.language) == (
        *("L-2", "PO-88", "Aile B"), Language.FR,
    )  # fmt: skip
    assert (second.number, second.total, second.model, second.family) == (2, 2, "T2-B1", "MDRD")
    assert second.link == "cleanstation://build/L-2" and second.copy == FIRST_COPY
    assert "L-2" in " ".join(texts(label_pdf(second)))


def test_every_label_is_counted(shop: Shop) -> None:
    build_id = shop.arrived_build()
    printed = labels.print_label(shop.qc.session, build_id)
    assert (printed.copy.number, printed.copy.printed_by) == (1, shop.qc.session.person.full_name)
    with pytest.raises(InvalidInput, match="Say why"):
        labels.print_label(shop.assembler.session, build_id)
    again = labels.print_label(shop.assembler.session, build_id, reason="one for the back")
    assert (again.copy.number, again.copy.reason) == (2, "one for the back")
    assert count_prints(shop.coordinator.session, "LABEL", f"build:{build_id}") == 2


def test_what_is_not_there_counts_no_print(shop: Shop) -> None:
    with pytest.raises(NotFound):
        labels.print_label(shop.qc.session, 4711)
    assert count_prints(shop.qc.session, "LABEL", "build:4711") == 0


def test_the_service_department_prints_no_labels(shop: Shop) -> None:
    build_id = shop.arrived_build()
    with pytest.raises((NotFound, Refused)):
        labels.print_label(shop.worker(Role.SERVICE_DEPARTMENT).session, build_id)
