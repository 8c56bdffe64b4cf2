"""Reading catalogue and configuration files from disk: what the command line does without a server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleanstation_desktop.domain.errors import InvalidInput, UsageError
from cleanstation_desktop.operations.bom_explode import explode_files
from cleanstation_desktop.operations.catalogue_check import check_catalogue
from tests.support.domain_samples import DEMO, FILES, answers, files, reference_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, document in zip(FILES, files({"A": [("P", 1)]}, ["P"]), strict=True):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


@pytest.fixture
def configuration_file(tmp_path: Path) -> Path:
    path = tmp_path / "build.json"
    path.write_text(json.dumps(answers()), encoding="utf-8")
    return path


def test_a_configuration_file_becomes_a_bill(configuration_file: Path) -> None:
    bom = explode_files(configuration_file, reference_folder())
    assert bom.build_number == "B-1001" and not bom.refused and len(bom.lines) == 199
    assert [line.item for line in explode_files(configuration_file, DEMO).lines] == [line.item for line in bom.lines]


def test_a_broken_bound_gives_a_refused_bill_with_the_lines_found(configuration_file: Path) -> None:
    configuration_file.write_text(json.dumps(answers(length=47)), encoding="utf-8")
    bom = explode_files(configuration_file, DEMO)
    assert bom.refused and bom.lines
    assert [finding.field for finding in bom.findings if finding.severity == "error"] == ["length"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"length": 72}', '{"a": 1, "a": 2}'])
def test_a_configuration_file_that_is_none(configuration_file: Path, text: str) -> None:
    configuration_file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput):
        explode_files(configuration_file, DEMO)


def test_files_that_are_not_there(folder: Path, configuration_file: Path) -> None:
    with pytest.raises(UsageError):
        explode_files(folder / "nothing.json", DEMO)
    with pytest.raises(UsageError):
        explode_files(configuration_file, folder / "nothing")
    with pytest.raises(UsageError):
        explode_files(folder, DEMO)
    (folder / "parts.json").unlink()
    with pytest.raises(UsageError, match=r"parts\.json"):
        check_catalogue(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_50_megabytes_is_refused_without_being_read(
    folder: Path, configuration_file: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / name).open("wb") as file:
        file.truncate(50 * 10**6)  # sparse: takes no room, and would be 50 MB of NUL if it were read
    opened: list[Path] = []
    whole = Path.open

    def watched(path: Path, *arguments: Any, **more: Any) -> Any:
        opened.append(path)
        return whole(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", watched)
    report = check_catalogue(folder)
    assert report.refused and [finding.code for finding in report.findings] == ["too_large"]
    assert folder / name not in opened
    with pytest.raises(InvalidInput, match="larger than"):
        explode_files(folder / name, DEMO)
    with pytest.raises(InvalidInput, match="larger than"):
        explode_files(configuration_file, folder)


def test_a_catalogue_with_a_cycle_makes_no_bill(folder: Path, configuration_file: Path) -> None:
    documents = files({"A": [("B", 1)], "B": [("A", 1)]}, ["P"])
    (folder / "assemblies.json").write_text(json.dumps(documents[1]), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        explode_files(configuration_file, folder)
    assert [finding.code for finding in refused.value.findings] == ["cycle"]
    assert "A → B → A" in str(refused.value)
