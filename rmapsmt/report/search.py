"""What an exhaustive search found, for people and for programs; the counts are TLC's."""

from __future__ import annotations

from rmapsmt.report import document as as_json
from rmapsmt.report import ladder, words
from rmapsmt.search import Search
from rmapsmt.verdict import Proved, Violated

__all__ = ["Search", "disagreement", "document", "exit_code", "outcome", "summary"]

SCHEMA = "rmapsmt-search/1"


def outcome(search: Search) -> str:
    """Return the answer in one line."""
    if search.violated:
        steps = words.plural(search.trace.depth, "step") if search.trace else "a behaviour"
        return f"{search.module}: {search.violated} is violated after {steps}"
    if search.deadlock:
        steps = words.plural(search.trace.depth, "step") if search.trace else "a behaviour"
        return f"{search.module}: deadlock after {steps}"
    if not search.complete:
        return f"{search.module}: undecided: the search was not finished"
    if search.invariants:
        return f"{search.module}: {', '.join(search.invariants)} {_hold(search)} in every reachable state"
    return f"{search.module}: no invariant was asked for; no error was found"


def summary(search: Search) -> str:
    """Return the report as text: the answer, the counts, and the trace to a violation."""
    lines = [outcome(search)]
    lines.append(
        f"{words.plural(search.distinct, 'distinct state')}, depth {search.depth}, "
        f"{search.generated} generated, {search.seconds:.1f} s"
    )
    lines += [
        f"by Z3: {result.claim}: {words.headline(result.verdict)}, {words.how(result.verdict)}"
        for result in search.settled
    ]
    lines += [f"note: {note}" for note in search.notes]
    if search.account:
        ending = (
            f"{search.violated} is false in this state{words.because(search.account)}"
            if search.violated
            else "no step is possible here"
        )
        lines += ["", ladder.ladder(search.account, ending)]
    return "\n".join(lines)


def document(search: Search) -> as_json.Json:
    """Return the report as a JSON document."""
    return {
        "schema": SCHEMA,
        "module": search.module,
        "distinct_states": search.distinct,
        "states_generated": search.generated,
        "depth": search.depth,
        "complete": search.complete,
        "invariants": list(search.invariants),
        "violated": search.violated or None,
        "deadlock": search.deadlock,
        "trace": as_json.trace(search.trace) if search.trace else None,
        "by_z3": [as_json.result(result) for result in search.settled],
        "notes": list(search.notes),
        "seconds": round(search.seconds, 3),
        "exit_code": exit_code(search),
    }


def exit_code(search: Search) -> int:
    """Return what the shell is told; what Z3 leaves open the search has settled."""
    if search.violated or search.deadlock:
        return words.NOT_MET
    return words.MET if search.complete else words.UNDECIDED


def disagreement(search: Search) -> str:
    """Return where Z3 and the search contradict each other; nothing if they agree."""
    for result in search.settled:
        if isinstance(result.verdict, Proved) and result.claim == search.violated:
            return f"Z3 proves {result.claim}, and the search finds a state in which it is false"
        if (
            isinstance(result.verdict, Violated)
            and search.complete
            and not (search.violated or search.deadlock)
        ):
            return f"Z3 finds {result.claim} violated, and the search finds it true in every state"
    return ""


def _hold(search: Search) -> str:
    return "holds" if len(search.invariants) == 1 else "hold"
