"""Where the time of a run went: one line per case that was settled anew, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.meter import Spent
from rmapsmt.report import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.verdict import Result

HEADINGS = ("case", "encoding", "solving", "replay", "queries", "states", "gates", "clauses")


def render(results: Sequence[Result], reading: float) -> str:
    """Return the table; `reading` is what the specification took to be read, in seconds."""
    fresh = [result for result in results if not result.cached]
    total = sum((result.spent for result in fresh), Spent())
    rows = [HEADINGS, *(_row(result.case, result.spent) for result in fresh)]
    rows.append(_row(words.plural(len(fresh), "case"), total))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for name, *numbers in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *cells]))
    return "\n".join(
        [*lines, f"reading the specification: {reading:.2f} s; gates and clauses are the largest family's"]
    )


def _row(name: str, spent: Spent) -> tuple[str, ...]:
    seconds = (spent.encoding, spent.solving, spent.replay)
    counts = (spent.queries, spent.states, spent.gates, spent.clauses)
    return (name, *(f"{each:.2f} s" for each in seconds), *map(str, counts))
