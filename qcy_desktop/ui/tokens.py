"""Colours by meaning: three complete palettes; no widget names a colour of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette. Each `*_soft` is the ground on which its colour is read; every pair reaches 4.5:1;
    the outline of a field or button (`strong_line`) and of the focus reach 3:1."""

    name: str
    page: str
    card: str
    sunken: str
    line: str
    strong_line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    accent_hover: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    calm: str
    calm_soft: str
    header: str
    header_text: str
    header_muted: str
    header_line: str
    focus: str
    practice: str
    practice_text: str


LIGHT = Tokens(
    name="light",
    page="#F2F5F9",
    card="#FFFFFF",
    sunken="#F6F8FB",
    line="#DDE3EC",
    strong_line="#7F8DA2",
    text="#15202E",
    muted="#51607A",
    accent="#1A5DAB",
    accent_text="#FFFFFF",
    accent_soft="#E6EFFA",
    accent_hover="#15508F",
    good="#15713F",
    good_soft="#E2F3E8",
    warn="#855400",
    warn_soft="#FCF1DA",
    bad="#B3261E",
    bad_soft="#FBE6E4",
    calm="#51607A",
    calm_soft="#EDF1F6",
    header="#173F6E",
    header_text="#FFFFFF",
    header_muted="#C3D3E6",
    header_line="#7FB2EC",
    focus="#1A5DAB",
    practice="#B45F06",
    practice_text="#FFFFFF",
)

DARK = Tokens(
    name="dark",
    page="#11161E",
    card="#1A212B",
    sunken="#151B24",
    line="#2E3947",
    strong_line="#66768C",
    text="#E9EEF5",
    muted="#A3B1C4",
    accent="#6AA9F0",
    accent_text="#0B1420",
    accent_soft="#1F344E",
    accent_hover="#8BBDF5",
    good="#5FCB8E",
    good_soft="#17331F",
    warn="#E7B34F",
    warn_soft="#392B10",
    bad="#F4887F",
    bad_soft="#401D1B",
    calm="#A3B1C4",
    calm_soft="#262F3B",
    header="#0C1A2D",
    header_text="#F2F6FB",
    header_muted="#9DB2CC",
    header_line="#6AA9F0",
    focus="#6AA9F0",
    practice="#E08A2B",
    practice_text="#1A0F00",
)

CONTRAST = Tokens(
    name="contrast",
    page="#000000",
    card="#000000",
    sunken="#000000",
    line="#FFFFFF",
    strong_line="#FFFFFF",
    text="#FFFFFF",
    muted="#F0F0F0",
    accent="#FFE600",
    accent_text="#000000",
    accent_soft="#3A3A00",
    accent_hover="#FFF59A",
    good="#5CFF8F",
    good_soft="#000000",
    warn="#FFD24A",
    warn_soft="#000000",
    bad="#FF9C94",
    bad_soft="#000000",
    calm="#FFFFFF",
    calm_soft="#000000",
    header="#000000",
    header_text="#FFFFFF",
    header_muted="#FFFFFF",
    header_line="#FFE600",
    focus="#FFE600",
    practice="#FF9A3C",
    practice_text="#000000",
)

PALETTES = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}
