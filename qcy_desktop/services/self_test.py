"""The program examines itself: is everything it came with there, and does each part do its work on this machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from qcy_desktop.domain.enterprise import Enterprise
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import read_holidays
from qcy_desktop.printing.assessment_sheet import assessment_sheet
from qcy_desktop.printing.context import PaperContext
from qcy_desktop.printing.fonts import BUNDLED
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.assessing import Assessor
from qcy_desktop.services.documents import assessment_document, to_json
from qcy_desktop.storage import Storage

# Common, rare and full-width characters every paper may need; 〇 and 䶮 stand in real names of persons and firms.
NEEDED = "西咸新区秦创原政策兑现〇䶮￥％（）《》“”——……①③㎡0123456789ABCXYZ"
WHO = "self-test"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined: its name, whether it is in order, and what was found, as a sentence."""

    name: str
    passed: bool
    found: str


@dataclass(frozen=True, slots=True)
class Kit:
    """What is examined: the folders that came with the program, and the moment it happens."""

    resources: Path
    rules: Path
    db: Path
    now: datetime


def run_self_test(kit: Kit, more: Mapping[str, Callable[[Path], str]] | None = None) -> tuple[Check, ...]:
    """Examine everything, the later parts even when an earlier one failed. Writes only to a folder it removes again.

    `more` are further parts that services do not know (the window): each is given an empty folder and answers what it
    found, or raises.
    """
    examine: dict[str, Callable[[Path], str]] = {
        "字体": lambda _: _fonts(kit),
        "节假日表": lambda _: _holidays(kit),
        "政策集": lambda _: _rules(kit),
        "数据库": lambda scratch: _database(kit, scratch),
        "评估": lambda _: _assessment(kit),
        "打印": lambda _: _paper(kit),
        "工作簿": lambda scratch: _workbook(kit, scratch),
        "单位表格": lambda _: _office_forms(kit),
    }
    return tuple(_examined(name, part) for name, part in {**examine, **(more or {})}.items())


def told(checks: Iterable[Check]) -> str:
    """The checks for reading, one a line."""
    return "".join(f"{'正常' if check.passed else '异常'}　{check.name}：{check.found}\n" for check in checks)


def _examined(name: str, part: Callable[[Path], str]) -> Check:
    try:
        with TemporaryDirectory(prefix="qcy-") as scratch:
            return Check(name, True, part(Path(scratch)))
    except KnownError as error:
        return Check(name, False, f"{error.sentence}{error.cure}")
    except Exception as bug:  # noqa: BLE001 - whatever is wrong with one part must not hide the others
        _log.warning("self-test of one part broke", exc_info=bug)
        return Check(name, False, f"检查时出错：{type(bug).__name__}：{bug}")


def _fonts(kit: Kit) -> str:
    fonts = Stationery.of(kit.resources).fonts
    for face in BUNDLED:
        fonts.registered(face)
    fonts.require(NEEDED, "自检用字")
    return f"{len(BUNDLED)} 种字体齐全"


def _holidays(kit: Kit) -> str:
    table = read_holidays((kit.db / "seed" / "holidays.csv").read_text("utf-8"))
    return f"{min(table.years)} 至 {max(table.years)} 年，放假 {len(table.days_off)} 天"


def _rules(kit: Kit) -> str:
    assessor = Assessor.load([kit.rules])
    assessor.assess(Enterprise(), kit.now.date())
    return f"{len(assessor.book.packs)} 套政策、{len(assessor.book.measures)} 项措施、{len(assessor.facts())} 项指标"


def _samples(kit: Kit, assessor: Assessor) -> Iterator[Enterprise]:
    files = sorted((kit.resources / "samples").glob("*.json"))
    if not files:
        raise KnownError("E-SAMPLES", "找不到示例企业。", "请重新安装程序")
    return (assessor.read_file(file) for file in files)


def _database(kit: Kit, scratch: Path) -> str:
    assessor = Assessor.load([kit.rules])
    with Storage.open(scratch, kit.db / "migrations") as store:
        for sample in _samples(kit, assessor):
            id = store.save_enterprise(sample, WHO, kit.now)
            if store.load_enterprise(id).facts != sample.facts:
                raise KnownError("E-SELF-STORE", "数据库读回的内容与存入的不同。", "请把本机信息交给维护人员")
        made = store.care.backup(WHO, kit.now)
        faults = store.care.check()
    if faults:
        raise KnownError("E-SELF-STORE", faults[0].sentence)
    return f"新建、写入、读回、备份（{made.backup.size // 1024} KB）正常"


def _assessment(kit: Kit) -> str:
    assessor = Assessor.load([kit.rules])
    count = 0
    for sample in _samples(kit, assessor):
        day = sample.as_of or kit.now.date()
        first, again = (to_json(assessment_document(assessor.assess(sample, day))) for _ in range(2))
        if first != again:
            raise KnownError("E-SELF-REPEAT", "同一家企业两次评估的结果不同。", "请把本机信息交给维护人员")
        count += 1
    return f"{count} 家示例企业，两次结果一致"


def _paper(kit: Kit) -> str:
    assessor = Assessor.load([kit.rules])
    sample = next(_samples(kit, assessor))
    result = assessor.assess(sample, sample.as_of or kit.now.date())
    context = PaperContext(Stationery.of(kit.resources), "自检", "1", kit.now, sample=True)
    pdf = assessment_sheet(result, sample, context)
    if not pdf.startswith(b"%PDF") or b"/FontFile2" not in pdf:
        raise KnownError("E-SELF-PAPER", "评估结果单没有嵌入字体。", "请重新安装程序")
    return f"评估结果单 {len(pdf) // 1024} KB，字体已嵌入"


def _workbook(kit: Kit, scratch: Path) -> str:
    assessor = Assessor.load([kit.rules])
    file = scratch / "空白企业.xlsx"
    file.write_bytes(assessor.template_book(kit.now.date()))
    if assessor.read_file(file) != Enterprise(as_of=kit.now.date()):
        raise KnownError("E-SELF-BOOK", "空白工作簿读回来不是空的。", "请把本机信息交给维护人员")
    return f"空白企业表 {file.stat().st_size // 1024} KB，写出后读回一致"


def _office_forms(kit: Kit) -> str:
    """An Excel and a Word form filled and read back."""
    from qcy_desktop.domain.officeforms import Content, FormKind
    from qcy_desktop.exchange.office_forms import blank_letter, fill_form, read_form

    name = "西咸新区虚构示例氢能科技有限公司"
    book = Assessor.load([kit.rules]).template_book(kit.now.date())
    for kind, body, place in (
        (FormKind.EXCEL, book, "企业!D1"),
        (FormKind.WORD, blank_letter("{{单位名称}}"), "{{单位名称}}"),
    ):
        filled = fill_form(kind, body, {place: Content(name)})
        grid = read_form(kind, filled.body)
        kept = any(name in cell.text for sheet in grid.sheets for cell in sheet.cells)
        if filled.unplaced or (kind is FormKind.EXCEL and not kept):
            raise KnownError("E-SELF-FORM", f"{kind} 表格没有填好。", "请把本机信息交给维护人员")
    return "Excel 和 Word 表格各填一份，读回一致"
