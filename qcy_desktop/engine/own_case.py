"""Steps of an amount in words for one enterprise: of several cases the one that is its own, with what is reckoned there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qcy_desktop.engine import tree as t
from qcy_desktop.engine.words import step_words

Holds = Callable[[t.Truth], bool | None]


def step_said(node: t.StepNode, holds: Holds) -> str:
    """A step in words; `holds` answers a condition for the enterprise, None while it is not known.

    Of 分支 the case that is decided is written out, of 合计 every part that pays; a case that is still open stays 按情形.
    """
    if node.do is t.Do.BRANCH:
        own = _own_case(node, holds)
        return step_words(node) if own is None else f"按所属情形：{_joined(own, holds) or '没有金额'}"
    if node.do is t.Do.TOTAL:
        said = [words for _, steps in node.parts if (words := _joined(steps, holds))]
        return f"{step_words(node)}：{' ＋ '.join(said)}" if said else step_words(node)
    return step_words(node)


def _own_case(node: t.StepNode, holds: Holds) -> Sequence[t.StepNode] | None:
    """The steps of the first case that holds, none of an earlier one being open; empty when no case holds."""
    for test, steps in node.parts:
        mark = True if test is None else holds(test)
        if mark is None:
            return None
        if mark:
            return steps
    return ()


def _joined(steps: Sequence[t.StepNode], holds: Holds) -> str:
    """Steps one after the other; empty for a case that comes to nothing."""
    if len(steps) == 1 and steps[0].do is t.Do.BRANCH:
        own = _own_case(steps[0], holds)
        return step_words(steps[0]) if own is None else _joined(own, holds)
    if len(steps) == 1 and _is_nothing(steps[0]):
        return ""
    return "，".join(step_said(step, holds) for step in steps)


def _is_nothing(step: t.StepNode) -> bool:
    return step.do is t.Do.SET and isinstance(step.value, t.Number) and step.value.value == 0
