"""The build label as a PDF and as ZPL: what stands on it, what a scanner reads, what nobody can smuggle in."""

from __future__ import annotations

import re

import pytest
import zxingcpp

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.printing.barcode import code128
from cleanstation_desktop.printing.label_pdf import LABEL_HEIGHT, LABEL_WIDTH, label_pdf
from cleanstation_desktop.printing.label_zpl import ZplPrinter, escape, label_zpl
from tests.support.prints import BAD_TEXTS, label, opened, reprint, texts, words


def scanned(pdf: bytes, dots_per_inch: int = 300) -> dict[str, str]:
    """What a scanner reads from the printed label: kind of code → text."""
    with opened(pdf) as document:
        image = document[0].render(scale=dots_per_inch / 72).to_pil()
    return {result.format.name: result.text for result in zxingcpp.read_barcodes(image)}


@pytest.mark.parametrize("language", list(Language))
def test_a_label_says_everything(language: Language) -> None:
    pdf = label_pdf(label(language, copy=reprint()))
    (page,) = texts(pdf)
    wanted = ["B-2026-0042", "PO-4711", "Hôpital général", "MDRD T2-B2", "Torvan Medical"]
    wanted += {
        Language.EN: ["Build 2 of 5", "1 Feb 2027", "Copy 2", "Want date"],
        Language.FR: ["Unité 2 sur 5", "1 févr. 2027", "Copie 2", "Date souhaitée"],
        Language.ES: ["Unidad 2 de 5", "1 feb 2027", "Copia 2", "Fecha deseada"],
    }[language]
    for text in wanted:
        assert text in page.replace("\u00a0", " "), text
    with opened(pdf) as document:
        assert document[0].get_size() == pytest.approx((LABEL_WIDTH, LABEL_HEIGHT), abs=0.1)
    assert scanned(pdf) == {"Code128": "B-2026-0042", "QRCode": "cleanstation://build/B-2026-0042"}


def test_a_label_printer_of_203_dpi_is_fine_enough() -> None:
    assert scanned(label_pdf(label()), 203)["Code128"] == "B-2026-0042"


def test_the_same_label_is_the_same_bytes() -> None:
    assert label_pdf(label()) == label_pdf(label())
    assert label_zpl(label()) == label_zpl(label())


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=list(BAD_TEXTS))
def test_whatever_was_typed_stays_on_one_label(text: str) -> None:
    pdf = label_pdf(label(customer=text, po_number=text))
    (page,) = words(pdf)
    for word in page:
        left, bottom, right, top = word.box
        assert left >= 0 and bottom >= 0 and right <= LABEL_WIDTH and top <= LABEL_HEIGHT, word
    zpl = label_zpl(label(customer=text, po_number=text))
    assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 1
    assert zpl.count(b"^FD") == zpl.count(b"^FS")
    assert max(map(len, zpl.splitlines())) < 700


@pytest.mark.parametrize("number", ["B" * 39 + "7", "W" * 40, "SINK-2026-TORONTO-GENERAL-WING-B-0042-02"])
def test_the_longest_build_number_fits(number: str) -> None:
    pdf = label_pdf(label(build_number=number))
    (page,) = words(pdf)
    assert max(word.box[2] for word in page) <= LABEL_WIDTH
    assert number in "".join("".join(word.text for word in page).split())
    assert scanned(pdf, 600) == {"Code128": number, "QRCode": f"cleanstation://build/{number}"}


@pytest.mark.parametrize("dots", [8, 12, 24])
def test_zpl_names_the_longest_build_number_and_says_where_its_bars_have_no_room(dots: int) -> None:
    """At 203 dpi a module that scanners read has two dots: the QR code is left, and the label says so."""
    number = "SINK-2026-TORONTO-GENERAL-WING-B-0042-02"
    zpl = label_zpl(label(build_number=number), ZplPrinter(dots)).decode("ascii")
    assert f"^FD{number}^FS" in zpl.replace("_5F", "_").split("^BC")[0]
    bars = re.search(r"\^FO(\d+),\d+\^BY(\d)\^BC", zpl)
    told = "No bars: the number is too long. Scan the QR code."
    assert (bars is None) is (told in zpl) is (dots == 8)
    if bars is not None:
        left, module = (int(found) for found in bars.groups())
        assert round(module / dots, 2) >= 0.17
        # Ten modules of quiet at either side.
        width = sum(code128(number) or ()) * module
        assert left >= 10 * module and left + width + 10 * module <= 100 * dots
    assert told not in label_zpl(label(), ZplPrinter(dots)).decode("ascii")


def test_zpl_takes_no_command_from_a_name() -> None:
    zpl = label_zpl(label(customer="^XZ^XA~JA_5E Ü")).decode("ascii")
    assert "_5EXZ_5EXA_7EJA_5F5E _C3_9C" in zpl
    assert set(re.findall(r"\^(\w\w)", zpl)) == {
        *("XA", "CI", "PW", "LL", "LH", "FO", "A0", "FB", "FH", "FD", "FS", "BQ", "BY", "BC", "PQ", "XZ"),
    }  # fmt: skip
    assert "~" not in zpl


def test_zpl_shows_the_code_of_what_the_printer_has_no_sign_for() -> None:
    """A blank in place of it would look as if nothing was typed; the codes for scanners hold what was."""
    made = label(customer="中华", po_number="Ωμέγα Київ", company="Torvan ✓", build_number="B-中-1")
    zpl = label_zpl(made).decode("ascii")
    for shown in ("[U+4E2D][U+534E]", "Ωμέγα Київ", "Torvan [U+2713]", "B-[U+4E2D]-1"):
        assert f"^FD{escape(shown)}^FS" in zpl, shown
    assert escape("中") in zpl.partition("^BQ")[2].partition("^FS")[0]


def test_zpl_holds_every_field_and_both_codes() -> None:
    zpl = label_zpl(label()).decode("ascii")
    assert zpl.startswith("^XA\n^CI28\n^PW800\n^LL480\n") and zpl.endswith("^PQ1\n^XZ\n")
    for data in ("PO-4711", "H_C3_B4pital g_C3_A9n_C3_A9ral", "MDRD T2-B2", "MA,cleanstation://build/B-2026-0042"):
        assert f"^FD{data}^FS" in zpl
    assert re.search(r"\^BY3\^BCN,88,N,N,N,A\^FH_\^FDB-2026-0042\^FS", zpl)


def test_zpl_of_a_finer_printer_is_the_same_size_in_millimetres() -> None:
    zpl = label_zpl(label(), ZplPrinter(dots=12)).decode("ascii")
    assert "^PW1200\n^LL720\n" in zpl


def test_what_is_not_plain_is_written_as_bytes() -> None:
    assert escape("a^b~c_d\\é€\n") == "a_5Eb_7Ec_5Fd_5C_C3_A9_E2_82_AC_0A"
