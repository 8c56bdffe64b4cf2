"""Which items a build is asked, written from DOMAIN §6 by hand and proved over the whole space of configurations."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from cleanstation_desktop.domain.checklist import DerivedItem, derive
from cleanstation_desktop.domain.checklist_facts import facts
from cleanstation_desktop.domain.checklist_template import InspectionKind, ItemKind
from tests.support.configurations import ADJUSTABLE, PEGBOARD, Json, basin, configuration, configurations
from tests.support.forms import form

PRE, PROD, PACK, QC, TEST = (
    InspectionKind.PRE_PRODUCTION_CHECK,
    InspectionKind.PRODUCTION,
    InspectionKind.PACKAGING,
    InspectionKind.SINK_QUALITY,
    InspectionKind.END_OF_LINE_TEST,
)


def lines(kind: InspectionKind, chosen: Json) -> tuple[DerivedItem, ...]:
    return derive(form(kind), facts(chosen))


def texts(kind: InspectionKind, chosen: Json, position: int | None = None) -> list[str]:
    """English texts of the lines of the whole sink (None) or of one basin."""
    return [line.item.text["EN"] for line in lines(kind, chosen) if line.basin_position == position]


DRAIN = configuration(basin("e_drain"))
SINK = configuration(basin("e_sink"))
DI = configuration(basin("e_sink_di"))
FULL = configuration(
    basin("e_drain", light=True),
    basin("e_sink", light=True),
    basin("e_sink_di"),
    pegboard=PEGBOARD,
    legs=ADJUSTABLE,
    feet="casters",
    faucets=[{"kind": "wrist_blade", "placement": "center_1"}, {"kind": "pre_rinse", "placement": "center_2"}],
    sprayers=[{"kind": "air_gun_turret", "location": "left"}, {"kind": "water_gun_rosette", "location": "right"}],
)


# --- Pre-production check ---------------------------------------------------------------------------------------------

PRE_ALWAYS = [
    "Job ID on the paperwork",
    "Number of basins",
    "Sink length, measured",
    "Sink width, measured",
    "Sink and basin dimensions agree with the drawing and the BOM",
    "Approved drawing and paperwork attached",
]
PRE_PEGBOARD = ["Pegboard fitted", "Pegboard size as on the drawing"]
PRE_END = ["Faucet holes and mounting holes are where the drawing and the order want them", "Kind of feet fitted"]
DIMENSIONS = ["Basin width, measured", "Basin length, measured", "Basin depth, measured"]


def test_pre_production_of_a_plain_drain() -> None:
    assert texts(PRE, DRAIN) == PRE_ALWAYS + PRE_END
    assert texts(PRE, DRAIN, 1) == [
        *DIMENSIONS,
        "Bottom-fill hole present",
        "Drain button in its place",
        "Drain position",
    ]


def test_pre_production_of_everything() -> None:
    assert texts(PRE, FULL) == PRE_ALWAYS + PRE_PEGBOARD + PRE_END
    positions = ["Drain position", "Faucet position"]
    hole, button, light = "Bottom-fill hole present", "Drain button in its place", "Basin light in its place"
    assert texts(PRE, FULL, 1) == [*DIMENSIONS, hole, button, light, *positions]
    assert texts(PRE, FULL, 2) == [*DIMENSIONS, hole, light, *positions]
    assert texts(PRE, FULL, 3) == [*DIMENSIONS, *positions]


def test_pre_production_expects_what_the_order_says() -> None:
    expected = {line.item.text["EN"]: line.expected for line in lines(PRE, FULL)}
    assert expected["Number of basins"] == "3"
    assert expected["Kind of feet fitted"] == "casters"
    assert {line.item.text["EN"]: line.expected for line in lines(PRE, DI)}["Kind of feet fitted"] == "seismic"


def test_pre_production_targets_are_the_ordered_inches() -> None:
    custom = configuration(
        basin("e_sink", size="24X20X10"),
        basin("e_drain", size={"width": 28, "length": 21, "depth": 9}),
        width=33,
        length=91,
    )
    found = [(line.basin_position, line.target) for line in lines(PRE, custom) if line.item.kind is ItemKind.NUMBER]
    assert found == [
        (None, Decimal(91)),
        (None, Decimal(33)),
        *((1, Decimal(inches)) for inches in (24, 20, 10)),
        *((2, Decimal(inches)) for inches in (28, 21, 9)),
    ]


def test_the_drawing_must_be_attached() -> None:
    assert [
        line.item.requires_document for line in lines(PRE, DRAIN) if "drawing and paperwork" in line.item.text["EN"]
    ] == ["DRAWING"]


# --- Production -------------------------------------------------------------------------------------------------------

SINK_PRODUCTION = [
    "Logo on the left",
    "Power bar fitted",
    "Control boxes fitted for the basins of this sink",
    "Cables labelled D# or S#",
    "Free of metal shavings",
]


def test_production_of_a_plain_sink() -> None:
    assert texts(PROD, DRAIN) == SINK_PRODUCTION
    assert texts(PROD, SINK) == SINK_PRODUCTION
    assert texts(PROD, DI) == [*SINK_PRODUCTION, "DI faucet (gooseneck) fitted"]


def test_production_of_everything() -> None:
    assert texts(PROD, FULL) == [
        "Overhead light bracket fitted with plastic washers",
        "Overhead light button lasered and fitted",
        "Standard faucets fitted",
        "Lifter control button fitted",
        "Lifter controller fitted underneath",
        *SINK_PRODUCTION[:-1],
        "Overhead light cables labelled L4 and S4",
        "Free of metal shavings",
        "Air gun parts BL-4350-01 and BL-5500-07 fitted",
        "Water gun parts BL-4500-02 and BL-4249 fitted",
        "DI faucet (gooseneck) fitted",
        "Combination faucet (pre-rinse) fitted",
    ]


def test_basin_production_by_type() -> None:
    both = [
        "Valve plate fitted",
        "Emergency stop fitted",
        "Touchscreen mounted",
        "Touchscreen connected to the control box",
        "Overflow sensor fitted",
    ]
    assert texts(PROD, FULL, 1) == [
        "Bottom-fill mixing valve and faucet fitted",
        'Bottom-fill chain complete: mixing valve DER-1899-14-CC → ½" NPT to ¾" BSPP adapter → check valve → ½" PEX '
        'adapter → ½" PEX → fill hole',
        "Pipes labelled hot and cold",
        "Overflow sensor fitted",
    ]
    assert texts(PROD, FULL, 2) == [*both, "Dosing port fitted", "Temperature cable gland fitted"]
    assert texts(PROD, FULL, 3) == both


def test_the_lifter_button_is_one_of_two() -> None:
    (button,) = [line.item for line in lines(PROD, FULL) if line.item.text["EN"] == "Lifter control button fitted"]
    assert [choice.code for choice in button.choices] == ["DPF1K", "DP1C"]
    assert not button.judged


# --- Packaging --------------------------------------------------------------------------------------------------------

MAT, MANUAL = "Anti-fatigue mat packed", "User manual IFU.T2.SinkInstUser packed"
MANUAL_FR = "French user manual IFU.T2.SinkInstUserFR packed"
MANUALS_ES = "Spanish manuals packed: kit T2-STD-MANUAL-SP-KIT"
MANUAL_ESINK_FR = "French E-Sink automation manual IFU.T2.ESinkInstUserFR packed"


def test_packaging_of_plain_sinks() -> None:
    assert texts(PACK, DRAIN) == [MAT, MANUAL]
    assert texts(PACK, SINK) == [MAT, "Dosing pump shelf packed", MANUAL]
    assert texts(PACK, DI) == [MAT, MANUAL]


def test_packaging_per_basin() -> None:
    strainer, hose = "Strainer packed, lasered", "Flex hose Ø1.5, 4 ft, and two clamps packed"
    solenoid, drain = "Drain solenoid wired, tested and labelled", "Drain assembly packed"
    gasket = "Drain gasket packed"
    assert texts(PACK, FULL, 1) == [strainer, hose, "Temperature sensor packed", solenoid, drain, gasket]
    assert texts(PACK, FULL, 2) == [strainer, hose, solenoid, drain, "Tube set of the dosing pump packed", gasket]
    assert texts(PACK, FULL, 3) == [strainer, hose, solenoid, drain, gasket]


def test_packaging_of_what_was_ordered() -> None:
    assert texts(PACK, FULL) == [
        MAT,
        "Dosing pump shelf packed",
        "Air gun kit packed: 64-20900-00, gun and tip bracket",
        "Water gun kit packed: 64-20900-00, DI hose and gun, bracket",
        "Pre-rinse faucet packed: B-0133, B-0230-K, 2 × PFX146332",
        "Faucet kit packed: B-2342, B-0230-K, 2 × PFX146332",
        MANUAL,
    ]


@pytest.mark.parametrize(
    ("language", "types", "manuals"),
    [
        ("EN", ["e_sink"], [MANUAL]),
        ("ES", ["e_sink"], [MANUALS_ES]),
        ("FR", ["e_drain"], [MANUAL_FR]),
        ("FR", ["e_sink"], [MANUAL_FR, MANUAL_ESINK_FR]),
        ("FR", ["e_drain", "e_sink_di"], [MANUAL_FR, MANUAL_ESINK_FR]),
    ],
)
def test_manuals_follow_the_language(language: str, types: list[str], manuals: list[str]) -> None:
    chosen = configuration(*(basin(kind) for kind in types), language=language)
    assert [text for text in texts(PACK, chosen) if "manual" in text] == manuals


# --- Sink quality -----------------------------------------------------------------------------------------------------

QC_GENERAL = [
    "Hi-pot test done",
    "Model agrees with the purchase order",
    "Drawings signed",
    "Production checklist complete, with serial numbers",
    "No sharp edges",
    "Sink clean",
    "Testing done",
    "Build label on the right skirt",
    "Build label at the back",
]
QC_PACKAGING = [
    "Drain solenoids wrapped",
    "Strainers packed",
    "Hose packed",
    "Drain assemblies packed",
    "Manuals packed",
    "Mat packed",
]


def test_quality_of_a_plain_drain() -> None:
    assert texts(QC, DRAIN) == [
        *QC_GENERAL,
        "Logo in place",
        "Seismic feet fitted",
        *QC_PACKAGING[:5],
        "Temperature sensors packed",
        "Mat packed",
        "Power bar",
        "Control boxes",
        "Cable labels",
        "Standard faucets, logo, free of shavings: answers checked",
        "Drain gaskets packed",
    ]
    assert texts(QC, DRAIN, 1) == [
        "Drain button",
        "Basin clean",
        "Bottom fill goes to the mixing valve",
        "Overflow sensor",
        "Level etched as drawn",
        "E-Drain basin: production answers checked",
    ]


def test_quality_of_everything() -> None:
    whole = texts(QC, FULL)
    for text in (
        "Overhead light fast and swivelling",
        "Faucets",
        "Overhead light button",
        "Casters fitted",
        "Height buttons fitted",
        "Extras: air gun parts",
        "Extras: water gun parts",
        "Extras: DI faucet (gooseneck)",
        "Extras: combination faucet (pre-rinse)",
        "Temperature sensors packed",
    ):
        assert text in whole
        assert text not in texts(QC, SINK)
    assert "Seismic feet fitted" not in whole
    level = "Level etched as drawn"
    light, overflow = "Basin light and its button", "Overflow sensor"
    confirmed = "E-Sink basin: production answers checked"
    assert texts(QC, FULL, 2) == [
        "Touchscreen",
        "Emergency stop",
        "Temperature sensor",
        "Basin clean",
        "Bottom fill goes to the valve plate",
        light,
        overflow,
        level,
        "Dosing port",
        confirmed,
    ]
    assert texts(QC, FULL, 3) == ["Touchscreen", "Emergency stop", "Basin clean", overflow, level, confirmed]


@given(configurations())
@settings(max_examples=150, deadline=None)
def test_quality_shows_every_answer_of_production_and_packaging(chosen: Json) -> None:
    """DOMAIN §6: it shows each answer of §2, §3 and §4, beside an item of the same basin or of the sink."""
    shown = {(mirror, line.basin_position) for line in lines(QC, chosen) for mirror in line.item.mirrors}
    for kind in (PROD, PACK):
        for line in lines(kind, chosen):
            mirror = (kind, line.item.code)
            assert (mirror, None) in shown or (mirror, line.basin_position) in shown, line.key


# --- End-of-line test -------------------------------------------------------------------------------------------------


def test_end_of_line_general() -> None:
    power = "Power on: buttons lit or touchscreen up"
    assert texts(TEST, DRAIN) == [power]
    lifted = configuration(basin("e_drain"), legs=ADJUSTABLE)
    assert texts(TEST, lifted) == [power, "Sink raises", "Sink lowers"]


def test_end_of_line_of_a_drain() -> None:
    assert texts(TEST, FULL, 1) == [
        "Basin fills",
        "Basin drains until the timer ends",
        "Overflow opens the drain",
        "Time until the drain closes again",
        "Basin fills again",
        "Basin light works",
    ]
    (closing,) = [line.item for line in lines(TEST, DRAIN) if line.item.kind is ItemKind.NUMBER]
    assert (closing.minimum, closing.maximum, closing.unit) == (Decimal(10), Decimal(15), "s")


def test_end_of_line_of_a_sink() -> None:
    assert texts(TEST, SINK, 1) == [
        "Touchscreen serial number",
        "Touchscreen software version",
        "Valve plate serial number",
        "Dosing pump serial number",
        "QE value of the dosing pump",
        "QFU value of the dosing pump",
        "Emergency stop stops a filling",
        *(
            text
            for point in ("cold point", "hot point")
            for place in ("mixing", "basin")
            for text in (
                f"Raw value of the {place} sensor, {point}: largest deviation before sampling",
                f"Reference thermometer, {place}, {point}",
                f"Calibrated reading, {place}, {point}",
            )
        ),
        "Flow meter calibrated at 40 L",
        "Basin fills at 20 °C without leaks",
        "Target 40 °C: bottom-fill temperature",
        "Target 40 °C: basin temperature",
        "Overflow opens the drain and the message is shown",
        "Drain closes 5 s afterwards",
        "Dosing runs",
    ]
    assert texts(TEST, SINK) == [
        "Power on: buttons lit or touchscreen up",
        "Control box serial number",
        "QE value of the control box",
        "QFU value of the control box",
        "Reference thermometer: instrument and calibration due date",
    ]


def test_end_of_line_of_a_di_sink_leaves_temperature_dosing_and_bottom_fill_out() -> None:
    assert texts(TEST, DI, 1) == [
        "Touchscreen serial number",
        "Touchscreen software version",
        "DI valve plate serial number",
        "Emergency stop stops a filling",
        "Flow meter of the DI valve plate calibrated at 40 L",
        "Overflow opens the drain and the message is shown",
        "Drain closes 5 s afterwards",
    ]
    assert texts(TEST, DI) == [
        "Power on: buttons lit or touchscreen up",
        "Control box serial number",
        "QE value of the control box",
        "QFU value of the control box",
    ]


def test_end_of_line_serials_name_their_component() -> None:
    found = {
        (line.basin_position, line.item.component.kind, line.item.component.item)
        for line in lines(TEST, FULL)
        if line.item.component is not None
    }
    assert found == {
        (None, "CONTROL_BOX", None),
        (2, "TOUCHSCREEN", "T2-TS7"),
        (2, "VALVE_PLATE", "T2-VALVE-PLATE-AUK"),
        (2, "DOSING_PUMP", "T8-DOSINGESK"),
        (3, "TOUCHSCREEN", "T2-TS7"),
        (3, "VALVE_PLATE", "T2-VALVE-PLATE-AUK-DI"),
    }


def test_overhead_light_is_tested_where_it_is_switched() -> None:
    button, screen = "Overhead light cycles with its button", "Overhead light works from the touchscreen"
    for types, expected in (
        (("e_drain",), [button]),
        (("e_sink",), [screen]),
        (("e_sink_di", "e_drain"), [button, screen]),
    ):
        basins = [basin(kind) for kind in types]
        assert [
            text for text in texts(TEST, configuration(*basins, pegboard=PEGBOARD)) if "Overhead" in text
        ] == expected
        assert not [text for text in texts(TEST, configuration(*basins)) if "Overhead" in text]


# --- Over the whole space ---------------------------------------------------------------------------------------------

FORBIDDEN_FOR_DI = ("bottom", "dosing", "temperature", "thermometer", "°c", "calibrated reading", "raw ")


@given(configurations())
@settings(max_examples=150, deadline=None)
def test_derive_over_the_space_of_configurations(chosen: Json) -> None:
    known = facts(chosen)
    types = [part["type"] for part in chosen["basins"]]
    for kind in InspectionKind:
        found = derive(form(kind), known)
        assert found == derive(form(kind), facts(chosen))
        assert [line.position for line in found] == list(range(1, len(found) + 1))
        assert len({line.key for line in found}) == len(found) > 0
        for line in found:
            text = line.item.text["EN"].lower()
            if line.basin_position is not None:
                assert 1 <= line.basin_position <= len(types)
                if types[line.basin_position - 1] == "e_sink_di":
                    assert not any(word in text for word in FORBIDDEN_FOR_DI), text
            if "e_drain" not in types:
                assert "drain button" not in text
                assert "mixing valve" not in text
                assert "hot and cold" not in text
                assert "e-drain" not in text
            if set(types) == {"e_drain"}:
                assert "touchscreen" not in text or text.startswith("power on")
                assert "emergency" not in text
                assert "serial number" not in text or text.startswith("production checklist")
            if chosen["pegboard"] is None:
                assert "pegboard" not in text
                assert "overhead" not in text
            if chosen["legs"]["kind"] == "fixed_height":
                assert not any(word in text for word in ("lifter", "raises", "lowers", "height"))
            assert line.item.kind is not ItemKind.NUMBER or line.item.unit


@given(configurations())
@settings(max_examples=100, deadline=None)
def test_items_of_every_basin_are_counted_per_basin(chosen: Json) -> None:
    count = len(chosen["basins"])
    types = [part["type"] for part in chosen["basins"]]

    def times(kind: InspectionKind, code: str) -> int:
        return sum(line.item.code == code for line in lines(kind, chosen))

    assert times(PRE, "PP-20") == times(PRE, "PP-26") == count
    assert times(PACK, "PK-20") == times(PACK, "PK-23") == times(QC, "QC-45") == count
    assert times(PACK, "PK-22") == times(PROD, "BP-01") == times(TEST, "EL-13") == types.count("e_drain")
    assert times(PROD, "BP-16") == times(TEST, "EL-27") == times(TEST, "EL-62") == types.count("e_sink")
    assert times(PROD, "BP-11") == count - types.count("e_drain")
    assert times(PRE, "PP-25") == sum(part["light"] for part in chosen["basins"])


def test_answers_stand_or_fall_with_what_they_were_given_on() -> None:
    """A change of the basins asks for the control boxes again, though the item reads the same (DOMAIN §3)."""
    production = form(InspectionKind.PRODUCTION)
    before = {
        line.key: line
        for line in derive(production, facts(configuration(basin("e_drain"), basin("e_sink"), basin("e_sink"))))
    }
    after = {
        line.key: line
        for line in derive(production, facts(configuration(basin("e_drain"), basin("e_drain"), basin("e_sink"))))
    }
    assert before["SP-08", None].basis != after["SP-08", None].basis
    assert before["SP-06", None] == after["SP-06", None]
    of_third = [key for key in before if key[1] == 3]
    assert of_third
    assert all(before[key].basis == after[key].basis for key in of_third)
