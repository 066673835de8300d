"""Results as KTAP version 1, which the kernel's own test runners read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report import table, unmet, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rmapsmt.report.words import About
    from rmapsmt.verdict import Result

HEADER = "KTAP version 1"


def render(results: Sequence[Result], about: About, seconds: float) -> str:
    """Return one test line for each case; what is not met is said above it, and in the first line."""
    lines = [HEADER, f"1..{len(results)}", f"# {unmet.first_line(results)}"]
    for number, result in enumerate(results, start=1):
        lines += _case(number, result)
    lines += [f"# {line}" for line in (words.totals(results, seconds), *table.provenance(about))]
    return "\n".join(map(_plain, lines))


def bail_out(reason: str) -> str:
    """Return the line that says that the run itself is broken, and none of its lines is to be trusted."""
    return _plain(f"Bail out! {reason}")


def _case(number: int, result: Result) -> Iterator[str]:
    for fault in unmet.of(result):
        yield f"# {fault.message}"
    found = f"{words.headline(result.verdict)}, {words.how(result.verdict)}"
    # A directive in capitals says what kind of failure it is; other text behind the mark is a remark.
    yield f"{'ok' if result.ok else 'not ok'} {number} {result.case} # {'ERROR ' * result.undecided}{found}"


def _plain(line: str) -> str:
    """Return the text as one line."""
    return " ".join(line.split())
