"""The catalogue in the database: imported, imported again, changed, refused; aliases and service parts (DOMAIN §5)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from cleanstation_desktop.domain.catalogue import Catalogue
from cleanstation_desktop.domain.errors import (
    ContentError,
    Duplicate,
    Finding,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
    UsageError,
)
from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.services import catalogue, catalogue_import, orderable_items, orders
from cleanstation_desktop.services.catalogue_files import read_catalogue
from cleanstation_desktop.services.catalogue_folder import import_directory
from cleanstation_desktop.services.catalogue_import import ImportReport
from tests.support.clusters import Clone
from tests.support.company import ODD_TEXTS, Company, count_rows, nothing_written
from tests.support.orders import build_json, catalogue_folder, header_json


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demo catalogue, to be changed by the test."""
    copied = tmp_path / "catalogue"
    shutil.copytree(catalogue_folder("demo"), copied)
    return copied


def change_file(folder: Path, name: str, change: Any) -> None:
    """Load one of the three files, let `change` work on it, and write it back."""
    path = folder / f"{name}.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    change(loaded[name])
    loaded.pop("metadata", None)
    path.write_text(json.dumps(loaded), encoding="utf-8")


def in_force(company: Company) -> Catalogue:
    """The catalogue as the database holds it."""
    with company.qc.read() as connection:
        return catalogue.load_catalogue(connection)


def unlogged(database: Clone) -> dict[str, int]:
    """Rows of all tables but the command's own."""
    return {name: count for name, count in count_rows(database).items() if name != "cs.command"}


def test_the_database_gives_back_what_the_files_hold(company: Company) -> None:
    read, _ = read_catalogue(catalogue_folder("demo"))
    assert read is not None
    stored = in_force(company)
    assert stored == read
    assert stored.digest == read.digest
    assert in_force(company) is stored


def test_the_companys_own_catalogue_is_imported_with_warnings_only(database: Clone, company: Company) -> None:
    report = import_directory(company.admin, catalogue_folder("reference"))

    assert {finding.severity for finding in report.findings} == {"warning"}
    damaged = [finding for finding in report.findings if finding.code == "damaged_number"]
    assert [finding.field.partition(".")[2] for finding in damaged] == ["6.65E+11"]
    read, _ = read_catalogue(catalogue_folder("reference"))
    assert read is not None
    assert in_force(company) == read
    assert (report.written, report.digest) == (True, read.digest)
    with database.connect() as connection:
        row = connection.execute(
            "SELECT encode(sha256, 'hex'), findings, counts FROM cs.catalogue_import ORDER BY id DESC LIMIT 1"
        ).fetchone()
    told = report.to_json()
    assert row == (read.digest, told["findings"], told["counts"])


def test_importing_twice_changes_nothing(database: Clone, company: Company) -> None:
    import_directory(company.admin, catalogue_folder("reference"))
    before = unlogged(database)

    again = import_directory(company.admin, catalogue_folder("reference"))

    assert unlogged(database) == before
    kept = catalogue_import.last_import(company.admin)
    assert kept is not None
    assert (kept.digest, kept.findings) == (again.digest, again.findings)
    with pytest.raises(Refused):
        catalogue_import.last_import(company.procurement)
    assert (again.written, again.changes) == (False, 0)
    assert again.findings


def test_the_same_command_imports_once(database: Clone, company: Company, folder: Path) -> None:
    command = uuid4()
    first = import_directory(company.admin, catalogue_folder("reference"), command_id=command)
    with nothing_written(database):
        assert import_directory(company.admin, catalogue_folder("reference"), command_id=command) == first
    with nothing_written(database), pytest.raises(ContentError):
        import_directory(company.admin, folder, command_id=command)
    assert ImportReport.from_json(json.loads(json.dumps(first.to_json()))) == first


def test_a_dry_run_says_what_would_change_and_changes_nothing(database: Clone, company: Company) -> None:
    with nothing_written(database):
        told = import_directory(company.admin, catalogue_folder("reference"), dry_run=True)
    assert not told.written
    done = import_directory(company.admin, catalogue_folder("reference"))
    assert (done.counts, done.findings) == (told.counts, told.findings)


def test_only_rows_that_differ_are_written(database: Clone, company: Company, folder: Path) -> None:
    def edit(assemblies: dict[str, Any]) -> None:
        assemblies["T2-DL27-KIT"]["name"] = "Legs DL27, renamed"
        assemblies["T2-CTRL-EDR1"]["components"][0]["quantity"] = 7
        assemblies["NEW-KIT"] = {**assemblies["T2-DL27-KIT"], "name": "New kit", "components": []}

    change_file(folder, "assemblies", edit)

    report = import_directory(company.admin, folder)

    changed = {name: count for name, count in report.counts.items() if count}
    assert changed == {"item_added": 1, "item_changed": 1, "components_replaced": 1}
    with database.connect() as connection:
        versions = dict(
            connection.execute(
                "SELECT number, version FROM cs.item WHERE number IN ('T2-DL27-KIT', 'T2-CTRL-EDR1', 'NEW-KIT')"
            ).fetchall()
        )
        audited = connection.execute(
            "SELECT count(*) FROM cs_audit.log l JOIN cs.command c ON c.id = l.command_id "
            "WHERE c.name = 'catalogue.import'"
        ).fetchone()
    assert versions == {"T2-DL27-KIT": 2, "T2-CTRL-EDR1": 1, "NEW-KIT": 1}
    components = len(in_force(company).items["T2-CTRL-EDR1"].components)
    assert audited == (2 + 2 * components + 1,)


def test_items_that_are_gone_are_withdrawn_and_come_back(database: Clone, company: Company, folder: Path) -> None:
    def edit(assemblies: dict[str, Any]) -> None:
        del assemblies["T-OA-FOOTREST-RAIL-KIT"]

    before = in_force(company)
    change_file(folder, "assemblies", edit)
    report = import_directory(company.admin, folder)
    assert report.counts["item_withdrawn"] == 1
    assert "T-OA-FOOTREST-RAIL-KIT" not in in_force(company).items
    with database.connect() as connection:
        state = connection.execute("SELECT state FROM cs.item WHERE number = 'T-OA-FOOTREST-RAIL-KIT'").fetchone()
    assert state == ("WITHDRAWN",)
    wanted = build_json(accessories=[{"item": "T-OA-FOOTREST-RAIL-KIT", "quantity": 1}])
    with nothing_written(database), pytest.raises(InvalidInput) as caught:
        orders.submit(company.coordinator, header_json([wanted]), [wanted])
    assert caught.value.field == "builds[0].accessories[0].item"

    import_directory(company.admin, catalogue_folder("demo"))
    assert in_force(company) == before


def test_categories_that_are_gone_are_withdrawn(company: Company, folder: Path) -> None:
    def edit(categories: dict[str, Any]) -> None:
        del categories["718"]

    change_file(folder, "categories", edit)
    report = import_directory(company.admin, folder)
    assert (report.counts["category_withdrawn"], report.counts["subcategory_withdrawn"]) == (1, 3)
    assert "718" not in {entry.code for entry in in_force(company).categories}


def _cycle(assemblies: dict[str, Any]) -> None:
    assemblies["T2-DL27-KIT"]["components"] = [{"part_id": "T2-DL14-FH-KIT", "quantity": 1}]
    assemblies["T2-DL14-FH-KIT"]["components"] = [{"part_id": "T2-DL27-KIT", "quantity": 1}]


def _missing(assemblies: dict[str, Any]) -> None:
    assemblies["T2-DL27-KIT"]["components"].append({"part_id": "NOWHERE", "quantity": 1})


def _no_quantity(assemblies: dict[str, Any]) -> None:
    assemblies["T2-DL27-KIT"]["components"] = [{"part_id": "1916", "quantity": 0}]


def _wrong_type(assemblies: dict[str, Any]) -> None:
    assemblies["T2-DL27-KIT"]["components"] = "none"


@pytest.mark.parametrize(
    ("edit", "code"),
    [(_cycle, "cycle"), (_missing, "missing_part"), (_no_quantity, "out_of_range"), (_wrong_type, "wrong_type")],
)
def test_a_catalogue_with_an_error_imports_nothing(
    database: Clone, company: Company, folder: Path, edit: Any, code: str
) -> None:
    change_file(folder, "assemblies", edit)
    with nothing_written(database):
        report = import_directory(company.admin, folder)
    assert report.refused
    assert (report.written, report.digest) == (False, None)
    assert code in {finding.code for finding in report.findings if finding.severity == "error"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"{}", "missing"),
        (b'{"parts": {', "broken_json"),
        ('{"parts": {"é": 1}}'.encode("latin-1"), "bad_encoding"),
        (b'{"parts": {"1": {"name": "a"}, "1": {"name": "b"}}}', "duplicate_number"),
        (b'{"parts": {"a\\u0000b": {"name": "a"}}}', "bad_number"),
        (b" " * (50 * 2**20), "too_large"),
    ],
    ids=["empty", "no parts", "broken", "encoding", "duplicate", "NUL", "50 MB"],
)
def test_a_broken_file_imports_nothing(
    database: Clone, company: Company, folder: Path, content: bytes, code: str
) -> None:
    (folder / "parts.json").write_bytes(content)
    with nothing_written(database):
        report = import_directory(company.admin, folder)
    assert report.refused
    assert code in {finding.code for finding in report.findings}


def test_every_error_is_told_at_once(company: Company, folder: Path) -> None:
    change_file(folder, "assemblies", _missing)
    change_file(folder, "parts", lambda parts: parts["1916"].update(name=""))
    (folder / "categories.json").write_text("[]", encoding="utf-8")
    report = import_directory(company.admin, folder)
    assert {finding.field.partition(".")[0] for finding in report.findings} >= {"categories", "parts"}


def test_a_folder_without_the_files_is_refused(database: Clone, company: Company, tmp_path: Path) -> None:
    with nothing_written(database), pytest.raises(UsageError):
        import_directory(company.admin, tmp_path / "none")
    (tmp_path / "parts.json").write_text("{}", encoding="utf-8")
    with nothing_written(database), pytest.raises(UsageError):
        import_directory(company.admin, tmp_path)


def test_errors_that_are_handed_over_stop_the_import(database: Clone, company: Company) -> None:
    error = Finding("error", "cycle", "x", "runs in a circle")
    with nothing_written(database), pytest.raises(InvalidInput):
        catalogue_import.import_catalogue(company.admin, in_force(company), [error])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_admin_imports(database: Clone, company: Company, role: Role) -> None:
    read, findings = read_catalogue(catalogue_folder("reference"))
    assert read is not None
    with nothing_written(database), pytest.raises(Refused):
        catalogue_import.import_catalogue(company.session(role), read, findings)


def test_odd_texts_come_back_from_the_database(company: Company, folder: Path) -> None:
    def edit(parts: dict[str, Any]) -> None:
        for text in ODD_TEXTS:
            parts[text] = {"name": text, "type": text, "manufacturer_info": text, "status": "ACTIVE"}

    change_file(folder, "parts", edit)
    report = import_directory(company.admin, folder)
    assert report.counts["item_added"] == len(ODD_TEXTS)
    stored = in_force(company)
    for text in ODD_TEXTS:
        assert (stored.items[text].name, stored.items[text].manufacturer) == (text, text)


def test_an_alias_resolves_a_rule_and_is_used_by_files(database: Clone, company: Company, folder: Path) -> None:
    command = uuid4()
    alias = catalogue.map_alias(
        company.admin, "OLD-LEG", "T2-DL27-KIT", reason="Name on older papers", command_id=command
    )
    again = catalogue.map_alias(
        company.admin, "OLD-LEG", "T2-DL27-KIT", reason="Name on older papers", command_id=command
    )
    assert again == alias
    assert in_force(company).find("OLD-LEG") == in_force(company).items["T2-DL27-KIT"]

    def edit(assemblies: dict[str, Any]) -> None:
        assemblies["BY-ALIAS"] = {
            **assemblies["T2-DL14-FH-KIT"],
            "components": [{"part_id": "OLD-LEG", "quantity": 2}],
        }

    change_file(folder, "assemblies", edit)
    assert import_directory(company.admin, folder).written
    (component,) = in_force(company).items["BY-ALIAS"].components
    assert (component.item, component.quantity) == ("T2-DL27-KIT", 2)
    before = unlogged(database)
    assert not import_directory(company.admin, folder).written
    assert unlogged(database) == before

    changed = catalogue.map_alias(
        company.admin, "OLD-LEG", "T2-DL14-FH-KIT", reason="Was mapped wrongly", version=alias.version
    )
    assert catalogue.list_aliases(company.qc) == (changed,)
    with nothing_written(database), pytest.raises(Stale):
        catalogue.remove_alias(company.admin, "OLD-LEG", version=alias.version)
    catalogue.remove_alias(company.admin, "OLD-LEG", version=changed.version)
    assert in_force(company).find("OLD-LEG") is None
    with nothing_written(database), pytest.raises(NotFound):
        catalogue.remove_alias(company.admin, "OLD-LEG", version=changed.version)


def test_aliases_are_refused_by_field(database: Clone, company: Company) -> None:
    good = {"alias": "OLD", "item_number": "T2-DL27-KIT", "reason": "Older papers"}
    for field, bad in (
        ("alias", ""),
        ("alias", "x" * 121),
        ("alias", "a\0b"),
        ("item_number", "a\nb"),
        ("item_number", "OLD"),
        ("reason", "no"),
        ("reason", "x" * 2_001),
    ):
        values = {**good, field: bad}
        with nothing_written(database), pytest.raises(InvalidInput) as caught:
            catalogue.map_alias(company.admin, values["alias"], values["item_number"], reason=values["reason"])
        assert caught.value.field == field
    with nothing_written(database), pytest.raises(NotFound):
        catalogue.map_alias(company.admin, "OLD", "NO-SUCH", reason="Older papers")
    for text in ODD_TEXTS:
        catalogue.map_alias(company.admin, text, "T2-DL27-KIT", reason=text)
    with nothing_written(database), pytest.raises(Duplicate) as twice:
        catalogue.map_alias(company.admin, ODD_TEXTS[0], "T2-DL27-KIT", reason="Once more")
    assert twice.value.field == "alias"
    for role in (Role.PRODUCTION_COORDINATOR, Role.PROCUREMENT_SPECIALIST, Role.QC_PERSON, Role.ASSEMBLER):
        with nothing_written(database), pytest.raises(Refused):
            catalogue.map_alias(company.session(role), "OLD", "T2-DL27-KIT", reason="Older papers")


def test_what_the_admin_switched_for_service_survives_imports(database: Clone, company: Company) -> None:
    number = "T2-CTRL-EDR1"
    assert in_force(company).items[number].service_orderable
    command = uuid4()
    version = catalogue.switch_service_orderable(company.admin, number, orderable=False, version=1, command_id=command)
    assert (
        catalogue.switch_service_orderable(company.admin, number, orderable=False, version=1, command_id=command)
        == version
        == 2
    )
    assert not in_force(company).items[number].service_orderable
    import_directory(company.admin, catalogue_folder("reference"))
    assert not in_force(company).items[number].service_orderable
    assert number not in {item.number for item in orderable_items.browse(company.service, search=number)}
    with nothing_written(database), pytest.raises(Stale):
        catalogue.switch_service_orderable(company.admin, number, orderable=True, version=1)
    with nothing_written(database), pytest.raises(Refused):
        catalogue.switch_service_orderable(company.procurement, number, orderable=True, version=3)
    with nothing_written(database), pytest.raises(NotFound):
        catalogue.switch_service_orderable(company.admin, "NO-SUCH", orderable=True, version=1)


def test_a_change_past_this_program_is_seen(database: Clone, company: Company) -> None:
    before = in_force(company)
    with database.connect() as connection:
        connection.execute("UPDATE cs.item SET name = 'Other', version = version + 1 WHERE number = '1916'")
    after = in_force(company)
    assert (before.items["1916"].name, after.items["1916"].name) != ("Other", "Other")
    assert after.items["1916"].name == "Other"
