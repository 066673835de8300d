"""Results as GitHub shows them: annotations at the cases that fail, and a summary of the job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report import ladder, table, unmet, words
from rmapsmt.report.place import relative
from rmapsmt.report.unmet import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rmapsmt.manifest import Case
    from rmapsmt.report.unmet import Tell
    from rmapsmt.report.words import About
    from rmapsmt.verdict import Result

MOST = 10  # annotations of one kind that GitHub shows of a step
MOST_BYTES = 1_000_000  # of a step's summary; more is not shown at all


def marks(results: Sequence[Result], cases: Mapping[str, Case], root: Path) -> str:
    """Return the workflow commands, one line each, that mark the cases in the manifest."""
    missed = unmet.all_of(results)
    lines = []
    for fault in missed[:MOST]:
        level = "warning" if fault.reason is Reason.UNDECIDED else "error"
        span = cases[fault.result.case].span
        where = f"file={_property(relative(span, root))},line={span.line},col={span.column}"
        lines.append(f"::{level} {where},title={_property(fault.reason)}::{escaped(fault.message)}")
    if len(missed) > MOST:
        lines.append(f"::notice::{escaped(f'{len(missed) - MOST} more; the summary has them')}")
    return "\n".join(lines)


def summary(results: Sequence[Result], about: About, seconds: float, tell: Tell) -> str:
    """Return the summary as Markdown: what is not met with its behaviour, then every case."""
    parts = [f"## {unmet.first_line(results)}", ""]
    for fault in unmet.all_of(results):
        parts += [f"- {_text(fault.message)}", ""]
        if shown := fault.behaviour(tell):
            drawn = ladder.ladder(*shown).splitlines()
            parts += ["  ```text", *(f"  {line}".rstrip() for line in drawn), "  ```", ""]
    rows = [
        f"| {'' if one.ok else ':x: '}`{one.case}` | {words.headline(one.verdict)} | {one.expected} "
        f"| {_text(words.how(one.verdict))} | {one.seconds:.2f} s |"
        for one in results
    ]
    head = [f"| {' | '.join(table.HEADINGS)} |", "|---|---|---|---|---:|"]
    known = words.plural(len(results), "case")
    whole = [*parts, f"<details><summary>{known}</summary>", "", *head, *rows, "", "</details>", ""]
    last = [*(_text(line) for line in table.footer(results, about, seconds)), ""]
    text = "\n".join([*whole, "\n\n".join(last)])
    if len(text.encode()) > MOST_BYTES:
        return "\n".join([*parts[:1], "", f"{known}: too many to show here.", "", "\n\n".join(last)])
    return text


def escaped(text: str) -> str:
    """Return the text as a workflow command holds it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")


def _text(text: str) -> str:
    """Return plain text as one line of Markdown, within a table or not."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in " ".join(text.split()))
