"""The commands ``facts`` and ``assess``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qcy_desktop.cli import along
from qcy_desktop.cli.place import Call, say, write_bytes
from qcy_desktop.domain.assessment import Assessment, Condition, Mark, MeasureResult, Span, Verdict
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.money import show_range
from qcy_desktop.domain.uncapped import uncapped, uncapped_words
from qcy_desktop.services.documents import assessment_document, to_json


def add_commands(commands: Any) -> None:
    """Adds ``facts`` and ``assess``."""
    facts = commands.add_parser("facts", help="指标字典")
    facts.add_argument("what", nargs="?", choices=["template"], help="template：一份待填写的空白企业文件")
    facts.add_argument("-o", "--output", type=Path, metavar="文件", help="写到哪个文件")
    facts.add_argument("--json", action="store_true", help="答复写成 JSON")
    facts.set_defaults(act=run_facts)
    assess = commands.add_parser("assess", help="评估一家企业")
    assess.add_argument("file", type=Path, metavar="企业文件")
    assess.add_argument("--json", action="store_true", help="答复写成 JSON")
    along.add_options(assess)
    assess.set_defaults(act=run_assess)


def run_facts(call: Call) -> int:
    """Prints the dictionary of facts, or writes an empty enterprise."""
    assessor = call.assessor()
    output: Path | None = call.asked.output
    if output and output.suffix.lower() not in (".json", ".xlsx"):
        raise KnownError("E-FILE", f"空白企业文件写不成 {output.name}", "文件名请以 .json 或 .xlsx 结尾")
    if call.asked.what == "template":
        text = to_json(assessor.template(call.day()))
        if call.asked.output and call.asked.output.suffix.lower() == ".xlsx":
            write_bytes(call.asked.output, assessor.template_book(call.day()))
            say(f"已写好空白工作簿 {call.asked.output}")
        elif call.asked.output:
            write_bytes(call.asked.output, text.encode())
            say(f"已写好空白企业文件 {call.asked.output}")
        else:
            say(text)
        return 0
    rows = [
        {
            "id": f.id,
            "name": f.name,
            "type": f.type.value,
            "unit": f.unit,
            "basis": f.basis,
            "period": f.period.value,
            "question": f.question,
        }
        for f in assessor.facts()
    ]
    if call.asked.json:
        say(to_json(rows))
    else:
        for fact in assessor.facts():
            unit = f"（{fact.unit}）" if fact.unit else ""
            say(f"{fact.name}{unit}　{fact.type}·{fact.period}　{fact.question}")
    return 0


def run_assess(call: Call) -> int:
    """Assesses an enterprise file and prints the answer, or what it would be along one figure."""
    along.refuse_alone(call)
    assessor = call.assessor()
    enterprise = assessor.read_file(call.asked.file)
    as_of = call.day(enterprise.as_of)
    if call.asked.along:
        return along.run_along(call, assessor, enterprise, as_of)
    assessment = assessor.assess(enterprise, as_of, examples=call.examples)
    say(to_json(assessment_document(assessment)) if call.asked.json else in_words(assessment))
    return 0


def in_words(assessment: Assessment) -> str:
    """The assessment as a clerk would read it in a terminal."""
    lines = [
        f"{assessment.enterprise_name or '（未写名称）'}　{assessment.enterprise_uscc}　评估日 {assessment.as_of.isoformat()}",
        "",
    ]
    lines += _contradictions(assessment) + _sums(assessment)
    for verdict in (Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.NOT_ELIGIBLE):
        found = [result for result in assessment.measures if result.verdict is verdict]
        lines += ["", f"{verdict.sign} {verdict.word} {len(found)} 项"]
        for result in found:
            lines += _measure(result)
    lines += ["", *_others(assessment), *_combination(assessment), *_questions(assessment)]
    return "\n".join(lines) + "\n"


def _contradictions(assessment: Assessment) -> list[str]:
    if not assessment.contradictions:
        return []
    return ["填报内容有矛盾，请先核对："] + [f"  ！{entry.sentence}" for entry in assessment.contradictions] + [""]


def _sums(assessment: Assessment) -> list[str]:
    lines = []
    for verified, title in ((True, "可得（已核定）"), (False, "未核定，仅供参考")):
        sums = [total for total in assessment.totals if total.verified is verified]
        shown = "；".join(f"{total.payer} {total.nature} {_span(total.span)}" for total in sums)
        more = uncapped_words(uncapped(one for one in assessment.measures if one.verified is verified))
        lines.append(f"{title}：{shown or '无'}{'；' + more if more else ''}")
    return lines


def _span(span: Span | None) -> str:
    return "金额未掌握" if span is None else show_range(span.low, span.high)


def _measure(result: MeasureResult) -> list[str]:
    amount = _span(result.amount) if result.verdict is not Verdict.NOT_ELIGIBLE else ""
    lines = [
        f"  {result.title}　{amount}　〔{result.cited}；证据：{result.evidence}{'' if result.verified else '，未核定'}〕"
    ]
    if result.effect_note:
        lines.append(f"      {result.effect_note}")
    telling = _telling(result)
    if telling and result.verdict is Verdict.NOT_ELIGIBLE and all(each.mark is Mark.MET for each in telling):
        lines.append("    下列各项全都达到，因而不符合：")
    for condition in telling:
        asked = "不要求" if condition.spare else f"要求 {condition.required}"
        figures = f"{asked}，实际 {condition.actual}" if condition.required else condition.actual
        gap = f"，{condition.gap}" if condition.gap and not condition.spare else ""
        lines.append(f"    {'  ' * condition.depth}{condition.sign} {condition.text}（{figures}{gap}）")
    if result.needs:
        lines.append(f"    待补：{'、'.join(need.key for need in result.needs)}")
    if result.not_modelled and result.verdict is Verdict.ELIGIBLE:
        lines.append(f"    另需人工核实：{'；'.join(result.not_modelled)}")
    return lines


def _telling(result: MeasureResult) -> list[Condition]:
    """The conditions that say why: all when eligible, else those open or unmet; where only met ones refuse (非), these."""
    if result.verdict is Verdict.ELIGIBLE:
        return list(result.conditions)
    open_or_unmet = [condition for condition in result.conditions if condition.mark is not Mark.MET]
    return open_or_unmet or [condition for condition in result.conditions if condition.depth]


def _others(assessment: Assessment) -> list[str]:
    not_applicable = sum(1 for result in assessment.measures if result.verdict is Verdict.NOT_APPLICABLE)
    lines = [f"{Verdict.NOT_APPLICABLE.sign} 不适用 {not_applicable} 项"]
    gaps: dict[str, int] = {}
    for result in assessment.measures:
        if result.verdict is Verdict.NOT_COMPUTABLE:
            key = f"{result.pack_title}（{result.reason}）"
            gaps[key] = gaps.get(key, 0) + 1
    lines.append(
        f"{Verdict.NOT_COMPUTABLE.sign} 不可计算 {sum(gaps.values())} 项"
        + ("：" + "；".join(f"{key} {count} 项" for key, count in gaps.items()) if gaps else "")
    )
    return lines


def _combination(assessment: Assessment) -> list[str]:
    best = assessment.best_with_unverified
    titles = {result.id: result.title for result in assessment.measures}
    if not best.measures:
        return []
    lines = ["", f"最优组合（含未核定）{len(best.measures)} 项：{'；'.join(titles[id] for id in best.measures)}"]
    return lines + [f"  放弃 {titles[item.id]}：{item.because}" for item in best.given_up]


def _questions(assessment: Assessment) -> list[str]:
    if not assessment.next_questions:
        return []
    return ["", "接着问："] + [f"  {q.question}（{q.settles}）" for q in assessment.next_questions[:5]]
