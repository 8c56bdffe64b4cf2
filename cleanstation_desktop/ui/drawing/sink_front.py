"""The sink seen from the front, in inches: the pegboard in its height, what hangs below the worktop, and the feet.

x is that of the plan; y runs down from the worktop. Sizes of body, basins and board are true; the height of the worktop
and of fittings stand in no paper and are signs, so this view carries no dimension lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleanstation_desktop.ui.drawing.sink_answers import SinkAnswers
from cleanstation_desktop.ui.drawing.sink_layout import basin_parts, board_height, board_width, body_part, faucet_places
from cleanstation_desktop.ui.drawing.sink_parts import Box, Kind, Part, SinkLayout

_RIM, _FLOOR, _LEG, _FOOT = 2.5, 35.0, 2.4, 4.0
_BOARD_ABOVE, _LIGHT = 5.0, 2.0
_FAUCET, _FAUCET_WIDTH = 10.0, 5.0
_BOX_WIDTH, _BOX_HEIGHT = 14.0, 7.0


def front_layout(answers: SinkAnswers) -> SinkLayout:
    """Lay out the view from the front."""
    basins = basin_parts(answers)
    body = body_part(answers, basins).box
    parts = [
        *_board(answers, body),
        *_legs(answers, body),
        *(_bowl(answers, basin) for basin in basins),
        *_faucets(answers, basins),
        Part(Kind.BODY, "length", Box(0, 0, body.width, _RIM), known=answers.length is not None),
        Part(
            Kind.CONTROL_BOX,
            "basins",
            Box(body.middle[0] - _BOX_WIDTH / 2, _FLOOR - _FOOT - _BOX_HEIGHT - 3, _BOX_WIDTH, _BOX_HEIGHT),
            variant=answers.control_box,
        ),
    ]
    left = min(part.box.x for part in parts) - 2
    right = max(part.box.right for part in parts) + 2
    top = min([-_FAUCET - 2, *(part.box.y - 2 for part in parts)])
    return SinkLayout(answers, tuple(parts), (), Box(left, top, right - left, _FLOOR + 1 - top))


def _board(answers: SinkAnswers, body: Box) -> Iterator[Part]:
    if answers.board is None:
        return
    width, height = board_width(answers, body), board_height(answers)
    box = Box(body.middle[0] - width / 2, -_BOARD_ABOVE - height, width, height)
    yield Part(Kind.BOARD, "pegboard", box, variant=answers.board.type, known=answers.board.size is not None)
    light = Box(body.middle[0] - width * 0.3, box.y - 0.5 - _LIGHT, width * 0.6, _LIGHT)
    yield Part(Kind.OVERHEAD_LIGHT, "pegboard", light)


def _legs(answers: SinkAnswers, body: Box) -> Iterator[Part]:
    for x in (body.x + 2, body.right - 2 - _LEG):
        known = bool(answers.legs_kind and answers.legs_model)
        leg = Box(x, _RIM, _LEG, _FLOOR - _FOOT - _RIM)
        yield Part(Kind.LEG, "legs.model", leg, variant=answers.legs_kind, known=known)
        foot = Box(x + _LEG / 2 - _FOOT / 2, _FLOOR - _FOOT, _FOOT, _FOOT)
        yield Part(Kind.FOOT, "feet", foot, variant=answers.feet, known=bool(answers.feet))


def _bowl(answers: SinkAnswers, basin: Part) -> Part:
    size = answers.basins[basin.index].size
    box = Box(basin.box.x, 0, basin.box.width, float(size.depth if size else 8))
    return Part(Kind.BASIN, basin.field, box, basin.index, basin.variant, basin.known, basin.over)


def _faucets(answers: SinkAnswers, basins: tuple[Part, ...]) -> Iterator[Part]:
    for listed, automatic, x in faucet_places(answers, basins):
        box = Box(x - _FAUCET_WIDTH / 2, -_FAUCET, _FAUCET_WIDTH, _FAUCET)
        if listed is not None:
            yield Part(Kind.FAUCET, f"faucets[{listed}].kind", box, listed, answers.faucets[listed].kind)
        elif automatic is not None:
            yield Part(Kind.FAUCET, f"basins[{automatic}].type", box, automatic, "di_gooseneck", known=False)
