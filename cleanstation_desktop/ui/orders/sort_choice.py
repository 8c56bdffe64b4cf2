"""The order of a long list, chosen from a list: for keys and fingers, which reach no title of a column."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from cleanstation_desktop.services.build_filters import NEWEST_FIRST, BuildSort
from cleanstation_desktop.ui.orders.list_view import LongTable
from cleanstation_desktop.ui.text import tr
from cleanstation_desktop.ui.widgets.fields import choice


def sort_choice(table: LongTable) -> QComboBox:
    """Make it for a table; it shows what the table is sorted by, whoever chose it."""
    sorts = [NEWEST_FIRST]
    titles = [tr("Newest first")]
    for by, title in table.sortable():
        sorts += [BuildSort(by), BuildSort(by, descending=True)]
        titles += [title, tr("{column}, turned round", column=title)]
    made = choice(enumerate(titles), name=tr("Sort by"))
    table.sort_shown.connect(lambda sort: made.setCurrentIndex(sorts.index(sort) if sort in sorts else -1))
    made.activated.connect(lambda place: table.sorted_by.emit(sorts[place]))
    return made
