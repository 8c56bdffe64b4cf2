"""Text on paper: nothing overflows, nothing is lost unseen, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.printing import fonts
from cleanstation_desktop.printing.text import Line, Span, clean, single_line, wrap, wrap_at_most


def plain(lines: tuple[Line, ...]) -> list[str]:
    return ["".join(piece.span.text for piece in line.pieces) for line in lines]


def test_clean_strips_controls_and_keeps_line_ends() -> None:
    assert clean("a\x00b\x07\tc\r\nd\x85e\u2028f") == "ab c\nd\ne\nf"


def test_clean_composes_accents() -> None:
    assert clean("cafe\u0301") == "café"


def test_invisible_joiners_are_dropped() -> None:
    assert clean("so\u00adft\u200b \ufeffwo\u2060rd\ufe0f") == "soft word"


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\U0001f600", "[U+1F600]"),
        ("\u4e2d", "[U+4E2D]"),
        ("\ud800", "[U+D800]"),
        ("\ue000", "[U+E000]"),
        ("\u202e", "[U+202E]"),  # turns the direction of writing: must be seen
    ],
)
def test_what_no_font_draws_is_printed_as_its_code(char: str, code: str) -> None:
    assert plain(wrap([Span(f"a {char} b")], 8, 200)) == [f"a {code} b"]


@pytest.mark.parametrize("font", [fonts.REGULAR, fonts.BOLD, fonts.ITALIC, fonts.MONO])
def test_missing_glyphs_fall_back_run_by_run(font: str) -> None:
    pieces = wrap([Span("ok שלום ☺ ok", font)], 8, 200)[0].pieces
    assert {piece.span.font for piece in pieces} > {font}
    for piece in pieces:
        assert fonts.drawable(piece.span.text, piece.span.font) == piece.span.text


@pytest.mark.parametrize("text", ["àâçéèêëîïôœùûüÿ ÀÇÉŒ « » €", "áéíñóúü ¿ ¡ ÁÑ ª º", "½ ″ ± × ° Ø – — … ’ “ ” ≤ ≥ −"])
@pytest.mark.parametrize("font", [fonts.REGULAR, fonts.BOLD, fonts.ITALIC])
def test_the_main_fonts_hold_all_three_languages(text: str, font: str) -> None:
    assert {name for name, _ in fonts.runs(text, font)} == {font}


def test_hebrew_is_in_the_order_of_the_eye() -> None:
    (line,) = plain(wrap([Span("נבדק (QC1) היום")], 8, 400))
    assert line == "םויה (QC1) קדבנ"


def test_arabic_letters_are_joined_and_reordered() -> None:
    (line,) = plain(wrap([Span("مرحبا")], 8, 400))
    assert line == "\ufe8e\ufe92\ufea3\ufeae\ufee3"


def test_right_to_left_lines_break_in_the_order_of_reading() -> None:
    lines = plain(wrap([Span("ראשון שני שלישי רביעי")], 8, 55))
    assert len(lines) > 1
    assert lines[0].endswith("ןושאר")
    assert lines[-1].startswith("יעיבר")


def test_a_long_word_is_cut_after_a_hyphen() -> None:
    lines = plain(wrap([Span("T2-ADW-PB-10836-YELLOW-SOLID-KIT")], 8, 90))
    assert len(lines) > 1
    assert all(line.endswith("-") for line in lines[:-1])


def test_a_mark_stays_with_its_word() -> None:
    spans = [Span("aaaa aaaa "), Span("", mark="PASS"), Span("\u00a0Pass")]
    width = fonts.advance("aaaa aaaa ", fonts.REGULAR) * 8 + 10
    lines = wrap(spans, 8, width)
    assert [piece.span.mark for piece in lines[1].pieces][:1] == ["PASS"]


def test_one_line_ends_in_an_ellipsis() -> None:
    line = single_line(Span("word " * 2_000), 8, 100)
    assert line.width <= 100
    assert line.pieces[-1].span.text.endswith("…")
    assert plain((single_line(Span("short"), 8, 100),)) == ["short"]


def test_at_most_so_many_lines_and_the_rest_is_announced() -> None:
    lines = plain(wrap_at_most(Span("word " * 200), 8, 100, 3))
    assert len(lines) == 3
    assert lines[-1].endswith("…")


anything = st.text(st.characters(exclude_categories=[]), max_size=300)


@settings(max_examples=300, deadline=None)
@given(anything, st.floats(min_value=20, max_value=500))
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    for line in wrap([Span("x: ", fonts.BOLD), Span(text, fonts.ITALIC)], 8, width):
        assert line.width <= width + 0.01
        for piece in line.pieces:
            assert fonts.drawable(piece.span.text, piece.span.font) == piece.span.text


@settings(max_examples=200)
@given(st.text(st.sampled_from("abcdef -.,é€ñ\n"), max_size=400))
def test_no_letter_is_lost(text: str) -> None:
    letters = "".join("".join(plain(wrap([Span(text)], 8, 60))).split())
    assert letters == "".join(text.split())
