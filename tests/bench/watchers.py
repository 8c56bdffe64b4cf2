"""Many stations that watch, in a process of their own: each listens, follows the change feed and reads what changed.

Run as a module. Input, one line of JSON: url, login, password, count. Output, lines of JSON: "ready" when all listen,
then for each change of an order {"station", "record", "seen_at", "read_at"}: when the feed told of it, and when the
order was read anew (monotonic clock, the same for all processes of a machine). It ends with its input.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

from cleanstation_desktop.services import order_lists
from cleanstation_desktop.services.session import Session
from cleanstation_desktop.services.sign_in import sign_in

_OUTPUT = threading.Lock()


def say(line: object) -> None:
    """One line of JSON, whole."""
    with _OUTPUT:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def watch(url: URL, login: str, password: str, number: int, ready: threading.Barrier) -> None:
    """One station."""
    session = sign_in(url, login, password, station=f"watcher-{number}")
    assert isinstance(session, Session)
    known: dict[str, Any] = {
        **{"host": url.host, "port": url.port, "dbname": url.database},
        **{"user": login, "password": password, "autocommit": True},
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
                    order_lists.read_order(session, int(record))
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
