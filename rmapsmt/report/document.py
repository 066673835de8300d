"""Results for programs: one JSON document, described by docs/schema/result.schema.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rmapsmt import ir
from rmapsmt.report import words
from rmapsmt.verdict import (
    EverySize,
    HoldsTo,
    Induction,
    NotReached,
    Proved,
    Reached,
    Strengthening,
    Unreachable,
    Verdict,
    Violated,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.account import Account, Belief, Read
    from rmapsmt.manifest import Case, Statement
    from rmapsmt.report.words import About
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Result

SCHEMA = "rmapsmt/1"
TRACE_SCHEMA = "rmapsmt-trace/1"

Json = dict[str, Any]


def document(
    results: Sequence[Result], about: About, seconds: float, statements: Sequence[Statement] = ()
) -> Json:
    """Return the document of a run, with what was said if that is what it settles."""
    said = {"claims": [_statement(one) for one in statements]} if statements else {}
    return {
        "schema": SCHEMA,
        **provenance(about),
        **said,
        "results": [result(one) for one in results],
        "totals": {
            "cases": len(results),
            "ok": sum(one.ok for one in results),
            "not_run": about.not_run,
            "unsettled": about.unsettled or 0,
            "verdicts": words.count(results),
            "seconds": round(seconds, 3),
        },
        "interrupted": about.unsettled is not None,
        "exit_code": words.exit_code(results) if about.unsettled is None else words.INTERRUPTED,
    }


def provenance(about: About) -> Json:
    """Return what an answer is an answer about, and what it takes to have it again."""
    return {
        "versions": about.versions(),
        "spec": about.spec,
        "spec_hash": about.spec_hash,
        "bound": about.bound,
        "seed": about.seed,
        "memory_model": words.MEMORY_MODEL,
    }


def dumps(content: Json) -> str:
    """Return the document's text."""
    return json.dumps(content, indent=2, ensure_ascii=False)


def trace(shown: Trace) -> list[Json]:
    """Return a behaviour as its steps; values are TLA+ text, step 0 is the initial state."""
    steps = []
    for number, step in enumerate(shown.steps):
        label = step.label
        steps.append(
            {
                "step": number,
                "action": str(label) if label else None,
                "actor": None if step.actor is None else ir.show(step.actor),
                "tags": {tag.key: tag.text for tag in step.tags},
                "state": {
                    name: ir.show(value) for name, value in zip(shown.variables, step.state, strict=True)
                },
            }
        )
    return steps


def account(told: Account) -> list[Json]:
    """Return a behaviour as its steps, each with what it reads and what its actor believes wrongly."""
    steps = trace(told.trace)
    for step, event in zip(steps[1:], told.events, strict=True):
        step["reads"] = [_read(one) for one in event.reads]
        step["believes"] = [_belief(one) for one in event.stale]
    return steps


def _read(read: Read) -> Json:
    value = ir.show(read.value)
    actual = value if read.actual is None else ir.show(read.actual)
    return {"cell": str(read.cell), "value": value, "actual": actual}


def _belief(belief: Belief) -> Json:
    return {
        "actor": ir.show(belief.actor),
        "cell": str(belief.cell),
        "value": ir.show(belief.believed),
        "actual": ir.show(belief.actual),
        "since": belief.since,
    }


def behaviour(case: Case, verdict: Verdict, shown: Account | None, ending: str = "") -> Json:
    """Return the document of one trace."""
    reason = shown.reason if shown else None
    return {
        "schema": TRACE_SCHEMA,
        "case": case.name,
        "claim": case.claim.name,
        "expected": case.expect.value,
        "verdict": verdict.word.value,
        "how": words.how(verdict),
        "depth": words.depth(verdict),
        **_length(verdict),
        "memory_model": words.MEMORY_MODEL,
        "trace": account(shown) if shown else None,
        "believes": [_belief(one) for one in shown.beliefs] if shown else [],
        "ending": ending or None,
        "decided": (shown.decided or None) if shown else None,
        "reason": {"part": reason.text, "holds": reason.holds, "cells": [_read(one) for one in reason.cells]}
        if reason
        else None,
    }


def result(found: Result) -> Json:
    """Return one line of the table."""
    return {
        "case": found.case,
        "claim": found.claim,
        "expected": found.expected.value,
        "ok": found.ok,
        "seconds": round(found.seconds, 3),
        "cached": found.cached,
        "spent": {name: round(value, 3) for name, value in asdict(found.spent).items()},
        **_verdict(found.verdict),
        "side": [answer(failure.claim, failure.verdict) for failure in found.side],
    }


def answer(claim: str, verdict: Verdict) -> Json:
    """Return the verdict on a claim of which nothing was expected."""
    return {"claim": claim, **_verdict(verdict)}


def _statement(said: Statement) -> Json:
    return {
        "says": said.says,
        "by": said.by,
        "where": said.where,
        "cases": list(said.cases),
        "finds": said.finds,
        "then": said.then or None,
        "agrees": said.agrees,
        "quote": said.quote,
    }


def _length(verdict: Verdict) -> Json:
    """Return what is to be known of a behaviour that need not be the shortest."""
    if isinstance(verdict, Violated | Reached) and verdict.switches is not None:
        return {"shortest": False, "switches": verdict.switches}
    return {}


def _verdict(verdict: Verdict) -> Json:
    found: Json = {
        "verdict": verdict.word.value,
        "how": words.how(verdict),
        "depth": words.depth(verdict),
    }
    if isinstance(verdict, Proved | Unreachable):
        found["proof"] = type(verdict.how).__name__.lower()
        if isinstance(verdict.how, Induction | Strengthening | EverySize):
            found["lemmas"] = list(verdict.how.lemmas)
        if isinstance(verdict.how, Strengthening):
            found |= {"found": list(verdict.how.found), "k": verdict.how.k}
        if isinstance(verdict.how, EverySize):
            found["sizes"] = list(verdict.how.sizes)
    if isinstance(verdict, HoldsTo | NotReached) and verdict.cti:
        found["cti"] = {
            "action": verdict.cti.action,
            "breaks": list(verdict.cti.conjuncts),
            "sizes": dict(verdict.cti.sizes),
            "trace": trace(verdict.cti.trace),
        }
    found |= _length(verdict)
    shown = words.evidence(verdict)
    if shown is not None:
        found["trace"] = trace(shown)
    return found
