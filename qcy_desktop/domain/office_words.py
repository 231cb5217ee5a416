"""What an office may be called and how it is reached: one line each, short enough for the head of a paper."""

from __future__ import annotations

import re
import unicodedata

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.widths import half_width

LONGEST = {"单位名称": 60, "办公地址": 100, "联系电话": 40, "本机窗口号": 8}
"""The most characters of each word; papers give them one or two lines."""

_PHONE = re.compile(r"(?=.*\d{3})[\d+\-() /,，、；;转]*")


def one_line(text: str) -> str:
    """The text without line breaks, tabs and characters that cannot be seen."""
    seen = "".join(" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in seen if unicodedata.category(char) not in ("Cc", "Cf")).split())


def office_word(name: str, text: str) -> str:
    """The word as it is kept. `name` is a key of `LONGEST`. Raises KnownError E-OFFICE when it is too long or no telephone."""
    kept = one_line(text)
    if len(kept) > LONGEST[name]:
        raise KnownError(
            "E-OFFICE", f"{name}有 {len(kept)} 个字，最多 {LONGEST[name]} 个。", "请写短一些，文书上只留一两行"
        )
    if name == "联系电话" and kept:
        kept = half_width(kept)
        if not _PHONE.fullmatch(kept):
            raise KnownError(
                "E-OFFICE", f"联系电话“{kept}”不像电话号码。", "请写数字，如 029-00000000；几个号码用顿号隔开"
            )
    return half_width(kept) if name == "本机窗口号" else kept
