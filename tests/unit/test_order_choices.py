from __future__ import annotations

from cleanstation_desktop.domain.catalogue import Catalogue
from cleanstation_desktop.domain.order_choices import accessory_groups
from tests.support.domain_samples import demo_catalogue, rules


def test_every_accessory_of_the_rules_stands_in_its_group() -> None:
    groups = {group.code: group for group in accessory_groups(rules(), demo_catalogue())}
    assert list(groups) == ["702", "703", "704", "705", "707"]
    assert groups["702"].name == "Shelves, baskets and bins"
    rail = groups["702"].accessories[0]
    assert (rail.item, rail.rule, rail.refusal) == ("T-OA-BINRAIL-24-KIT", "702.4", None)
    numbers = {entry.rule for group in groups.values() for entry in group.accessories if entry.rule}
    # 702.14 goes on an InstroSink only: it is not offered.
    assert numbers == {f"702.{n}" for n in range(4, 29) if n != 14} | {f"703.{n}" for n in range(29, 42)} | {
        f"704.{n}" for n in range(42, 46)
    } | {f"705.{n}" for n in range(46, 58)}


def test_drawers_come_from_the_catalogue_without_a_rule_number() -> None:
    drawers = next(group for group in accessory_groups(rules(), demo_catalogue()) if group.code == "707")
    made = [(entry.item, entry.rule) for entry in drawers.accessories]
    assert made == [("T2-OA-2D-152012-STACKED-KIT", None), ("T2-OA-PO-SHLF-1212", None)]


def test_what_the_catalogue_lacks_is_listed_with_the_reason() -> None:
    nothing = Catalogue.build([], [])
    electronics = next(group for group in accessory_groups(rules(), nothing) if group.code == "705")
    arm = next(entry for entry in electronics.accessories if entry.item == "T-OA-MNT-ARM")
    assert electronics.name == "705"
    assert arm.refusal is not None and "T-OA-MNT-ARM" in arm.refusal.message
