"""A behaviour in Apalache's Informal Trace Format (its ADR-015), which other tools read.

Each state's #meta has the action that leads there, and the process that takes it, if one is named.  A
function on 1..n is a sequence, one on names a record, as TLA+ has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rmapsmt import ir
from rmapsmt.report import words

if TYPE_CHECKING:
    from rmapsmt.manifest import Case
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Verdict

FORMAT = "https://apalache-mc.org/docs/adr/015adr-trace.html"
META = "#meta"


def document(case: Case, verdict: Verdict, trace: Trace) -> dict[str, Any]:
    """Return the document of a case's behaviour."""
    return {
        META: {
            "format": "ITF",
            "format-description": FORMAT,
            "source": trace.system,
            "status": verdict.word.value,
            "description": f"{case.name}: {case.claim} is {words.headline(verdict)}, {words.how(verdict)}",
        },
        "vars": list(trace.variables),
        "states": [
            {
                META: _meta(number, step.label, step.actor),
                **{name: encoded(held) for name, held in zip(trace.variables, step.state, strict=True)},
            }
            for number, step in enumerate(trace.steps)
        ],
    }


def _meta(number: int, label: ir.Label | None, actor: ir.Value | None) -> dict[str, Any]:
    found: dict[str, Any] = {"index": number}
    if label is not None:
        found["action"] = label.action
        found["arguments"] = [ir.show(arg) for arg in label.args]
    if actor is not None:
        found["process"] = ir.show(actor)
    return found


def encoded(held: ir.Value) -> Any:  # noqa: ANN401 - whatever JSON has for it
    """Return a value as JSON."""
    match held:
        case bool() | str():
            return held
        case int():
            return {"#bigint": str(held)}
        case ir.ModelValue(name):
            return name
        case frozenset():
            return {"#set": [encoded(item) for item in sorted(held, key=ir.sort_key)]}
        case ir.Fun(items=items) if ir.is_sequence(held):
            return [encoded(item) for _, item in items]
        case ir.Fun(items=items) if all(isinstance(key, str) and key.isidentifier() for key, _ in items):
            return {key: encoded(item) for key, item in items}
        case ir.Fun(items=items):
            return {"#map": [[encoded(key), encoded(item)] for key, item in items]}
