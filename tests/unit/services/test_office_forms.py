"""An office's own form: labels suggest, values are exact, what is missing is named, personal data need the right and leave a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from qcy_desktop.domain.accounts import RIGHTS, Role
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.officeforms import FormKind, OfficeForm, Slot, Style, Unit
from qcy_desktop.domain.records import Contact
from qcy_desktop.services.casework import Hand
from qcy_desktop.services.formcontents import choices, read_slot
from qcy_desktop.services.officeforms import FormDesk, Target, unknown_contents
from qcy_desktop.storage import Storage
from tests.unit.exchange.form_files import excel_form, word_form
from tests.unit.printing.reading import text
from tests.unit.services.case_desk import Office, assessor, company

DAY = date(2023, 12, 20)
SLOTS = (
    Slot("申请表!B2", "enterprise:name"),
    Slot("申请表!F2", "enterprise:uscc"),
    Slot("申请表!B4", "case:decided", unit=Unit.YUAN),
    Slot("申请表!D4", "case:decided", unit=Unit.CAPITAL),
    Slot("申请表!B6", "list:materials", style=Style.TOGETHER),
    Slot("申请表!D9", "contact:收款.account"),
    Slot("申请表!D3", "fact:rd_staff", "上年"),
)


@pytest.fixture
def store(root: Path, tmp_path: Path) -> Iterator[Storage]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as opened:
        yield opened


@pytest.fixture
def office(store: Storage) -> Office:
    return Office(store)


def desk(office: Office, role: Role = Role.COUNTER) -> FormDesk:
    hand = Hand(f"{role}1", RIGHTS[role])
    return FormDesk(
        assessor=office.assessor,
        store=office.store,
        hand=lambda: hand,
        clock=office.clock,
        work=lambda: office.work(Role.COUNTER),
        today=lambda: DAY,
        office_name="西咸新区政务服务大厅",
    )


def kept(office: Office, slots: tuple[Slot, ...] = SLOTS) -> None:
    form, _ = desk(office).read("某局申请表.xlsx", excel_form())
    desk(office, Role.ADMIN).save(replace(form, slots=slots), excel_form())


def test_labels_of_a_form_suggest_what_its_blanks_hold(office: Office) -> None:
    form, _ = desk(office).read("C:\\桌面\\某局申请表.xlsx", excel_form())
    found = {slot.place: slot for slot in form.slots}
    assert form.name == "某局申请表"
    assert found["申请表!B2"].what == "enterprise:name" and found["申请表!F2"].what == "enterprise:uscc"
    assert found["申请表!B4"] == Slot("申请表!B4", "case:amount", unit=Unit.YUAN)
    assert found["申请表!D4"] == Slot("申请表!D4", "case:amount", unit=Unit.CAPITAL)
    assert found["申请表!B6"].what == "list:materials" and "申请表!B9" not in found
    assert "申请表!B3" not in found  # 研发费用 has several bases: which one is for a person to say
    word, _ = desk(office).read("函.docx", word_form())
    assert {slot.place for slot in word.slots} >= {"{{单位名称}}", "{{措施}}", "{{受理编号}}", "表1!R1C2"}


def test_a_case_fills_the_form_exactly_and_what_is_missing_is_named(office: Office) -> None:
    kept(office)
    view = office.decided()
    done = desk(office).fill("某局申请表", Target(case=view.id))
    sheet = load_workbook(BytesIO(done.body))["申请表"]
    assert sheet["B2"].value == "西咸新区虚构示例氢能科技有限公司" and sheet["F2"].value == "91990000MA00000017"
    assert sheet["B4"].value == 100000 and sheet["D4"].value == "人民币壹拾万元整"
    assert sheet["D9"].value == "6100000000000000001" and sheet["D9"].data_type == "s"
    assert [(gap.place, gap.why) for gap in done.gaps] == [("申请表!D3", "没有 2022 年的数据")]
    acts = [row.act for row in office.store.care.audit()][:2]
    assert set(acts) == {"form.fill", "personal.show"}


def test_without_the_right_personal_data_stay_blank_and_are_named(office: Office) -> None:
    kept(office)
    view = office.opened()
    nosy = desk(office)
    blind = Hand("王文静", RIGHTS[Role.COUNTER] - {next(r for r in RIGHTS[Role.COUNTER] if r.name == "SEE_PERSONAL")})
    nosy.hand = lambda: blind
    done = nosy.fill("某局申请表", Target(case=view.id))
    assert ("申请表!D9", "没有查看完整个人信息的权限") in [(gap.place, gap.why) for gap in done.gaps]
    assert "personal.show" not in [row.act for row in office.store.care.audit()]
    with pytest.raises(KnownError, match="出具文书"):
        desk(office, Role.POLICY).fill("某局申请表", Target(case=view.id))


def test_a_preview_shows_the_very_file_with_personal_data_covered_and_records_nothing(office: Office) -> None:
    kept(office)
    view = office.decided()
    before = office.store.care.audit()
    form, body, _ = desk(office).load("某局申请表")
    done, grid = desk(office).preview(form, body, Target(case=view.id))
    cell = grid.cell("申请表!D9")
    assert cell is not None and cell.text.endswith("0001") and "*" in cell.text
    name = grid.cell("申请表!B2")
    assert name is not None and name.text.startswith("西咸新区") and done.gaps
    assert office.store.care.audit() == before


def test_an_enterprise_alone_fills_what_it_knows(office: Office) -> None:
    slots = (
        *SLOTS[:3],
        Slot("申请表!B6", "case:measure"),
        Slot("申请表!B7", "case:amount", unit=Unit.WAN, style=Style.WITH_UNIT),
    )
    kept(office, slots)
    target = Target(enterprise=replace(company(), as_of=DAY), measure="xx16-02")
    done = desk(office).fill("某局申请表", target)
    sheet = load_workbook(BytesIO(done.body))["申请表"]
    assert (
        sheet["B6"].value == office.assessor.book.measure("xx16-02").source.title and sheet["B7"].value == "10.00万元"
    )
    assert [gap.why for gap in done.gaps] == ["不是从办件填写"]
    unknown = desk(office).fill("某局申请表", replace(target, measure="没有这项"))
    assert "申请表!B6" in [gap.place for gap in unknown.gaps]
    with pytest.raises(KnownError, match="哪家企业"):
        desk(office).fill("某局申请表", Target())


def test_a_word_letter_is_filled_from_a_case(office: Office) -> None:
    form, _ = desk(office).read("函.docx", word_form())
    desk(office, Role.ADMIN).save(form, word_form())
    sums = replace(form, slots=(*form.slots, Slot("表1!R4C2", "case:decided", unit=Unit.YUAN)))
    desk(office, Role.ADMIN).save(sums, word_form())
    view = office.decided()
    done = desk(office).fill("函", Target(case=view.id))
    assert Document(BytesIO(done.body)).tables[0].rows[3].cells[1].text == "100,000.00"
    document = Document(BytesIO(done.body))
    assert document.paragraphs[1].text.startswith("我单位西咸新区虚构示例氢能科技有限公司申请")
    assert view.row.number in document.sections[0].header.paragraphs[0].text


def test_whom_to_fill_for_is_found_by_number_code_or_name_and_never_guessed(office: Office) -> None:
    view = office.opened()
    office.enterprise("西咸新区虚构另一家科技有限公司", "91990000MA00000025")
    found, words = desk(office).find(f" {view.row.number} ")
    assert found.case == view.id and "西咸新区虚构示例氢能" in words
    assert desk(office).find("91990000MA00000017")[0].enterprise_id == view.row.enterprise_id
    for typed, said in (("西咸新区虚构", "有 2 家企业符合"), ("查无此人", "没有找到"), ("", "没有找到")):
        with pytest.raises(KnownError, match=said):
            desk(office).find(typed)


def test_only_who_may_changes_a_form_and_a_place_must_exist(office: Office, store: Storage) -> None:
    form, _ = desk(office).read("某局申请表.xlsx", excel_form())
    assert "不能改动表格" in desk(office).why_not() and desk(office, Role.POLICY).why_not() == ""
    with pytest.raises(KnownError, match="没有这些位置：申请表!Z9"):
        desk(office, Role.ADMIN).save(replace(form, slots=(Slot("申请表!Z9", "enterprise:name"),)), excel_form())


def test_a_form_is_carried_to_another_office_with_its_mapping(office: Office, root: Path, tmp_path: Path) -> None:
    kept(office)
    package = desk(office).export("某局申请表")
    with Storage.open(tmp_path / "other", root / "db" / "migrations") as store:
        other = desk(Office(store), Role.ADMIN)
        taken = other.take_in(package)
        assert (taken.name, taken.slots) == ("某局申请表", SLOTS)
        assert other.load("某局申请表")[1] == excel_form() or taken.kind is FormKind.EXCEL
        for broken in (package.replace("申请表!B2".encode(), "申请表!B3".encode()), b"{}", b"\xff", b"[]"):
            with pytest.raises(KnownError, match="不是完整的表格文件"):
                other.take_in(broken)


def test_a_terminal_names_contents_as_people_do(office: Office) -> None:
    known = choices(assessor())
    assert read_slot("申请表!B2=企业名称", known) == Slot("申请表!B2", "enterprise:name")
    assert read_slot("表!B3=上年 研发费用〔税务〕|元", known) == Slot("表!B3", "fact:rd_tax", "上年", Unit.YUAN)
    assert read_slot("表!B3=2023 研发费用〔税务〕|大写", known).year == "2023"
    assert read_slot("表!B6=材料清单|逐行", known) == Slot("表!B6", "list:materials", style=Style.DOWN)
    assert read_slot("表!B7=“无”", known).what == "text:无"
    for wrong, words in (("B2", "写得不对"), ("B2=企业名", "企业名称"), ("B2=企业名称|两", "不是单位或写法")):
        with pytest.raises(KnownError, match=words):
            read_slot(wrong, known)
    odd = OfficeForm("x", FormKind.EXCEL, "", (Slot("a", "fact:nowhere"), Slot("b", "text:x")))
    assert unknown_contents(odd, known) == ("fact:nowhere",)


def test_sums_are_exact_to_the_fen_and_days_stand_as_asked(office: Office) -> None:
    slots = (
        Slot("申请表!B4", "case:decided", unit=Unit.WAN),
        Slot("申请表!B6", "case:accepted", style=Style.SHORT_DAY),
        Slot("申请表!B7", "office:today"),
    )
    kept(office, slots)
    id = office.accepted().id
    office.do(id, Act.FORWARD)
    office.do(id, Act.PASS, Role.REVIEW)
    office.do(id, Act.PASS, Role.REVIEW)
    office.work(Role.HEAD).decide(id, "同意。", 99_999_99, "纪要1")
    done = desk(office).fill("某局申请表", Target(case=id))
    assert done.contents["申请表!B4"].number == Decimal("9.999999")
    assert done.contents["申请表!B6"].text == "2023-12-20" and done.contents["申请表!B7"].text == "2023年12月20日"


def test_a_contact_is_found_by_every_word_for_its_role_and_the_account_for_payment_goes_before_others(
    office: Office,
) -> None:
    id = office.store.save_enterprise(company(), "窗口1", office.clock())
    for role, account in (("财务负责人", "6100000000000000009"), ("收款账户", "6100000000000000002"), ("经办人", "")):
        contact = Contact(role, "王文静", "13900000000", account=account, enterprise_id=id)
        office.store.contacts.save(contact, "窗口1", office.clock())
    kept(office, (Slot("申请表!D9", "contact:收款.account"), Slot("申请表!B9", "contact:联系人.phone")))
    view = office.opened(id)
    done = desk(office).fill("某局申请表", Target(case=view.id))
    sheet = load_workbook(BytesIO(done.body))["申请表"]
    assert (sheet["D9"].value, sheet["B9"].value, done.gaps) == ("6100000000000000002", "13900000000", ())
    assert "6100000000000000002" in text(office.papers().issue("account", view.id).body).replace(" ", "")
