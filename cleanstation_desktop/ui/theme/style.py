"""The style sheet, made from resources/style/client.qss and a set of tokens."""

from __future__ import annotations

import re
from dataclasses import asdict

from cleanstation_desktop import resources
from cleanstation_desktop.ui.theme.tokens import DARK, Tokens


def style_sheet(tokens: Tokens) -> str:
    """Fill the colours of a look into the style sheet. A name that is no token is a bug and raises KeyError."""
    folder = resources.path("style", "dark" if tokens is DARK else "light")
    # The sheet has the paths between quotation marks, without which Qt reads no sheet at all where one has an accent.
    values = {**asdict(tokens), "images": folder.as_posix().replace('"', r"\"")}
    sheet = resources.path("style", "client.qss").read_text(encoding="utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"@(\w+)", lambda found: values[found.group(1)], sheet)
