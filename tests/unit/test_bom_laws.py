"""Laws of bills, on random catalogues: counts, totals, where-used and differences agree with the plainest reckoning."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.bom import Bom, aggregate, diff, flat, where_used
from cleanstation_desktop.domain.catalogue import Catalogue, Item
from cleanstation_desktop.domain.rules import Selection
from tests.support.domain_samples import assembly, chosen, exploded, part, small_catalogue


@st.composite
def trees(draw: st.DrawFn) -> tuple[Catalogue, list[Selection]]:
    """A catalogue without cycles (each item is made of later ones) and selections from it."""
    size = draw(st.integers(1, 12))
    items: list[Item] = []
    for number in range(size):
        later = st.tuples(st.integers(number + 1, size).map(lambda n: f"I{n}"), st.integers(1, 5))
        made_of = draw(st.lists(later, max_size=4))
        twin = draw(st.booleans())
        if twin:
            items.append(part(f"I{number}"))
        items.append(assembly(f"ASSY-I{number}" if twin else f"I{number}", *made_of))
    items.append(part(f"I{size}"))
    picks = draw(st.lists(st.tuples(st.integers(0, size), st.integers(1, 9)), min_size=1, max_size=5))
    return small_catalogue(*items), [chosen(f"I{number}", quantity) for number, quantity in picks]


def naive(catalogue: Catalogue, item: str, quantity: int, totals: Counter[str]) -> None:
    """The plainest way to count, to compare with."""
    totals[item] += quantity
    held = catalogue.items.get(f"ASSY-{item}") or catalogue.items[item]
    for component in held.components:
        naive(catalogue, component.item, quantity * component.quantity, totals)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_explosion_counts_as_the_plainest_way_does(sample: tuple[Catalogue, list[Selection]]) -> None:
    catalogue, selections = sample
    bom = exploded(catalogue, *selections)
    totals: Counter[str] = Counter()
    for selection in selections:
        naive(catalogue, selection.item, selection.quantity, totals)
    assert {line.item: line.quantity for line in flat(bom)} == dict(totals)
    above: list[int] = []
    for line in bom.lines:
        del above[line.level :]
        assert line.extended_quantity == line.quantity * (above[-1] if above else 1)
        above.append(line.extended_quantity)
    siblings = Counter((line.path.rpartition(".")[0], line.item) for line in bom.lines)
    assert set(siblings.values()) == {1}
    for item, count in totals.items():
        direct = sum(selection.quantity for selection in selections if selection.item == item)
        within = {use.item: use.quantity for use in where_used(catalogue, item)}
        brought = sum(selection.quantity * within.get(selection.item, 0) for selection in selections)
        assert direct + brought == count


@settings(max_examples=100, deadline=None)
@given(trees(), trees())
def test_difference_and_totals_keep_their_laws(
    first: tuple[Catalogue, list[Selection]], second: tuple[Catalogue, list[Selection]]
) -> None:
    old, new = exploded(first[0], *first[1]), exploded(second[0], *second[1])
    assert diff(old, old).empty
    forth, back = diff(old, new), diff(new, old)
    assert (forth.added, forth.removed) == (back.removed, back.added)
    assert {(change.old, change.new) for change in forth.changed} == {
        (change.new, change.old) for change in back.changed
    }
    assert len(old.lines) - len(forth.removed) + len(forth.added) == len(new.lines)
    assert aggregate(flat(old)) == flat(old)
    both = aggregate([*flat(old), *flat(new)])
    assert [(line.item, line.quantity) for line in both] == [
        (line.item, line.quantity) for line in aggregate([*flat(new), *flat(old)])
    ]
    assert sum(line.quantity for line in flat(old)) == sum(line.extended_quantity for line in old.lines)
    assert Bom.from_json(old.to_json()) == old
