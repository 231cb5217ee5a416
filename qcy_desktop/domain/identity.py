"""The number of a resident's identity card: its form, its day of birth and its check character (GB 11643, ISO 7064 MOD 11-2)."""

from __future__ import annotations

from datetime import date

_SIGNS = "10X98765432"


def identity_fault(text: str) -> str:
    """What is wrong with an identity number, in a sentence; empty when nothing is, also for an empty text.

    Numbers of fifteen digits ended in 2013 and are refused.
    """
    number = text.strip().upper()
    if not number:
        return ""
    if len(number) != 18 or not number[:17].isdigit() or number[17] not in "0123456789X" or not number.isascii():
        return "身份证号应是 18 位，末位是数字或 X。"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "身份证号里的出生日期不存在，请核对第 7 到 14 位。"
    if _SIGNS[sum(int(sign) * 2 ** (17 - place) for place, sign in enumerate(number[:17])) % 11] != number[17]:
        return "身份证号的校验位不对，多半有一位抄错了。"
    return ""
