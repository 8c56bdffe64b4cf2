"""How many rows the server expects of a statement, without reading them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable


class _Explain(Executable, ClauseElement):
    """EXPLAIN of a query, with the query's own parameters."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(_Explain)
def _explain(element: _Explain, compiler: Any, **options: Any) -> str:
    return "EXPLAIN (FORMAT JSON) " + str(compiler.process(element.query, **options))


def estimated_rows(connection: Connection, query: Select[Any]) -> int:
    """What the planner expects, by its statistics: the order of magnitude, in about a millisecond."""
    ((plans,),) = connection.execute(_Explain(query)).all()
    return int(plans[0]["Plan"]["Plan Rows"])
