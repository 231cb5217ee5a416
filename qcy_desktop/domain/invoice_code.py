"""发票抬头码: the QR code a visitor shows from a phone, read offline into name, tax number, address, phone, bank and account.

The form is that of the tax administration's 便捷开票二维码应用规范 (2017): ``$01`` + Base64 of UTF-8 text + ``$``; the text is
``名称</>纳税人识别号</>地址|电话</>开户行|账号</>校验``. Programs differ in how they reckon the closing CRC, so any of the known
ways is taken and a CRC that fits none is a warning; a wrong check character of the tax number is an error.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.findings import Finding, Level
from qcy_desktop.domain.uscc import LENGTH, check_uscc, clean_uscc, uscc_in
from qcy_desktop.domain.widths import half_width

_VERSION = "01"
_SEPARATOR = "</>"
_MOST_CHARACTERS = 4000
_FRAME = re.compile(r"\$(?P<version>\d{2})(?P<payload>[A-Za-z0-9+/=]*)\$", re.ASCII)
_LIMITS = {"名称": 100, "地址电话": 100, "开户行及账号": 100}


@dataclass(frozen=True, slots=True)
class InvoiceTitle:
    """What the code says. Fields the bearer left out are empty. `findings` are warnings to show beside the form.

    The account only fills a form in advance: before money is paid it is compared with a stamped account sheet.
    """

    name: str
    tax_number: str
    address: str = ""
    phone: str = ""
    bank: str = ""
    account: str = ""
    findings: tuple[Finding, ...] = ()


def looks_like_invoice_code(text: str) -> bool:
    """Whether scanned text is meant to be such a code, sound or not."""
    return half_width(text).strip().startswith(f"${_VERSION}")


def read_invoice_code(text: str) -> InvoiceTitle:
    """Read scanned text.

    Raises KnownError: E-INVOICE-SHAPE (not such a code), E-INVOICE-VERSION, E-INVOICE-BROKEN (characters lost or
    changed on the way), E-INVOICE-PARTS (name or tax number missing), E-INVOICE-TAX (impossible tax number), or the
    E-USCC-… fault of an 18-character tax number.
    """
    raw = _payload(text)
    plain, crc_known = _decode(raw)
    if not plain.isprintable():
        raise _broken_error()
    parts = [part.strip() for part in plain.split(_SEPARATOR)]
    if len(parts) > 5 or len(parts) < 2 or not parts[0] or not parts[1]:
        sentence = "抬头码里缺少企业名称或纳税人识别号。"
        raise KnownError("E-INVOICE-PARTS", sentence, "请企业换一个抬头码，或手工录入名称和代码。")
    name, tax_number, place, money = (parts + [""] * 2)[:4]
    address, phone = _halves(place)
    bank, account = _halves(money)
    findings = (*_tax_findings(tax_number), *_notes(parts[:4], crc_known=crc_known))
    return InvoiceTitle(name, clean_uscc(tax_number), address, phone, bank, account, findings)


def write_invoice_code(title: InvoiceTitle) -> str:
    """The code of a title, for samples, practice and tests; its CRC is reckoned over GBK as the specification's examples."""
    fields = (
        title.name,
        title.tax_number,
        f"{title.address}|{title.phone}",
        f"{title.bank}|{title.account}",
    )
    plain = "".join(field + _SEPARATOR for field in fields)
    crc = f"{_crc16(plain.encode('gb18030')):04X}"
    return f"${_VERSION}{base64.b64encode((plain + crc).encode()).decode()}$"


def _payload(text: str) -> bytes:
    scanned = re.sub(r"\s+", "", half_width(text))
    match = _FRAME.fullmatch(scanned) if len(scanned) <= _MOST_CHARACTERS else None
    if match is None:
        raise _frame_error(scanned, text)
    if match["version"] != _VERSION:
        sentence = f"抬头码的版本是 {match['version']}，本程序只认识版本 {_VERSION}。"
        raise KnownError("E-INVOICE-VERSION", sentence, "请手工录入名称和代码。")
    payload = match["payload"].rstrip("=")
    try:
        return base64.b64decode(payload + "=" * (-len(payload) % 4), validate=True)
    except binascii.Error:
        raise _broken_error() from None


def _frame_error(scanned: str, text: str) -> KnownError:
    if scanned.startswith("$"):
        return _broken_error()
    code = uscc_in(text[:_MOST_CHARACTERS])
    if code is not None:
        cure = f"码里只有统一社会信用代码 {code}，可以用它查找企业。"
        return KnownError("E-INVOICE-SHAPE", "扫到的不是发票抬头码。", cure)
    cure = "请让企业打开手机里的“发票抬头”二维码再扫；营业执照上的二维码离线读不出企业信息。"
    return KnownError("E-INVOICE-SHAPE", "扫到的不是发票抬头码。", cure)


def _broken_error() -> KnownError:
    cure = "请把输入法切换到英文状态后再扫一次；仍不行就手工录入。"
    return KnownError("E-INVOICE-BROKEN", "抬头码没有读完整，有字符丢失或被改动。", cure)


def _decode(raw: bytes) -> tuple[str, bool]:
    """The text without its CRC, and whether the CRC fits. GB18030 is believed only when it does."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        body, _, crc = text.rpartition(_SEPARATOR)
        fits = bool(body) and crc.strip().upper() in set(_known_crcs(body))
        if fits or encoding == "utf-8":
            return (body if body and text.count(_SEPARATOR) >= 4 else text), fits
    raise _broken_error()


def _known_crcs(body: str) -> Iterator[str]:
    for covered in (body + _SEPARATOR, body):
        yield f"{_crc16(covered.encode('gb18030', 'replace')):04X}"
        yield f"{_crc16(covered.encode('utf-8', 'replace')):04X}"
        yield f"{_crc16(bytes(ord(char) & 0xFF for char in covered)):04X}"


def _crc16(data: bytes) -> int:
    """CRC-16 with polynomial 0x8005, start 0, not reflected."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _halves(part: str) -> tuple[str, str]:
    """The two halves of 地址|电话 or 开户行|账号; without the stroke the whole stays in the first half, nothing is guessed."""
    first, _, second = part.partition("|")
    return first.strip(), second.strip()


def _tax_findings(tax_number: str) -> tuple[Finding, ...]:
    code = clean_uscc(tax_number)
    if len(code) == LENGTH:
        findings = check_uscc(code)
        for finding in findings:
            if finding.level is Level.ERROR:
                raise KnownError(finding.code, f"抬头码里的税号有误：{finding.sentence}", finding.cure)
        return findings
    if not 15 <= len(code) <= 20 or not code.isascii() or not code.isalnum():
        sentence = f"抬头码里的纳税人识别号“{tax_number[:40]}”不像税号。"
        raise KnownError("E-INVOICE-TAX", sentence, "请照营业执照手工录入18位统一社会信用代码。")
    sentence = f"抬头码里的税号是{len(code)}位，不是18位统一社会信用代码。"
    return (Finding(Level.WARNING, "W-INVOICE-OLD", sentence, "请照营业执照录入18位统一社会信用代码。", "tax_number"),)


def _notes(parts: list[str], *, crc_known: bool) -> Iterator[Finding]:
    if not crc_known:
        sentence = "抬头码的校验码不符，各家软件算法不一，也可能是扫码时丢了字符。"
        yield Finding(Level.WARNING, "W-INVOICE-CRC", sentence, "请当面核对带出的名称、地址和账号。")
    titles = (("名称", 0), ("地址电话", 2), ("开户行及账号", 3))
    for title, place in titles:
        text = parts[place] if place < len(parts) else ""
        if len(text) > _LIMITS[title]:
            sentence = f"抬头码里的{title}有{len(text)}个字，超过规定的{_LIMITS[title]}个字。"
            yield Finding(Level.WARNING, "W-INVOICE-LONG", sentence, "请核对是否完整、有无多余内容。")
        if place and text and "|" not in text:
            sentence = f"抬头码里的{title}连在一起，没有分开。"
            yield Finding(Level.WARNING, "W-INVOICE-JOINED", sentence, "请手工拆成两项。")
