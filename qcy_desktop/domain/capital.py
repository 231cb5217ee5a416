"""人民币大写 and the capital dates of bills, after the payment rules 银发〔1997〕393号 annex 1 and 财会字〔1996〕19号 article 52."""

from __future__ import annotations

from datetime import date

from qcy_desktop.domain.errors import KnownError

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_WAN = 10**4
_YI = 10**8
_FEN_LIMIT = 10**18


def capital(fen: int) -> str:
    """The sum in capitals, with 人民币 before it: ``人民币贰佰万元整``.

    整 stands after 元 and after 角, never after 分; a run of zeros is one 零; 零 also stands between 元 and 角 when the
    last digit of the yuan is 0. Each sum has one writing, so two sums never look alike.
    Raises KnownError E-CAPITAL-RANGE for a negative sum and for 10,000 万亿元 and more.
    """
    if not 0 <= fen < _FEN_LIMIT:
        sentence = "金额为负或过大，不能写成人民币大写。"
        raise KnownError("E-CAPITAL-RANGE", sentence, "请核对金额；大写只用于零元以上、一亿亿元以下的款项。")
    yuan, cents = divmod(fen, 100)
    return f"人民币{_yuan_words(yuan, cents)}{_cent_words(yuan, cents)}"


def capital_day(day: date) -> str:
    """The date as bills and cheques bear it: ``贰零贰陆年零壹月壹拾伍日``. Ordinary forms use `days.show_day`.

    零 is put before 壹月, 贰月 and 壹拾月, before days 壹 to 玖 and before 壹拾, 贰拾 and 叁拾日, so that nothing can be added.
    """
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    month = ("零" if day.month in (1, 2, 10) else "") + _below_wan(day.month)
    day_word = ("零" if day.day < 10 or day.day % 10 == 0 else "") + _below_wan(day.day)
    return f"{year}年{month}月{day_word}日"


def _yuan_words(yuan: int, cents: int) -> str:
    if yuan:
        return f"{_whole(yuan)}元"
    return "" if cents else "零元"


def _cent_words(yuan: int, cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整"
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    jiao_word = f"{_DIGITS[jiao]}角" if jiao else ""
    return f"{gap}{jiao_word}{f'{_DIGITS[fen]}分' if fen else '整'}"


def _whole(number: int) -> str:
    """Words of a whole number above zero: groups of four digits under 万, each eight under 亿."""
    for size, word in ((_YI, "亿"), (_WAN, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_whole(high)}{word}{gap}{_whole(low) if low else ''}"
    return _below_wan(number)


def _below_wan(number: int) -> str:
    words = ""
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += _DIGITS[digit] + _PLACES[place]
        elif words and number % 10**place:
            words = words.removesuffix("零") + "零"
    return words
