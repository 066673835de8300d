"""Results for people: one line per case, then the totals and what is needed to run them again.

Drawn by rich on a terminal, plain aligned text elsewhere, so that a log and a test read the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report import unmet, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from rmapsmt.report.words import About
    from rmapsmt.verdict import Result

HEADINGS = ("case", "verdict", "expected", "how", "time")
_NESTED = "    "
BELIEVE = "each behaviour was run again by the interpreter; `rmapsmt why CASE` says what a verdict rests on"


def render(results: Sequence[Result], about: About, seconds: float) -> str:
    """Return the whole report as plain text."""
    rows = [HEADINGS, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [first_line(results, about), "", "  " + _aligned(HEADINGS, widths)]
    for result in results:
        mark = "  " if result.ok else "! "
        lines.append(mark + _aligned(_row(result), widths))
        lines += [_NESTED + remark for remark in words.remarks(result)]
    return "\n".join([*lines, "", *footer(results, about, seconds)])


def show(results: Sequence[Result], about: About, seconds: float, stream: TextIO) -> None:
    """Write the report to a stream, in colour if it is a terminal."""
    if not stream.isatty():
        stream.write(render(results, about, seconds) + "\n")
        return
    # Imported here: a report into a file needs no drawing, and rich takes longer to load than a case.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False)  # honours NO_COLOR by itself
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading == "time" else "left", overflow="fold")
    for result in results:
        colour = "green" if result.ok else "yellow" if result.undecided else "bold red"
        case, verdict, expected, how, time = _row(result)
        table.add_row(Text(case), Text(verdict, style=colour), Text(expected), Text(how), Text(time))
        for remark in words.remarks(result):
            table.add_row(Text(_NESTED + remark, style=colour))
    good = about.unsettled is None and not words.exit_code(results)
    console.print(Text(first_line(results, about), style="bold green" if good else "bold red"))
    console.print(table)
    for line in footer(results, about, seconds):
        console.print(Text(line))


def first_line(results: Sequence[Result], about: About) -> str:
    """Return what matters most: that the run was interrupted, or that something is not as expected."""
    said = words.interrupted(results, about)
    if said and not words.exit_code(results):
        return said
    return "; ".join(filter(None, [said, unmet.first_line(results)]))


def footer(results: Sequence[Result], about: About, seconds: float) -> list[str]:
    """Return the lines under the table."""
    known = words.plural(len(results) + about.not_run, "case")
    return [
        words.totals(results, seconds),
        *(
            [f"{remembered}; --no-cache settles them anew"]
            if (remembered := words.remembered(results))
            else []
        ),
        *about.asked,
        *([BELIEVE] if about.asked else []),
        *provenance(about),
        *([f"{len(results)} of {known}; --all runs the rest"] if about.not_run else []),
    ]


def provenance(about: About) -> list[str]:
    """Return what an answer is an answer about, and what it takes to have it again."""
    versions = ", ".join(f"{name} {version}" for name, version in about.versions().items())
    return [
        f"memory model: {words.MEMORY_MODEL}",
        f"{versions}; spec {about.spec_hash[:12]}, bound {about.bound}, seed {about.seed}",
    ]


def _row(result: Result) -> tuple[str, ...]:
    return (
        result.case,
        words.headline(result.verdict),
        result.expected.value,
        words.how(result.verdict),
        f"{result.seconds:.2f} s",
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    *texts, time = row
    cells = [text.ljust(width) for text, width in zip(texts, widths, strict=False)]
    return "  ".join([*cells, time.rjust(widths[-1])])
