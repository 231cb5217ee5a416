"""Why an act may not be done now, asked before anything is typed: for buttons that are off and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from qcy_desktop.domain.accounts import Right
from qcy_desktop.domain.caseroute import Stage, Way
from qcy_desktop.domain.casework import RULES, Act, Calendar, Deed, Defect, Dossier, Entry, do, possible, right_of
from qcy_desktop.domain.errors import KnownError

_FRESH = "（尚未收到的材料）"


ONWARD = (
    Act.SUBMIT, Act.CONFIRM, Act.ACCEPT, Act.SUPPLY, Act.FORWARD, Act.OPINE, Act.PASS, Act.DECIDE, Act.PUBLISH, Act.EXPIRE, Act.DISMISS,
    Act.PREPARE, Act.PAY, Act.APPROVE, Act.FILE,
)  # fmt: skip
"""Acts that carry a case on, in the order of the way."""

RARE = frozenset({Act.REVOKE, Act.REASSESS, Act.ADJUST, Act.DEMAND, Act.RECOVER, Act.WITHDRAW, Act.END, Act.OBJECT})
"""Acts that no stage asks for."""

NOTHING_NEXT = "本环节没有待办的步骤"


@dataclass(frozen=True, slots=True)
class Choice:
    """One act as it is offered: whether the stage asks for it, and why this person may not do it (empty: may)."""

    act: Act
    timely: bool
    against: str = ""
    cure: str = ""
    code: str = ""

    @property
    def open(self) -> bool:
        return self.timely and not self.against


@dataclass(frozen=True, slots=True)
class Actor:
    """Who would act, and when."""

    who: str
    rights: frozenset[Right]
    when: datetime


def choices(dossier: Dossier, actor: Actor, calendar: Calendar) -> tuple[Choice, ...]:
    """Every act that this case's way knows, in the order of the machine, with what speaks against it now."""
    return tuple(_choice(dossier, act, actor, calendar) for act in RULES if fits(dossier, act))


def open_acts(dossier: Dossier, actor: Actor, calendar: Calendar, beside: frozenset[Act]) -> tuple[Act, ...]:
    """What this person can do now, `beside` these acts; much quicker than all choices with their reasons."""
    likely = (act for act in possible(dossier, actor.rights) if act not in beside and fits(dossier, act))
    return tuple(act for act in likely if _choice(dossier, act, actor, calendar).open)


def fits(dossier: Dossier, act: Act) -> bool:
    """Whether the way of this case ever knows the act."""
    if act in (Act.SUBMIT, Act.CONFIRM):
        return (dossier.route.way is Way.UNASKED) is (act is Act.CONFIRM)
    if act in (Act.INSPECT, Act.APPROVE, Act.FAIL):
        return Stage.CHECK in dossier.route.stages
    if act is Act.COMPLETE:
        return bool(dossier.promises)
    if act is Act.OPINE:
        return Stage.JOINT in dossier.route.stages and bool(dossier.route.departments)
    if act in (Act.PUBLISH, Act.EXPIRE, Act.OBJECT, Act.DISMISS, Act.UPHOLD):
        return Stage.PUBLICITY in dossier.route.stages
    return act not in (Act.PREPARE, Act.PAY) or Stage.PAYMENT in dossier.route.stages


def _choice(dossier: Dossier, act: Act, actor: Actor, calendar: Calendar) -> Choice:
    timely = _timely(dossier, act)
    try:
        if act is Act.REVOKE:
            _refuse_revocation(dossier, actor, calendar)
        else:
            do(dossier, _fullest(dossier, act, actor), calendar)
    except KnownError as fault:
        return Choice(act, timely, fault.sentence, fault.cure, fault.code)
    return Choice(act, timely)


def next_steps(dossier: Dossier) -> tuple[Act, ...]:
    """What the stage asks for now, whoever may do it: what carries the case on first; rare acts are left out."""
    return tuple(
        sorted((act for act in RULES if fits(dossier, act) and _timely(dossier, act) and act not in RARE), key=order)
    )


def order(act: Act) -> int:
    """The place of an act among those that carry a case on; all others come after them."""
    return ONWARD.index(act) if act in ONWARD else len(ONWARD)


def _timely(dossier: Dossier, act: Act) -> bool:
    """Whether the stage the case is in asks for the act now."""
    return dossier.stage in RULES[act].stages and not _had_its_turn(dossier, act)


def _had_its_turn(dossier: Dossier, act: Act) -> bool:
    """Whether a stage that knows the act is past it, or not so far yet."""
    waiting = bool(dossier.payments) and dossier.payments[-1].paid_on is None
    return {
        Act.RETURN: dossier.stage is dossier.route.stages[0],
        Act.PUBLISH: dossier.public_until is not None,
        Act.EXPIRE: dossier.public_until is None,
        Act.OBJECT: dossier.public_until is None,
        Act.PREPARE: waiting,
        Act.PAY: not waiting,
    }.get(act, False)


def _refuse_revocation(dossier: Dossier, actor: Actor, calendar: Calendar) -> None:
    """All that speaks against taking back but the former state, which the store has to find."""
    right = right_of(dossier, Act.REVOKE)
    if right is not None and right in actor.rights and dossier.stage in RULES[Act.REVOKE].stages:
        return
    do(dossier, Deed(Act.REVOKE, actor.who, actor.rights, actor.when, "—"), calendar)


def _fullest(dossier: Dossier, act: Act, actor: Actor) -> Deed:
    """A deed that lacks nothing a person could still enter: what refuses it now is the case itself."""
    deed = Deed(act, actor.who, actor.rights, actor.when, "—", amount=_AMOUNTS.get(act, dossier.most))
    promised = tuple(promise.item for promise in dossier.promises)
    noted = tuple(defect.item for notice in dossier.notices[-1:] for defect in notice.defects)
    items = promised if act is Act.COMPLETE else ("承诺书", *noted)
    departments = dossier.route.departments
    defect = Defect(new_since_notice(dossier)[0], "—", "—")
    return replace(deed, items=items, defects=(defect,), name=departments[0] if departments else "")


def new_since_notice(dossier: Dossier) -> tuple[str, ...]:
    """The papers a notice may still name: all before the first, then only what came in after the last."""
    if not dossier.notices:
        return (*(item for item, _ in dossier.handed), _FRESH)
    told = dossier.notices[-1].round
    return tuple(item for item, round in dossier.handed if round > told) or (_FRESH,)


_AMOUNTS: Mapping[Act, int] = {Act.DECIDE: 0, Act.ADJUST: 0, Act.DEMAND: 1, Act.RECOVER: 1}


def last_act(dossier: Dossier) -> Act | None:
    """The newest act that stands; None for a case to which nothing has been done."""
    standing = dossier.standing()
    return dossier.history[standing[-1]].act if standing else None


def set_by_hand(dossier: Dossier) -> Entry | None:
    """The act that set the upper bound by hand; None while it is the one reckoned."""
    standing = [dossier.history[place] for place in dossier.standing()]
    entry = next((one for one in reversed(standing) if one.act in (Act.ADJUST, Act.REASSESS)), None)
    return entry if entry is not None and entry.act is Act.ADJUST else None
