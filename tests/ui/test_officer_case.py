"""One case on a real window over a real store: its acts by keys, papers looked at beforehand, packages to other desks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from case_office import CaseOffice, case_office
from conftest import OpenWindow
from desk_in_memory import EngineDesk
from officer_place import NO_CONTACT, asked, done, flat, opened, settle, shut, stage
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.caseroute import Stage
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.records import Saving
from qcy_desktop.ui.main_window import OFFICER
from qcy_desktop.ui.officer.carry_dialogs import PackageDialog
from qcy_desktop.ui.officer.page import OfficerPage
from tests.unit.printing.reading import text
from tests.unit.services.case_desk import WAN

# --- One case ---------------------------------------------------------------------------------------------------------


def test_a_case_shows_form_reckoning_and_replay_side_by_side(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    page = shown()
    opened(qtbot, page, id)
    assert "10.00 万元" in page.case.facts.toPlainText() and "没有变化" in page.case.facts.toPlainText()
    said = page.case.reasons.toPlainText()
    assert "重新计算，结果一致" in said and "条件" in said and "证据：已核定" in said
    assert "转办" in page.case.history.toPlainText()
    assert "✗ 未交" in page.case.materials.toPlainText()


def test_what_changed_since_submission_is_marked(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    row = office.seat.sheet(id).view.row
    held = office.store.load_enterprise(row.enterprise_id)
    facts = dict(held.facts)
    facts.popitem()
    office.store.save_enterprise(replace(held, facts=facts), "李工", office.now(), Saving(id=row.enterprise_id))
    page = shown()
    opened(qtbot, page, id)
    assert "提交以后有变化" in page.case.facts.toPlainText() and "现已删去" in page.case.facts.toPlainText()


def test_the_open_acts_are_buttons_and_the_rest_say_why_not(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(5)
    page = shown()
    opened(qtbot, page, id)
    decide = page.case.bar.buttons[Act.DECIDE]
    assert not decide.isEnabled() and "没有“审定办件”的权限" in decide.accessibleDescription()
    everything = page.case.bar.open_all()
    everything.text.setText("nbf")
    assert everything.list.count() == 1 and "不能办" in everything.list.item(0).text()
    everything.reject()


def test_the_two_person_rule_is_said_in_plain_words(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    office.sits(Role.REVIEW, Role.HEAD, who="王文静")
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.PASS)
    assert any("由另一个人审定" in label.text() for label in dialog.findChildren(type(dialog._fault)))
    done(qtbot, page, dialog)
    done(qtbot, page, asked(qtbot, page, Act.PASS))
    assert stage(office, id) is Stage.DECISION
    assert "两人" in page.case.bar.buttons[Act.DECIDE].accessibleDescription()


def test_an_opinion_starts_from_a_usual_sentence_and_can_be_kept_for_the_office(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.PASS)
    assert dialog.words is not None and dialog.words.words().startswith("经审核")
    dialog.words.edit.setPlainText("材料已核对原件，同意。")
    dialog.words._keep()
    settle(qtbot, page)
    assert office.seat.phrases(Act.PASS)[0] == "材料已核对原件，同意。"
    done(qtbot, page, dialog)
    assert office.seat.sheet(id).view.dossier.history[-1].words == "材料已核对原件，同意。"


def test_words_typed_into_an_act_are_there_again_after_escape(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(4)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.RETURN)
    assert dialog.words is not None
    dialog.words.edit.setPlainText("测算年度有误")
    dialog.reject()
    again = asked(qtbot, page, Act.RETURN)
    assert again.left() == "测算年度有误"
    done(qtbot, page, again)
    assert stage(office, id) is Stage.FIRST


def test_a_notice_is_made_from_ticked_defects_and_a_second_one_for_the_same_is_refused(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(1)
    office.sits(Role.COUNTER)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.NOTIFY)
    defects = dialog.parts[0]
    missing = [box.text() for box, _, _ in defects.rows if box.isChecked()]  # type: ignore[attr-defined]
    assert missing and "申请表" not in missing
    dialog.try_it()
    settle(qtbot, page)
    assert page.preview is not None and missing[0].replace(" ", "") in flat(page.preview.pdf)
    shut(page)
    supply = asked(qtbot, page, Act.SUPPLY)
    supply.parts[0]._all(on=True)  # type: ignore[attr-defined]
    done(qtbot, page, supply)
    assert stage(office, id) is Stage.SUBMITTED
    second = asked(qtbot, page, Act.NOTIFY)
    off = {box.text(): not box.isEnabled() for box, _, _ in second.parts[0].rows}  # type: ignore[attr-defined]
    assert off["申请表"] and not off[missing[0]]
    second.reject()


def test_a_paper_is_looked_at_before_the_act_and_nothing_has_happened(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(5)
    office.sits(Role.HEAD)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.DECIDE)
    dialog._look()
    settle(qtbot, page)
    assert page.preview is not None and "样张" in text(page.preview.pdf)
    page.preview.reject()
    assert stage(office, id) is Stage.DECISION and office.store.list_papers(case_id=id) == ()
    dialog.reject()


def test_a_notice_that_cannot_say_whom_to_call_warns_before_it_is_printed(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(1)
    office.sits(Role.COUNTER)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.ACCEPT)
    assert NO_CONTACT in dialog.warning.text() and "管理 → 单位" in dialog.warning.text() and dialog.warning.isVisible()
    dialog.with_paper.setChecked(False)
    assert not dialog.warning.isVisible()
    done(qtbot, page, dialog)
    page.case.right.choose(1)
    papers = page.case.papers
    kinds = [papers.kinds.item(row).data(Qt.ItemDataRole.UserRole) for row in range(papers.kinds.count())]
    papers.kinds.setCurrentRow(kinds.index("acceptance"))
    assert papers.warning.isVisible() and NO_CONTACT in papers.warning.text()
    papers.kinds.setCurrentRow(kinds.index("materials"))
    assert not papers.warning.isVisible()
    office.store.belongings.set_office("phone", "029-00000000", "管理员", office.now())
    opened(qtbot, page, id)
    papers.kinds.setCurrentRow(kinds.index("acceptance"))
    assert "本单位的办公地址还没有填写" in papers.warning.text()
    office.store.belongings.set_office("address", "示例路 1 号", "管理员", office.now())
    opened(qtbot, page, id)
    papers.kinds.setCurrentRow(kinds.index("acceptance"))
    assert not papers.warning.isVisible()


def test_a_refused_act_keeps_its_dialog_with_the_sentence(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(5)
    office.sits(Role.HEAD)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.DECIDE)
    dialog.parts[0].edit.setText("1000")  # type: ignore[attr-defined]
    dialog.try_it()
    settle(qtbot, page)
    assert dialog.isVisible() and "超过测算的上限" in dialog._fault.text()
    dialog.parts[0].edit.setText("8")  # type: ignore[attr-defined]
    done(qtbot, page, dialog)
    assert office.seat.sheet(id).view.dossier.decided == 8 * WAN


def test_no_payment_is_approved_on_an_unverified_clause_and_the_screen_says_where_to_verify(
    tmp_path: Path, open_window: OpenWindow, rules: EngineDesk, qtbot: QtBot
) -> None:
    with case_office(tmp_path / "unsure", verified=False) as office:
        id = office.case(5)
        office.sits(Role.HEAD)
        desk = rules.fresh()
        desk.officer = lambda: office.seat  # type: ignore[method-assign,return-value]
        window = open_window(desk)
        window.go_to_place(OFFICER)
        assert window.officer is not None
        page = window.officer.page()
        opened(qtbot, page, id)
        assert "还没有核定" in page.case._warning.text() and "政策库" in page.case._warning.text()
        assert not page.case.bar.buttons[Act.DECIDE].isEnabled()
        window.close()
        qtbot.waitUntil(lambda: not window.jobs.busy())


def test_ones_last_step_is_undone_by_key_and_an_older_one_revoked_with_a_reason(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(3)
    page = shown()
    opened(qtbot, page, id)
    done(qtbot, page, asked(qtbot, page, Act.PASS))
    assert stage(office, id) is Stage.JOINT
    page.undo()
    settle(qtbot, page)
    assert stage(office, id) is Stage.FIRST and len(office.seat.sheet(id).view.dossier.history) == 3
    done(qtbot, page, asked(qtbot, page, Act.PASS))
    done(qtbot, page, asked(qtbot, page, Act.REVOKE))
    assert stage(office, id) is Stage.FIRST
    assert "已撤销" in page.case.history.toPlainText()


# --- Other desks ------------------------------------------------------------------------------------------------------


def test_a_case_goes_to_another_desk_and_back_and_a_clash_stands_side_by_side(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot, tmp_path: Path
) -> None:
    id = office.case(3)
    page = shown()
    opened(qtbot, page, id)
    file = tmp_path / "包.qcycase"
    page.errands.ask_save = lambda _name: file  # type: ignore[method-assign]
    page.errands.ask_open = lambda: file  # type: ignore[method-assign]
    page.errands.carry()
    settle(qtbot, page)
    assert page.dialog is not None
    page.dialog.code.setText("xxzc-qh")  # type: ignore[attr-defined]
    page.dialog.try_it()  # type: ignore[attr-defined]
    settle(qtbot, page)
    assert file.is_file() and page.case.sheet is not None and page.case.sheet.away == "XXZC-QH"
    assert "已移交" in page.case._warning.text()
    assert all(not one.isEnabled() for one in page.case.bar.buttons.values())
    page.errands.carry()
    settle(qtbot, page)
    assert page.case.sheet.away == ""
    page.errands.take_in()
    settle(qtbot, page)
    assert isinstance(page.dialog, PackageDialog)
    page.dialog.wanted.emit()
    settle(qtbot, page)
    assert page.dialog is not None and "不是本窗口" in page.dialog._fault.text()
    page.dialog.reject()


def test_a_package_of_a_case_both_desks_went_on_with_is_shown_and_not_taken_in(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot, tmp_path: Path
) -> None:
    id = office.case(3)
    there, back = tmp_path / "去.qcycase", tmp_path / "回.qcycase"
    with case_office(tmp_path / "other") as other:
        other.moment = office.moment
        other.store.belongings.set_office("desk", "QH", "管理", other.now())
        office.seat.hand_over(id, "XXZC-QH", there)
        theirs = other.seat.receive(there.read_bytes())
        other.act(theirs.id, Act.PASS, Role.REVIEW)
        other.seat.hand_over(theirs.id, "XXZC-FX", back)
    page = shown()
    page.errands.ask_open = lambda: back  # type: ignore[method-assign]
    page.errands.take_in()
    settle(qtbot, page)
    looked = page.dialog
    assert isinstance(looked, PackageDialog) and looked.take.isEnabled() and "通过" in looked.there.item(0).text()
    looked.reject()
    office.seat.take_back(id)
    office.act(id, Act.WITHDRAW, Role.COUNTER)
    page.errands.take_in()
    settle(qtbot, page)
    clash = page.dialog
    assert isinstance(clash, PackageDialog) and not clash.take.isEnabled()
    assert "撤回" in clash.here.item(0).text() and "通过" in clash.there.item(0).text()
    assert "不自动合并" in clash._fault.text()
    clash.reject()


def test_a_case_comes_back_from_the_other_desk_with_what_was_done_there(office: CaseOffice, tmp_path: Path) -> None:
    id = office.case(3)
    there, back = tmp_path / "去.qcycase", tmp_path / "回.qcycase"
    with case_office(tmp_path / "other") as other:
        other.moment = office.moment
        other.store.belongings.set_office("desk", "QH", "管理", other.now())
        office.seat.hand_over(id, "XXZC-QH", there)
        theirs = other.seat.receive(there.read_bytes())
        other.act(theirs.id, Act.PASS, Role.REVIEW)
        other.seat.hand_over(theirs.id, "XXZC-FX", back)
    assert stage(office, id) is Stage.FIRST
    assert office.seat.receive(back.read_bytes()).dossier.stage is Stage.JOINT
    assert office.seat.sheet(id).away == "" and any(one.open for one in office.seat.sheet(id).choices)


def test_nothing_is_handed_over_when_the_file_cannot_be_written(office: CaseOffice, tmp_path: Path) -> None:
    id = office.case(3)
    with pytest.raises(KnownError, match="存不进"):
        office.seat.hand_over(id, "XXZC-QH", tmp_path / "没有这个文件夹" / "包.qcycase")
    assert office.seat.sheet(id).away == ""


def test_the_dialog_of_an_act_is_no_taller_than_what_it_asks(
    office: CaseOffice, shown: Callable[[], OfficerPage], qtbot: QtBot
) -> None:
    id = office.case(1)
    office.sits(Role.COUNTER)
    page = shown()
    opened(qtbot, page, id)
    dialog = asked(qtbot, page, Act.NOTIFY)
    qtbot.waitUntil(dialog.isVisible)
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() <= layout.totalHeightForWidth(dialog.width())
    plain = dialog.height()
    dialog.refuse(KnownError("E-TEST", "这一步办不成，理由写得很长，" * 12, "请更正。"))
    assert dialog.height() > plain
    shut(page)
