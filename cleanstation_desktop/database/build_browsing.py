"""The list of builds: what a person searches, filters and sorts by, side by side in one narrow row for each build."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    UniqueConstraint,
    column,
    func,
    text,
)

from cleanstation_desktop.database.base import BUSINESS, identity, metadata, one_of, reference, words
from cleanstation_desktop.database.orders import BUILD_STATUSES, LANGUAGES
from cleanstation_desktop.domain.workflow import BuildStatus

RANKS = {status: place for place, status in enumerate(BuildStatus, start=1)}
"""Place of each status in the life of a build; the last two, shipped and cancelled, are no longer at work."""
ORDERS_OF_BLOCK = 8
"""Orders whose words stand together in `search_words`; the programs of the database know the number too."""
_AT_WORK = text(f"rank < {RANKS[BuildStatus.SHIPPED]}")

build_listing = Table(
    "build_listing",
    metadata,
    Column("build_id", BigInteger, ForeignKey(f"{BUSINESS}.build.id"), primary_key=True, comment="Build"),
    reference("order_id", "customer_order", comment="Its order", index=False),
    Column("position", SmallInteger, nullable=False, comment="1 to 10 within the order"),
    words("build_number", "As on the build"),
    words("po_number", "As on the order"),
    words("customer_name", "As on the order"),
    words("project_name", "As on the order", nullable=True),
    Column("want_date", Date, nullable=False, comment="As on the order"),
    words("language", "As on the order"),
    words("status", "As on the build"),
    Column("rank", SmallInteger, nullable=False, comment="Place of the status in the life of a build, for sorting"),
    words("search", "Build number, PO number, customer and project in their search form, a blank before each"),
    Column("entered_by", BigInteger, comment="Person who entered the order, as on it; null for the server itself"),
    one_of("language", LANGUAGES),
    one_of("status", BUILD_STATUSES),
    # Builds of one order stand together, in each order of the list: so orders can be listed from it too.
    UniqueConstraint("order_id", "position"),
    Index("build_listing_newest_idx", column("order_id").desc(), "position"),
    Index("build_listing_build_number_idx", func.upper(column("build_number"))),
    Index("build_listing_po_number_idx", func.upper(column("po_number")), "order_id", "position"),
    Index("build_listing_customer_name_idx", func.upper(column("customer_name")), "order_id", "position"),
    # A language's customers stand together: in their order, the first of a language come late.
    Index("build_listing_language_idx", "language", func.upper(column("customer_name")), "order_id", "position"),
    Index("build_listing_want_date_idx", "want_date", "order_id", "position"),
    Index("build_listing_rank_idx", "rank", "want_date", "order_id", "position"),
    # What most people look at is still at work, a small part of all: in each order, and late or soon due.
    Index("build_listing_due_idx", "want_date", "order_id", "position", postgresql_where=_AT_WORK),
    Index("build_listing_work_newest_idx", column("order_id").desc(), "position", postgresql_where=_AT_WORK),
    Index("build_listing_work_number_idx", func.upper(column("build_number")), postgresql_where=_AT_WORK),
    Index(
        "build_listing_work_po_idx", func.upper(column("po_number")), "order_id", "position", postgresql_where=_AT_WORK
    ),
    Index(
        "build_listing_work_customer_idx",
        func.upper(column("customer_name")),
        "order_id",
        "position",
        postgresql_where=_AT_WORK,
    ),
    # What a coordinator entered, and of it what is late.
    Index(
        "build_listing_work_entered_idx",
        "entered_by",
        "want_date",
        "order_id",
        "position",
        postgresql_where=_AT_WORK,
    ),
    # Read while somebody types: nothing waits in a list that each search would have to go through.
    Index(
        "build_listing_search_idx",
        "search",
        postgresql_using="gin",
        postgresql_ops={"search": "public.gin_trgm_ops"},
        postgresql_with={"fastupdate": "off"},
    ),
    comment="Derived by trigger from builds and orders, so that a million of them is searched and sorted by indexes",
)

search_words = Table(
    "search_words",
    metadata,
    identity(),
    Column("block", BigInteger, nullable=False, comment="Eight orders: their ids, divided by 8"),
    words("words", "Words of their builds in the search form, each once, a blank before each"),
    words("beginnings", "The first two letters of each, a blank before them"),
    Index("search_words_block_idx", "block"),
    comment="Derived by trigger: where no word holds what is searched, no build does; gathered later",
)
