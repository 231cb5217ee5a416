"""Assessments and registers as plain JSON documents; the same value always gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

from qcy_desktop.domain.assessment import (
    Assessment,
    Combination,
    Condition,
    Instalment,
    MeasureResult,
    Rung,
    Span,
    Total,
)
from qcy_desktop.domain.money import json_yuan
from qcy_desktop.domain.whatif import Sweep


def to_json(document: Any) -> str:
    """Canonical JSON text with a final newline."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """The assessment in the published form (schema 1); money as text in 元 with two decimals."""
    return {
        "schema": 1,
        "name": assessment.enterprise_name,
        "uscc": assessment.enterprise_uscc,
        "as_of": assessment.as_of.isoformat(),
        "engine": assessment.engine,
        "packs": [{"id": p.id, "title": p.title, "version": p.version, "digest": p.digest} for p in assessment.packs],
        "measures": [_measure(result) for result in assessment.measures],
        "best": {
            "verified": _combination(assessment.best_verified),
            "with_unverified": _combination(assessment.best_with_unverified),
        },
        "totals": [_total(total) for total in assessment.totals],
        "next_questions": [
            {"fact": q.need.key, "question": q.question, "settles": q.settles, "measures": list(q.measures)}
            for q in assessment.next_questions
        ],
        "gaps": [
            {
                "measure": plan.measure,
                "changes": [
                    {"fact": c.fact, "from": c.current, "to": c.target, "distance": c.distance} for c in plan.changes
                ],
                "gain": plan.gain,
                "earliest": plan.earliest.isoformat() if plan.earliest else None,
            }
            for plan in assessment.gaps
        ],
        "contradictions": [{"facts": list(c.facts), "sentence": c.sentence} for c in assessment.contradictions],
        "ladder": [_rung(rung) for rung in assessment.ladder],
    }


def sweep_document(found: Sweep) -> dict[str, Any]:
    """A what-if along one figure: every value tried, what it pays, which verdicts turn there."""
    return {
        "fact": found.fact,
        "year": found.year,
        "actual": None if found.actual is None else found.points[found.actual].shown,
        "points": [
            {
                "value": point.shown,
                "verified": _span(point.verified),
                "unverified": _span(point.unverified),
                "flips": [
                    {"measure": flip.id, "title": flip.title, "from": flip.before.value, "to": flip.after.value}
                    for flip in point.flips
                ],
            }
            for point in found.points
        ],
    }


def _span(span: Span) -> dict[str, Any]:
    high = span.high if span.high is not None else span.ceiling if span.ceiling is not None else span.low
    return {"low": json_yuan(span.low), "high": json_yuan(high), "open": span.high is None}


def _share(span: Span) -> str:
    """One payer's part: a sum, or two with a tilde while it is not certain."""
    ends = _span(span)
    return str(ends["low"]) if span.exact else f"{ends['low']}～{ends['high']}"


def _measure(result: MeasureResult) -> dict[str, Any]:
    amount = None
    if result.amount is not None:
        amount = _span(result.amount) | {
            "steps": [
                {"text": s.text, "low": s.plain_low or s.low, "high": s.plain_high or s.high} for s in result.steps
            ]
        }
    return {
        "id": result.id,
        "title": result.title,
        "pack": result.pack,
        "clause": result.clause,
        "document": result.document,
        "evidence": result.evidence.value,
        "verified": result.verified,
        "verdict": result.verdict.value,
        "nature": result.nature.value,
        "amount": amount,
        "conditions": [_condition(condition) for condition in result.conditions],
        "needs": [need.key for need in result.needs],
        "reason": result.reason,
        "payer": {name: _share(span) for name, span in result.payer},
        "version": result.version,
        "effect": result.effect_note,
        "source": result.source,
        "not_modelled": list(result.not_modelled),
        "known": result.known,
        "linked": list(result.linked),
        "similar": list(result.similar),
        "payee": result.payee,
        "schedule": [_instalment(part) for part in result.schedule],
        "decided_by": result.decided_by,
        "clawback": result.clawback,
        "up_to": result.up_to,
    }


def _instalment(part: Instalment) -> dict[str, Any]:
    return {
        "when": part.when,
        "share": part.share,
        "amount": None if part.amount is None else _span(part.amount),
        "test": part.test,
        "mark": part.mark.value if part.mark else None,
    }


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "id": rung.id,
        "title": rung.title,
        "reached": rung.reached.value,
        "since": rung.since.isoformat() if rung.since else None,
        "asks": [_condition(condition) for condition in rung.asks],
        "met": rung.met.value,
        "needs": [need.key for need in rung.needs],
        "pays": [
            {"id": pay.id, "title": pay.title, "verdict": pay.verdict.value}
            | {"amount": None if pay.amount is None else _span(pay.amount)}
            for pay in rung.pays
        ],
        "evidence": rung.evidence.value,
        "source": rung.source,
        "note": rung.note,
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "text": condition.text,
        "mark": condition.mark.value,
        "required": condition.required,
        "actual": condition.actual,
        "gap": condition.gap,
        "clause": condition.clause,
        "depth": condition.depth,
        "spare": condition.spare,
        "needs": [need.key for need in condition.needs],
    }


def _total(total: Total) -> dict[str, Any]:
    return {"nature": total.nature.value, "payer": total.payer, "verified": total.verified} | _span(total.span)


def _combination(found: Combination) -> dict[str, Any]:
    return {
        "measures": list(found.measures),
        "totals": [_total(total) for total in found.totals],
        "given_up": [{"id": item.id, "because": item.because} for item in found.given_up],
        "runner_up": _combination(found.runner_up) if found.runner_up else None,
        "proved": found.proved,
        "pinned": list(found.pinned),
        "cost": {nature.value: json_yuan(fen) for nature, fen in found.cost},
        "notes": list(found.notes),
    }
