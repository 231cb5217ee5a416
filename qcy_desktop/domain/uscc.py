"""统一社会信用代码 (GB 32100-2015): cleaning, checking, saying what kind of body bears it, and making valid test codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.findings import Finding, Level, refuse_errors
from qcy_desktop.domain.widths import half_width

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters a code may bear: digits and capitals without I, O, S, V and Z."""

SAMPLE_PREFIX = "91990000"
"""An enterprise of the administrative division 990000, which is not assigned: codes made with it belong to nobody."""

_BODY = slice(8, 17)
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_MOST_HINTS = 3
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})

_AUTHORITIES = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监督管理",
    "A": "中央军委改革和编制办公室",
    "N": "农业农村",
    "Y": "其他",
}
_KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "中央编办直接管理机构编制的群众团体",
    "21": "外国常驻新闻机构",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "41": "外国在华文化中心",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "61": "外国旅游部门常驻代表机构",
    "62": "港澳台地区旅游部门常驻内地（大陆）代表机构",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "81": "基层工会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
    "Y1": "其他组织",
} | dict.fromkeys(("19", "29", "39", "49", "59", "69", "79", "89", "A9", "N9"), "其他")


@dataclass(frozen=True, slots=True)
class UsccKind:
    """What the first two characters say: the kind of body and the authority that registers it."""

    code: str
    name: str
    authority: str


def clean_uscc(text: str) -> str:
    """The code as it was meant: half width, capitals, without spaces, hyphens and dots. Nothing else is changed."""
    return re.sub(r"[\s\-.·_]", "", half_width(text)).upper()


def check_uscc(text: str) -> tuple[Finding, ...]:
    """What is wrong with the code, after cleaning; empty when it is sound.

    Errors: E-USCC-EMPTY, E-USCC-LENGTH, E-USCC-CHAR (a character outside ALPHABET), E-USCC-CHECK (check character).
    Warnings: W-USCC-BODY (the nine-character body fails its own GB 11714 check although the code passes), W-USCC-KIND
    (unknown first two characters), W-USCC-REGION (letters where the six digits of the division stand). Whether the
    division exists is not asked: real codes bear divisions that no list has.
    """
    code = clean_uscc(text)
    return tuple(_shape_findings(code) or _sound_shape_findings(code))


def require_uscc(text: str) -> str:
    """The cleaned code. Raises KnownError with the first error of `check_uscc`; warnings pass."""
    refuse_errors(check_uscc(text))
    return clean_uscc(text)


def kind_of(code: str) -> UsccKind | None:
    """The kind of body a code names, from its first two characters; None when the standard lists no such kind."""
    head = clean_uscc(code)[:2]
    if head not in _KINDS:
        return None
    return UsccKind(head, _KINDS[head], _AUTHORITIES[head[0]])


def uscc_in(text: str) -> str | None:
    """The one sound code that stands in a longer text, such as the address behind a licence's QR code.

    None when there is none or when there are several different ones: which is meant would be a guess.
    """
    runs = re.findall(r"[0-9A-Z]+", half_width(text).upper())
    codes = {run for run in runs if len(run) == LENGTH and not check_uscc(run)}
    return codes.pop() if len(codes) == 1 else None


def check_character(first17: str) -> str:
    """The 18th character by GB 32100 for the 17 before it, all of ALPHABET."""
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_character(first8: str) -> str:
    """The ninth character of a body by GB 11714 for the eight before it: a digit or X."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def make_uscc(prefix: str, body_number: int | str) -> str:
    """A code that passes every check, for samples and tests: `prefix` of 8 characters such as SAMPLE_PREFIX, and a body
    given as a number from 0 to 99,999,999 or as its first 8 characters.

    Raises KnownError E-USCC-MAKE when one of them does not fit.
    """
    body = f"{body_number:08d}" if isinstance(body_number, int) else body_number
    if len(prefix) != 8 or len(body) != 8 or set(prefix + body) - set(ALPHABET):
        sentence = "生成测试代码要用8位前缀和8位主体标识，只含数字和代码可用的字母。"
        raise KnownError("E-USCC-MAKE", sentence, f"前缀可用 {SAMPLE_PREFIX}，主体标识可用 0 至 99999999 的数。")
    first17 = prefix + body + body_check_character(body)
    return first17 + check_character(first17)


def show_uscc(code: str) -> str:
    """``91990000 000000000 7``: the parts apart, easier to compare with a licence."""
    code = clean_uscc(code)
    return f"{code[:8]} {code[_BODY]} {code[17:]}".strip()


def mask_uscc(code: str) -> str:
    """``9199**********1234``: first and last four characters; a text too short for that is covered wholly."""
    code = clean_uscc(code)
    return f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}" if len(code) > 8 else "*" * len(code)


def _error(code: str, sentence: str, cure: str) -> Finding:
    return Finding(Level.ERROR, code, sentence, cure)


def _warning(code: str, sentence: str, cure: str) -> Finding:
    return Finding(Level.WARNING, code, sentence, cure)


def _shape_findings(code: str) -> list[Finding]:
    if not code:
        return [_error("E-USCC-EMPTY", "没有填写统一社会信用代码。", "请照营业执照填写18位代码。")]
    if len(code) != LENGTH:
        return [_error("E-USCC-LENGTH", f"统一社会信用代码应为18位，现有{len(code)}位。", _length_cure(len(code)))]
    strange = [(place, char) for place, char in enumerate(code, start=1) if char not in ALPHABET]
    if strange:
        place, char = strange[0]
        return [_error("E-USCC-CHAR", f"第{place}位的“{char}”不会出现在统一社会信用代码里。", _look_alike_cure(code))]
    return []


def _length_cure(length: int) -> str:
    if length == 15:
        return "15位的是旧注册号或旧税号，请换用营业执照上的18位代码。"
    if length == 9:
        return "9位的是旧组织机构代码，请换用营业执照上的18位代码。"
    return "请照营业执照核对，看是否漏写或多写了字符。"


def _look_alike_cure(code: str) -> str:
    meant = code.translate(_LOOK_ALIKES)
    if not set(meant) - set(ALPHABET) and _sound(meant):
        return f"代码里没有字母 I、O、S、V、Z；请照营业执照核对，是否应为 {meant}。"
    return "代码只用数字和大写字母，其中没有 I、O、S、V、Z；请照营业执照核对。"


def _sound_shape_findings(code: str) -> Iterator[Finding]:
    body_sound = code[16] == body_check_character(code[8:16])
    if code[17] != check_character(code[:17]):
        yield _check_error(code, body_sound=body_sound)
        return
    if not body_sound:
        sentence = "代码整体相符，但第9至17位（主体标识码）自身的校验不符。"
        yield _warning("W-USCC-BODY", sentence, "请照营业执照再核对第9至17位；确实如此可以继续。")
    if kind_of(code) is None:
        yield _warning("W-USCC-KIND", f"开头两位“{code[:2]}”不是已知的机构类别。", "请照营业执照核对开头两位。")
    if not code[2:8].isdigit():
        yield _warning("W-USCC-REGION", "第3至8位通常是6位数字的区划码，这里有字母。", "请照营业执照核对第3至8位。")


def _check_error(code: str, *, body_sound: bool) -> Finding:
    if body_sound:
        sentence = "统一社会信用代码校验不符；第9至17位自身相符，多半是前8位或末位抄错。"
        return _error("E-USCC-CHECK", sentence, "请照营业执照逐位核对前8位和末位。")
    meant = sorted(set(_one_slip_away(code)))
    hint = f"；如果只错了一处，可能是 {'、'.join(meant)}" if 1 <= len(meant) <= _MOST_HINTS else ""
    sentence = "统一社会信用代码校验不符；第9至17位自身也不相符，多半错在这一段。"
    return _error("E-USCC-CHECK", sentence, f"请照营业执照逐位核对第9至17位{hint}。")


def _one_slip_away(code: str) -> Iterator[str]:
    """Sound codes that differ in one character of the body or in two neighbours of it changing places."""
    for place in range(_BODY.start, _BODY.stop):
        for char in ALPHABET:
            other = code[:place] + char + code[place + 1 :]
            if _sound(other):
                yield other
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if _sound(swapped):
            yield swapped


def _sound(code: str) -> bool:
    return code[16] == body_check_character(code[8:16]) and code[17] == check_character(code[:17])
