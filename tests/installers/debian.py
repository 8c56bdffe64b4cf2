"""Names that the tests of the Debian packages share."""

from __future__ import annotations

import os

import pytest

DESKTOP, SERVICE = "cleanstation-desktop", "cleanstation-service"
PROGRAM = "usr/lib/cleanstation-desktop"
PERSON = "bench"
OLDER = "0.0.9"

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: Debian's packages are installed by root only")
