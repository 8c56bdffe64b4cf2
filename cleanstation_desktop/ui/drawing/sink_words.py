"""The plan of a sink in words: what the parts are called, what a tooltip says, and the whole for those who hear it."""

from __future__ import annotations

from collections.abc import Iterator

from cleanstation_desktop.domain.configuration_model import BasinSize, Faucet, Sprayer, placement_basins
from cleanstation_desktop.ui.drawing.sink_answers import BasinAnswer, BoardAnswer, SinkAnswers, basin_tag
from cleanstation_desktop.ui.drawing.sink_parts import Kind, Part
from cleanstation_desktop.ui.text import tr

_BASIN_NAMES = {"e_sink": "E-Sink", "e_sink_di": "E-Sink DI", "e_drain": "E-Drain"}  # product names, in all languages


def basin_name(basin_type: str) -> str:
    """Name of a type of basin."""
    return _BASIN_NAMES.get(basin_type) or tr("Type open")


def inches(value: int | None) -> str:
    """A length with its unit; a question mark while it is open."""
    return tr("{number} in", number="?" if value is None else value)


def size_text(size: BasinSize | None) -> str:
    """Width, length and depth of a basin."""
    if size is None:
        return tr("Size open")
    return tr("{width} × {length} × {depth} in", width=size.width, length=size.length, depth=size.depth)


def faucet_name(kind: str) -> str:
    """Name of a kind of faucet."""
    return {
        "wrist_blade": tr("Wrist blade faucet"),
        "pre_rinse": tr("Pre-rinse overhead spray faucet"),
        "di_gooseneck": tr("Treated-water gooseneck faucet"),
    }.get(kind) or tr("Faucet, kind open")


def faucet_place(placement: str) -> str:
    """Where a faucet stands."""
    places = placement_basins(placement)
    if places is None:
        return tr("Place open")
    if len(places) == 1:
        return tr("Centre of basin {number}", number=places[0])
    return tr("Between basins {first} and {second}", first=places[0], second=places[1])


def sprayer_name(kind: str) -> str:
    """Name of a kind of sprayer."""
    return {
        "water_gun_turret": tr("Water gun on a turret"),
        "water_gun_rosette": tr("Water gun on a rosette"),
        "air_gun_turret": tr("Air gun on a turret"),
        "air_gun_rosette": tr("Air gun on a rosette"),
    }.get(kind) or tr("Sprayer, kind open")


def board_text(board: BoardAnswer) -> str:
    """Size, type and colour of a pegboard."""
    kind = {"perforated": tr("perforated"), "solid": tr("solid")}.get(board.type) or tr("type open")
    colour = {
        "green": tr("green"),
        "black": tr("black"),
        "yellow": tr("yellow"),
        "grey": tr("grey"),
        "red": tr("red"),
        "blue": tr("blue"),
        "orange": tr("orange"),
        "white": tr("white"),
    }.get(board.color) or tr("colour open")
    if board.size is None:
        return tr("Pegboard, {kind}, {colour}", kind=kind, colour=colour)
    width, height = board.size.width, board.size.length
    return tr("Pegboard {width} × {height} in, {kind}, {colour}", width=width, height=height, kind=kind, colour=colour)


def workflow_text(workflow: str) -> str:
    """Which way the work flows."""
    return {
        "left_to_right": tr("Workflow left to right"),
        "right_to_left": tr("Workflow right to left"),
    }.get(workflow) or tr("Workflow direction open")


def feet_text(feet: str) -> str:
    """What stands on the floor."""
    return {
        "casters": tr("Lock and levelling casters"),
        "seismic": tr("Adjustable seismic feet"),
    }.get(feet) or tr("Feet open")


def legs_text(kind: str, model: str) -> str:
    """What the body stands on."""
    if kind and model:
        adjustable = kind == "height_adjustable"
        return (
            tr("Legs {model}, height adjustable", model=model)
            if adjustable
            else tr("Legs {model}, fixed height", model=model)
        )
    return tr("Legs open")


def control_box_text(number: str) -> str:
    """Number of the control box."""
    return tr("Control box {number}", number=number) if number else tr("Control box: depends on the basins")


def overflow_text(answers: SinkAnswers) -> str:
    """That the basins need more than there is."""
    return tr(
        "The basins side by side need {needed} in, and the sink is {length} in long.",
        needed=answers.needed,
        length=answers.length,
    )


def basin_text(answer: BasinAnswer, index: int) -> str:
    """A basin with everything that was chosen for it."""
    head = tr(
        "Basin {number} ({tag}): {name}, {size}",
        number=index + 1,
        tag=basin_tag(answer, index),
        name=basin_name(answer.type),
        size=size_text(answer.size),
    )
    extras = [tr("P-trap disinfection drain unit")] * answer.p_trap + [tr("basin light")] * answer.light
    return tr("{basin}, with {extras}", basin=head, extras=", ".join(extras)) if extras else head


def part_text(answers: SinkAnswers, part: Part) -> str:
    """What a part of the drawing is: its tooltip."""
    if part.kind is Kind.DIMENSION and part.field == "basins":
        return overflow_text(answers)
    if part.kind is Kind.BASIN or part.field.endswith(".size"):
        text = basin_text(answers.basins[part.index], part.index)
        return f"{text}\n{overflow_text(answers)}" if part.over and answers.overflow else text
    if part.kind is Kind.FAUCET:
        return _placed(answers.faucets[part.index]) if part.known else _automatic(part.index)
    if part.kind is Kind.SPRAYER:
        return _hung(answers.sprayers[part.index])
    if part.kind is Kind.BOARD and answers.board:
        return board_text(answers.board)
    return _fitting_text(answers, part)


def _fitting_text(answers: SinkAnswers, part: Part) -> str:
    number = part.index + 1
    return {
        Kind.DRAIN: tr("Drain of basin {number}", number=number),
        Kind.P_TRAP: tr("P-trap disinfection drain unit of basin {number}", number=number),
        Kind.BASIN_LIGHT: tr("Light of basin {number}", number=number),
        Kind.OVERHEAD_LIGHT: tr("Overhead light, comes with the pegboard"),
        Kind.FOOT: feet_text(part.variant),
        Kind.LEG: legs_text(answers.legs_kind, answers.legs_model),
        Kind.WORKFLOW: workflow_text(part.variant),
        Kind.CONTROL_BOX: control_box_text(part.variant),
    }.get(part.kind) or _body(answers)


def describe(answers: SinkAnswers) -> str:
    """The whole plan in words, one sentence for each thing, basins from left to right."""
    return " ".join(tr("{sentence}.", sentence=text.rstrip(".")) for text in _sentences(answers))


def _sentences(answers: SinkAnswers) -> Iterator[str]:
    yield _body(answers)
    yield from (basin_text(answer, index) for index, answer in enumerate(answers.basins))
    if answers.overflow:
        yield overflow_text(answers)
    yield from (_placed(faucet) for faucet in answers.faucets)
    for index, basin in enumerate(answers.basins):
        if basin.type == "e_sink_di":
            yield _automatic(index)
    yield from (_hung(sprayer) for sprayer in answers.sprayers)
    yield board_text(answers.board) if answers.board else tr("No pegboard")
    yield workflow_text(answers.workflow)
    yield legs_text(answers.legs_kind, answers.legs_model)
    yield feet_text(answers.feet)
    yield control_box_text(answers.control_box)


def _body(answers: SinkAnswers) -> str:
    return tr("Sink, length {length}, width {width}", length=inches(answers.length), width=inches(answers.width))


def _placed(faucet: Faucet) -> str:
    return tr("{faucet}: {place}", faucet=faucet_name(faucet.kind), place=faucet_place(faucet.placement))


def _automatic(basin: int) -> str:
    faucet = faucet_name("di_gooseneck")
    return tr("{faucet}: comes with E-Sink DI basin {number}", faucet=faucet, number=basin + 1)


def _hung(sprayer: Sprayer) -> str:
    name = sprayer_name(sprayer.kind)
    return {
        "left": tr("{sprayer}: left side", sprayer=name),
        "right": tr("{sprayer}: right side", sprayer=name),
    }.get(sprayer.location) or tr("{sprayer}: side open", sprayer=name)
