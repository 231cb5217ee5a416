"""The boxes of an approval are the office's own to name, add and leave out; departments find room on the one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qcy_desktop.domain.accounts import Role
from qcy_desktop.domain.casework import Act
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.printing.wording import Stationery
from qcy_desktop.services.casework import CaseView
from qcy_desktop.services.opinionboxes import opinion_rows
from qcy_desktop.storage import Storage
from tests.unit.printing.reading import pages
from tests.unit.services.case_desk import ROOT, WAN, Office

OWN = """标题: 示例新城奖补审批表
栏目:
  - 栏: 园区意见
    预填: 情况属实，按{clause}建议 {amount}。
  - 栏: 新城会审意见
    环节: 初审
"""


@pytest.fixture
def office(root: Path, tmp_path: Path) -> Iterator[Office]:
    with Storage.open(tmp_path / "data", root / "db" / "migrations") as store:
        yield Office(store)


def with_departments(view: CaseView, *names: str) -> CaseView:
    return replace(view, dossier=replace(view.dossier, route=replace(view.dossier.route, departments=names)))


def test_an_office_changes_title_and_boxes_by_a_file_alone(office: Office, tmp_path: Path) -> None:
    (tmp_path / "approval.yaml").write_text(OWN, "utf-8")
    papers = office.papers()
    papers = replace(papers, context=replace(papers.context, stationery=Stationery.of(ROOT / "resources", tmp_path)))
    front, back = pages(papers.issue("approval", office.accepted().id).body)
    assert "示例新城奖补审批表" in front
    read = back.replace(" ", "").replace("\n", "")
    assert "园区意见" in read and "建议10.00万元" in read and "新城会审意见" in read
    assert "财政部门" not in read and read.count("负责人（签字）：") == 2


def test_what_an_officer_wrote_stands_in_the_box_of_its_stage(office: Office) -> None:
    id = office.accepted().id
    office.do(id, Act.FORWARD)
    office.do(id, Act.PASS, Role.REVIEW, "条件逐项核对无误，同意。")
    back = pages(office.papers().issue("approval", id).body)[1].replace(" ", "").replace("\n", "")
    assert "条件逐项核对无误，同意。" in back and "建议奖补" not in back


@pytest.mark.parametrize(("count", "across"), [(1, 1), (2, 2), (4, 2), (5, 3), (9, 3)])
def test_departments_stand_beside_each_other_where_the_file_says(office: Office, count: int, across: int) -> None:
    names = tuple(f"第{number}" for number in range(count))
    wording = Stationery.of(ROOT / "resources").wording("approval")
    rows = opinion_rows(with_departments(office.accepted(), *names), 10 * WAN, "《甲》第一条", wording)
    assert [box.title for row in rows for box in row if box.title.startswith("第")] == [f"{name}意见" for name in names]
    assert max(len(row) for row in rows) == across
    assert [row[0].title for row in rows[:2]] == ["窗口受理意见", "科室初审意见"]
    assert len(rows) <= 8


@pytest.mark.parametrize(
    ("own", "said"), [("栏目:\n  - 预填: 好\n", "缺少“栏”"), ("栏目:\n  - 栏: 甲\n    环节: 会签\n", "会签")]
)
def test_a_box_without_name_or_with_an_unknown_stage_is_refused(
    office: Office, tmp_path: Path, own: str, said: str
) -> None:
    (tmp_path / "approval.yaml").write_text(own, "utf-8")
    wording = Stationery.of(ROOT / "resources", tmp_path).wording("approval")
    with pytest.raises(KnownError) as caught:
        opinion_rows(office.accepted(), None, "《甲》第一条", wording)
    assert said in caught.value.sentence


def test_more_boxes_than_a_page_holds_are_refused_instead_of_spilling(office: Office, tmp_path: Path) -> None:
    (tmp_path / "approval.yaml").write_text("栏目:\n" + "  - 栏: 意见\n" * 9, "utf-8")
    papers = office.papers()
    papers = replace(papers, context=replace(papers.context, stationery=Stationery.of(ROOT / "resources", tmp_path)))
    with pytest.raises(KnownError) as caught:
        papers.issue("approval", office.accepted().id)
    assert caught.value.code == "E-BOXES" and "最多放得下 8 行" in caught.value.sentence
    assert office.store.list_papers() == ()
