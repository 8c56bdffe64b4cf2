"""`cleanstation demo`: the main job on the screens, its papers read again, and what is left when it goes wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pytest

from cleanstation_desktop.operations.embedded_server import EmbeddedServer
from cleanstation_desktop.verbs import demo_data
from tests.support.clusters import unique_login
from tests.support.command import COMMAND, Outcome, clean_environment, invoke, run
from tests.support.domain_samples import DEMO

SHEETS = {
    "pre_production_check_attempt-1",
    "pre_production_check_attempt-2",
    "production_attempt-1",
    "packaging_attempt-1",
    "end_of_line_test_attempt-1",
    "sink_quality_attempt-1",
}
_LIMIT = 3000
WHOLE = pytest.mark.skipif(
    "WHOLE_DEMO" not in os.environ,
    reason="the whole walk with its pictures takes minutes: make demo-test; test_walkthrough.py walks in Spanish",
)
BOM_FILES = {"BOM_rev-1.pdf", "BOM_rev-1_by-item.pdf", "BOM_rev-1.csv", "BOM_rev-1.xlsx"}


def expected_files() -> set[str]:
    """Six QC sheets of the second build and four BOM files of each build, in both languages; and the pictures."""
    names = {"screens"}
    for language in ("EN", "FR"):
        names |= {f"DEMO-{language}-2_{sheet}.pdf" for sheet in SHEETS}
        names |= {f"DEMO-{language}-{number}_{name}" for number in (1, 2) for name in BOM_FILES}
    return names


@dataclass(frozen=True)
class Demo:
    """A finished demo."""

    done: Outcome
    out: Path
    home: Path
    catalogue: Path


def text_of(pdf: Path) -> str:
    """The words of a PDF, pages in order."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "\n".join(pages).replace("\r\n", "\n")


@pytest.fixture
def temporary(run_folder: Path) -> Iterator[Path]:
    """A folder for temporary files of one command, which the account that runs the server for root can pass."""
    folder = run_folder / unique_login("temporary")
    folder.mkdir(mode=0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def demo(run_folder: Path, reference_catalogue: Path) -> Iterator[Demo]:
    """Run once with the company's catalogue; its server is kept in a folder, stopped."""
    home = run_folder / unique_login("demo")
    out = run_folder / unique_login("out")
    words = ("demo", "--headless", "--out", out, "--catalogue", reference_catalogue, "--data", home)
    done = run(*words, limit=_LIMIT)
    yield Demo(done, out, home, reference_catalogue)
    EmbeddedServer(home).stop()


# -- the whole job ----------------------------------------------------------------------------------------------------


@WHOLE
@pytest.mark.slow
def test_it_tells_each_step_and_leaves_every_file(demo: Demo) -> None:
    assert (demo.done.status, demo.done.err) == (0, ""), demo.done
    lines = demo.done.out.splitlines()
    assert re.fullmatch(r"The catalogue has \d+ warnings, no error. See: cleanstation catalogue check .*", lines[0])
    steps = [line for line in lines if re.search(r" \d+\.\d\d$", line)]
    assert {line.split()[0] for line in steps} == {
        *("installer", "admin", "service", "everybody"),
        *(person.login for person in demo_data.PEOPLE),
    }
    assert max(map(len, steps)) <= 80
    assert sum("Shipped" in line for line in steps) == 2
    last = r"28 files, \d+ pictures. Audit: \d+ rows under \d+ seals?, \d+ not sealed yet, 0 problems."
    assert any(re.fullmatch(last, line) for line in lines)
    assert {path.name for path in demo.out.iterdir()} == expected_files()


@WHOLE
@pytest.mark.slow
def test_each_screen_is_photographed_in_both_languages_and_looks(demo: Demo) -> None:
    taken = {folder.name: {file.name for file in folder.iterdir()} for folder in (demo.out / "screens").iterdir()}
    usual = [f"{language}-{look}" for language in ("en", "fr") for look in ("light", "dark")]
    sizes = {name for name in taken if name not in usual}
    assert {name.partition("-")[0] for name in sizes} == {"fr"}
    assert {name.rpartition("-")[2] for name in sizes} == {"1920x1080", "1280x720"}
    # What is shown once in a walk is seen in the look in force.
    once = {"person-password", "own-password", "audit-verified"}
    for language in ("en", "fr"):
        both = [{name[3:-4] for name in taken[f"{language}-{look}"]} for look in ("light", "dark")]
        assert both[0] ^ both[1] <= once
        assert len(both[0] | both[1]) >= 40
    assert {name[3:] for name in taken["en-light"] | taken["en-dark"]} == {
        name[3:] for name in taken["fr-light"] | taken["fr-dark"]
    }


@WHOLE
@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("EN", ("Pre-production check", "Failed", "Passed", "Signature", "Page 1 of")),
        ("FR", ("Contrôle", "Non conforme", "Conforme", "Signature", "Page 1 sur")),
    ],
)
def test_the_sheets_can_be_read(demo: Demo, language: str, words: tuple[str, ...]) -> None:
    build = f"DEMO-{language}-2"
    texts = {sheet: text_of(demo.out / f"{build}_{sheet}.pdf") for sheet in SHEETS}
    for sheet, text in texts.items():
        for needed in (build, f"PO-DEMO-{language}", "General Hospital", "V01", "SHA-256"):
            assert needed in text, (sheet, needed)
        assert re.search(r"[0-9a-f]{64}", re.sub(r"\s", "", text)), sheet
        assert re.search(r"CL[PQT]\.T2\.001", text), sheet
    everything = "\n".join(texts.values())
    assert [word for word in words if word.lower() not in everything.lower()] == []
    first, second = (texts[f"pre_production_check_attempt-{number}"] for number in (1, 2))
    assert "NCR" in first
    assert "Not as on the approved drawing." in first
    assert first != second


@WHOLE
@pytest.mark.slow
@pytest.mark.parametrize("language", ["EN", "FR"])
@pytest.mark.parametrize("number", [1, 2])
def test_pdf_csv_and_xlsx_agree_with_explode(demo: Demo, tmp_path: Path, language: str, number: int) -> None:
    build = f"DEMO-{language}-{number}"
    config = tmp_path / "configuration.json"
    config.write_text(json.dumps(demo_data.builds(language)[number - 1]), encoding="utf-8")
    bom = invoke("bom", "explode", "--config", config, "--catalogue", demo.catalogue, "--json").json
    wanted = [(line["path"], line["item"], line["quantity"], line["extended_quantity"]) for line in bom["lines"]]

    content = (demo.out / f"{build}_BOM_rev-1.csv").read_text(encoding="utf-8-sig")
    workbook = openpyxl.load_workbook(demo.out / f"{build}_BOM_rev-1.xlsx", read_only=True)
    try:
        sheet = [[str(cell) for cell in row] for row in workbook.worksheets[0].values]
    finally:
        workbook.close()
    # Columns: build, revision, line, level, item, kind, name, rule, quantity, in all, positions, note.
    for rows in (list(csv.reader(io.StringIO(content))), sheet):
        assert {row[0] for row in rows[1:]} == {build}
        assert [(row[2], row[4], int(row[8]), int(row[9])) for row in rows[1:]] == wanted
    text = text_of(demo.out / f"{build}_BOM_rev-1.pdf")
    totals = bom["totals"]
    assert f"{totals['lines']} {totals['distinct_items']} {totals['depth']}\n" in text
    assert "SHA-256" in text
    assert [item for _, item, _, _ in wanted if item[:20] not in text] == []


@WHOLE
@pytest.mark.slow
def test_the_kept_server_serves_the_other_verbs(demo: Demo) -> None:
    assert not EmbeddedServer(demo.home).status().running
    sign_ins = dict(re.findall(r"^(\S+)\s+(\S{20,})$", demo.done.out, re.MULTILINE))
    assert set(sign_ins) == {"admin", *(person.login for person in demo_data.PEOPLE)}
    server = EmbeddedServer(demo.home)
    server.start()
    try:
        env = {"PGPASSWORD": sign_ins["admin"]}
        listed = invoke("user", "list", "--json", "--data", demo.home, "--login", "admin", env=env)
        assert {person["login"] for person in listed.json} >= set(sign_ins)
        assert invoke("audit", "verify", "--data", demo.home, "--login", "admin", env=env).status == 0
        again = invoke("catalogue", "import", demo.catalogue, "--data", demo.home, "--login", "admin", env=env)
        assert (again.status, "Nothing to do" in again.out) == (0, True)
        qc = invoke("user", "list", "--data", demo.home, "--login", "qc", env={"PGPASSWORD": sign_ins["qc"]})
        assert (qc.status, qc.out) == (3, "")
    finally:
        server.stop()
    second = run("demo", "--headless", "--out", demo.out, "--data", demo.home)
    assert (second.status, second.out) == (3, "")
    assert "is not empty" in second.err


@WHOLE
@pytest.mark.slow
def test_the_demo_catalogue_and_a_folder_that_is_used_again(tmp_path: Path, temporary: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear customer", encoding="utf-8")
    (tmp_path / "DEMO-EN-1_BOM_rev-1.csv").write_text("old", encoding="utf-8")
    done = run("demo", "--headless", "--out", tmp_path, env={"TMPDIR": str(temporary)}, limit=_LIMIT)
    assert (done.status, done.err) == (0, ""), done
    assert {path.name for path in tmp_path.iterdir()} == expected_files() | {"letter.txt"}
    assert (tmp_path / "DEMO-EN-1_BOM_rev-1.csv").stat().st_size > 100
    assert list(temporary.iterdir()) == []


# -- what goes wrong --------------------------------------------------------------------------------------------------


def nothing_begun(out: Path, temporary: Path, *words: object) -> Outcome:
    """A demo that must not begin: no server, no temporary folder, no results."""
    there = out.exists()
    done = run("demo", "--headless", "--out", out, *map(str, words), env={"TMPDIR": str(temporary)})
    assert out.exists() == there
    assert list(temporary.iterdir()) == []
    return done


def test_a_catalogue_that_is_not_there(tmp_path: Path, temporary: Path) -> None:
    done = nothing_begun(tmp_path / "out", temporary, "--catalogue", tmp_path / "missing")
    assert (done.status, done.out) == (2, "")


def test_a_bad_catalogue(tmp_path: Path, temporary: Path) -> None:
    folder = Path(shutil.copytree(DEMO, tmp_path / "catalogue"))
    (folder / "parts.json").write_bytes(b"{")
    done = nothing_begun(tmp_path / "out", temporary, "--catalogue", folder)
    assert (done.status, done.out) == (1, "")
    assert "parts is not valid JSON" in done.err
    assert "cleanstation catalogue check" in done.err


@pytest.mark.parametrize("place", ["a file", "below a file"])
def test_results_that_have_no_place(tmp_path: Path, temporary: Path, place: str) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    done = nothing_begun(file if place == "a file" else file / "out", temporary)
    assert done.status == 3
    assert "cannot be written to" in done.err


def test_without_a_display_it_says_how_to_run_it() -> None:
    for words in ((), ("--out", "out")):
        done = run("demo", *words, env={"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""})
        assert (done.status, done.out) == (3, "")
        assert "There is no display to open a window on." in done.err
        assert "cleanstation demo --headless --out out" in done.err
    assert invoke("demo", "--headless").status == 2


@pytest.mark.slow
def test_with_a_display_it_opens_the_client_until_it_is_closed(tmp_path: Path, temporary: Path) -> None:
    """Closed by the system: the server is stopped and nothing is left."""
    output = tmp_path / "said"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [*COMMAND, "demo"],
            stdout=sink,
            stderr=sink,
            env=clean_environment(TMPDIR=str(temporary), QT_QPA_PLATFORM="offscreen"),
        )
    end = time.monotonic() + 300
    while b"The client opens" not in output.read_bytes():
        assert process.poll() is None, output.read_text(encoding="utf-8")
        assert time.monotonic() < end
        time.sleep(0.05)
    assert servers_below(temporary) != []
    # The window is told to close; before it is there, the program is.
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    said = output.read_text(encoding="utf-8")
    assert "Thirty orders in all states" in said
    assert "Traceback" not in said
    assert servers_below(temporary) == []
    assert list(temporary.iterdir()) == []


def servers_below(folder: Path) -> list[int]:
    """Processes of PostgreSQL that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (
                folder in (process / "cwd").resolve().parents
                or str(folder).encode() in (process / "cmdline").read_bytes()
            ):
                found.append(int(process.name))
        except OSError:
            continue
    return [number for number in found if number != os.getpid()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="NOT TESTED: looks for processes in /proc")
@pytest.mark.parametrize(
    ("name", "moment"),
    [
        *(("SIGINT", "server"), ("SIGINT", "Six people"), ("SIGTERM", "Catalogue imported"), ("SIGINT", "cluster")),
        pytest.param("SIGTERM", "EN Order entered", marks=WHOLE),
    ],
)
def test_interrupted_it_leaves_no_server_and_no_folder(tmp_path: Path, temporary: Path, name: str, moment: str) -> None:
    output = tmp_path / "said"
    with output.open("wb") as sink:
        process = subprocess.Popen(
            [*COMMAND, "demo", "--headless", "--out", tmp_path / "out"],
            stdout=sink,
            stderr=sink,
            env=clean_environment(TMPDIR=str(temporary)),
            start_new_session=True,  # a group of its own, as a terminal makes it: Ctrl-C goes to all of it
        )
    signs: Any = {
        "cluster": lambda: any(temporary.glob("*/server/data*")),
        "server": lambda: any(temporary.glob("*/server/data/postmaster.pid")),
    }
    reached = signs.get(moment, lambda: moment.encode() in output.read_bytes())
    end = time.monotonic() + 120
    while not reached():
        assert process.poll() is None, output.read_text(encoding="utf-8")
        assert time.monotonic() < end
        time.sleep(0.01)
    number = getattr(signal, name)
    if name == "SIGINT":
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    status = process.wait(timeout=60)
    said = output.read_text(encoding="utf-8")
    assert status in {130, 143, 1}, said
    assert "Traceback" not in said
    end = time.monotonic() + 10
    while servers_below(temporary) and time.monotonic() < end:
        time.sleep(0.1)
    assert servers_below(temporary) == []
    assert list(temporary.iterdir()) == []
