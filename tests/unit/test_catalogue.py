"""Reading the catalogue files: the company's own, the demo catalogue, and files that are wrong."""

from __future__ import annotations

import copy
import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.catalogue import (
    Catalogue,
    Category,
    Item,
    Subcategory,
    check,
    find_cycles,
    parse_catalogue,
    service_orderable_by_default,
)
from cleanstation_desktop.domain.catalogue_documents import FILE_LIMIT
from cleanstation_desktop.domain.errors import Finding, InvalidInput
from cleanstation_desktop.operations.catalogue_check import check_catalogue
from tests.support.domain_samples import (
    DEMO,
    assembly,
    demo_catalogue,
    files,
    part,
    real_catalogue,
    reference_folder,
    rules,
    small_catalogue,
)


def read(*documents: Any, **aliases: str) -> tuple[Catalogue | None, tuple[Finding, ...]]:
    return parse_catalogue(*documents, aliases=aliases)


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def errors(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings if finding.severity == "error"]


def warnings(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings if finding.severity == "warning"}


def test_the_real_files_hold_warnings_only() -> None:
    report = check_catalogue(reference_folder())
    assert not report.refused
    assert {finding.severity for finding in report.findings} == {"warning"}
    assert warnings(report.findings) >= {
        "damaged_number",
        "empty_kit",
        "twins",
        "twin_contains_itself",
        "category_mismatch",
        "unlisted_assemblies",
        "count_mismatch",
    }
    damaged = [finding for finding in report.findings if finding.code == "damaged_number"]
    assert len(damaged) == 1 and "6.65E+11" in damaged[0].message
    twins = next(finding for finding in report.findings if finding.code == "twins")
    assert "129" in twins.message and "22" in twins.message
    answer = report.to_json()
    assert (answer["categories"], answer["assemblies"], answer["parts"]) == (6, 318, 284)


def test_the_demo_has_the_structure_of_the_real_catalogue_in_other_words() -> None:
    real, demo = real_catalogue(), demo_catalogue()
    assert list(real.items) == list(demo.items)
    for number, item in real.items.items():
        ours = demo.items[number]
        assert [(entry.item, entry.quantity) for entry in ours.components] == [
            (entry.item, entry.quantity) for entry in item.components
        ]
        assert (ours.kind, ours.is_kit, ours.type, ours.subcategory) == (
            item.kind,
            item.is_kit,
            item.type,
            item.subcategory,
        )

    def plain(name: str) -> str:
        return "".join(character for character in name.lower() if character.isalnum())

    theirs = {plain(item.name) for item in real.items.values()}
    assert not [item.name for item in demo.items.values() if plain(item.name) in theirs]
    assert not check_catalogue(DEMO).refused


def test_service_parts_by_default() -> None:
    catalogue = real_catalogue()
    orderable = [item for item in catalogue.items.values() if item.service_orderable]
    assert {item.type for item in orderable} >= {"SERVICE_PART", "KIT"}
    assert all(item.kind == "assembly" for item in orderable)
    assert not catalogue.items["T2-BSN-ESK-KIT"].service_orderable
    assert catalogue.items["T-OA-BINRAIL-24-KIT"].service_orderable
    assert not service_orderable_by_default(kind="assembly", item_type="SIMPLE", is_kit=False, category="720")
    assert not service_orderable_by_default(kind="part", item_type="SERVICE_PART", is_kit=True, category="719")


def test_the_digest_goes_by_content_alone() -> None:
    catalogue = real_catalogue()
    shuffled = Catalogue.build(reversed(catalogue.categories), reversed(list(catalogue.items.values())))
    assert shuffled == catalogue and shuffled.digest == catalogue.digest
    fewer = Catalogue.build(catalogue.categories, [*catalogue.items.values(), part("ONE-MORE")])
    assert fewer.digest != catalogue.digest
    assert Catalogue.build(catalogue.categories, catalogue.items.values(), {"A": "4995"}).digest != catalogue.digest
    assert demo_catalogue().digest != catalogue.digest


def test_bytes_and_loaded_values_give_the_same_catalogue() -> None:
    documents = files({"A": [("P", 2)]}, ["P"])
    assert read(*documents) == read(*map(as_bytes, documents))
    assert errors(read(*documents)[1]) == []


def test_a_cycle_is_an_error_that_names_its_path() -> None:
    catalogue, findings = read(*files({"A": [("B", 1)], "B": [("C", 1)], "C": [("A", 1)]}, ["P"]))
    assert catalogue is None
    assert errors(findings) == ["cycle"]
    assert "A → B → C → A" in findings[0].message


def test_an_assembly_that_contains_itself_is_a_cycle() -> None:
    _, findings = read(*files({"A": [("A", 1)]}, ["P"]))
    assert errors(findings) == ["cycle"] and "A → A" in findings[0].message


def test_a_cycle_through_a_twin_is_one_and_its_own_part_is_none() -> None:
    _, findings = read(*files({"ASSY-P": [("B", 1)], "B": [("P", 1)]}, ["P"]))
    assert errors(findings) == ["cycle"]
    catalogue, findings = read(*files({"ASSY-P": [("P", 1)]}, ["P"]))
    assert catalogue is not None and "twin_contains_itself" in warnings(findings)
    _, findings = read(*files({"ASSY-P": [("ASSY-P", 1)]}, ["P"]))
    assert errors(findings) == ["cycle"]


def test_a_missing_component_is_an_error_with_near_numbers() -> None:
    catalogue, findings = read(*files({"KIT-1": [("BRACKET-10", 1)]}, ["BRACKET-11", "SCREW"]))
    assert catalogue is None and errors(findings) == ["missing_part"]
    assert "BRACKET-10" in findings[0].message and "BRACKET-11" in findings[0].message


def test_an_alias_makes_a_missing_component_known() -> None:
    catalogue, findings = read(*files({"A": [("OLD", 2)]}, ["NEW"]), OLD="NEW")
    assert catalogue is not None and "alias" in warnings(findings)
    assert [(entry.item, entry.quantity) for entry in catalogue.components("A")] == [("NEW", 2)]


def test_aliases_that_lead_nowhere_or_hide_an_item_are_warnings() -> None:
    _, findings = read(*files({"A": [("P", 1)]}, ["P"]), X="NOTHING", P="A")
    assert {"alias_leads_nowhere", "alias_of_item"} <= warnings(findings)


def test_a_number_in_both_files_is_an_error() -> None:
    catalogue, findings = read(*files({"A": [("P", 1)], "P": []}, ["P"]))
    assert catalogue is None and errors(findings) == ["duplicate_number"]


def test_a_number_twice_in_one_file_is_an_error() -> None:
    categories, assemblies, parts = map(as_bytes, files({"A": [("P", 1)]}, ["P"]))
    doubled = parts.replace(b'"P": {', b'"P": {"name": "x", "type": "y", "status": "z"}, "P": {', 1)
    catalogue, findings = parse_catalogue(categories, assemblies, doubled)
    assert catalogue is None and errors(findings) == ["duplicate_number"]


def test_all_faults_of_three_files_are_found_at_once() -> None:
    catalogue, findings = parse_catalogue(b"", b'{"assemblies": {"A": 5, "B": {"name": 7}}}', b"\xff")
    assert catalogue is None
    assert {"empty_file", "wrong_type", "bad_encoding"} <= set(errors(findings))
    _, findings = read(
        *files({"A": [("B", 1), ("X", 1)], "B": [("A", 1), ("Y", 1)], "C": [("D", 1)], "D": [("C", 1)]}, ["P"])
    )
    assert sorted(errors(findings)) == ["cycle", "cycle", "missing_part", "missing_part"]


def test_a_file_that_is_too_large_is_refused() -> None:
    categories, assemblies, _ = map(as_bytes, files({"A": [("P", 1)]}, ["P"]))
    catalogue, findings = parse_catalogue(categories, assemblies, b" " * (FILE_LIMIT + 1))
    assert catalogue is None and "too_large" in errors(findings)


def test_odd_but_sound_entries_are_warnings() -> None:
    categories, assemblies, parts = files(
        {"A": [("P", 1), ("P", 2)], "B": [], "EMPTY": []}, ["P", "p", " Q", "1.5E+10"]
    )
    assemblies["assemblies"]["B"]["is_kit"] = False
    assemblies["assemblies"]["A"]["subcategory_code"] = "9.9"
    assemblies["assemblies"]["EMPTY"]["category_code"] = "9"
    categories["categories"]["1"]["subcategories"]["1.1"]["assembly_refs"] = ["A", "NOTHING"]
    categories["metadata"] = {"total_categories": 7}
    catalogue, findings = read(categories, assemblies, parts)
    assert catalogue is not None and errors(findings) == []
    assert warnings(findings) == {
        "repeated_component",
        "empty_kit",
        "empty_assembly",
        "similar_number",
        "untidy_number",
        "damaged_number",
        "unknown_category",
        "unknown_reference",
        "category_mismatch",
        "unlisted_assemblies",
        "count_mismatch",
    }


def test_names_in_any_writing_are_taken() -> None:
    categories, assemblies, parts = files({"A": [("P", 1)]}, ["P"])
    parts["parts"]["P"]["name"] = "غطاء 🚿 \u2033 Größe'); DROP TABLE items;--"
    catalogue, _ = parse_catalogue(*map(as_bytes, (categories, assemblies, parts)))
    assert catalogue is not None and catalogue.items["P"].name == parts["parts"]["P"]["name"]


def test_check_names_what_the_rules_want_and_the_catalogue_lacks() -> None:
    catalogue = real_catalogue()
    held = [item for item in catalogue.items.values() if item.number not in {"T2-LC1-KIT", "T2-SEISMIC-FEET"}]
    findings = check(Catalogue.build(catalogue.categories, held), rules())
    assert {finding.field for finding in findings} == {"T2-LC1-KIT", "T2-SEISMIC-FEET"}
    assert all(finding.severity == "warning" and finding.code == "rule_item_missing" for finding in findings)
    assert any("711.99" in finding.message and "T2-DL14-KIT" in finding.message for finding in findings)
    assert check(catalogue, rules()) == ()
    both = Catalogue.build(catalogue.categories, [*held, part("T-OA-PB-COLOR")])
    assert "alias_of_item" in {finding.code for finding in check(both, rules())}


def test_twins_and_aliases_when_looking_up() -> None:
    catalogue = small_catalogue(
        part("P"), assembly("ASSY-P", ("Q", 1)), part("Q"), assembly("ASSY-X", ("Q", 1)), aliases={"OLD": "ASSY-P"}
    )
    assert catalogue.canonical("ASSY-P") == "P" and catalogue.canonical("ASSY-X") == "ASSY-X"
    for name in ("P", "ASSY-P", "OLD"):
        found = catalogue.find(name)
        assert found is not None and found.number == "P"
    assert catalogue.find("NOTHING") is None and catalogue.find("") is None
    assert [entry.item for entry in catalogue.components("P")] == ["Q"]


@pytest.mark.parametrize(
    "items",
    [
        [part("A"), part("A")],
        [assembly("A", ("B", 1))],
        [assembly("A", ("B", 1)), assembly("B", ("A", 1))],
    ],
)
def test_a_snapshot_of_rows_keeps_the_same_rules(items: list[Item]) -> None:
    with pytest.raises(InvalidInput):
        Catalogue.build([], items)


def test_a_snapshot_cannot_be_changed() -> None:
    catalogue = small_catalogue(part("A"))
    with pytest.raises(TypeError):
        catalogue.items["B"] = part("B")  # type: ignore[index]
    with pytest.raises(AttributeError):
        catalogue.items["A"].name = "other"  # type: ignore[misc]


def test_membership_of_a_subcategory_counts_through_the_twin() -> None:
    drawer = Category("720", "Accessories", "", (Subcategory("720.707", "Drawers", "", ("ASSY-P",)),))
    twin = Item("ASSY-P", "Tray", "assembly", "SIMPLE", category="720", subcategory="720.707")
    catalogue = Catalogue.build([drawer], [part("P"), twin, part("Q")])
    assert catalogue.in_subcategory("P", "720.707") and catalogue.in_subcategory("ASSY-P", "720.707")
    assert not catalogue.in_subcategory("Q", "720.707") and not catalogue.in_subcategory("NOTHING", "720.707")


def has_cycle(graph: dict[str, list[str]]) -> bool:
    """Another way to tell: take away what leads nowhere until nothing changes."""
    left = {node: set(following) & set(graph) for node, following in graph.items()}
    while ends := [node for node, following in left.items() if not following & set(left)]:
        for node in ends:
            del left[node]
    return bool(left)


GRAPHS = st.integers(1, 9).flatmap(
    lambda size: st.dictionaries(
        st.integers(0, size).map(str), st.lists(st.integers(0, size).map(str), max_size=3), min_size=1
    )
)


@settings(max_examples=300)
@given(GRAPHS)
def test_cycles_are_found_exactly_where_there_are_some(graph: dict[str, list[str]]) -> None:
    cycles = find_cycles(graph)
    assert bool(cycles) == has_cycle(graph)
    for path in cycles:
        assert path[0] == path[-1] and len(set(path)) == len(path) - 1
        assert all(after in graph[before] for before, after in itertools.pairwise(path))


@settings(max_examples=200, deadline=None)
@given(GRAPHS)
def test_catalogues_made_of_random_graphs(graph: dict[str, list[str]]) -> None:
    nodes = set(graph) | {node for following in graph.values() for node in following}
    documents = files(
        {node: [(item, 1) for item in graph[node]] for node in graph}, sorted(nodes - set(graph)) or ["P"]
    )
    catalogue, findings = read(*documents)
    assert ("cycle" in errors(findings)) == has_cycle(graph)
    assert (catalogue is None) == has_cycle(graph)


def test_depth_is_no_limit_when_looking_for_cycles() -> None:
    graph = {str(n): [str(n + 1)] for n in range(100_000)}
    assert find_cycles(graph) == []
    assert len(find_cycles({**graph, "100000": ["0"]})) == 1


def test_reading_does_not_change_the_documents() -> None:
    documents = files({"A": [("P", 1)]}, ["P"])
    before = copy.deepcopy(documents)
    read(*documents)
    assert documents == before
