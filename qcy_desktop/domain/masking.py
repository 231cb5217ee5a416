"""Covering personal values for screens and pictures: enough stays to recognise them, not enough to use them."""

from __future__ import annotations

import re

STAR = "*"

_MIDDLE_DOTS = "·•・．."
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?P<identity>[1-9]\d{16}[\dXx])"
    r"|(?P<mobile>(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2})"
    r"|(?P<landline>0\d{2,3}-\d{7,8})"
    r"|(?P<account>\d{12,21}|\d{4}(?: \d{4}){2,4}(?: \d{1,4})?)"
    r")(?![0-9A-Za-z])",
    re.ASCII,
)


def mask_phone(text: str) -> str:
    """``138****5678``, ``029-****0000``: head and last four digits of a mobile or landline number, the rest covered.

    An extension is covered too. A number of seven digits or fewer shows its last two only.
    """
    places = [place for place, char in enumerate(text) if char.isdigit()]
    if len(places) <= 7:
        return _cover(text, places[:-2] if len(places) > 2 else places)
    head, size = _phone_parts("".join(text[place] for place in places))
    return _cover(text, places[head : size - 4] + places[size:])


def _phone_parts(digits: str) -> tuple[int, int]:
    """How many leading digits may stay, and how many digits there are before an extension."""
    country = 2 if len(digits) == 13 and digits.startswith("861") else 0
    area = 3 if digits[1] in "12" else 4
    if digits[country] == "1" and len(digits) >= country + 11:
        return country + 3, country + 11
    if digits[0] == "0" and len(digits) >= area + 7:
        return area, min(len(digits), area + 8)
    return 0, len(digits)


def mask_identity(text: str) -> str:
    """``610***********123X``: the first three and last four characters of an identity number; the birthday is covered.

    A text shorter than 15 characters is no identity number and is covered wholly.
    """
    text = text.strip()
    return STAR * len(text) if len(text) < 15 else f"{text[:3]}{STAR * (len(text) - 7)}{text[-4:]}"


def mask_account(text: str) -> str:
    """``**** **** **** 1234``: the last four characters of an account; eight characters or fewer are covered wholly."""
    places = [place for place, char in enumerate(text) if char.isalnum()]
    return _cover(text, places if len(places) <= 8 else places[:-4])


def mask_name(text: str) -> str:
    """``张*``, ``王**``: the first character of a person's name; middle dots and spaces stay where they are."""
    text = text.strip()
    places = [place for place, char in enumerate(text) if char not in _MIDDLE_DOTS and not char.isspace()]
    return _cover(text, places[1:] if len(places) > 1 else places)


def mask_numbers(text: str) -> str:
    """Free text with every identity, phone and account number in it covered, as the masks above do it.

    For remarks and messages shown on a shared screen or carried away in a log file. Names cannot be told from other
    words and stay. A social credit code made of digits alone looks like an identity number and is covered with them.
    """
    return _NUMBERS.sub(_mask_match, text)


def _mask_match(match: re.Match[str]) -> str:
    found = match.group()
    if match["identity"]:
        return mask_identity(found)
    return mask_account(found) if match["account"] else mask_phone(found)


def _cover(text: str, places: list[int]) -> str:
    hidden = set(places)
    return "".join(STAR if place in hidden else char for place, char in enumerate(text))
