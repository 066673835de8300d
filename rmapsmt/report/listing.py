"""What `check` has read: a specification's size and its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case


def specification(system: TransitionSystem, cases: Sequence[Case], notes: Sequence[str] = ()) -> str:
    """Return the answer, what was set aside, and a line for every case."""
    size = [plural(len(system.constants), "constant"), plural(len(system.variables), "variable")]
    if cases:
        size.append(plural(len(cases), "case"))
    lines = [f"{system.name}: no fault found; {', '.join(size)}"]
    lines += [f"note: {note}" for note in (*notes, *system.notes)]
    width = max((len(case.name) for case in cases), default=0)
    lines += [f"  {case.name.ljust(width)}  {case.claim}: {case.expect}" for case in cases]
    return "\n".join(lines)
