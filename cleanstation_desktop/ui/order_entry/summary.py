"""An order being entered, in words: for the review, the question before submitting, and the list of drafts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cleanstation_desktop.services.order_drafts import DraftFile
from cleanstation_desktop.ui.order_entry.answers import Answers
from cleanstation_desktop.ui.order_entry.names import place_of, value_name
from cleanstation_desktop.ui.text import day, number, tr

_PARTS = ("model", "length", "width", "workflow", "legs.kind", "legs.model", "feet")


def order_lines(answers: Answers, file: DraftFile | None) -> list[tuple[str, str]]:
    """What the whole order says: name and value."""
    lines = [
        (place_of(path), value_name(answers.at(path)))
        for path in ("po_number", "customer", "project", "sales_person", "language", "quantity")
    ]
    lines.insert(4, (place_of("want_date"), day_in_words(answers.at("want_date"))))
    lines.append((tr("PO document"), file.file_name if file else tr("none")))
    notes = answers.at("notes")
    if notes:
        lines.append((place_of("notes"), str(notes)[:300]))
    return lines


def configuration_lines(answers: Answers, build: int) -> list[tuple[str, str]]:
    """What one sink is: name and value."""
    told = answers.configuration(build)
    lines = [(place_of("build_number"), value_name(told["build_number"]))]
    for path in _PARTS:
        value = answers.at(f"builds[{build}].{path}")
        inches = path in {"length", "width"} and isinstance(value, int)
        lines.append((place_of(path), tr("{length} in", length=number(value)) if inches else value_name(value)))
    lines.append((place_of("pegboard"), _board(told.get("pegboard"))))
    for name, told_of in (("basins", _basin), ("faucets", _faucet), ("sprayers", _sprayer)):
        entries = told.get(name) or []
        lines += [(place_of(f"{name}[{index}]"), told_of(entry)) for index, entry in enumerate(entries)]
    lines.append((place_of("accessories"), "\n".join(_accessories(told["accessories"])) or tr("none")))
    return lines


def day_in_words(value: object) -> str:
    """A day as the language writes it; what is no day as it was typed."""
    try:
        return day(dt.date.fromisoformat(str(value)))
    except ValueError:
        return value_name(value)


def _board(board: object) -> str:
    if not isinstance(board, dict):
        return tr("none")
    return ", ".join(value_name(board.get(name)) for name in ("type", "color", "size"))


def _basin(basin: dict[str, object]) -> str:
    told = [value_name(basin.get("type")), value_name(basin.get("size"))]
    if basin.get("p_trap") is True:
        told.append(tr("P-trap"))
    if basin.get("light") is True:
        told.append(tr("light"))
    return ", ".join(told)


def _faucet(faucet: dict[str, object]) -> str:
    return ", ".join((value_name(faucet.get("kind")), value_name(faucet.get("placement"))))


def _sprayer(sprayer: dict[str, object]) -> str:
    return ", ".join((value_name(sprayer.get("kind")), value_name(sprayer.get("location"))))


def _accessories(entries: list[dict[str, object]]) -> Iterator[str]:
    for entry in entries:
        yield f"{entry.get('quantity')} × {entry.get('item')}"
