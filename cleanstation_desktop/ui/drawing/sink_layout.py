"""The plan of a sink as parts and dimension lines in inches, seen from above; no Qt, so that it can be reckoned with.

The origin is the left back corner of the body: x runs along the length to the right, y from the back to the person who
works at the sink. Basin 1 is the leftmost, whichever way the work flows. Sizes of body, basins and board are true;
fittings, whose size no paper gives, are signs. Source: DOMAIN §5.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from cleanstation_desktop.domain.configuration_model import BasinSize, placement_basins
from cleanstation_desktop.ui.drawing.sink_answers import SinkAnswers
from cleanstation_desktop.ui.drawing.sink_parts import Box, Dimension, Kind, Part, SinkLayout

# Drawn while an answer is open.
_OPEN_LENGTH, _OPEN_WIDTH, _OPEN_BASIN, _OPEN_BOARD_HEIGHT = 72.0, 30.0, BasinSize(20, 20, 8), 36
_FRONT = 3.0  # between basin and front edge, where there is room
_FOOT, _FOOT_INSET = 3.0, 1.0
_DRAIN, _TRAP, _LAMP = 3.5, 5.0, 2.6
FAUCET_WIDTH, _FAUCET_LENGTH = 9.0, 9.5
_SPRAYER_WIDTH, _SPRAYER_LENGTH = 6.0, 9.0
_BOARD_BACK, _BOARD_DEPTH = -4.6, 2.0
_LEFT, _RIGHT, _TOP, _BARE_TOP = -9.0, 12.5, -9.0, -1.5
_CHAIN, _OVERALL, _LINE_STEP, _NOTES = 3.5, 7.5, 4.0, 10.5
_NOTE_HEIGHT = 4.0


def plan_layout(answers: SinkAnswers) -> SinkLayout:
    """Lay out the view from above."""
    top = _TOP if answers.board else _BARE_TOP
    basins = basin_parts(answers)
    body = body_part(answers, basins)
    edge = max([body.box.right, *(basin.box.right for basin in basins)])
    front = max([body.box.bottom, *(basin.box.bottom for basin in basins)])
    notes = front + _NOTES + (_LINE_STEP if answers.overflow else 0)
    parts = [
        *_board(answers, body.box),
        body,
        *_feet(answers, body.box),
        *basins,
        *(part for basin in basins for part in _basin_fittings(answers, basin)),
        *_faucets(answers, basins),
        *_sprayers(answers, edge),
    ]
    dimensions = tuple(_dimensions(answers, body.box, basins, edge, front))
    left = min([_LEFT, *(part.box.x - 1 for part in parts)])
    right = max([edge + _RIGHT, *(part.box.right + 1 for part in parts)])
    half = (left + right) / 2
    parts += [
        Part(Kind.WORKFLOW, "workflow", Box(left + 1, notes, half - left - 2, _NOTE_HEIGHT), variant=answers.workflow),
        Part(
            Kind.CONTROL_BOX,
            "basins",
            Box(half + 1, notes, right - half - 2, _NOTE_HEIGHT),
            variant=answers.control_box,
        ),
    ]
    return SinkLayout(answers, tuple(parts), dimensions, Box(left, top, right - left, notes + _NOTE_HEIGHT + 1 - top))


def basin_parts(answers: SinkAnswers) -> tuple[Part, ...]:
    """The basins in their order, with equal room between them, or edge to edge when they need more than the length."""
    sizes = [basin.size or _open_basin(answers) for basin in answers.basins]
    total = sum(size.width for size in sizes)
    length = float(answers.length or max(_OPEN_LENGTH, total + 4.0 * (len(sizes) + 1)))
    gap = max(0.0, (length - total) / (len(sizes) + 1))
    deep = float(answers.width or _OPEN_WIDTH)
    starts = accumulate((size.width + gap for size in sizes[:-1]), initial=gap)
    parts = []
    for index, (start, size) in enumerate(zip(starts, sizes, strict=False)):
        spare = deep - size.length
        y = max(0.0, spare - min(_FRONT, spare / 3))
        answer = answers.basins[index]
        too_long = answers.length is not None and start + size.width > length + 1e-6
        too_deep = answers.width is not None and spare < 0
        over = answer.size is not None and (too_long or too_deep)
        box = Box(start, y, size.width, size.length)
        field = f"basins[{index}].type"
        parts.append(Part(Kind.BASIN, field, box, index, answer.type, answer.size is not None, over))
    return tuple(parts)


def _open_basin(answers: SinkAnswers) -> BasinSize:
    """What is drawn for a basin whose size is open: no wider than what the others leave."""
    if answers.length is None:
        return _OPEN_BASIN
    share = (answers.length - answers.needed) / sum(basin.size is None for basin in answers.basins) - 3
    return BasinSize(round(min(_OPEN_BASIN.width, max(8, share))), _OPEN_BASIN.length, _OPEN_BASIN.depth)


def body_part(answers: SinkAnswers, basins: tuple[Part, ...]) -> Part:
    """The outline of the body; a stand-in that takes all basins while the length is open."""
    length = float(answers.length or max([_OPEN_LENGTH, *(basin.box.right + 4 for basin in basins)]))
    known = answers.length is not None and answers.width is not None
    return Part(Kind.BODY, "length", Box(0, 0, length, float(answers.width or _OPEN_WIDTH)), known=known)


def board_width(answers: SinkAnswers, body: Box) -> float:
    """Width of the pegboard; as wide as the body while its size is open."""
    return float(answers.board.size.width) if answers.board and answers.board.size else body.width


def board_height(answers: SinkAnswers) -> float:
    """Height of the pegboard; the standard one while its size is open."""
    return float(answers.board.size.length if answers.board and answers.board.size else _OPEN_BOARD_HEIGHT)


def faucet_places(answers: SinkAnswers, basins: tuple[Part, ...]) -> Iterator[tuple[int | None, int | None, float]]:
    """Where faucets stand: (index of the listed faucet or None, index of the E-Sink DI basin or None, x in inches).

    Those that share a place stand side by side. A faucet whose place is open or not there is left out.
    """
    wanted: list[tuple[int | None, int | None, float]] = []
    for index, faucet in enumerate(answers.faucets):
        places = placement_basins(faucet.placement) or ()
        if places and max(places) <= len(basins):
            first, last = basins[min(places) - 1].box, basins[max(places) - 1].box
            middle = first.middle[0] if len(places) == 1 else (first.right + last.x) / 2
            wanted.append((index, None, middle))
    wanted += [(None, basin.index, basin.box.middle[0]) for basin in basins if basin.variant == "e_sink_di"]
    for listed, automatic, x in wanted:
        sharing = [other for other in wanted if abs(other[2] - x) < 0.01]
        shift = sharing.index((listed, automatic, x)) - (len(sharing) - 1) / 2
        yield listed, automatic, x + shift * FAUCET_WIDTH


def _board(answers: SinkAnswers, body: Box) -> Iterator[Part]:
    if answers.board is None:
        return
    width, middle = board_width(answers, body), body.middle[0]
    box = Box(middle - width / 2, _BOARD_BACK, width, _BOARD_DEPTH)
    yield Part(Kind.BOARD, "pegboard", box, variant=answers.board.type, known=answers.board.size is not None)
    light = Box(middle - width * 0.3, box.bottom, width * 0.6, 1.6)
    yield Part(Kind.OVERHEAD_LIGHT, "pegboard", light)


def _feet(answers: SinkAnswers, body: Box) -> Iterator[Part]:
    for x in (body.x + _FOOT_INSET, body.right - _FOOT_INSET - _FOOT):
        for y in (body.y + _FOOT_INSET, body.bottom - _FOOT_INSET - _FOOT):
            yield Part(Kind.FOOT, "feet", Box(x, y, _FOOT, _FOOT), variant=answers.feet, known=bool(answers.feet))


def _basin_fittings(answers: SinkAnswers, basin: Part) -> Iterator[Part]:
    answer, index = answers.basins[basin.index], basin.index
    x, y = basin.box.middle
    if answer.p_trap:
        yield Part(Kind.P_TRAP, f"basins[{index}].p_trap", Box(x, y - _TRAP / 2, _TRAP * 1.2, _TRAP), index)
    yield Part(Kind.DRAIN, f"basins[{index}].type", Box.around(x, y, _DRAIN, _DRAIN), index, answer.type)
    if answer.light:
        lamp = Box(basin.box.right - _LAMP - 1, basin.box.y + 1, _LAMP, _LAMP)
        yield Part(Kind.BASIN_LIGHT, f"basins[{index}].light", lamp, index)


def _faucets(answers: SinkAnswers, basins: tuple[Part, ...]) -> Iterator[Part]:
    deck = min((basin.box.y for basin in basins), default=0.0)
    top = max(0.3, min(deck / 2, 4.0) - 1.5)
    for listed, automatic, x in faucet_places(answers, basins):
        box = Box(x - FAUCET_WIDTH / 2, top, FAUCET_WIDTH, _FAUCET_LENGTH)
        if listed is not None:
            yield Part(Kind.FAUCET, f"faucets[{listed}].kind", box, listed, answers.faucets[listed].kind)
        elif automatic is not None:
            yield Part(Kind.FAUCET, f"basins[{automatic}].type", box, automatic, "di_gooseneck", known=False)


def _sprayers(answers: SinkAnswers, edge: float) -> Iterator[Part]:
    hung = {"left": 0, "right": 0}
    for index, sprayer in enumerate(answers.sprayers):
        if sprayer.location in hung:
            x = -_SPRAYER_WIDTH - 1.0 if sprayer.location == "left" else edge + 1.0
            y = 1.0 + hung[sprayer.location] * (_SPRAYER_LENGTH + 1.0)
            hung[sprayer.location] += 1
            box = Box(x, y, _SPRAYER_WIDTH, _SPRAYER_LENGTH)
            yield Part(Kind.SPRAYER, f"sprayers[{index}].kind", box, index, sprayer.kind)


def _dimensions(
    answers: SinkAnswers, body: Box, basins: tuple[Part, ...], edge: float, front: float
) -> Iterator[Dimension]:
    chain = front + _CHAIN
    for basin in basins:
        size = answers.basins[basin.index].size
        ends = (basin.box.x, chain), (basin.box.right, chain)
        yield Dimension(
            *ends, size.width if size else None, f"basins[{basin.index}].size", _CHAIN, basin.over, basin.index
        )
    overall = front + _OVERALL
    yield Dimension((0, overall), (body.right, overall), answers.length, "length", overall - body.bottom)
    if answers.overflow:
        line = overall + _LINE_STEP
        yield Dimension((0, line), (answers.needed, line), answers.needed, "basins", line - front, over=True)
    side = edge + _RIGHT - 3.0
    yield Dimension((side, 0), (side, body.bottom), answers.width, "width", side - body.right)
