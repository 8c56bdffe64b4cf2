"""Life of a build: its statuses, who may move it, and what must hold first (DOMAIN §3, as data).

The database keeps the same table as rows and enforces it; the client asks here what to offer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cleanstation_desktop.domain.people import Role


class BuildStatus(StrEnum):
    """Where a build stands."""

    ORDER_CREATED = "ORDER_CREATED"
    SINK_BODY_EXTERNAL_PRODUCTION = "SINK_BODY_EXTERNAL_PRODUCTION"
    READY_FOR_PRE_QC = "READY_FOR_PRE_QC"
    PRE_QC_REJECTED = "PRE_QC_REJECTED"
    READY_FOR_PRODUCTION = "READY_FOR_PRODUCTION"
    IN_ASSEMBLY = "IN_ASSEMBLY"
    ON_HOLD_PARTS = "ON_HOLD_PARTS"
    TESTING_COMPLETE = "TESTING_COMPLETE"
    PACKAGING_COMPLETE = "PACKAGING_COMPLETE"
    READY_FOR_FINAL_QC = "READY_FOR_FINAL_QC"
    FINAL_QC_REJECTED = "FINAL_QC_REJECTED"
    READY_FOR_SHIP = "READY_FOR_SHIP"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Guard(StrEnum):
    """What must hold for a move; GUARD_SENTENCES says each in words."""

    ORDER_COMPLETE = "order_complete"
    BOM_APPROVED = "bom_approved"
    OUTSOURCED_LINES_RECEIVED = "outsourced_lines_received"
    PRE_QC_PASSED = "pre_qc_passed"
    PRE_QC_FAILED = "pre_qc_failed"
    NCRS_DISPOSITIONED = "ncrs_dispositioned"
    BUILD_CLAIMED = "build_claimed"
    PART_ISSUE_REPORTED = "part_issue_reported"
    PART_ISSUE_RESOLVED = "part_issue_resolved"
    TASKS_DONE_TEST_PASSED = "tasks_done_test_passed"
    PACKAGING_COMPLETE = "packaging_complete"
    READY_STATEMENT_SIGNED = "ready_statement_signed"
    FINAL_QC_PASSED = "final_qc_passed"
    FINAL_QC_FAILED = "final_qc_failed"
    REWORK_CLAIMED = "rework_claimed"
    SHIPPING_DATE_ENTERED = "shipping_date_entered"
    CANCELLATION_SIGNED = "cancellation_signed"
    DISPOSITION_REPLACE = "disposition_replace"
    DISPOSITION_SCRAP = "disposition_scrap"


GUARD_SENTENCES: Mapping[Guard, str] = {
    Guard.ORDER_COMPLETE: "The order is complete, every build configured, every BOM line found in the catalogue.",
    Guard.BOM_APPROVED: "The BOM revision is approved and signed.",
    Guard.OUTSOURCED_LINES_RECEIVED: "Every outsourced line is received.",
    Guard.PRE_QC_PASSED: "The pre-QC inspection is signed as passed.",
    Guard.PRE_QC_FAILED: "The pre-QC inspection is signed as failed, with a nonconformance for each failed item.",
    Guard.NCRS_DISPOSITIONED: "Every nonconformance of the build has a disposition.",
    Guard.BUILD_CLAIMED: "The build is claimed by an assembler.",
    Guard.PART_ISSUE_REPORTED: "A part issue is reported: which line, and what is wrong.",
    Guard.PART_ISSUE_RESOLVED: "The part issue is resolved; the build returns to where it was held.",
    Guard.TASKS_DONE_TEST_PASSED: "All tasks are done and the end-of-line test is signed as passed.",
    Guard.PACKAGING_COMPLETE: "The packaging checklist is complete.",
    Guard.READY_STATEMENT_SIGNED: "The statement “ready for inspection” is signed.",
    Guard.FINAL_QC_PASSED: "Final QC is signed as passed by somebody who assembled nothing on it; no open NCR.",
    Guard.FINAL_QC_FAILED: "Final QC is signed as failed.",
    Guard.REWORK_CLAIMED: "The rework is claimed by an assembler.",
    Guard.SHIPPING_DATE_ENTERED: "The shipping date is entered.",
    Guard.CANCELLATION_SIGNED: "A reason is given and signed.",
    Guard.DISPOSITION_REPLACE: "A nonconformance of the build is dispositioned as replace.",
    Guard.DISPOSITION_SCRAP: "A nonconformance of the build is dispositioned as scrap.",
}


@dataclass(frozen=True)
class Transition:
    """One allowed move. `from_status` None is the making of the build; any one of `roles` is enough."""

    from_status: BuildStatus | None
    to_status: BuildStatus
    roles: tuple[Role, ...]
    guard: Guard


HOLDABLE = (BuildStatus.IN_ASSEMBLY, BuildStatus.TESTING_COMPLETE, BuildStatus.PACKAGING_COMPLETE)
"""Statuses from which a build can be held for parts; the hold leads back to the one it came from."""

FINAL = (BuildStatus.SHIPPED, BuildStatus.CANCELLED)

DISPOSITIONED = (
    BuildStatus.PRE_QC_REJECTED,
    BuildStatus.READY_FOR_PRODUCTION,
    *HOLDABLE,
    BuildStatus.ON_HOLD_PARTS,
    BuildStatus.READY_FOR_FINAL_QC,
    BuildStatus.FINAL_QC_REJECTED,
    BuildStatus.READY_FOR_SHIP,
)
"""Statuses in which a nonconformance is decided upon, so that replace or scrap can move the build (DOMAIN §1).

A form that a change reopened can fail in the later ones."""

_S = BuildStatus
_COORDINATOR = (Role.PRODUCTION_COORDINATOR,)
_PROCUREMENT = (Role.PROCUREMENT_SPECIALIST,)
_QC = (Role.QC_PERSON,)
_ASSEMBLER = (Role.ASSEMBLER,)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, _S.ORDER_CREATED, _COORDINATOR, Guard.ORDER_COMPLETE),
    Transition(_S.ORDER_CREATED, _S.SINK_BODY_EXTERNAL_PRODUCTION, _PROCUREMENT, Guard.BOM_APPROVED),
    Transition(_S.SINK_BODY_EXTERNAL_PRODUCTION, _S.READY_FOR_PRE_QC, _PROCUREMENT, Guard.OUTSOURCED_LINES_RECEIVED),
    Transition(_S.READY_FOR_PRE_QC, _S.READY_FOR_PRODUCTION, _QC, Guard.PRE_QC_PASSED),
    Transition(_S.READY_FOR_PRE_QC, _S.PRE_QC_REJECTED, _QC, Guard.PRE_QC_FAILED),
    Transition(_S.PRE_QC_REJECTED, _S.READY_FOR_PRE_QC, _PROCUREMENT + _QC, Guard.NCRS_DISPOSITIONED),
    Transition(_S.READY_FOR_PRODUCTION, _S.IN_ASSEMBLY, _ASSEMBLER, Guard.BUILD_CLAIMED),
    *(Transition(held, _S.ON_HOLD_PARTS, _ASSEMBLER, Guard.PART_ISSUE_REPORTED) for held in HOLDABLE),
    *(Transition(_S.ON_HOLD_PARTS, held, _PROCUREMENT, Guard.PART_ISSUE_RESOLVED) for held in HOLDABLE),
    Transition(_S.IN_ASSEMBLY, _S.TESTING_COMPLETE, _ASSEMBLER, Guard.TASKS_DONE_TEST_PASSED),
    Transition(_S.TESTING_COMPLETE, _S.PACKAGING_COMPLETE, _ASSEMBLER, Guard.PACKAGING_COMPLETE),
    Transition(_S.PACKAGING_COMPLETE, _S.READY_FOR_FINAL_QC, _ASSEMBLER, Guard.READY_STATEMENT_SIGNED),
    Transition(_S.READY_FOR_FINAL_QC, _S.READY_FOR_SHIP, _QC, Guard.FINAL_QC_PASSED),
    Transition(_S.READY_FOR_FINAL_QC, _S.FINAL_QC_REJECTED, _QC, Guard.FINAL_QC_FAILED),
    Transition(_S.FINAL_QC_REJECTED, _S.IN_ASSEMBLY, _ASSEMBLER, Guard.REWORK_CLAIMED),
    Transition(_S.READY_FOR_SHIP, _S.SHIPPED, _COORDINATOR, Guard.SHIPPING_DATE_ENTERED),
    Transition(_S.READY_FOR_SHIP, _S.FINAL_QC_REJECTED, _QC, Guard.FINAL_QC_FAILED),
    *(
        Transition(status, _S.CANCELLED, (*_COORDINATOR, Role.ADMIN), Guard.CANCELLATION_SIGNED)
        for status in BuildStatus
        if status not in FINAL
    ),
)
"""The table of DOMAIN §3, row by row; "any before SHIPPED" written out; and that a final QC which a change reopened
rejects a build that waits to be shipped."""

DISPOSITION_TRANSITIONS: tuple[Transition, ...] = (
    *(Transition(status, _S.SINK_BODY_EXTERNAL_PRODUCTION, _QC, Guard.DISPOSITION_REPLACE) for status in DISPOSITIONED),
    *(Transition(status, _S.CANCELLED, _QC, Guard.DISPOSITION_SCRAP) for status in DISPOSITIONED),
)
"""Moves that a signed disposition asks for (DOMAIN §1, nonconformance): QC carries them out, and until then no other
way on is open to the build."""


def allowed_moves(
    status: BuildStatus, roles: Collection[Role], *, held_from: BuildStatus | None = None
) -> tuple[Transition, ...]:
    """The moves that these roles may make from a status, their guards not yet asked.

    Parameters: held_from, the status in which a held build was held: it can return only there. Raises ValueError for
    a held build without it.
    """
    if (status is BuildStatus.ON_HOLD_PARTS) != (held_from in HOLDABLE):
        raise ValueError(f"{status} and held from {held_from} do not go together")
    return tuple(
        move
        for move in TRANSITIONS
        if move.from_status is status
        and not set(move.roles).isdisjoint(roles)
        and (move.guard is not Guard.PART_ISSUE_RESOLVED or move.to_status is held_from)
    )


STAGES: tuple[BuildStatus, ...] = (
    _S.ORDER_CREATED,
    _S.SINK_BODY_EXTERNAL_PRODUCTION,
    _S.READY_FOR_PRE_QC,
    _S.READY_FOR_PRODUCTION,
    _S.IN_ASSEMBLY,
    _S.TESTING_COMPLETE,
    _S.PACKAGING_COMPLETE,
    _S.READY_FOR_FINAL_QC,
    _S.READY_FOR_SHIP,
    _S.SHIPPED,
)
"""The straight way of a build, least advanced first."""

_STAGE_OF_REJECTED: Mapping[BuildStatus, BuildStatus] = {
    _S.PRE_QC_REJECTED: _S.READY_FOR_PRE_QC,
    _S.FINAL_QC_REJECTED: _S.READY_FOR_FINAL_QC,
}


@dataclass(frozen=True)
class BuildPlace:
    """Where one build stands. Parameter: held_from, for a held build the status in which it was held."""

    status: BuildStatus
    held_from: BuildStatus | None = None

    @property
    def stage(self) -> BuildStatus:
        """The place on the straight way at which the build ranks; CANCELLED ranks nowhere and stays itself."""
        if self.status is BuildStatus.ON_HOLD_PARTS:
            if self.held_from not in HOLDABLE:
                raise ValueError(f"a held build cannot be held from {self.held_from}")
            return self.held_from
        return _STAGE_OF_REJECTED.get(self.status, self.status)


@dataclass(frozen=True)
class OrderStatus:
    """An order's own status: that of its least advanced build, and whether a build of it is rejected or held."""

    status: BuildStatus
    rejected: bool
    held: bool


def order_status(builds: Sequence[BuildPlace]) -> OrderStatus:
    """The status of an order from its builds, cancelled ones left out; CANCELLED when all are (DOMAIN §3).

    Raises ValueError for an order without builds, which cannot be.
    """
    if not builds:
        raise ValueError("an order has at least one build")
    living = [build for build in builds if build.status is not BuildStatus.CANCELLED]
    if not living:
        return OrderStatus(BuildStatus.CANCELLED, rejected=False, held=False)
    return OrderStatus(
        status=min((build.stage for build in living), key=STAGES.index),
        rejected=any(build.status in _STAGE_OF_REJECTED for build in living),
        held=any(build.status is BuildStatus.ON_HOLD_PARTS for build in living),
    )
