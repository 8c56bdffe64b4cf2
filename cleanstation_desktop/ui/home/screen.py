"""The first page: what waits for the person, by role."""

from __future__ import annotations

from cleanstation_desktop.ui.client import Client
from cleanstation_desktop.ui.places import Place
from cleanstation_desktop.ui.screen import Screen
from cleanstation_desktop.ui.text import tr


class HomeScreen(Screen):
    """What waits for the person who is signed in."""

    def __init__(self, client: Client, place: Place) -> None:
        super().__init__(client, place)
        self.set_heading(tr("Home"))
