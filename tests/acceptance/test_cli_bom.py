"""`cleanstation bom explode`: the answer's shape, every bound broken by one, and files that are no configuration."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import COMMAND, Outcome, clean_environment, invoke, run
from tests.support.domain_samples import DEMO, SAMPLE, answers, basins, rules
from tests.support.embedded import ORDINARY, root_only, skip_unless_open_to_others
from tests.unit.test_configuration import BROKEN, TEXTS, changed

LINE_KEYS = ["path", "level", "item", "kind", "name", "quantity", "extended_quantity", "rule", "positions", "note"]
# The plainest sink of which the demo catalogue holds every item.
PLAIN = {
    **SAMPLE,
    "model": "T2-B1",
    "basins": [{"type": "e_drain", "size": "24X20X8", "p_trap": False, "light": False}],
    "pegboard": None,
    "accessories": [],
}


def file_of(folder: Path, content: object) -> Path:
    """A configuration file; bytes go into it as they are."""
    path = folder / "configuration.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def explode(folder: Path, content: object, *more: str, catalogue: Path = DEMO) -> Outcome:
    """Explode a configuration against the demo catalogue."""
    return invoke("bom", "explode", "--config", file_of(folder, content), "--catalogue", catalogue, *more)


def fields_of(bom: Any, severity: str = "error") -> list[str]:
    """The fields that the findings of an answer name."""
    return [finding["field"] for finding in bom["findings"] if finding["severity"] == severity]


# -- good -------------------------------------------------------------------------------------------------------------


def test_the_sample_of_the_design_against_the_companys_catalogue(tmp_path: Path, reference_catalogue: Path) -> None:
    config = file_of(tmp_path, SAMPLE)
    done = run("bom", "explode", "--config", config, "--catalogue", reference_catalogue, "--json")
    assert (done.status, done.err) == (0, "")
    bom = done.json
    assert list(bom) == ["build_number", "lines", "findings", "totals"]
    assert (bom["build_number"], bom["findings"]) == ("B-1001", [])
    assert all(list(line) == LINE_KEYS for line in bom["lines"])
    assert {line["kind"] for line in bom["lines"]} == {"assembly", "part", "custom"}
    assert list(bom["totals"]) == ["lines", "distinct_items", "depth"]
    assert bom["totals"] == {
        "lines": len(bom["lines"]),
        "distinct_items": len({line["item"] for line in bom["lines"]}),
        "depth": 1 + max(line["level"] for line in bom["lines"]),
    }
    selected = [(line["item"], line["rule"]) for line in bom["lines"] if line["level"] == 0]
    assert selected == [
        ("T2-BODY-61-72-HA", "709.83"),
        ("T2-DL27-KIT", "711.97"),
        ("T2-LEVELING-CASTOR-475", "711.95"),
        ("T2-OHL-MDRD-KIT", "716.128"),
        ("T2-ADW-PB-7236-GREEN-PERF-KIT", "715.123"),
        ("T2-BSN-ESK-KIT", "713.109"),
        ("T2-ADW-BASIN24X20X8", "712.103"),
        ("T2-OA-BASIN-LIGHT-ESK-KIT", "706.68"),
        ("T2-BSN-EDR-KIT", "713.107"),
        ("T2-ADW-BASIN-28X20X9", "720.215.001"),
        ("T2-OA-MS-1026", "706.65"),
        ("T2-CTRL-EDR1-ESK1", "719.178"),
        ("T2-OA-STD-FAUCET-WB-KIT", "706.58"),
        ("T2-OA-WATERGUN-TURRET-KIT", "706.61"),
        ("T2-STD-MANUAL-FR-KIT", None),
        ("T-OA-BINRAIL-36-KIT", "702.5"),
    ]
    rail = next(line for line in bom["lines"] if line["item"] == "T-OA-BINRAIL-36")
    assert (rail["quantity"], rail["extended_quantity"], rail["level"]) == (1, 2, 1)


def test_the_largest_real_build(tmp_path: Path, reference_catalogue: Path) -> None:
    listed = next(rule for rule in rules().rules if rule.id == "accessory")
    accessories = {str(row.when[0].operand[0]) for row in listed.rows if row.when and row.when[0].operator == "in"}
    largest = answers(
        # One basin of each type: equal ones would share their lines.
        **basins("e_sink", "e_drain", "e_sink_di", light=True, p_trap=True),
        length=120,
        faucets=[{"kind": "wrist_blade", "placement": "center_1"}, {"kind": "pre_rinse", "placement": "center_2"}],
        sprayers=[{"kind": kind, "location": "left"} for kind in ("water_gun_turret", "air_gun_turret")],
        accessories=[{"item": item, "quantity": 99} for item in sorted(accessories - {"T2-OHL-INSTRO-KIT"})],
    )
    done = explode(tmp_path, largest, "--json", catalogue=reference_catalogue)
    assert done.status == 0
    bom = done.json
    assert fields_of(bom) == []
    assert bom["totals"]["lines"] > 300
    assert [line["extended_quantity"] for line in bom["lines"] if line["item"] == "T2-AER-TUBEORG"] == [99]


def test_the_table_in_a_pipe_shows_every_line_whole(tmp_path: Path) -> None:
    table = explode(tmp_path, PLAIN)
    bom = explode(tmp_path, PLAIN, "--json").json
    assert table.status == 0, table
    rows = table.out.splitlines()
    assert rows[0] == "Build B-1001"
    for line in bom["lines"]:
        assert any(line["item"] in row and line["name"] in row and row.startswith(line["path"]) for row in rows)
    assert not any(row.endswith(" ") for row in rows)
    assert rows[-1] == (
        f"{bom['totals']['lines']} lines, {bom['totals']['distinct_items']} different items, "
        f"{bom['totals']['depth']} levels. 0 errors, 0 warnings."
    )


def test_the_table_fits_a_narrow_terminal(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="NOT TESTED AT A TERMINAL: this system has none of this kind")
    config = file_of(tmp_path, PLAIN)
    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("NOT TESTED AT A TERMINAL: this system has no terminals to lend")
    with subprocess.Popen(
        [*COMMAND, "bom", "explode", "--config", config, "--catalogue", DEMO],
        stdout=theirs,
        env=clean_environment(COLUMNS="80", TERM="dumb"),
    ) as process:
        os.close(theirs)
        said = bytearray()
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            said += piece
        assert process.wait(timeout=60) == 0
    os.close(ours)
    lines = said.decode().splitlines()
    assert max(map(len, lines)) <= 80
    assert any("T2-BODY-61-72-HA" in line for line in lines)


def test_where_signs_cannot_be_written_they_are_replaced(tmp_path: Path) -> None:
    config = file_of(tmp_path, PLAIN)
    words = ("bom", "explode", "--config", config, "--catalogue", DEMO)
    assert run(*words, env={"PYTHONIOENCODING": "ascii"}).status == 0
    done = run(*words, "--json", env={"PYTHONIOENCODING": "ascii"})
    assert done.out.isascii()
    assert done.json == run(*words, "--json").json


def test_a_warning_is_told_and_changes_no_status(tmp_path: Path) -> None:
    wide = {**PLAIN, "model": "T2-B2", "basins": [{**PLAIN["basins"][0], "size": "30X20X8"}] * 2, "length": 48}
    bom = explode(tmp_path, wide, "--json")
    assert bom.status == 0
    assert fields_of(bom.json, "warning")
    table = explode(tmp_path, wide)
    assert (table.status, "warning" in table.out) == (0, True)


# -- refused content: 1 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "field"), BROKEN)
def test_each_bound_broken_by_one_is_named_beside_the_lines(tmp_path: Path, data: dict[str, Any], field: str) -> None:
    done = explode(tmp_path, data, "--json")
    assert done.status == 1
    assert field in fields_of(done.json)
    if done.json["lines"]:  # a wrong choice leaves nothing to explode, a broken bound does
        assert done.json["totals"]["lines"] == len(done.json["lines"])


@pytest.mark.parametrize(("path", "value"), [("length", 47), ("width", 61), ("accessories.0.quantity", 100)])
def test_lines_found_so_far_are_shown(tmp_path: Path, path: str, value: int) -> None:
    bom = explode(tmp_path, changed(path, value), "--json").json
    assert any(line["item"].startswith("T2-DL27") for line in bom["lines"])
    table = explode(tmp_path, changed(path, value))
    assert table.status == 1
    assert "T2-DL27-KIT" in table.out
    assert "error" in table.out


def test_an_unresolved_item_is_named_with_its_rule(tmp_path: Path) -> None:
    done = explode(tmp_path, changed("accessories.0.item", "T-OA-BINRAIL-37-KIT"), "--json")
    assert done.status == 1
    assert fields_of(done.json) == ["accessories[0].item"]


@pytest.mark.parametrize(("text", "code"), TEXTS, ids=[f"{code}-{index}" for index, (_, code) in enumerate(TEXTS)])
def test_bytes_that_are_no_configuration(tmp_path: Path, text: bytes, code: str) -> None:
    done = explode(tmp_path, text)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("error: ")
    answer = explode(tmp_path, text, "--json")
    assert answer.status == 1
    assert answer.json["lines"] == []
    assert answer.json["totals"] == {"lines": 0, "distinct_items": 0, "depth": 0}
    assert code in [finding["code"] for finding in answer.json["findings"]]


@pytest.mark.parametrize("data", [None, [], "text", 5, {}, {**SAMPLE, "colour": "red"}, {**SAMPLE, "basins": {}}])
def test_json_that_is_no_configuration(tmp_path: Path, data: object) -> None:
    done = explode(tmp_path, data)
    assert done.status == 1
    assert "error" in done.err + done.out


def test_a_byte_order_mark_is_taken(tmp_path: Path) -> None:
    assert explode(tmp_path, b"\xef\xbb\xbf" + json.dumps(PLAIN).encode()).status == 0


def test_a_file_of_50_mb_is_refused_at_once(tmp_path: Path) -> None:
    config = tmp_path / "large.json"
    with config.open("wb") as file:
        file.truncate(50 * 2**20)
    done = invoke("bom", "explode", "--config", config, "--catalogue", DEMO)
    assert (done.status, done.out) == (1, "")
    assert "large.json is larger than 1 MiB" in done.err


def test_no_text_of_a_file_steers_the_terminal(tmp_path: Path) -> None:
    done = explode(tmp_path, {**SAMPLE, "\x1b[2J\x07\u202e": 1})
    assert done.status == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(done.err + done.out)
    assert "\\x1b[2J" in done.out


# -- the catalogue ----------------------------------------------------------------------------------------------------


def catalogue_with(folder: Path, name: str, content: bytes) -> Path:
    """The demo catalogue with one file replaced."""
    made = folder / "catalogue"
    shutil.copytree(DEMO, made)
    (made / name).write_bytes(content)
    return made


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"a": 1, "a": 2}'])
@pytest.mark.parametrize("name", ["categories.json", "assemblies.json", "parts.json"])
def test_a_broken_catalogue_file_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    done = explode(tmp_path, PLAIN, catalogue=catalogue_with(tmp_path, name, content))
    assert (done.status, done.out) == (1, "")
    assert name.removesuffix(".json") in done.err


# -- wrong usage: 2; no rights: 3 -------------------------------------------------------------------------------------


def test_files_that_are_not_there(tmp_path: Path) -> None:
    config = file_of(tmp_path, PLAIN)
    (tmp_path / "bare").mkdir()
    for wrong, catalogue in (
        (tmp_path / "missing.json", DEMO),
        (tmp_path, DEMO),
        (config, tmp_path / "missing"),
        (config, config),
        (config, tmp_path / "bare"),
    ):
        done = invoke("bom", "explode", "--config", wrong, "--catalogue", catalogue)
        assert (done.status, done.out) == (2, ""), (wrong, catalogue)
        assert done.err.startswith("error: ")


@pytest.mark.parametrize(
    "words",
    [(), ("explode",), ("explode", "--config", "x"), ("explode", "--bogus"), ("implode",), ("explode", "x", "y")],
)
def test_wrong_words(words: tuple[str, ...]) -> None:
    assert invoke("bom", *words).status == 2


@root_only
def test_what_may_not_be_read(tmp_path: Path) -> None:
    skip_unless_open_to_others()
    open_folder, closed = tmp_path / "open", tmp_path / "closed"
    for folder in (open_folder, closed):
        folder.mkdir()
        file_of(folder, PLAIN)
    closed.chmod(0o700)
    (open_folder / "configuration.json").chmod(0o600)
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(folder.stat().st_mode | 0o011)
    program = (
        "import os, cleanstation_desktop.verbs.commands; from cleanstation_desktop.cli import main; "
        f"os.setgroups([]); os.setgid({ORDINARY.gid}); os.setuid({ORDINARY.uid}); main()"
    )
    for config, catalogue in (
        (open_folder / "configuration.json", DEMO),
        (closed / "configuration.json", DEMO),
        (closed / "configuration.json", closed / "catalogue"),
    ):
        done = subprocess.run(
            [COMMAND[0], "-c", program, "bom", "explode", "--config", config, "--catalogue", catalogue],
            env=clean_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (3, ""), done.stderr
        assert "cannot be read: Permission denied" in done.stderr
