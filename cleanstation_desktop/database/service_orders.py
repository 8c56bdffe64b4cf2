"""Service orders: parts that the service department requests (DOMAIN §7)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from cleanstation_desktop.database.base import (
    BUSINESS,
    created,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    reason_check,
    reference,
    version,
    words,
)

service_order = Table(
    "service_order",
    metadata,
    identity(),
    words("number", "Service order number, made by the server"),
    words("state", "PENDING, APPROVED, FULFILLED or REJECTED", default="PENDING"),
    words("note", "What it is for", default=""),
    words("reject_reason", "Why it was rejected", nullable=True),
    version(),
    *created(),
    one_of("state", ("PENDING", "APPROVED", "FULFILLED", "REJECTED")),
    length_check("note", 0, 10_000),
    reason_check("reject_reason", unless="state <> 'REJECTED'"),
    UniqueConstraint("number"),
    Index("service_order_state_idx", "state"),
    comment="A request of the service department; no prices",
)

service_order_line = Table(
    "service_order_line",
    metadata,
    identity(),
    reference("service_order_id", "service_order", comment="Service order", index=False),
    Column("item", Text, ForeignKey(f"{BUSINESS}.item.number"), nullable=False, comment="Orderable item"),
    Column("quantity", Integer, nullable=False, comment="Requested pieces"),
    Column("approved_quantity", Integer, comment="Pieces that procurement approved"),
    version(),
    CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
    CheckConstraint("approved_quantity BETWEEN 0 AND 999", name="approved_quantity"),
    UniqueConstraint("service_order_id", "item"),
    comment="Lines of a service order",
)

service_order_step = Table(
    "service_order_step",
    metadata,
    identity(),
    reference("service_order_id", "service_order", comment="Service order"),
    words("state", "State that it came to"),
    reference("person_id", "person", nullable=True, comment="Who did it"),
    moment("at", "When", nullable=False),
    one_of("state", ("PENDING", "APPROVED", "FULFILLED", "REJECTED")),
    comment="Every step of a service order, for the requester; append-only, written by trigger",
)
