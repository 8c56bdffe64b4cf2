"""The catalogue: categories, items, components, aliases, imports; and the rule sets that read it (DOMAIN §5)."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from cleanstation_desktop.database.base import (
    BUSINESS,
    created,
    identity,
    length_check,
    metadata,
    moment,
    one_of,
    version,
    words,
)

STATES = ("ACTIVE", "WITHDRAWN")

category = Table(
    "category",
    metadata,
    Column("code", Text, primary_key=True, comment="Category number such as 719"),
    words("name", "Name"),
    words("description", "What it holds, as exported", default=""),
    words("state", "ACTIVE, or WITHDRAWN when an import no longer holds it", default="ACTIVE"),
    version(),
    one_of("state", STATES),
    comment="Top level of the catalogue",
)

subcategory = Table(
    "subcategory",
    metadata,
    Column("code", Text, primary_key=True, comment="Subcategory number such as 719.016"),
    Column(
        "category_code", Text, ForeignKey(f"{BUSINESS}.category.code"), nullable=False, index=True, comment="Category"
    ),
    words("name", "Name"),
    words("description", "What it holds, as exported", default=""),
    Column(
        "listed",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="Item numbers that it lists, in the order of the list; an item itself may say another subcategory",
    ),
    words("state", "ACTIVE, or WITHDRAWN when an import no longer holds it", default="ACTIVE"),
    version(),
    one_of("state", STATES),
    comment="Second level of the catalogue",
)

item = Table(
    "item",
    metadata,
    Column("number", Text, primary_key=True, comment="Part or assembly number of the company"),
    words("kind", "assembly or part"),
    words("name", "Name in the catalogue"),
    words("type", "Type as exported: KIT, SIMPLE, SERVICE_PART, COMPLEX, COMPONENT"),
    words("status", "Status, as exported", default="ACTIVE"),
    # No foreign keys: an export that names a category which does not exist is imported with a warning.
    words("category_code", "Category, as exported", nullable=True),
    Column("subcategory_code", Text, index=True, comment="Subcategory, as exported"),
    Column("can_order", Boolean, nullable=False, server_default=text("false"), comment="As exported"),
    Column("is_kit", Boolean, nullable=False, server_default=text("false"), comment="As exported"),
    words("manufacturer", "Manufacturer, as exported", nullable=True),
    words("manufacturer_number", "The manufacturer's own number", nullable=True),
    words("state", "ACTIVE, or WITHDRAWN when an import no longer holds it", default="ACTIVE"),
    Column(
        "service_orderable",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="The service department may order it; set by the import's rule, switched by the admin",
    ),
    Column(
        "service_switched",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="The admin decided, imports keep it",
    ),
    version(),
    one_of("kind", ("assembly", "part")),
    one_of("state", STATES),
    length_check("number", 1, 120),
    comment="Assemblies and parts",
)

item_component = Table(
    "item_component",
    metadata,
    Column("parent_number", Text, ForeignKey(f"{BUSINESS}.item.number"), primary_key=True, comment="Assembly"),
    Column("position", Integer, primary_key=True, comment="Order within the assembly, from 1"),
    Column(
        "component_number", Text, ForeignKey(f"{BUSINESS}.item.number"), nullable=False, index=True, comment="Component"
    ),
    Column("quantity", Numeric, nullable=False, comment="Pieces per parent"),
    words("note", "Note, as exported", nullable=True),
    version(),
    CheckConstraint("quantity > 0 AND quantity = trunc(quantity)", name="quantity"),
    comment="What an assembly is made of, one level",
)

item_alias = Table(
    "item_alias",
    metadata,
    Column("alias", Text, primary_key=True, comment="Number that papers or rules use"),
    Column(
        "item_number", Text, ForeignKey(f"{BUSINESS}.item.number"), nullable=False, comment="Number in the catalogue"
    ),
    words("reason", "Why the two are the same"),
    version(),
    *created(),
    comment="Other names of catalogue numbers, mapped by the admin",
)

catalogue_import = Table(
    "catalogue_import",
    metadata,
    identity(),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the catalogue that was imported"),
    Column("findings", JSONB, nullable=False, comment="Every remark of the import, for the admin"),
    Column("counts", JSONB, nullable=False, comment="How many rows were added, changed, withdrawn"),
    *created(),
    comment="Imports that changed the catalogue",
)

rule_set = Table(
    "rule_set",
    metadata,
    identity(),
    words("family", "Product family"),
    Column("number", Integer, nullable=False, comment="Version of the family's rules, from 1"),
    words("state", "DRAFT, IN_FORCE or RETIRED", default="DRAFT"),
    Column("body", JSONB, nullable=False, comment="The rules as data"),
    Column("sha256", LargeBinary, nullable=False, comment="Digest of the body's canonical text"),
    moment("in_force_from", "When it came into force"),
    version(),
    *created(),
    one_of("state", ("DRAFT", "IN_FORCE", "RETIRED")),
    UniqueConstraint("family", "number"),
    Index("rule_set_in_force_key", "family", unique=True, postgresql_where=text("state = 'IN_FORCE'")),
    comment="Configuration rules as versions; a build keeps the one it was judged by",
)
