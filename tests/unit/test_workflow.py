"""The life of a build: the table of DOMAIN §3 row by row, what is offered to whom, and the status of an order."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanstation_desktop.domain.people import Role
from cleanstation_desktop.domain.workflow import (
    DISPOSITION_TRANSITIONS,
    GUARD_SENTENCES,
    HOLDABLE,
    STAGES,
    TRANSITIONS,
    BuildPlace,
    BuildStatus,
    Guard,
    OrderStatus,
    allowed_moves,
    order_status,
)

S = BuildStatus

# The rows of DOMAIN §3 as they stand there, with words for roles and guards of its own. One is added: a change reopens
# the final QC of a build that waits to be shipped (there, Changes), and it fails there as it does before.
ROWS = """
(new)                         | ORDER_CREATED                 | coordinator       | order_complete
ORDER_CREATED                 | SINK_BODY_EXTERNAL_PRODUCTION | procurement       | bom_approved
SINK_BODY_EXTERNAL_PRODUCTION | READY_FOR_PRE_QC              | procurement       | outsourced_lines_received
READY_FOR_PRE_QC              | READY_FOR_PRODUCTION          | qc                | pre_qc_passed
READY_FOR_PRE_QC              | PRE_QC_REJECTED               | qc                | pre_qc_failed
PRE_QC_REJECTED               | READY_FOR_PRE_QC              | procurement qc    | ncrs_dispositioned
READY_FOR_PRODUCTION          | IN_ASSEMBLY                   | assembler         | build_claimed
IN_ASSEMBLY                   | ON_HOLD_PARTS                 | assembler         | part_issue_reported
TESTING_COMPLETE              | ON_HOLD_PARTS                 | assembler         | part_issue_reported
PACKAGING_COMPLETE            | ON_HOLD_PARTS                 | assembler         | part_issue_reported
ON_HOLD_PARTS                 | IN_ASSEMBLY                   | procurement       | part_issue_resolved
ON_HOLD_PARTS                 | TESTING_COMPLETE              | procurement       | part_issue_resolved
ON_HOLD_PARTS                 | PACKAGING_COMPLETE            | procurement       | part_issue_resolved
IN_ASSEMBLY                   | TESTING_COMPLETE              | assembler         | tasks_done_test_passed
TESTING_COMPLETE              | PACKAGING_COMPLETE            | assembler         | packaging_complete
PACKAGING_COMPLETE            | READY_FOR_FINAL_QC            | assembler         | ready_statement_signed
READY_FOR_FINAL_QC            | READY_FOR_SHIP                | qc                | final_qc_passed
READY_FOR_FINAL_QC            | FINAL_QC_REJECTED             | qc                | final_qc_failed
FINAL_QC_REJECTED             | IN_ASSEMBLY                   | assembler         | rework_claimed
READY_FOR_SHIP                | SHIPPED                       | coordinator       | shipping_date_entered
READY_FOR_SHIP                | FINAL_QC_REJECTED             | qc                | final_qc_failed
ORDER_CREATED                 | CANCELLED                     | coordinator admin | cancellation_signed
SINK_BODY_EXTERNAL_PRODUCTION | CANCELLED                     | coordinator admin | cancellation_signed
READY_FOR_PRE_QC              | CANCELLED                     | coordinator admin | cancellation_signed
PRE_QC_REJECTED               | CANCELLED                     | coordinator admin | cancellation_signed
READY_FOR_PRODUCTION          | CANCELLED                     | coordinator admin | cancellation_signed
IN_ASSEMBLY                   | CANCELLED                     | coordinator admin | cancellation_signed
ON_HOLD_PARTS                 | CANCELLED                     | coordinator admin | cancellation_signed
TESTING_COMPLETE              | CANCELLED                     | coordinator admin | cancellation_signed
PACKAGING_COMPLETE            | CANCELLED                     | coordinator admin | cancellation_signed
READY_FOR_FINAL_QC            | CANCELLED                     | coordinator admin | cancellation_signed
FINAL_QC_REJECTED             | CANCELLED                     | coordinator admin | cancellation_signed
READY_FOR_SHIP                | CANCELLED                     | coordinator admin | cancellation_signed
"""

ROLE_WORDS = {
    "coordinator": "PRODUCTION_COORDINATOR",
    "procurement": "PROCUREMENT_SPECIALIST",
    "qc": "QC_PERSON",
    "assembler": "ASSEMBLER",
    "admin": "ADMIN",
}


def test_the_table_is_that_of_the_domain() -> None:
    rows = [[cell.strip() for cell in row.split("|")] for row in ROWS.strip().splitlines()]
    expected = [
        (None if before == "(new)" else before, after, tuple(ROLE_WORDS[word] for word in who.split()), guard)
        for before, after, who, guard in rows
    ]
    found = [(move.from_status, move.to_status, move.roles, move.guard) for move in TRANSITIONS]
    assert len(found) == len(set(found)) == len(expected)
    assert set(found) == set(expected)


def test_every_guard_is_used_and_has_a_sentence() -> None:
    assert {move.guard for move in (*TRANSITIONS, *DISPOSITION_TRANSITIONS)} == set(Guard) == set(GUARD_SENTENCES)
    assert all(sentence.endswith(".") for sentence in GUARD_SENTENCES.values())


def test_a_disposition_replaces_or_scraps() -> None:
    ends = {(move.to_status, move.guard, move.roles) for move in DISPOSITION_TRANSITIONS}
    assert ends == {
        (S.SINK_BODY_EXTERNAL_PRODUCTION, Guard.DISPOSITION_REPLACE, (Role.QC_PERSON,)),
        (S.CANCELLED, Guard.DISPOSITION_SCRAP, (Role.QC_PERSON,)),
    }
    starts = {move.from_status for move in DISPOSITION_TRANSITIONS}
    reopened_late = {S.READY_FOR_PRODUCTION, S.READY_FOR_FINAL_QC, S.READY_FOR_SHIP}
    assert starts == {S.PRE_QC_REJECTED, S.FINAL_QC_REJECTED, S.ON_HOLD_PARTS, *HOLDABLE, *reopened_late}


def test_every_status_is_reached_and_only_two_are_ends() -> None:
    assert {move.to_status for move in TRANSITIONS} == set(BuildStatus)
    assert set(BuildStatus) - {move.from_status for move in TRANSITIONS} == {S.SHIPPED, S.CANCELLED}


@pytest.mark.parametrize(
    ("status", "roles", "targets"),
    [
        (S.ORDER_CREATED, [Role.PROCUREMENT_SPECIALIST], [S.SINK_BODY_EXTERNAL_PRODUCTION]),
        (S.ORDER_CREATED, [Role.PRODUCTION_COORDINATOR], [S.CANCELLED]),
        (S.ORDER_CREATED, [Role.SERVICE_DEPARTMENT], []),
        (S.ORDER_CREATED, [], []),
        (S.READY_FOR_PRE_QC, [Role.QC_PERSON], [S.READY_FOR_PRODUCTION, S.PRE_QC_REJECTED]),
        (S.PRE_QC_REJECTED, [Role.QC_PERSON], [S.READY_FOR_PRE_QC]),
        (S.PRE_QC_REJECTED, [Role.PROCUREMENT_SPECIALIST], [S.READY_FOR_PRE_QC]),
        (S.IN_ASSEMBLY, [Role.ASSEMBLER], [S.ON_HOLD_PARTS, S.TESTING_COMPLETE]),
        (S.IN_ASSEMBLY, [Role.ASSEMBLER, Role.ADMIN], [S.ON_HOLD_PARTS, S.TESTING_COMPLETE, S.CANCELLED]),
        (S.IN_ASSEMBLY, [Role.QC_PERSON], []),
        (S.READY_FOR_SHIP, [Role.PRODUCTION_COORDINATOR], [S.SHIPPED, S.CANCELLED]),
        (S.READY_FOR_SHIP, [Role.QC_PERSON], [S.FINAL_QC_REJECTED]),
        (S.SHIPPED, list(Role), []),
        (S.CANCELLED, list(Role), []),
    ],
)
def test_allowed_moves(status: BuildStatus, roles: list[Role], targets: list[BuildStatus]) -> None:
    assert [move.to_status for move in allowed_moves(status, roles)] == targets


@pytest.mark.parametrize("held_from", HOLDABLE)
def test_a_held_build_returns_where_it_came_from(held_from: BuildStatus) -> None:
    moves = allowed_moves(S.ON_HOLD_PARTS, list(Role), held_from=held_from)
    assert [move.to_status for move in moves] == [held_from, S.CANCELLED]
    assert moves[0].roles == (Role.PROCUREMENT_SPECIALIST,)
    assert allowed_moves(S.ON_HOLD_PARTS, [Role.ASSEMBLER], held_from=held_from) == ()


@pytest.mark.parametrize(
    ("status", "held_from"),
    [
        (S.ON_HOLD_PARTS, None),
        (S.ON_HOLD_PARTS, S.READY_FOR_PRE_QC),
        (S.ON_HOLD_PARTS, S.ON_HOLD_PARTS),
        (S.IN_ASSEMBLY, S.IN_ASSEMBLY),
    ],
)
def test_a_hold_without_its_origin_is_a_bug(status: BuildStatus, held_from: BuildStatus | None) -> None:
    with pytest.raises(ValueError, match="do not go together"):
        allowed_moves(status, list(Role), held_from=held_from)


def test_stages_are_the_straight_way() -> None:
    straight = [move for move in TRANSITIONS if move.from_status in STAGES and move.to_status in STAGES]
    assert [(move.from_status, move.to_status) for move in straight] == list(itertools.pairwise(STAGES))


@pytest.mark.parametrize(
    ("builds", "expected"),
    [
        ([(S.ORDER_CREATED, None)], OrderStatus(S.ORDER_CREATED, rejected=False, held=False)),
        ([(S.SHIPPED, None), (S.SHIPPED, None)], OrderStatus(S.SHIPPED, rejected=False, held=False)),
        ([(S.SHIPPED, None), (S.IN_ASSEMBLY, None)], OrderStatus(S.IN_ASSEMBLY, rejected=False, held=False)),
        ([(S.CANCELLED, None), (S.READY_FOR_SHIP, None)], OrderStatus(S.READY_FOR_SHIP, rejected=False, held=False)),
        ([(S.CANCELLED, None)], OrderStatus(S.CANCELLED, rejected=False, held=False)),
        ([(S.PRE_QC_REJECTED, None), (S.SHIPPED, None)], OrderStatus(S.READY_FOR_PRE_QC, rejected=True, held=False)),
        (
            [(S.FINAL_QC_REJECTED, None), (S.READY_FOR_SHIP, None)],
            OrderStatus(S.READY_FOR_FINAL_QC, rejected=True, held=False),
        ),
        # A rejected build marks the order even when another one is further behind.
        (
            [(S.FINAL_QC_REJECTED, None), (S.ORDER_CREATED, None)],
            OrderStatus(S.ORDER_CREATED, rejected=True, held=False),
        ),
        (
            [(S.ON_HOLD_PARTS, S.PACKAGING_COMPLETE), (S.READY_FOR_FINAL_QC, None)],
            OrderStatus(S.PACKAGING_COMPLETE, rejected=False, held=True),
        ),
        (
            [(S.ON_HOLD_PARTS, S.TESTING_COMPLETE), (S.PRE_QC_REJECTED, None), (S.CANCELLED, None)],
            OrderStatus(S.READY_FOR_PRE_QC, rejected=True, held=True),
        ),
    ],
)
def test_order_status(builds: list[tuple[BuildStatus, BuildStatus | None]], expected: OrderStatus) -> None:
    assert order_status([BuildPlace(status, held_from) for status, held_from in builds]) == expected


places = st.one_of(
    st.sampled_from([status for status in BuildStatus if status is not S.ON_HOLD_PARTS]).map(BuildPlace),
    st.sampled_from(HOLDABLE).map(lambda origin: BuildPlace(S.ON_HOLD_PARTS, origin)),
)


@given(st.lists(places, min_size=1, max_size=10))
@settings(deadline=None)
def test_an_order_is_never_ahead_of_a_living_build(builds: list[BuildPlace]) -> None:
    found = order_status(builds)
    assert order_status(builds[::-1]) == found
    living = [build for build in builds if build.status is not S.CANCELLED]
    if living:
        assert found.status in STAGES
        assert all(STAGES.index(found.status) <= STAGES.index(build.stage) for build in living)
        assert order_status(living) == found
    else:
        assert found.status is S.CANCELLED


def test_an_order_without_builds_is_a_bug() -> None:
    with pytest.raises(ValueError, match="at least one build"):
        order_status([])
    with pytest.raises(ValueError, match="cannot be held"):
        order_status([BuildPlace(S.ON_HOLD_PARTS)])
