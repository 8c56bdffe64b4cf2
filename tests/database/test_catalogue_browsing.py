"""Looking items of the catalogue up: by words, category, and what the service department may order."""

from __future__ import annotations

from cleanstation_desktop.services.catalogue import switch_service_orderable
from cleanstation_desktop.services.catalogue_browsing import browse_items, list_categories
from cleanstation_desktop.services.paging import Page
from tests.support.company import Company


def test_items_are_found_page_by_page(company: Company) -> None:
    """Pages follow each other without a gap; a search takes a piece of number or name; a switch shows."""
    first = browse_items(company.admin, page=Page(size=5))
    second = browse_items(company.admin, page=Page(first[-1].number, 5))
    assert [row.number for row in (*first, *second)] == [
        row.number for row in browse_items(company.admin, page=Page(size=10))
    ]
    (kit,) = browse_items(company.admin, search="t2-dl27-kit")[:1]
    assert kit.number == "T2-DL27-KIT"
    assert browse_items(company.admin, search="%") == ()
    version = switch_service_orderable(
        company.admin, kit.number, orderable=not kit.service_orderable, version=kit.version
    )
    again = browse_items(company.admin, search="T2-DL27-KIT")[0]
    assert (again.service_orderable, again.service_switched, again.version) == (
        not kit.service_orderable,
        True,
        version,
    )


def test_a_category_narrows(company: Company) -> None:
    """Only its items; and only what the service department may order."""
    code, _ = next(entry for entry in list_categories(company.admin) if entry[0] == "719")
    found = browse_items(company.admin, category_code=code, for_service=True)
    assert found
    assert {row.category for row in found} == {code}
    assert all(row.service_orderable for row in found)
