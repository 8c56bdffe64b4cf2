"""Colours of things as they are: no tokens, since a green board is green in the dark look too."""

from __future__ import annotations

from collections.abc import Mapping

# Colorsafe+ boards (DOMAIN §5, Pegboard), toned so that lines and dots in token colours still show on them.
BOARD_COLOURS: Mapping[str, str] = {
    "green": "#4E9A6B",
    "black": "#3A3F45",
    "yellow": "#E8C547",
    "grey": "#A3ABB3",
    "red": "#C65353",
    "blue": "#4F86C0",
    "orange": "#E39348",
    "white": "#F4F6F8",
}
