"""The shape of rule files: pydantic models with English fields and the Chinese keys that the files use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from qcy_desktop.domain.assessment import Evidence, Nature
from qcy_desktop.domain.days import parse_day
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.quantity import RATIO, parse_quantity
from qcy_desktop.engine.nearest import nearest
from qcy_desktop.engine.source import Lined, Place, SourceError


def _yes_no(value: Any) -> Any:
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def _share(value: Any) -> Any:
    if isinstance(value, str):
        try:
            share = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise ValueError("出资比例应写成 1 或 1/3") from None
        if not 0 < share <= 1:
            raise ValueError("出资比例应大于 0、不超过 1")
    return value


def _part(value: Any) -> Any:
    if isinstance(value, str):
        try:
            size, dim = parse_quantity(value)
        except KnownError as fault:
            raise ValueError(str(fault)) from fault
        if dim != RATIO or not 0 < size <= 1:
            raise ValueError("比例应大于 0、不超过 100%，写成 40% 或 1/3")
    return value


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return parse_day(value)
        except KnownError as fault:
            raise ValueError(str(fault)) from fault
    return value


YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Share = Annotated[str, BeforeValidator(_share)]
Part = Annotated[str, BeforeValidator(_part)]
Day = Annotated[date, BeforeValidator(_day)]
ConditionSource = str | dict[str, Any]


M = TypeVar("M", bound=BaseModel)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class EvidenceSource(_File):
    """证据: how well something is known and from where."""

    grade: Evidence = Field(alias="等级")
    source: str = Field(alias="来源", default="")
    seen_on: Day | None = Field(alias="查阅日", default=None)
    confidence: str = Field(alias="把握", default="")


class ClauseSource(_File):
    """条款: which article, and where its text is held."""

    article: str = Field(alias="条")
    text: str = Field(alias="原文", default="")
    digest: str = Field(alias="原文摘要", default="")


class ForceSource(_File):
    """施行: from and to, both days included; inferred days are marked."""

    start: Day = Field(alias="自")
    end: Day | None = Field(alias="至", default=None)
    start_inferred: YesNo = Field(alias="自推断", default=False)
    end_inferred: YesNo = Field(alias="至推断", default=False)


class ClaimSource(_File):
    """申报: one claim window."""

    start: Day = Field(alias="自")
    end: Day | None = Field(alias="至", default=None)
    batch: str = Field(alias="批次", default="")


class DatedValue(_File):
    """One value of a dated parameter."""

    start: Day = Field(alias="自")
    value: str | list[str] = Field(alias="值")
    evidence: EvidenceSource | None = Field(alias="证据", default=None)


class ParameterSource(_File):
    """参数: a value, a history of values, or a table; its own evidence or the measure's."""

    value: str | list[str] | list[list[str]] | None = Field(alias="值", default=None)
    history: list[DatedValue] | None = Field(alias="历", default=None)
    table: list[dict[str, str]] | None = Field(alias="表", default=None)
    bands: list[dict[str, str]] | None = Field(alias="段", default=None)
    choice: dict[str, str] | None = Field(alias="选", default=None)
    rows: list[dict[str, str] | str] | None = Field(alias="行", default=None)
    columns: list[dict[str, str] | str] | None = Field(alias="列", default=None)
    evidence: EvidenceSource | None = Field(alias="证据", default=None)
    clause: str = Field(alias="条", default="")
    note: str = Field(alias="说", default="")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.rows is not None or self.columns is not None:
            if None in (self.rows, self.columns, self.value) or self._forms() != ["值"]:
                raise ValueError("两向的表要写 行 和 列，格子写在 值 里")
        elif not self._forms():
            raise ValueError("没有值")
        elif len(self._forms()) > 1:
            raise ValueError(f"{'、'.join(self._forms())}只能写一种")
        return self

    def _forms(self) -> list[str]:
        forms = {"值": self.value, "历": self.history, "表": self.table, "段": self.bands, "选": self.choice}
        return [word for word, body in forms.items() if body is not None]


class StackSource(_File):
    """叠加: the matter and how measures on it combine, with each other and with what the award ledger shows.

    级别 and 期间 say which awards of the ledger count; 组上限 is shared by the 上限组 (or else the 组), and with a
    组上限期间 what was already received of it counts against it.
    """

    matter: str = Field(alias="事项")
    mode: Literal["叠加", "就高", "差额", "一次性", "择一"] = Field(alias="方式")
    group: str = Field(alias="组", default="")
    levels: list[str] = Field(alias="级别", default_factory=list)
    period: Literal["累计", "本年度"] = Field(alias="期间", default="累计")
    group_cap: str = Field(alias="组上限", default="")
    cap_pool: str = Field(alias="上限组", default="")
    cap_period: Literal["", "累计", "本年度"] = Field(alias="组上限期间", default="")
    clause: str = Field(alias="条", default="")
    note: str = Field(alias="说", default="")


class InstalmentSource(_File):
    """拨付: one instalment of the schedule and what must hold for it."""

    when: str = Field(alias="期")
    share: Part = Field(alias="比例")
    test: str = Field(alias="须", default="")
    note: str = Field(alias="说", default="")


class DecisionSource(_File):
    """审批层级: who decides, by a sentence; the last entry may stand without one (其他)."""

    test: str = Field(alias="当", default="")
    office: str = Field(alias="由")


class VersionSource(_File):
    """版本: one dated edition of the measure."""

    force: ForceSource = Field(alias="施行")
    announced: Day | None = Field(alias="公布", default=None)
    status: Literal["现行", "已废止", "中止", "未知"] = Field(alias="状态", default="现行")
    claims: list[ClaimSource] = Field(alias="申报", default_factory=list)
    period: Literal["本年度", "上年度", "前年度"] = Field(alias="取数期", default="上年度")
    bound_words: dict[str, Literal["含", "不含"]] = Field(alias="界限词", default_factory=dict)
    subject: ConditionSource | None = Field(alias="适用", default=None)
    shared: list[str] = Field(alias="共用条件", default_factory=list)
    parameters: dict[str, ParameterSource] = Field(alias="参数", default_factory=dict)
    conditions: ConditionSource | None = Field(alias="条件", default=None)
    amount: list[dict[str, Any]] = Field(alias="金额", default_factory=list)
    instalments: list[InstalmentSource] = Field(alias="拨付", default_factory=list)
    stacking: StackSource | None = Field(alias="叠加", default=None)
    decisions: list[DecisionSource] = Field(alias="审批层级", default_factory=list)
    budget: str = Field(alias="总量控制", default="")
    clawback: str = Field(alias="追回", default="")
    note: str = Field(alias="说", default="")
    evidence: EvidenceSource | None = Field(alias="证据", default=None)


class HandlingSource(_File):
    """办理: how to apply."""

    mode: str = Field(alias="方式", default="")
    channel: str = Field(alias="渠道", default="")
    copies: int | None = Field(alias="份数", default=None)
    materials: list[str] = Field(alias="材料", default_factory=list)
    time_limit: str = Field(alias="时限", default="")
    department: str = Field(alias="部门", default="")
    stages: list[str] = Field(alias="环节", default_factory=list)


class NotComputable(_File):
    """不可计算: why no amount can be said."""

    reason: Literal["一事一议", "择优", "预算限额", "条文未掌握", "金额未掌握", "幅度内裁量"] = Field(alias="缘由")
    note: str = Field(alias="说", default="")


class ExpectedSource(_File):
    """应得: what a case must answer."""

    verdict: Literal["符合", "不符合", "待补", "不适用", "不可计算"] = Field(alias="结论")
    amount: str | None = Field(alias="金额", default=None)
    needs: list[str] | None = Field(alias="待补", default=None)
    reason: str | None = Field(alias="缘由", default=None)


class CaseSource(_File):
    """样例: one case beside the rule."""

    name: str = Field(alias="名")
    as_of: Day = Field(alias="评估日")
    facts: dict[str, Any] = Field(alias="事实", default_factory=dict)
    events: list[dict[str, Any]] | None = Field(alias="事件", default=None)
    records: dict[str, list[dict[str, Any]]] = Field(alias="记录", default_factory=dict)
    awards: list[dict[str, Any]] | None = Field(alias="奖补", default=None)
    expected: ExpectedSource = Field(alias="应得")
    generated: YesNo = Field(alias="生成", default=False)


class RuleSource(_File):
    """A measure without the cases beside it: all that its answers rest on."""

    id: str = Field(alias="编号", pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    title: str = Field(alias="标题", min_length=2)
    clause: ClauseSource = Field(alias="条款")
    kind: str = Field(alias="类别", default="")
    evidence: EvidenceSource = Field(alias="证据")
    subjects: list[str] = Field(alias="对象", default_factory=list)
    nature: Nature = Field(alias="资金性质", default=Nature.CASH)
    payer: dict[str, Share] = Field(alias="出资", default_factory=dict)
    payee: str = Field(alias="受款", default="企业")
    document: str = Field(alias="文件", default="")
    chosen_by: str = Field(alias="按事件日选版", default="")
    versions: list[VersionSource] = Field(alias="版本", default_factory=list)
    not_computable: NotComputable | None = Field(alias="不可计算", default=None)
    known: str = Field(alias="已知", default="")
    may_be: list[str] = Field(alias="可能对应", default_factory=list)
    similar: list[str] = Field(alias="类比", default_factory=list)
    not_modelled: list[str] = Field(alias="未建模", default_factory=list)
    handling: HandlingSource | None = Field(alias="办理", default=None)


class CasesSource(_File):
    """The cases beside a measure."""

    cases: list[CaseSource] = Field(alias="样例", default_factory=list)


class MeasureSource(CasesSource, RuleSource):  # the first base comes last in the file
    """One measure, one file."""


class PackSource(_File):
    """pack.yaml: the set as a whole."""

    id: str = Field(alias="编号", pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    title: str = Field(alias="标题")
    short: str = Field(alias="简称", default="")
    number: str = Field(alias="文号", default="")
    issuer: str = Field(alias="发布机关", default="")
    level: str = Field(alias="级别", default="")
    version: str = Field(alias="版本")
    evidence: EvidenceSource = Field(alias="证据")
    force: ForceSource | None = Field(alias="施行", default=None)
    places: int | None = Field(alias="条数", default=None)
    supersedes: list[str] = Field(alias="取代", default_factory=list)
    note: str = Field(alias="说明", default="")
    classes: list[str] = Field(alias="类别", default_factory=list)
    gathered: YesNo = Field(alias="汇集", default=False)


class KindSource(_File):
    """One shared gate in kinds.yaml."""

    words: str = Field(alias="说明", default="")
    evidence: EvidenceSource = Field(alias="证据")
    conditions: ConditionSource = Field(alias="条件")
    parameters: dict[str, ParameterSource] = Field(alias="参数", default_factory=dict)
    clause: str = Field(alias="条", default="")


class KindsSource(_File):
    """kinds.yaml."""

    kinds: dict[str, KindSource] = Field(alias="共用条件", default_factory=dict)


class RungSource(_File):
    """One rung of 梯次: how it shows, what it asks (a measure of standards, or conditions of its own), what pays it."""

    id: str = Field(alias="编号", pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    title: str = Field(alias="名称")
    evidence: EvidenceSource = Field(alias="证据")
    reached: ConditionSource = Field(alias="达到")
    since: str = Field(alias="自", default="")
    standards: list[str] = Field(alias="标准", default_factory=list)
    asks: ConditionSource | None = Field(alias="要求", default=None)
    pays: list[str] = Field(alias="对应", default_factory=list)
    period: Literal["本年度", "上年度", "前年度"] = Field(alias="取数期", default="上年度")
    parameters: dict[str, ParameterSource] = Field(alias="参数", default_factory=dict)
    note: str = Field(alias="说", default="")


class LadderSource(_File):
    """ladder.yaml."""

    rungs: list[RungSource] = Field(alias="梯次")


class ContradictionSource(_File):
    """One check of 一致: a sentence that can only be true when some figure is wrong; for each of 对 in turn, if given."""

    id: str = Field(alias="编号", pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")
    truth: str = Field(alias="矛盾")
    words: str = Field(alias="说")
    each: list[str] = Field(alias="对", default_factory=list)
    parameters: dict[str, ParameterSource] = Field(alias="参数", default_factory=dict)


class ConsistencySource(_File):
    """consistency.yaml."""

    checks: list[ContradictionSource] = Field(alias="一致")


def validate(model: type[M], source: Lined, file: str) -> M:
    """`source` as `model`. Raises SourceError for the first thing wrong, with its line and the nearest key."""
    try:
        return model.model_validate(source)
    except ValidationError as fault:
        raise _first_fault(model, source, file, fault) from None


def _first_fault(model: type[BaseModel], source: Lined, file: str, fault: ValidationError) -> SourceError:
    first = fault.errors(include_url=False)[0]
    path = _path(first["loc"], source)
    place = Place(file, source.line_of(*path))
    shown = " › ".join(f"第 {step + 1} 项" if isinstance(step, int) else step for step in path)
    if first["type"] == "extra_forbidden":
        return SourceError("E-KEY", place, f"不认识的键“{path[-1]}”", _key_cure(str(path[-1]), model))
    if first["type"] == "missing":
        return SourceError("E-KEY", place, f"缺少“{shown}”", f"补上 {path[-1]}: …")
    reason, cure = _reason(first)
    return SourceError("E-VALUE", place, f"“{shown}”的值不对：{reason}", cure)


def _key_cure(key: str, model: type[BaseModel]) -> str:
    """What to do about an unknown key: most often a colon or a comma was written otherwise than YAML wants it."""
    for colon, words in (("：", "冒号是全角的，改成半角“:”，后面空一格"), (":", "冒号后面要空一格")):
        if colon in key:
            return words
    if key.rstrip("元万亿人%").isdigit():
        return "花括号里的逗号把数分成了两段：数里不写千分号，或用引号括起来"
    return nearest(key, _keys_at(model), "删去；能用的键见 rules/README.md 附六")


def _path(loc: tuple[str | int, ...], source: Lined) -> list[str | int]:
    """The keys and indexes of a place in the file, without the names of shapes that pydantic puts between them."""
    path: list[str | int] = []
    here: Any = source
    for step in loc:
        in_map = isinstance(here, Mapping) and step in here
        if in_map or (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            here = here[step]
            path.append(step)
        elif isinstance(step, str) and not step.isascii():
            path.append(step)
    return path


def _reason(error: Any) -> tuple[str, str]:
    """What is wrong with a value, and its cure."""
    context, given = error.get("ctx", {}), error.get("input")
    if "expected" in context:
        words = re.findall(r"'([^']*)'", context["expected"])
        near = nearest(str(given), words, "从这几个里选一个")
        return f"应为 {'、'.join(words)} 之一，写的是“{given}”", near
    wrong = context.get("error")
    if isinstance(wrong, ValueError):
        fault = wrong.__cause__
        return (
            (fault.sentence.rstrip("。"), fault.cure.rstrip("。") or _SHAPES)
            if isinstance(fault, KnownError)
            else (str(wrong), _SHAPES)
        )
    return {
        "date_from_datetime_parsing": ("不是日期", "日期写成 2023-10-09 的样子"),
        "date_parsing": ("不是日期", "日期写成 2023-10-09 的样子"),
        "bool_parsing": ("应为 是 或 否", "写 是 或 否"),
    }.get(error["type"], (f"写的是“{given}”", _shape_cure(error["type"])))


_SHAPES = "写法见 rules/README.md 附六"


def _shape_cure(kind: str) -> str:
    """What a value of the wrong shape should look like."""
    return {
        "string_too_short": "写得太短，至少两个字",
        "string_pattern_mismatch": "只用英文字母、数字和 -，以字母或数字开头",
        "string_type": "这里写文字，不写一组或一列",
        "list_type": "这里写一列：[甲, 乙]，或每项一行，前面写 - ",
        "dict_type": "这里写一组“键: 值”：{键: 值}",
        "model_type": "这里写一组“键: 值”：{键: 值}",
    }.get(kind, _SHAPES)


def _keys_at(model: type[BaseModel]) -> list[str]:
    """Every key that any part of the model knows."""
    found: list[str] = []
    for part in [model, *_File.__subclasses__()]:
        found += [info.alias for info in part.model_fields.values() if info.alias]
    return found


def rule_schema() -> dict[str, Any]:
    """The JSON schema of measure, pack and gate files, written from the models that read them."""
    models: dict[str, type[BaseModel]] = {
        "measure": MeasureSource, "pack": PackSource, "kinds": KindsSource, "ladder": LadderSource,
        "consistency": ConsistencySource,
    }  # fmt: skip
    return {name: model.model_json_schema(by_alias=True) for name, model in models.items()}
