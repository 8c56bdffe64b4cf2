"""The QC sheet, read back from the PDF by another program."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from cleanstation_desktop.domain.checklist import Result
from cleanstation_desktop.domain.checklist_template import Outcome
from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.sheets import (
    AttemptOpening,
    EarlierReading,
    MirroredAnswer,
    QcSheet,
    SheetConcession,
    SheetDrawing,
    SheetEnding,
    SheetItem,
    SheetSection,
)
from cleanstation_desktop.printing.pen import LEFT, PAGE_HEIGHT, WIDTH
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.printing.wording import Wording
from tests.support.prints import (
    BAD_TEXTS,
    HASH,
    SIGNED,
    START,
    item,
    long_sheet,
    opened,
    reprint,
    sheet,
    texts,
    words,
)

GROUPED = " ".join(HASH[start : start + 8] for start in range(0, 64, 8))


def one_item(point: SheetItem, **more: Any) -> QcSheet:
    return replace(sheet(), sections=(SheetSection("A", "Dimensions", (point,)),), **more)


def test_a_sheet_says_everything() -> None:
    (page,) = texts(qc_sheet_pdf(sheet(copy=reprint())))
    for expected in (
        "Torvan Medical",
        "Pre-production check",
        "CLP.T2.001 · V01 · Attempt 2",
        "PO-4711",
        "Hôpital général",
        "Phase 2",
        "Build B-1001-02",
        "T2-B2",
        "MDRD",
        "PASSED",
        "First pass",
        "6 Pass",
        "1 Fail",
        "1 N/A",
        "1 Not answered",
        "72.00 in 72 ± 0.25 in QC1 23 Nov 2026 14:05",
        "Note: 4 in off the drawing",
        "Reason: no pegboard ordered",
        "DP1C",
        "from attempt 1",
        "TH-0042",
        "calibration due 1 Mar 2027",
        "Basin 1 – E-Sink, 24 × 20 × 8 in",
        "Basin 2 – E-Drain, 28 × 20 × 9 in",
        "NCR-0007",
        "Use as is, with concession",
        "within reach of the valve",
        "concession also signed by QC3",
        "closed by QC1, 23 Nov 2026 14:05 UTC",
        "qc (QC1)",
        "Inspected and passed",
        "Quality control",
        "23 Nov 2026 17:05:00 UTC",
        "23 Nov 2026 12:05:00 EST (UTC−05:00)",
        GROUPED,
        "Audit seal no. 1234",
        "fedcba98 76543210",
        "Copy 2 · printed 24 Nov 2026 14:05 UTC · QC1 · FLOOR-3 · reprinted because the first print was lost",
        "Page 1 of 1",
    ):
        assert expected in page, expected
    assert "DRAFT" not in page


@pytest.mark.parametrize(
    ("language", "first", "again"),
    [
        (Language.EN, "Copy 1 · ", "reprinted because one for the customer"),
        (Language.FR, "Copie 1 · ", "réimprimée pour la raison suivante : one for the customer"),
        (Language.ES, "Copia 1 · ", "reimpresa por el siguiente motivo: one for the customer"),
    ],
)
def test_the_first_copy_was_not_printed_again(language: Language, first: str, again: str) -> None:
    """Though a reason was given for it and the second one together; BOM and traveler have the same frame."""
    second = reprint("one for the customer")
    for number, wanted in ((1, first), (2, again)):
        (page,) = texts(qc_sheet_pdf(sheet(language, copy=replace(second, number=number))))
        said = page.replace("\u00a0", " ")
        assert wanted in said
        assert ("one for the customer" in said) is (number == 2)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize(
    ("language", "whole", "plain"),
    [
        (Language.EN, "Fail accepted by concession NCR-0007, signed by QC2 and QC3", "Fail accepted by concession"),
        (
            Language.FR,
            "Non conforme acceptée par dérogation NCR-0007, signée par QC2 et QC3",
            "Non conforme acceptée par dérogation",
        ),
        (
            Language.ES,
            "No conforme aceptada por concesión NCR-0007, firmada por QC2 y QC3",
            "No conforme aceptada por concesión",
        ),
    ],
)
def test_a_conceded_failure_says_by_which_concession(
    language: Language, whole: str, plain: str, mirrored: bool
) -> None:
    """Or that there is one, where the reader may not read it. What nobody conceded says nothing."""
    beside = (MirroredAnswer("SP-11", Outcome.PASS, "DP1C", "AS2", START),) if mirrored else ()
    accepted = SheetConcession("NCR-0007", "QC2", "QC3")
    for concession, wanted in ((accepted, whole), (SheetConcession(), plain), (None, "")):
        shown = one_item(item("PP-02", Outcome.FAIL, concession=concession, mirrored=beside), language=language)
        (page,) = texts(qc_sheet_pdf(replace(shown, nonconformances=())))
        said = " ".join(page.split())
        assert wanted in said
        assert (plain in said, "NCR-0007" in said) == (concession is not None, concession == accepted)


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        (Language.EN, "RECORD ALTERED AFTER SIGNING"),
        (Language.FR, "ENREGISTREMENT ALTÉRÉ APRÈS SIGNATURE"),
        (Language.ES, "REGISTRO ALTERADO TRAS LA FIRMA"),
    ],
)
def test_an_altered_record_is_marked_on_every_page(language: Language, mark: str) -> None:
    """And says which signature it no longer agrees with."""
    other = replace(SIGNED, printed_name="other")
    shown = replace(long_sheet(language), signatures=(replace(SIGNED, intact=False), other))
    pages = texts(qc_sheet_pdf(shown))
    assert len(pages) > 1 and all(mark in page for page in pages)
    said, wording = " ".join(" ".join(pages).split()), Wording(language)
    assert wording("altered_record") in said and said.count(wording("altered_signature")) == 1
    assert mark not in " ".join(texts(qc_sheet_pdf(replace(shown, signatures=(other,)))))


def test_what_the_assembler_read_and_noted_stands_beside_the_item() -> None:
    """The reason of N/A is called so, as where it was given."""
    beside = (
        MirroredAnswer("SP-11", Outcome.PASS, reading=Decimal("12.50"), unit="in", note="by hand", initials="AS2"),
        MirroredAnswer("SP-12", Outcome.NA, note="none ordered", initials="AS3"),
    )
    (page,) = texts(qc_sheet_pdf(one_item(item("QC-01", mirrored=beside))))
    said = " ".join(page.split())
    for expected in ("SP-11 Pass 12.50 in", "Note: by hand", "SP-12 N/A", "Reason: none ordered"):
        assert expected in said, expected


def test_items_stand_under_their_basin_in_the_order_of_the_form() -> None:
    (page,) = texts(qc_sheet_pdf(sheet()))
    order = [page.index(text) for text in ("Basin 1 –", "PP-10", "Basin 2 –")]
    assert order == sorted(order)
    assert page.index("PP-11") > page.rindex("PP-10")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, ["Page 1 of 1", "72.00 in", "23 Nov 2026", "Pass", "Nonconformances"]),
        (Language.FR, ["Page 1 sur 1", "72,00 po", "23 nov. 2026", "Non conforme", "Non-conformités", "72 ± 0,25 po"]),
        (
            Language.ES,
            ["Página 1 de 1", "72,00 pulg.", "23 nov 2026", "No conforme", "No conformidades", "72 ± 0,25 pulg."],
        ),
    ],
)
def test_every_language(language: Language, expected: list[str]) -> None:
    (page,) = texts(qc_sheet_pdf(sheet(language)))
    for text in expected:
        assert text in page, text


@pytest.mark.parametrize("language", list(Language))
def test_an_unsigned_sheet_says_so_on_every_page(language: Language) -> None:
    pages = texts(qc_sheet_pdf(replace(long_sheet(language), signatures=())))
    wording = Wording(language)
    assert len(pages) > 1
    for page in pages:
        assert wording("draft_sheet") in page
    assert wording("unsigned_sheet") in pages[-1]


def test_a_void_inspection_says_so_even_when_signed() -> None:
    assert "VOID" in texts(qc_sheet_pdf(sheet(status="VOID")))[0]


def test_every_page_names_build_and_page_and_repeats_the_heads() -> None:
    pages = texts(qc_sheet_pdf(long_sheet(count=120)))
    assert len(pages) >= 4
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Build B-1001-02" in page
        assert "CLP.T2.001 V01" in page
    assert "A Dimensions (continued) No. Check Result" in pages[1]
    assert any("Basin 1 – E-Sink, 24 × 20 × 8 in (continued)" in page for page in pages)


def test_the_final_qc_shows_the_answers_of_production_beside_its_own() -> None:
    page = texts(qc_sheet_pdf(long_sheet(count=10, mirrored=True)))[0]
    assert "Production, packaging" in page
    assert "CLP SP-11 Pass" in page
    assert "AS2 23 Nov 2026 14:05" in page
    assert "CLP PK-02 Not answered" in page
    boxes = {word.text: word.box for word in words(qc_sheet_pdf(long_sheet(count=2, mirrored=True)))[0]}
    own = boxes["A-1"]
    mirror = next(box for text, box in boxes.items() if text.startswith("CLP SP-11"))
    assert abs(own[1] - mirror[1]) < 3
    assert mirror[0] > own[2]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"target": Decimal(40), "minimum": Decimal(38), "maximum": Decimal(42)}, "40 ± 2 °C"),
        ({"target": Decimal(12), "minimum": Decimal(10), "maximum": Decimal(15)}, "12 (10 to 15) °C"),
        ({"minimum": Decimal(10), "maximum": Decimal(15)}, "10 to 15 °C"),
        ({"minimum": Decimal("10.5")}, "≥ 10.5 °C"),
        ({"maximum": Decimal(15)}, "≤ 15 °C"),
        ({"target": Decimal(60)}, "60 °C"),
    ],
)
def test_what_a_reading_was_held_against(limits: dict[str, Any], expected: str) -> None:
    point = item("EL-01", reading=Decimal("39.50"), unit="°C", **limits)
    (page,) = texts(qc_sheet_pdf(one_item(point)))
    assert f"39.50 °C {expected}" in page


def test_a_failed_inspection_and_open_nonconformances() -> None:
    ncr = replace(sheet().nonconformances[0], state="OPEN", disposition="", closed_by="", closed_at=None)
    (page,) = texts(qc_sheet_pdf(sheet(result=Result.FAILED, nonconformances=(ncr,))))
    assert "FAILED" in page
    assert "none yet" in page


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (Language.EN, "Nonconformances not shown to Kim Reader: 3. Quality control, procurement and administrators"),
        (Language.FR, "Non-conformités qui ne sont pas affichées pour Kim Reader : 3. Le contrôle de la qualité"),
        (Language.ES, "No conformidades que no se muestran a Kim Reader: 3. Control de calidad, compras"),
    ],
)
@pytest.mark.parametrize("shown", [True, False])
def test_a_sheet_says_how_many_nonconformances_it_does_not_show(language: Language, expected: str, shown: bool) -> None:
    whole = sheet(language, hidden_nonconformances=3, reader="Kim Reader")
    (page,) = texts(qc_sheet_pdf(whole if shown else replace(whole, nonconformances=())))
    assert expected in page
    assert Wording(language)("nonconformances") in page
    assert ("NCR-0007" in page) is shown


def test_nothing_is_said_of_nonconformances_that_are_not_there() -> None:
    (page,) = texts(qc_sheet_pdf(sheet(nonconformances=(), reader="Kim Reader")))
    assert "Nonconformances" not in page and "Kim Reader" not in page


def test_results_are_told_apart_without_colour() -> None:
    """Each outcome leaves its own drawing: the marks of four sheets differ in grey as well."""
    looks = set()
    for outcome in (*Outcome, None):
        pdf = qc_sheet_pdf(one_item(item("PP-01", outcome)))
        with opened(pdf) as document:
            page = document[0]
            mark = next(word for word in words(pdf)[0] if word.text.strip() in {"Pass", "Fail", "N/A", "Not answered"})
            left, bottom, _, top = mark.box
            image = page.render(scale=4, grayscale=True).to_pil()
            box = (left - 14, PAGE_HEIGHT - top - 4, left - 1, PAGE_HEIGHT - bottom + 4)
            looks.add(image.crop(tuple(round(4 * edge) for edge in box)).tobytes())
    assert len(looks) == 4


def test_a_signature_stays_in_one_piece_with_the_heading() -> None:
    for count in range(20, 90, 2):
        pages = texts(qc_sheet_pdf(replace(long_sheet(count=count), nonconformances=())))
        (page,) = [page for page in pages if "Signatures" in page]
        for part in ("Signatures", "qc (QC1)", "Inspected and passed", GROUPED, "Audit seal no. 1234"):
            assert part in page, count


def test_all_fonts_are_embedded() -> None:
    for page in words(qc_sheet_pdf(sheet(customer="Hôpital שלום Ω", copy=reprint()))):
        for word in page:
            assert word.embedded, word


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("mirrored", [False, True])
def test_nothing_overlaps_and_nothing_leaves_the_page(language: Language, mirrored: bool) -> None:
    for page in (
        *words(qc_sheet_pdf(long_sheet(language, mirrored=mirrored))),
        *words(qc_sheet_pdf(sheet(language, copy=reprint()))),
    ):
        for word in page:
            left, bottom, right, top = word.box
            assert left >= LEFT - 1
            assert right <= LEFT + WIDTH + 1, word
            assert bottom >= 20
            assert top <= PAGE_HEIGHT - 20
        for one, other in combinations(page, 2):
            across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            assert across <= 0.5 or down <= 0.5, (one, other)


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_any_text_in_any_place_prints(name: str) -> None:
    text = BAD_TEXTS[name]
    mirrored = (MirroredAnswer(text[:200], Outcome.FAIL, text, text[:20], START, Decimal(1), text[:20], text),)
    point = item("PP-01", Outcome.FAIL, note=text, value=text, unit=text[:20], reading=Decimal(1), mirrored=mirrored)
    before = EarlierReading(Decimal(2), text[:20], Outcome.FAIL, text, START)
    point = replace(point, photos=2, earlier=(before,) * 5)
    bad = replace(
        one_item(replace(point, text=text, number=text[:60], initials=text[:30])),
        title=f"T {text}",
        document_number=text[:300],
        customer=text,
        project=text,
        build_number=text,
        model=text[:50],
        hidden_nonconformances=1,
        reader=text,
        drawings=(SheetDrawing(text, text[:64]),),
        opening=AttemptOpening(2, START, "CHANGE", text),
        ending=SheetEnding("CANCELLED", START, reason=text),
        status=text[:50],
        nonconformances=(
            replace(
                sheet().nonconformances[0],
                number=text[:80],
                description=text,
                reason=text,
                opened_by=text[:99],
                disposition_comment=text,
                concession_comment=text,
            ),
        ),
        signatures=(replace(SIGNED, printed_name=text, meaning=text[:500], record_sha256=text[:100], comment=text),),
        copy=reprint(text),
        company=text[:100],
    )
    pages = words(qc_sheet_pdf(bad))
    for page in pages:
        for word in page:
            assert word.box[0] >= LEFT - 1
            assert word.box[2] <= LEFT + WIDTH + 6, (name, word)
            assert word.box[1] >= 20
    # The reader turns whole lines of pages with right-to-left text; the other pages show that the foot is there.
    if name not in {"hebrew", "arabic"}:
        assert f"Page {len(pages)} of {len(pages)}" in {word.text for word in pages[-1]}


def test_a_note_of_ten_thousand_characters_loses_none() -> None:
    note = " ".join(f"w{number}" for number in range(1_700))[:10_000]
    pages = texts(qc_sheet_pdf(one_item(item("PP-01", note=note))))
    printed = " ".join(pages)
    assert len(pages) > 1
    assert [word for word in note.split() if word not in printed] == []


def test_unsupported_signs_are_seen_and_markup_is_text() -> None:
    point = item("PP-01", note="ok \U0001f600 <b>&amp; \u202eevil")
    (page,) = texts(qc_sheet_pdf(one_item(point)))
    assert "ok [U+1F600] <b>&amp; [U+202E]evil" in page


def test_an_empty_form_prints() -> None:
    (page,) = texts(qc_sheet_pdf(sheet(sections=(SheetSection("E", "Extras", ()),), nonconformances=())))
    assert "No item of this section applies to this build." in page


def test_metadata_come_from_the_record() -> None:
    with opened(qc_sheet_pdf(sheet(signatures=(SIGNED,)))) as document:
        told = document.get_metadata_dict()
    assert told["Title"] == "CLP.T2.001 V01 – Pre-production check – B-1001-02"
    assert told["Author"] == "Torvan Medical"
    assert told["CreationDate"].startswith("D:20261123170500")
    with opened(qc_sheet_pdf(sheet(signed=False))) as document:
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20261123140500")


def test_same_input_same_bytes_and_other_input_other_bytes() -> None:
    once = qc_sheet_pdf(sheet())
    qc_sheet_pdf(long_sheet(Language.FR))
    assert qc_sheet_pdf(sheet()) == once
    assert qc_sheet_pdf(sheet(started_at=START, po_number="PO-4712")) != once
    assert qc_sheet_pdf(sheet(signatures=(replace(SIGNED, signed_at=START + timedelta(hours=4)),))) != once


PRINT_HASHES = """
import hashlib
from tests.support.prints import sheet, long_sheet, bom, Language
from cleanstation_desktop.printing.qc_sheet import qc_sheet_pdf
from cleanstation_desktop.printing.bom_pdf import bom_pdf
from cleanstation_desktop.printing.bom_xlsx import bom_xlsx
for data in (qc_sheet_pdf(sheet()), qc_sheet_pdf(long_sheet(Language.FR)), bom_pdf(bom()), bom_xlsx(bom())):
    print(hashlib.sha256(data).hexdigest())
"""


def test_two_processes_print_the_same_bytes() -> None:
    """Neither the hash seed, the clock's zone nor an epoch set for reproducible builds changes a byte."""
    answers = {
        subprocess.run(
            [sys.executable, "-c", PRINT_HASHES],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "TZ": zone, **extra, "PYTHONPATH": "."},
        ).stdout
        for seed, zone, extra in (("1", "UTC", {}), ("2", "Asia/Tokyo", {"SOURCE_DATE_EPOCH": "1000000000"}))
    }
    assert len(answers) == 1
    assert hashlib.sha256(qc_sheet_pdf(sheet())).hexdigest() in answers.pop()


def test_threads_print_the_same_bytes() -> None:
    expected = qc_sheet_pdf(sheet())
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: qc_sheet_pdf(sheet()), range(8))) == {expected}


def test_importing_the_package_and_its_data_loads_no_engine() -> None:
    code = (
        "import sys, cleanstation_desktop.domain.sheets, cleanstation_desktop.domain.bom_document; "
        "print(sorted({'reportlab', 'xlsxwriter', 'segno', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
