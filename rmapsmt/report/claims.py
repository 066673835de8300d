"""What was said, by whom and where, and what the verdicts say of it: a block for each, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from rmapsmt.report import table, unmet, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rmapsmt.manifest import Statement
    from rmapsmt.report.words import About
    from rmapsmt.verdict import Result

WIDTH = 80
BORNE_OUT, CONTRADICTED, IN_DOUBT = "borne out", "not borne out", "in doubt"


def standing(said: Statement, results: Mapping[str, Result]) -> str:
    """Return how a statement stands: nothing is said of it unless its verdicts are the expected ones."""
    if not all(results[case].ok for case in said.cases):
        return IN_DOUBT
    return BORNE_OUT if said.agrees else CONTRADICTED


def render(statements: Sequence[Statement], found: Sequence[Result], about: About, seconds: float) -> str:
    """Return the whole report as plain text."""
    results = {result.case: result for result in found}
    lines = [*_wrapped(unmet.first_line(found), "", ""), ""]
    for said in statements:
        lines += [*_block(said, results), ""]
    counted = Counter(standing(said, results) for said in statements)
    parts = [f"{counted[how]} {how}" for how in (BORNE_OUT, CONTRADICTED, IN_DOUBT) if counted[how]]
    lines.append(f"{words.plural(len(statements), 'claim')}: {', '.join(parts)}")
    return "\n".join([*lines, *table.footer(found, about, seconds)])


def _block(said: Statement, results: Mapping[str, Result]) -> Iterator[str]:
    yield from _wrapped(said.text, "", " ")
    yield from _wrapped(f"{said.by}, {said.where}", "  ", "  ")
    for case in said.cases:
        result = results[case]
        met = result.verdict.word is result.expected
        expected = "" if met else f" (expected: {result.expected})"
        mark = "    " if result.ok else "  ! "
        verdict = f"{case}: {words.headline(result.verdict)}{expected}, {words.how(result.verdict)}"
        yield from _wrapped(verdict, mark, " " * 6)
        for remark in words.remarks(result):
            yield from _wrapped(remark, " " * 6, " " * 8)
    yield from _wrapped(f"{standing(said, results)}: {said.finds}", "  ", "    ")
    if said.then:
        yield from _wrapped(f"then: {said.then}", "  ", "    ")


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
        break_long_words=False,
    )
