"""发票抬头码: the published vector, round trips, and every way a scan can go wrong."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.invoice_code import (
    InvoiceTitle,
    looks_like_invoice_code,
    read_invoice_code,
    write_invoice_code,
)
from qcy_desktop.domain.uscc import SAMPLE_PREFIX, make_uscc

TABLE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "tables" / "invoice_title_qr.yaml").read_text(encoding="utf-8")
)
VECTOR = TABLE["test_vector"]
CODE = make_uscc(SAMPLE_PREFIX, 20260001)
WORDS = st.text("示例科技路号行Aa1-（）0", min_size=1, max_size=30)


def framed(text: str, encoding: str = "utf-8") -> str:
    return f"$01{base64.b64encode(text.encode(encoding)).decode()}$"


def warnings(title: InvoiceTitle) -> list[str]:
    return [finding.code for finding in title.findings]


def test_the_published_vector_is_read_into_its_fields() -> None:
    title = read_invoice_code(VECTOR["payload"])
    assert title.name == "西咸新区虚构示例科技有限公司"
    assert title.tax_number == VECTOR["uscc"]
    assert (title.address, title.phone) == ("陕西省西咸新区示例路1号", "029-00000000")
    assert (title.bank, title.account) == ("示例银行西咸支行", "6100000000000000001")
    assert "W-INVOICE-CRC" not in warnings(title)


def test_the_published_vector_is_written_byte_for_byte() -> None:
    assert write_invoice_code(read_invoice_code(VECTOR["payload"])) == VECTOR["payload"]


@given(WORDS, st.integers(0, 99_999_999), st.tuples(WORDS, WORDS, WORDS, WORDS))
def test_what_is_written_is_read_back(name: str, number: int, rest: tuple[str, str, str, str]) -> None:
    title = InvoiceTitle(name, make_uscc(SAMPLE_PREFIX, number), *rest)
    assert read_invoice_code(write_invoice_code(title)) == title


def test_a_scan_with_full_width_frame_and_stray_blanks_is_read() -> None:
    payload = VECTOR["payload"]
    scanned = f"＄{payload[1:60]}\r\n {payload[60:-1]}＄ "
    assert looks_like_invoice_code(scanned)
    assert read_invoice_code(scanned).tax_number == VECTOR["uscc"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("closing", ["</>", ""])
def test_the_other_ways_of_reckoning_the_crc_are_taken(encoding: str, closing: str) -> None:
    text = f"示例公司</>{CODE}</>示例路|029</>示例银行|62"
    crc = 0
    for byte in (text + closing).encode(encoding):
        for place in range(7, -1, -1):
            crc = (crc << 1) ^ (0x8005 if (crc >> 15) ^ (byte >> place & 1) else 0)
            crc &= 0xFFFF
    assert read_invoice_code(framed(f"{text}</>{crc:04X}")).findings == ()
    assert read_invoice_code(framed(f"{text}</>{crc:04x}", "gb18030")).name == "示例公司"


def test_a_wrong_crc_is_a_warning_and_the_fields_are_still_given() -> None:
    title = read_invoice_code(framed(f"示例公司</>{CODE}</>示例路|029</>示例银行|62</>FFFF"))
    assert warnings(title) == ["W-INVOICE-CRC"]
    assert title.account == "62"


@pytest.mark.parametrize("tail", ["", "</>", "</></></>", "</></></>FFFF"])
def test_fields_left_out_are_empty(tail: str) -> None:
    title = read_invoice_code(framed(f"示例公司</>{CODE}{tail}"))
    assert (title.name, title.tax_number) == ("示例公司", CODE)
    assert not any((title.address, title.phone, title.bank, title.account))


def test_address_and_phone_written_in_one_are_not_torn_apart_by_guessing() -> None:
    title = read_invoice_code(framed(f"示例公司</>{CODE}</>示例路1号02900000000</></>FFFF"))
    assert (title.address, title.phone) == ("示例路1号02900000000", "")
    assert "W-INVOICE-JOINED" in warnings(title)


def test_an_old_tax_number_is_taken_with_a_warning() -> None:
    title = read_invoice_code(framed("示例公司</>610131100012345</></></>"))
    assert title.tax_number == "610131100012345"
    assert "W-INVOICE-OLD" in warnings(title)


def test_an_overlong_field_is_warned_of() -> None:
    assert "W-INVOICE-LONG" in warnings(read_invoice_code(framed(f"{'长' * 101}</>{CODE}</></></>")))


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("", "E-INVOICE-SHAPE", "发票抬头"),
        ("https://example.invalid/licence", "E-INVOICE-SHAPE", "营业执照上的二维码"),
        (f"https://example.invalid/?code={CODE}", "E-INVOICE-SHAPE", CODE),
        (VECTOR["payload"].replace("$01", "$02"), "E-INVOICE-VERSION", "手工录入"),
        (VECTOR["payload"][:-1], "E-INVOICE-BROKEN", "英文状态"),
        (VECTOR["payload"].replace("/", "、"), "E-INVOICE-BROKEN", "英文状态"),
        (VECTOR["payload"].lower(), "E-INVOICE-BROKEN", "英文状态"),
        ("$01A$", "E-INVOICE-BROKEN", "英文状态"),
        ("$01" + "QUJD" * 2000 + "$", "E-INVOICE-BROKEN", "英文状态"),
        (framed(f"示例\x00公司</>{CODE}"), "E-INVOICE-BROKEN", "英文状态"),
        ("$01$", "E-INVOICE-PARTS", "手工录入"),
        (framed("示例公司"), "E-INVOICE-PARTS", "手工录入"),
        (framed(f"</>{CODE}</></></>"), "E-INVOICE-PARTS", "手工录入"),
        (framed(f"示例公司</>{CODE}</></></></></>"), "E-INVOICE-PARTS", "手工录入"),
        (framed("示例公司</>12345</></></>"), "E-INVOICE-TAX", "18位"),
        (framed("示例公司</>一二三四五六七八九十一二三四五六</></></>"), "E-INVOICE-TAX", "18位"),
        (framed("示例公司</>91110000600037342L</></></>"), "E-USCC-CHECK", "91110000600037341L"),
    ],
)
def test_a_bad_scan_is_refused_with_a_cure(text: str, code: str, part: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_invoice_code(text)
    assert caught.value.code == code
    assert part in caught.value.cure


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: f"$01{base64.b64encode(raw).decode()}$"))
def test_any_scan_is_either_read_or_a_known_error(text: str) -> None:
    try:
        assert read_invoice_code(text).name
    except KnownError as error:
        assert error.cure
