"""Colour tokens, light and dark. Every pair of text on its ground is above WCAG AA (checked by a test)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tokens:
    """Named colours; screens use these names and never a colour of their own."""

    bg: str
    surface: str
    surface2: str
    border: str
    border_strong: str
    text: str
    text2: str
    disabled: str
    primary: str
    on_primary: str
    primary_hover: str
    primary_soft: str
    primary_focus: str
    on_primary_focus: str
    focus: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    info: str
    info_bg: str
    neutral: str
    neutral_bg: str


LIGHT = Tokens(
    bg="#F5F7FA",
    surface="#FFFFFF",
    surface2="#EEF2F6",
    border="#D9E0E8",
    border_strong="#76859A",
    text="#16202C",
    text2="#4A5868",
    disabled="#8793A1",
    primary="#1B5FA8",
    on_primary="#FFFFFF",
    primary_hover="#174F8C",
    primary_soft="#E3EEF9",
    primary_focus="#1B5FA8",
    on_primary_focus="#FFFFFF",
    focus="#0B6BCB",
    ok="#14663B",
    ok_bg="#DDF3E6",
    warn="#7A4A00",
    warn_bg="#FDF0D2",
    bad="#A31D1D",
    bad_bg="#FCE4E4",
    info="#134A85",
    info_bg="#E0EDFA",
    neutral="#465363",
    neutral_bg="#E8EDF2",
)

DARK = Tokens(
    bg="#12171D",
    surface="#1A2129",
    surface2="#232C36",
    border="#313C48",
    border_strong="#748396",
    text="#E8EDF3",
    text2="#AEBAC7",
    disabled="#6E7B89",
    primary="#6FB1F5",
    on_primary="#0B1C2E",
    primary_hover="#8FC3F8",
    primary_soft="#1E3550",
    primary_focus="#23568C",
    on_primary_focus="#FFFFFF",
    focus="#8CC4FF",
    ok="#7FDBA6",
    ok_bg="#17372A",
    warn="#F5C86B",
    warn_bg="#3D2F12",
    bad="#FF9C9C",
    bad_bg="#43201F",
    info="#9CCBFF",
    info_bg="#1B3350",
    neutral="#BAC5D1",
    neutral_bg="#2B3540",
)
