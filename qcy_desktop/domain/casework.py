"""The case as one state machine: who may do what to it, when, and what it is afterwards. Pure functions, frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from qcy_desktop.domain.accounts import Right, holders_of
from qcy_desktop.domain.casefile import (
    Act,
    Calendar,
    Deed,
    Defect,
    Dossier,
    Entry,
    Notice,
    Opinion,
    Part,
    Payment,
    Promise,
)
from qcy_desktop.domain.caseroute import REVIEWS, Stage, Way
from qcy_desktop.domain.errors import KnownError
from qcy_desktop.domain.workdays import add_working_days, nth_working_day

__all__ = [
    "REVOCABLE", "RULES", "Act", "Calendar", "Deed", "Defect", "Dossier", "Entry", "Notice", "Opinion", "Part", "Payment", "Promise",
    "Rule", "do", "possible", "right_of",
]  # fmt: skip

_Effect = Callable[[Dossier, Deed, Calendar], Dossier]


@dataclass(frozen=True, slots=True)
class Rule:
    """From where an act may be done, by which right, whether words must go with it, and what it does.

    Taking an act back has no right of its own: it needs that of the act.
    """

    stages: frozenset[Stage]
    right: Right | None
    effect: _Effect
    needs_words: bool = False


def do(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    """The case after the deed. Raises KnownError saying why it may not be done; the case is then as before."""
    rule = RULES[deed.act]
    _require_right(deed, rule.right)
    _require_stage(dossier, deed, rule)
    if rule.needs_words and not deed.words.strip():
        raise KnownError("E-CASE-WORDS", f"“{deed.act}”要写明意见或理由。", "请填写后再办")
    last = dossier.history[-1].when if dossier.history else deed.when
    if deed.when < last:
        raise KnownError("E-CASE-TIME", "办理时间早于上一步的时间。", "请核对本机的日期和时间")
    after = rule.effect(dossier, deed, calendar)
    entry = Entry(deed.act, deed.who, deed.when, dossier.stage, after.stage, deed.words.strip(), deed.name, deed.amount)
    since = dossier.since if after.stage is dossier.stage else deed.when
    since = after.since if deed.act is Act.REVOKE else since
    return replace(after, history=(*dossier.history, entry), since=since)


def possible(dossier: Dossier, rights: frozenset[Right]) -> tuple[Act, ...]:
    """The acts that stage and rights allow, in order; particulars of an act may still forbid it."""
    return tuple(
        act
        for act, rule in RULES.items()
        if dossier.stage in rule.stages and right_of(dossier, act) in rights and _on_route(dossier, act)
    )


def right_of(dossier: Dossier, act: Act) -> Right | None:
    """Which right an act needs; None when there is nothing to take back."""
    if act is not Act.REVOKE:
        return RULES[act].right
    standing = dossier.standing()
    last = dossier.history[standing[-1]].act if standing else None
    return RULES[last].right if last in REVOCABLE else None


def _on_route(dossier: Dossier, act: Act) -> bool:
    unasked = dossier.route.way is Way.UNASKED
    if act in (Act.SUBMIT, Act.CONFIRM):
        return unasked is (act is Act.CONFIRM)
    return act is not Act.INSPECT or Stage.CHECK in dossier.route.stages


def _require_stage(dossier: Dossier, deed: Deed, rule: Rule) -> None:
    if dossier.stage in rule.stages:
        return
    wanted = "、".join(stage for stage in Stage if stage in rule.stages)
    sentence = f"本件现在是“{dossier.stage}”，不能办理“{deed.act}”。"
    raise KnownError("E-CASE-STAGE", sentence, f"“{deed.act}”只在以下环节办理：{wanted}")


def _require_right(deed: Deed, right: Right | None) -> None:
    if right is not None and right not in deed.rights:
        raise KnownError("E-RIGHT", f"“{deed.who}”没有“{right}”的权限。", f"请由{holders_of(right)}办理")


def _refuse(code: str, sentence: str, cure: str = "") -> KnownError:
    return KnownError(f"E-CASE-{code}", sentence, cure)


# --- From the counter to acceptance -----------------------------------------------------------------------------------


def _submit(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.route.way is Way.UNASKED:
        raise _refuse("WAY", "本措施免申即享，不需要企业申报。", "请登记企业的意愿确认")
    if dossier.route.way is Way.PROMISE and "承诺书" not in deed.items:
        raise _refuse("PROMISE", "本措施按承诺兑现办理，收件中没有签章的承诺书。", "请企业签署承诺书后再提交")
    handed = tuple((item, 0) for item in dict.fromkeys(deed.items))
    return replace(dossier, stage=Stage.SUBMITTED, submitted_on=deed.on, handed=handed)


def _confirm(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.route.way is not Way.UNASKED:
        raise _refuse("WAY", "本措施须由企业申报，不是免申即享。", "请按申报办理")
    return replace(dossier, stage=Stage.ACCEPTED, submitted_on=deed.on, accepted_on=deed.on)


def _accept(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    late = [promise.item for promise in deed.promises if promise.by <= deed.on]
    if late:
        raise _refuse("PROMISE-DAY", f"容缺材料“{late[0]}”的补交日期须在今天之后。", "请改填承诺的日期")
    return replace(dossier, stage=Stage.ACCEPTED, accepted_on=deed.on, promises=deed.promises)


def _refuse_case(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    return replace(dossier, stage=Stage.REFUSED)


def _notify(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if not deed.defects:
        raise _refuse("DEFECTS", "没有勾选需要补正的内容。", "请逐项勾选并写明标准")
    vague = [defect.item for defect in deed.defects if not (defect.fault.strip() and defect.standard.strip())]
    if vague:
        raise _refuse("DEFECTS", f"“{vague[0]}”没有写明问题或应达到的标准。", "请补写后再告知")
    if dossier.stage is Stage.SUBMITTED and dossier.since is not None:
        last = add_working_days(dossier.since.date(), calendar.limits.of(Stage.SUBMITTED), calendar.holidays)
        if deed.on > last:
            raise _refuse(
                "SILENCE", "已超过一次性告知的期限，逾期未告知的视为受理。", "请办理受理，欠缺的材料按容缺处理"
            )
    _refuse_second_notice(dossier, deed)
    by = deed.day or add_working_days(deed.on, calendar.limits.of(Stage.SUPPLEMENT), calendar.holidays)
    if by <= deed.on:
        raise _refuse("DAY", "补正期限须在今天之后。", "请改填期限")
    notice = Notice(deed.defects, by, dossier.rounds, dossier.stage)
    return replace(dossier, stage=Stage.SUPPLEMENT, notices=(*dossier.notices, notice))


def _refuse_second_notice(dossier: Dossier, deed: Deed) -> None:
    """What had come in before the last notice was there to be examined then: it may not be complained of again."""
    if not dossier.notices:
        return
    rounds = dict(dossier.handed)
    told = dossier.notices[-1].round
    old = [defect.item for defect in deed.defects if rounds.get(defect.item, 0) <= told]
    if old:
        sentence = f"“{old[0]}”在上次一次性告知时就已收到，当时没有提出，不能再次告知。"
        raise _refuse("SECOND-NOTICE", sentence, "只能对上次告知之后新交的材料提出补正")


def _supply(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    notice = dossier.notices[-1]
    missing = [defect.item for defect in notice.defects if defect.item not in deed.items]
    if missing:
        raise _refuse("SUPPLY", f"告知书所列的“{'、'.join(missing)}”还没有补交。", "请补齐后再登记")
    rounds = dossier.rounds + 1
    handed = dict(dossier.handed) | dict.fromkeys(deed.items, rounds)
    return replace(dossier, stage=notice.came_from, rounds=rounds, handed=tuple(handed.items()))


def _complete(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    promised = {promise.item for promise in dossier.promises}
    if not promised:
        raise _refuse("PROMISED", "本件没有容缺的材料。", "补正的材料请登记补正提交")
    strange = [item for item in deed.items if item not in promised]
    if strange or not deed.items:
        said = f"“{strange[0]}”不在容缺材料之内。" if strange else "没有勾选补齐的材料。"
        raise _refuse("PROMISED", said, "请从容缺清单中选择")
    left = tuple(promise for promise in dossier.promises if promise.item not in deed.items)
    handed = dict(dossier.handed) | dict.fromkeys(deed.items, dossier.rounds + 1)
    return replace(dossier, promises=left, handed=tuple(handed.items()), rounds=dossier.rounds + 1)


# --- Review and decision ----------------------------------------------------------------------------------------------


def _forward(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    return replace(dossier, stage=dossier.route.stages[0])


def _reassess(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    return replace(dossier, most=deed.amount)


def _adjust(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    """Another upper bound than the reckoned one, by hand and with a reason; whoever sets it may not decide on it."""
    if deed.amount is None or deed.amount < 0:
        raise _refuse("AMOUNT", "没有填写调整后的金额。", "请填写金额，精确到分")
    return replace(dossier, most=deed.amount)


def _opine(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if deed.name not in dossier.route.departments:
        listed = "、".join(dossier.route.departments) or "无"
        raise _refuse("DEPARTMENT", f"“{deed.name}”不是本件联审的部门。", f"联审部门：{listed}")
    others = tuple(opinion for opinion in dossier.opinions if opinion.department != deed.name)
    return replace(dossier, opinions=(*others, Opinion(deed.name, deed.agrees, deed.words.strip())))


def _pass(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.stage is Stage.JOINT:
        said = {opinion.department for opinion in dossier.opinions}
        silent = [department for department in dossier.route.departments if department not in said]
        if silent:
            raise _refuse("JOINT", f"{'、'.join(silent)}还没有回复联审意见。", "请先登记各部门意见")
        against = [opinion.department for opinion in dossier.opinions if not opinion.agrees]
        if against:
            raise _refuse("JOINT", f"{'、'.join(against)}不同意，不能通过联审。", "请退回核实或终止办理")
    return replace(dossier, stage=dossier.route.after(dossier.stage))


def _return(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    stages = dossier.route.stages
    here = stages.index(dossier.stage)
    if here == 0:
        raise _refuse(
            "BACK", f"“{dossier.stage}”是本件的第一个环节，没有可以退回的环节。", "材料有问题的，请办理补正告知"
        )
    target = deed.to or stages[max(here - 1, 0)]
    if target not in stages[:here]:
        raise _refuse("BACK", f"“{dossier.stage}”不能退回到“{target}”。", "只能退回本件已办过的环节")
    return replace(dossier, stage=target, opinions=())


def _decide(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    _require_other_hand(deed, dossier.hands(Act.PASS) | dossier.hands(Act.ADJUST))
    if dossier.promises:
        item = dossier.promises[0].item
        raise _refuse("PROMISED", f"容缺材料“{item}”还没有补齐，不能审定。", "请先登记补齐")
    if deed.amount is None or deed.amount < 0:
        raise _refuse("AMOUNT", "没有填写审定金额。", "请填写金额，精确到分")
    if dossier.most is not None and deed.amount > dossier.most:
        raise _refuse("AMOUNT", "审定金额超过测算的上限。", "请核对金额；条款另有规定的，先更新规则再重新评估")
    plan = deed.plan or (Part("一次性", deed.amount),)
    if sum(part.amount for part in plan) != deed.amount:
        raise _refuse("PLAN", "分期金额之和不等于审定金额。", "请核对各期金额")
    after = dossier.route.after(Stage.DECISION)
    return replace(dossier, stage=after, decided=deed.amount, plan=plan, public_from=None, public_until=None)


def _require_other_hand(deed: Deed, hands: frozenset[str]) -> None:
    if deed.who in hands:
        raise KnownError("E-TWO-PERSON", "同一件事须由两人办理，不能自己复核自己。", "请由另一位有权限的人员办理")


def _end(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.stage is Stage.SUPPLEMENT and deed.on <= dossier.notices[-1].by:
        raise _refuse("EARLY", "补正期限还没有到，不能终止。", "请等期限届满")
    return replace(dossier, stage=Stage.ENDED)


def _withdraw(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    return replace(dossier, stage=Stage.WITHDRAWN)


def _publish(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.public_until is not None:
        raise _refuse("PUBLIC", "本件已经在公示。", "请等公示期满")
    first = deed.day or deed.on
    last = nth_working_day(first, calendar.limits.of(Stage.PUBLICITY), calendar.holidays)
    return replace(dossier, public_from=first, public_until=last)


def _object(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.public_until is None:
        raise _refuse("PUBLIC", "本件还没有公示。", "请先开始公示")
    return replace(dossier, stage=Stage.OBJECTION)


def _dismiss(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    _require_other_hand(deed, frozenset(_last(dossier, Act.OBJECT)))
    return replace(dossier, stage=Stage.PUBLICITY)


def _uphold(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    return replace(dossier, stage=Stage.DECISION, decided=None, plan=(), public_from=None, public_until=None)


def _last(dossier: Dossier, act: Act) -> list[str]:
    return [entry.who for entry in dossier.history if entry.act is act][-1:]


def _expire(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.public_until is None:
        raise _refuse("PUBLIC", "本件还没有公示。", "请先开始公示")
    if deed.on <= dossier.public_until:
        raise _refuse("EARLY", f"公示期到 {dossier.public_until.isoformat()} 为止，还没有期满。", "请期满后再办")
    return replace(dossier, stage=dossier.route.after(Stage.PUBLICITY))


# --- Money ------------------------------------------------------------------------------------------------------------


def _prepare(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.payments and dossier.payments[-1].paid_on is None:
        raise _refuse("PAYMENT", "上一笔拨付还没有办结。", "请先办结上一笔")
    number = len(dossier.payments)
    part = dossier.plan[number]
    if part.test and number and Stage.CHECK in dossier.route.stages and not dossier.checked:
        raise _refuse("TEST", f"“{part.when}”须先验收：{part.test}。", "请先转验收")
    return replace(dossier, payments=(*dossier.payments, Payment(number, part.amount, deed.who)))


def _pay(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if not dossier.payments or dossier.payments[-1].paid_on is not None:
        raise _refuse("PAYMENT", "还没有拟拨付，不能拨付。", "请先由审核人员拟拨付")
    waiting = dossier.payments[-1]
    _require_other_hand(deed, frozenset({waiting.prepared_by}))
    paid = replace(waiting, paid_by=deed.who, paid_on=deed.on, voucher=deed.name)
    after = replace(dossier, payments=(*dossier.payments[:-1], paid))
    return replace(after, stage=_after_payment(after))


def _after_payment(dossier: Dossier) -> Stage:
    if Stage.PAYMENT in dossier.route.stages and len(dossier.payments) < len(dossier.plan):
        return Stage.PAYMENT
    if Stage.CHECK in dossier.route.stages and not dossier.checked:
        return Stage.CHECK
    return Stage.FILING


def _inspect(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if Stage.CHECK not in dossier.route.stages or dossier.checked:
        raise _refuse("CHECK", "本件没有待办的验收。", "请按拨付办理")
    if not dossier.paid or dossier.payments[-1].paid_on is None:
        raise _refuse("CHECK", "首期资金还没有拨付，不能转验收。", "请先办结拨付")
    return replace(dossier, stage=Stage.CHECK)


def _approve(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    after = replace(dossier, checked=True)
    return replace(after, stage=_after_payment(after))


def _demand(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    left = dossier.paid - dossier.demanded
    if deed.amount is None or not 0 < deed.amount <= left:
        raise _refuse("CLAWBACK", "追回金额须大于零，且不超过已拨付而未追回的金额。", "请核对金额")
    return replace(dossier, demanded=dossier.demanded + deed.amount)


def _recover(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    left = dossier.demanded - dossier.recovered
    if deed.amount is None or not 0 < deed.amount <= left:
        raise _refuse("CLAWBACK", "到账金额须大于零，且不超过应追回而未到账的金额。", "请核对金额")
    return replace(dossier, recovered=dossier.recovered + deed.amount)


def _file(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    if dossier.demanded != dossier.recovered:
        raise _refuse("CLAWBACK", "应追回的资金还没有全部到账，不能归档。", "请追回后再归档")
    return replace(dossier, stage=Stage.FILED)


# --- Taking back ------------------------------------------------------------------------------------------------------


def _revoke(dossier: Dossier, deed: Deed, calendar: Calendar) -> Dossier:
    standing = dossier.standing()
    if not standing:
        raise _refuse("REVOKE", "没有可以撤销的办理。", "")
    entry = dossier.history[standing[-1]]
    if entry.act not in REVOCABLE:
        raise _refuse(
            "REVOKE", f"“{entry.act}”不能撤销，没有法定的撤销办法。", _INSTEAD.get(entry.act, "请另行办理更正")
        )
    _require_right(deed, RULES[entry.act].right)
    former = deed.former
    if former is None or former.history != dossier.history[: standing[-1]]:
        raise _refuse("REVOKE", f"“{entry.act}”之前的情形没有留在本机，不能撤销。", "请由当时办理的窗口撤销")
    return replace(former, holder=dossier.holder, handovers=dossier.handovers)


_INSTEAD = {
    Act.PAY: "资金已经付出的，请办理追回", Act.RECOVER: "到账有误的，请办理更正并写明凭证",
    Act.SUBMIT: "企业不再申报的，请办理撤回", Act.CONFIRM: "企业不再申报的，请办理撤回", Act.REASSESS: "请再作一次重新评估",
}  # fmt: skip


def _rule(stages: str, right: Right | None, effect: _Effect, *, words: bool = False) -> Rule:
    return Rule(frozenset(Stage(word) for word in stages.split()), right, effect, words)


_REVIEWS = " ".join(sorted(REVIEWS))
RULES: Mapping[Act, Rule] = {
    Act.SUBMIT: _rule("草稿", Right.ACCEPT, _submit),
    Act.CONFIRM: _rule("草稿", Right.ACCEPT, _confirm),
    Act.ACCEPT: _rule("已提交", Right.ACCEPT, _accept),
    Act.REFUSE: _rule("已提交", Right.ACCEPT, _refuse_case, words=True),
    Act.NOTIFY: _rule("已提交 初审", Right.ACCEPT, _notify),
    Act.SUPPLY: _rule("补正", Right.ACCEPT, _supply),
    Act.COMPLETE: _rule(f"受理 {_REVIEWS} 审定", Right.ACCEPT, _complete),
    Act.FORWARD: _rule("受理", Right.ACCEPT, _forward),
    Act.REASSESS: _rule(f"受理 {_REVIEWS} 审定", Right.REVIEW, _reassess, words=True),
    Act.ADJUST: _rule(f"{_REVIEWS} 审定", Right.REVIEW, _adjust, words=True),
    Act.OPINE: _rule("联审", Right.REVIEW, _opine, words=True),
    Act.PASS: _rule(_REVIEWS, Right.REVIEW, _pass, words=True),
    Act.RETURN: _rule(f"{_REVIEWS} 审定", Right.REVIEW, _return, words=True),
    Act.DECIDE: _rule("审定", Right.APPROVE, _decide, words=True),
    Act.DENY: _rule("审定", Right.APPROVE, _end, words=True),
    Act.PUBLISH: _rule("公示", Right.REVIEW, _publish),
    Act.OBJECT: _rule("公示", Right.REVIEW, _object, words=True),
    Act.DISMISS: _rule("异议", Right.REVIEW, _dismiss, words=True),
    Act.UPHOLD: _rule("异议", Right.REVIEW, _uphold, words=True),
    Act.EXPIRE: _rule("公示", Right.REVIEW, _expire),
    Act.PREPARE: _rule("拨付", Right.REVIEW, _prepare),
    Act.PAY: _rule("拨付", Right.PAY, _pay),
    Act.INSPECT: _rule("拨付", Right.REVIEW, _inspect),
    Act.APPROVE: _rule("验收", Right.REVIEW, _approve, words=True),
    Act.FAIL: _rule("验收", Right.REVIEW, _end, words=True),
    Act.DEMAND: _rule("拨付 验收 归档 已归档 终止", Right.APPROVE, _demand, words=True),
    Act.RECOVER: _rule("拨付 验收 归档 已归档 终止", Right.PAY, _recover),
    Act.WITHDRAW: _rule(f"草稿 已提交 补正 受理 {_REVIEWS} 审定 公示 异议", Right.ACCEPT, _withdraw, words=True),
    Act.END: _rule(f"补正 受理 {_REVIEWS} 公示 异议 拨付", Right.REVIEW, _end, words=True),
    Act.FILE: _rule("归档 不予受理 撤回 终止", Right.REVIEW, _file),
    Act.REVOKE: _rule(
        " ".join(stage for stage in Stage if stage not in (Stage.DRAFT, Stage.FILED)), None, _revoke, words=True
    ),
}
"""The whole machine: every act that exists, where and by whom. Nothing else moves a case."""

REVOCABLE = frozenset(Act) - {Act.SUBMIT, Act.CONFIRM, Act.REASSESS, Act.PAY, Act.RECOVER, Act.FILE, Act.REVOKE}
"""What can be taken back with a reason: no money has moved and nothing has been filed."""
