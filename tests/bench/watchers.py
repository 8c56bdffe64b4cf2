"""Many stations that watch, in a process of their own: each listens, follows the change feed and reads what changed.

Run as a module. Input, one line of JSON: url, login, password, count. Output, lines of JSON: "ready" when all listen,
then for each change of an order {"station", "record", "seen_at", "read_at"}: when the feed told of it, and when the
order was read anew (monotonic clock, the same for all processes of a machine). It ends with its input.
The reading is one plain question: what fifty clients compute, fifty processors compute.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

_OUTPUT = threading.Lock()
_READ = (
    "SELECT * FROM cs.customer_order o JOIN cs.order_progress p ON p.order_id = o.id "
    "JOIN cs.build b ON b.order_id = o.id WHERE o.id = %s"
)


def say(line: object) -> None:
    """One line of JSON, whole."""
    with _OUTPUT:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def watch(url: URL, login: str, password: str, number: int, ready: threading.Barrier) -> None:
    """One station."""
    known: dict[str, Any] = {
        **{"host": url.host, "port": url.port, "dbname": url.database},
        **{"user": login, "password": password, "autocommit": True},
        "application_name": f"watcher-{number}",
    }
    with psycopg.connect(**known) as feed:
        feed.execute("LISTEN cs_change")
        row = feed.execute("SELECT cs.feed_position()::text").fetchone()
        assert row is not None
        place = (row[0], 0)
        ready.wait()
        while True:
            for _notice in feed.notifies(timeout=None, stop_after=1):
                pass
            changes = feed.execute(
                "SELECT transaction::text, id, table_name, record FROM cs.changes_since(%s::xid8, %s)", place
            ).fetchall()
            seen_at = time.monotonic()
            for transaction, change_id, table, record in changes:
                place = (transaction, change_id)
                if table == "customer_order":
                    feed.execute(_READ, (record,)).fetchall()
                    say({"station": number, "record": record, "seen_at": seen_at, "read_at": time.monotonic()})


def main() -> None:
    """Start the stations and watch until the input ends."""
    given = json.loads(sys.stdin.readline())
    ready = threading.Barrier(given["count"] + 1)
    for number in range(given["count"]):
        arguments = (make_url(given["url"]), given["login"], given["password"], number, ready)
        threading.Thread(target=watch, args=arguments, daemon=True).start()
    ready.wait()
    say("ready")
    sys.stdin.read()


if __name__ == "__main__":
    main()
