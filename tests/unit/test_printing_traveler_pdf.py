"""The traveler: one page whatever was typed, in the language of the order, with a code that opens the build."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import zxingcpp

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.travelers import Traveler, TravelerPart
from cleanstation_desktop.printing.traveler_pdf import STAGES, traveler_pdf
from cleanstation_desktop.printing.wording import Wording
from tests.support.prints import BAD_TEXTS, label, opened, reprint, texts


def traveler(language: Language = Language.EN, parts: int = 3, name: str = "Sink body", **more: Any) -> Traveler:
    made = tuple(TravelerPart(f"T-PART-{number}", f"{name} {number}", number + 1) for number in range(parts))
    return Traveler(label(language, **more), 72, 30, 2, approved=True, parts=made, copy=reprint())


@pytest.mark.parametrize("language", list(Language))
def test_a_traveler_says_everything_on_one_page(language: Language) -> None:
    pdf = traveler_pdf(traveler(language))
    (page,) = texts(pdf)
    wording = Wording(language)
    wanted = ["B-2026-0042", "PO-4711", "Hôpital général", "72 × 30", "T-PART-2", "Sink body 2"]
    wanted += [wording("traveler_title"), *(wording(f"traveler_stage.{stage}") for stage in STAGES)]
    for words in wanted:
        assert words in page.replace("\u00a0", " "), words
    with opened(pdf) as document:
        image = document[0].render(scale=300 / 72).to_pil()
    found = {result.format.name: result.text for result in zxingcpp.read_barcodes(image)}
    assert found == {"Code128": "B-2026-0042", "QRCode": "cleanstation://build/B-2026-0042"}
    assert traveler_pdf(traveler(language)) == pdf


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=list(BAD_TEXTS))
def test_whatever_was_typed_stays_on_one_page(text: str) -> None:
    pdf = traveler_pdf(traveler(parts=200, name=text, customer=text, po_number=text, project=text))
    (page,) = texts(pdf)
    assert "And 182 more: see the bill of materials." in page and "Shipped" in page


@pytest.mark.parametrize("letter", ["W", "漢", "m "])
def test_wide_letters_leave_room_for_fewer_parts(letter: str) -> None:
    wide = letter * 200
    made = traveler(Language.FR, name=wide, customer=wide, po_number=wide, project=wide)
    parts = tuple(replace(made.parts[0], item=wide) for _ in range(18))
    (page,) = texts(traveler_pdf(replace(made, parts=parts)))
    assert "Expédié" in page and "Et " in page


@pytest.mark.parametrize("reason", ["it got wet " * 30, "漢" * 2_000, "\n".join("why" * 3 for _ in range(200))])
@pytest.mark.parametrize("language", list(Language))
def test_who_printed_it_again_and_when_stands_there_however_long_the_reason(language: Language, reason: str) -> None:
    made = replace(traveler(language, parts=18), copy=reprint(reason[:2_000]))
    pdf = traveler_pdf(made)
    (page,) = texts(pdf)
    wording = Wording(language)
    told = (wording("copy", number=2), "14:05 UTC", "QC1", "FLOOR-3", wording("reprinted", reason="").strip())
    # In the foot, and in full above.
    for part in (page, page[page.rindex(wording("copy", number=2)) :]):
        places = [part.replace("\u00a0", " ").find(words) for words in told]
        assert min(places) >= 0 and places == sorted(places), places
    assert wording(f"traveler_stage.{STAGES[-1]}") in page


def test_the_reason_of_a_reprint_stands_on_it_in_full() -> None:
    reason = "the first one got wet under the hose " * 10 + "and nobody can read it"
    (page,) = texts(traveler_pdf(replace(traveler(parts=18), copy=reprint(reason))))
    assert f"reprinted because {reason}" in page


def test_what_is_not_approved_is_a_draft() -> None:
    made = Traveler(label(), 72, 30, 1, approved=False, parts=())
    assert "NOT APPROVED" in texts(traveler_pdf(made))[0]
    assert "NOT APPROVED" not in texts(traveler_pdf(traveler()))[0]
