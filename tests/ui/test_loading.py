"""Modules are loaded by several threads at once, in a process of their own: what is loaded is loaded only once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# The settings are read, what signing in needs is loaded ahead and somebody signs in, all within the first moment.
PROGRAM = """
import sys, threading
sys.setswitchinterval(1e-5)
from datetime import datetime
from pathlib import Path
from sqlalchemy.engine import make_url
from cleanstation_desktop.domain.errors import ServerAway
from cleanstation_desktop.ui.loading import while_nobody_loads
from cleanstation_desktop.ui.shell import sign_in
from cleanstation_desktop.ui.shell.ahead import warm_up
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.station_facts import StationFacts

start = Start(make_url("postgresql+psycopg://127.0.0.1:1/x"), StationFacts("bench-1", "tests", "127.0.0.1", Path()))

def read_settings():
    from cleanstation_desktop import settings

def come_in():
    try:
        sign_in._sign_in(start, "somebody", "password", datetime.now)
    except ServerAway:
        print("away")

threads = [
    threading.Thread(target=work)
    for work in (warm_up, come_in, lambda: while_nobody_loads(read_settings))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


@pytest.mark.slow
def test_a_fast_sign_in_finds_whole_modules() -> None:
    """A module that is only half there is an error of the program; the server that is away is none."""
    for _ in range(4):
        done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == ("away\n", "")


def test_the_sign_in_window_is_there_before_what_it_does_not_need() -> None:
    """What talks to the server, and what looks at screens, takes longer to load than the whole window to paint."""
    program = (
        "import sys; from cleanstation_desktop import cli; from cleanstation_desktop.ui import app; "
        "from cleanstation_desktop.ui.shell import window; "
        "late = ('sqlalchemy', 'psycopg', 'structlog', 'pydantic', 'reportlab', 'cleanstation_desktop.ui.client', "
        "'cleanstation_desktop.ui.checks'); "
        "print(sorted(set(late) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# Loaded by another thread than the window's, a module with Qt in it breaks what is made meanwhile.
PAGES = """
import sys, threading, time
from pathlib import Path
from PySide6.QtCore import QTimer
loaded = []

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("cleanstation_desktop.ui."):
            loaded.append((name, threading.current_thread() is threading.main_thread()))

from cleanstation_desktop.ui.app import application, open_window
from cleanstation_desktop.ui.shell.start import Start
from cleanstation_desktop.ui.station_facts import StationFacts
from sqlalchemy.engine import make_url
qt = application([])
sys.meta_path.insert(0, Watch())
facts = StationFacts("bench-1", "tests", "127.0.0.1", Path(sys.argv[1]))
window = open_window(Start(make_url("postgresql+psycopg://127.0.0.1:1/x"), facts))
window.show()
end = time.monotonic() + 60
while "cleanstation_desktop.ui.plant.screen" not in sys.modules and time.monotonic() < end:
    qt.processEvents()
print(all(own for _name, own in loaded), len(loaded) > 20)
window.close()
"""


@pytest.mark.slow
def test_pages_are_loaded_by_the_thread_of_the_window(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAGES, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "True True\n", done.stderr
