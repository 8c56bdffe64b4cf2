"""The answers of a configuration as far as they are given: what a drawing needs while the order is still being written.

`domain.configuration` judges answers and names every fault; a drawing shows what is there and leaves the rest open.
Source of the answers and their names: DOMAIN §5, DESIGN §5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cleanstation_desktop.domain import configuration_model as model
from cleanstation_desktop.domain.configuration_model import BasinSize, BoardSize, Configuration, Faucet, Sprayer

# Figures in inches that still give a picture; the bounds that a sink may have are narrower (configuration_model).
_LENGTHS = (20, 200)
_WIDTHS = (10, 100)
_BASINS = (4, 60)
_BOARDS = (6, 200)
_MOST_BASINS = 3

STANDARD_BOARD_HEIGHT = 36
_NARROWEST_BOARD, _WIDEST_BOARD, _BOARD_STEP = 34, 120, 12


@dataclass(frozen=True, slots=True)
class BasinAnswer:
    """A basin. Parameters: type, empty while it is open; size, None while it is open."""

    type: str
    size: BasinSize | None
    p_trap: bool
    light: bool


@dataclass(frozen=True, slots=True)
class BoardAnswer:
    """A pegboard. Parameters: type and color, empty while open; size, in inches, None while it depends on an open
    answer; custom, made to size."""

    type: str
    color: str
    size: BoardSize | None
    custom: bool


@dataclass(frozen=True, slots=True)
class SinkAnswers:
    """Everything that a drawing shows of one build. Lengths in inches, None while open; choices empty while open."""

    length: int | None
    width: int | None
    legs_kind: str
    legs_model: str
    feet: str
    board: BoardAnswer | None
    workflow: str
    basins: tuple[BasinAnswer, ...]
    faucets: tuple[Faucet, ...]
    sprayers: tuple[Sprayer, ...]

    @property
    def needed(self) -> int:
        """Inches that the basins of known size take side by side."""
        return sum(basin.size.width for basin in self.basins if basin.size)

    @property
    def overflow(self) -> int:
        """Inches by which the basins need more than the length; 0 when they fit or the length is open."""
        return max(0, self.needed - self.length) if self.length else 0

    @property
    def control_box(self) -> str:
        """Number of the control box for this mix of basins; empty while a type is open (DOMAIN §5, Control box)."""
        if not self.basins or not all(basin.type for basin in self.basins):
            return ""
        drains = sum(basin.type == "e_drain" for basin in self.basins)
        counted = (("EDR", drains), ("ESK", len(self.basins) - drains))
        return "T2-CTRL-" + "-".join(f"{kind}{count}" for kind, count in counted if count)


def basin_tag(answer: BasinAnswer, index: int) -> str:
    """What the cables of a basin are labelled: D for an E-Drain, S for an E-Sink, with its place (DOMAIN §6)."""
    letter = {"e_drain": "D", "e_sink": "S", "e_sink_di": "S"}.get(answer.type, "")
    return f"{letter}{index + 1}"


def standard_board_width(length: int) -> int:
    """Width in inches of the standard board for a sink of that length (DOMAIN §5, Pegboard)."""
    if length < 48:
        return _NARROWEST_BOARD
    return min(_WIDEST_BOARD, length // _BOARD_STEP * _BOARD_STEP)


def read_answers(source: Configuration | Mapping[str, object] | None) -> SinkAnswers:
    """Take the answers that are there and have their right kind; the others stay open.

    Parameters: source, a configuration, its JSON object with any part of it missing, or None for nothing at all.
    """
    data = source.to_json() if isinstance(source, Configuration) else (source or {})
    length = _whole(data.get("length"), _LENGTHS)
    legs = _mapping(data.get("legs"))
    return SinkAnswers(
        length=length,
        width=_whole(data.get("width"), _WIDTHS),
        legs_kind=_choice(legs.get("kind"), model.LEG_KINDS),
        legs_model=_choice(legs.get("model"), model.LEG_MODELS),
        feet=_choice(data.get("feet"), model.FEET),
        board=_board(data.get("pegboard"), length),
        workflow=_choice(data.get("workflow"), model.WORKFLOWS),
        basins=_basins(data),
        faucets=tuple(
            Faucet(_choice(entry.get("kind"), model.FAUCET_KINDS), str(entry.get("placement") or ""))
            for entry in _entries(data.get("faucets"))
        ),
        sprayers=tuple(
            Sprayer(
                _choice(entry.get("kind"), model.SPRAYER_KINDS),
                _choice(entry.get("location"), model.SPRAYER_LOCATIONS),
            )
            for entry in _entries(data.get("sprayers"))
        ),
    )


def _basins(data: Mapping[str, object]) -> tuple[BasinAnswer, ...]:
    """The basins that are listed, and open ones up to what the model has."""
    listed = [_basin(entry) for entry in _entries(data.get("basins"))][:_MOST_BASINS]
    wanted = model.BASINS_OF_MODEL.get(str(data.get("model")), 0)
    return tuple(listed) + (BasinAnswer("", None, False, False),) * (wanted - len(listed))


def _basin(entry: Mapping[str, object]) -> BasinAnswer:
    return BasinAnswer(
        _choice(entry.get("type"), model.BASIN_TYPES),
        _basin_size(entry.get("size")),
        entry.get("p_trap") is True,
        entry.get("light") is True,
    )


def _basin_size(value: object) -> BasinSize | None:
    if isinstance(value, Mapping):
        width, length, depth = (_whole(value.get(name), _BASINS) for name in ("width", "length", "depth"))
        return BasinSize(width, length, depth) if width and length and depth else None
    name = _choice(value, model.BASIN_SIZES)
    return model.Basin("", name, False, False).dimensions if name else None


def _board(value: object, length: int | None) -> BoardAnswer | None:
    if not isinstance(value, Mapping):
        return None
    board_type, color = _choice(value.get("type"), model.BOARD_TYPES), _choice(value.get("color"), model.BOARD_COLORS)
    size = value.get("size")
    if isinstance(size, Mapping):
        width, height = _whole(size.get("width"), _BOARDS), _whole(size.get("length"), _BOARDS)
        return BoardAnswer(board_type, color, BoardSize(width, height) if width and height else None, True)
    standard = BoardSize(standard_board_width(length), STANDARD_BOARD_HEIGHT) if length else None
    return BoardAnswer(board_type, color, standard, False)


def _whole(value: object, bounds: tuple[int, int]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and bounds[0] <= value <= bounds[1]:
        return value
    return None


def _choice(value: object, choices: Sequence[str]) -> str:
    return value if isinstance(value, str) and value in choices else ""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _entries(value: object) -> Iterator[Mapping[str, object]]:
    """The entries of a list, in their places: an entry that is none yet is an empty one."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from (_mapping(entry) for entry in value)
