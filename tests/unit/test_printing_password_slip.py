"""The slip for a one-time password: everything on one page of A6, in the person's language, readable at a glance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cleanstation_desktop.domain.localization import Language
from cleanstation_desktop.domain.password_slip import PasswordSlip
from cleanstation_desktop.printing.password_slip import SLIP_HEIGHT, SLIP_WIDTH, slip_pdf
from tests.support.prints import BAD_TEXTS, opened, texts, words

PASSWORD = "abcd-efgh-jkmn-pqrs"


def slip(language: Language = Language.EN, full_name: str = "A Newcomer") -> PasswordSlip:
    """A slip for a newcomer."""
    made_at = datetime(2026, 2, 1, 12, 30, tzinfo=UTC)
    return PasswordSlip(full_name, "newcomer", PASSWORD, language, made_at, "The admin", "Torvan Medical")


@pytest.mark.parametrize("language", list(Language))
def test_the_slip_says_everything_on_one_page(language: Language) -> None:
    pdf = slip_pdf(slip(language), UTC)
    (page,) = texts(pdf)
    first = {Language.EN: "one-time", Language.FR: "usage unique", Language.ES: "un solo uso"}[language]
    for text in ("A Newcomer", "newcomer", PASSWORD, "The admin", first):
        assert text in page.replace("\u00a0", " "), text
    with opened(pdf) as document:
        assert document[0].get_size() == pytest.approx((SLIP_WIDTH, SLIP_HEIGHT), abs=0.1)
    assert slip_pdf(slip(language), UTC) == pdf


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=list(BAD_TEXTS))
def test_whatever_the_name_it_stays_on_the_slip(text: str) -> None:
    (page,) = words(slip_pdf(slip(full_name=text), UTC))
    for word in page:
        left, bottom, right, top = word.box
        assert left >= 0 and bottom >= 0 and right <= SLIP_WIDTH and top <= SLIP_HEIGHT, word


def test_the_password_is_in_no_log() -> None:
    assert PASSWORD not in repr(slip())
