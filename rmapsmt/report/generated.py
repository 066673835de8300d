"""What documents take from a specification and its verdicts: parts of Markdown, each made from the results.

A generated part of a document stands between `<!-- generated: NAME WORDS -->` and `<!-- end -->`.
"""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.errors import UsageFault
from rmapsmt.manifest import link, select
from rmapsmt.report import words
from rmapsmt.report.claims import BORNE_OUT, CONTRADICTED
from rmapsmt.report.ladder import ladder
from rmapsmt.report.markdown import table
from rmapsmt.run import proof
from rmapsmt.verdict import EverySize, Proved, Result, Violated, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rmapsmt.account import Account
    from rmapsmt.manifest import Case, Manifest, Matrix

MANY = 13  # names in a cell
_BLOCK = re.compile(
    r"(?P<head><!-- generated: (?P<name>[a-z]+)(?P<words>[^\n]*?) -->\n).*?(?P<end><!-- end -->)", re.DOTALL
)


@dataclass(frozen=True)
class Found:
    """A manifest, the result of each of its cases, and the accounts of the behaviours that show them."""

    claims: Manifest
    results: Mapping[str, Result]
    tell: Callable[[str], Account | None]
    pages: str = ""  # the folder of the cases' pages, from where the text will stand; "" links to none
    cases: Mapping[str, Case] = field(init=False)

    def __post_init__(self) -> None:
        """Know the cases by name."""
        object.__setattr__(self, "cases", {case.name: case for case in self.claims.cases})

    def verdict(self, name: str) -> str:
        """Return a case's verdict as a cell, with the way to its page if it has one."""
        verdict = self.results[name].verdict
        if not isinstance(verdict, Violated):
            return words.headline(verdict)
        said = f"**violated** in {words.plural(verdict.trace.depth, 'step')}"
        return f"[{said}]({self.pages}/{name}.md)" if self.pages else said


def filled(text: str, found: Found) -> str:
    """Return a document with its generated parts made anew."""

    def block(match: re.Match[str]) -> str:
        made = part(match["name"], shlex.split(match["words"]), found)
        return f"{match['head']}{made}\n{match['end']}"

    return _BLOCK.sub(block, text)


def has_parts(text: str) -> bool:
    """Tell whether a document has generated parts."""
    return _BLOCK.search(text) is not None


def part(name: str, given: Sequence[str], found: Found) -> str:
    """Return one part.

    ladder CASE               the behaviour that shows a verdict
    grid TITLE HEAD=WORDS...  cases A.B.WORD of the default tier: a row for each A and B, a column for each
                              HEAD with the first of its words that there is a case for
    cases PATTERN...          cases, their claims, verdicts and reasons
    totals [CONSTANT=NOUN...] how many cases have each verdict, and how large their models are
    revisions                 which hunks each revision has
    matrix [NAME...]          the matrices, every one under its title if none is named
    claims                    what was said, by whom and where, and the verdicts on it
    lemmas                    each lemma, with the sentence above it
    exceptions                the proved cases that have no proof for all sizes, by the reason
    """
    match name:
        case "ladder" if len(given) == 1:
            return _ladder(given[0], found)
        case "grid" if given:
            return _grid(given[0], dict(_pair(one) for one in given[1:]), found)
        case "cases" if given:
            return _cases(given, found)
        case "totals":
            return _totals(dict(_pair(one) for one in given), found)
        case "revisions" if not given:
            return revisions(found.claims)
        case "matrix":
            return "\n\n".join(matrices(found, given))
        case "claims" if not given:
            return statements(found)
        case "lemmas" if not given:
            return f"\n{proof.lemmas(found.claims, link.system(found.claims))}\n"
        case "exceptions" if not given:
            return _exceptions(found.claims)
        case _:
            hint = "ladder, grid, cases, totals, revisions, matrix, claims, lemmas and exceptions can be"
            raise UsageFault(f"no part `{' '.join([name, *given])}` can be generated", hint=hint)


def _pair(word: str) -> tuple[str, str]:
    head, sign, rest = word.partition("=")
    if not sign:
        raise UsageFault(f"`{word}` is not of the form HEAD=WORDS")
    return head, rest


def _ladder(name: str, found: Found) -> str:
    """Return a behaviour without its initial state: whoever is in a hurry sees the race itself."""
    if name not in found.cases:
        raise UsageFault(f"no case is called {name}")
    account = found.tell(name)
    if account is None:
        raise UsageFault(f"no behaviour shows {name}")
    ending = words.ending(found.cases[name].claim.name, found.results[name].verdict, account)
    drawn = ladder(account, ending).partition("\n\n")[2]
    return f"```text\n{drawn}\n```"


def _grid(title: str, columns: Mapping[str, str], found: Found) -> str:
    rows = []
    for start in dict.fromkeys(case.name.rpartition(".")[0] for case in select(found.claims, [])):
        cells = []
        for variants in columns.values():
            names = (f"{start}.{variant}" for variant in variants.split(","))
            cells.append(next((found.verdict(name) for name in names if name in found.results), ""))
        if any(cells):
            rows.append([", ".join(f"`{one}`" for one in start.split(".")), *cells])
    return table([title, *columns], rows)


def _cases(patterns: Sequence[str], found: Found) -> str:
    chosen = [case for case in found.claims.cases if any(fnmatch.fnmatch(case.name, p) for p in patterns)]
    if not chosen:
        raise UsageFault(f"no case is like {' '.join(patterns)}")
    rows = [[f"`{case.name}`", f"`{case.claim}`", found.verdict(case.name), case.why] for case in chosen]
    return table(["case", "claim", "verdict", "because"], rows)


def _totals(sizes: Mapping[str, str], found: Found) -> str:
    counts = {word: f"{n} {word}" for word, n in words.count([*found.results.values()]).items()}
    proofs = [one.verdict for one in found.results.values() if isinstance(one.verdict, Proved)]
    if whole := Counter(words.headline(proof) for proof in proofs if isinstance(proof.how, EverySize)):
        counts[Word.PROVED.value] += "".join(f", {n} of them {said}" for said, n in whole.items())
    counted = ", ".join(counts.values())
    said = []
    for name, noun in sizes.items():
        values = {case.constants[name] for case in found.claims.cases if name in case.constants}
        said.append(f"{' and '.join(map(ir.show, sorted(values, key=ir.sort_key)))} {noun}")
    models = f", for {' and '.join(said)}" if said else ""
    cases = words.plural(len(found.results), "case")
    return f"{cases} in all ({counted}), each with the verdict that it should have{models}."


def _exceptions(claims: Manifest) -> str:
    """Return the reasons, with the cases; of many only how their names begin, a line for each first part."""
    rows = []
    for reason, names in proof.exceptions(claims, link.system(claims)):
        shown = (
            "<br>".join(beginnings(names)) if len(names) > MANY else ", ".join(f"`{name}`" for name in names)
        )
        rows.append([reason, str(len(names)), shown])
    return table(["why there is none", "cases", ""], rows)


def beginnings(names: Sequence[str]) -> Iterator[str]:
    """Yield how names begin, a line for what precedes the last two parts, with the parts that follow it."""
    grouped: dict[str, Counter[str]] = {}
    for name in names:
        start, _, part = (name.rpartition(".")[0] or name).rpartition(".")
        grouped.setdefault(start, Counter())[part] += 1
    for start, counted in grouped.items():
        shown = ", ".join(f"`{part}` {count}" for part, count in counted.items())
        yield f"`{start}`: {shown}" if start else shown


def matrices(found: Found, names: Sequence[str] = ()) -> list[str]:
    """Return the matrices that are named, or all, each under its title then."""
    known = {matrix.name: matrix for matrix in found.claims.matrices}
    if unknown := [name for name in names if name not in known]:
        raise UsageFault(f"no matrix is called {', '.join(unknown)}")
    if names:
        return [matrix(known[name], found) for name in names]
    return [f"## {one.title or one.name}\n\n{matrix(one, found)}" for one in known.values()]


def matrix(shown: Matrix, found: Found) -> str:
    """Return a matrix with its verdicts; why there is none, and why it is that one, stands beneath."""
    notes: dict[str, int] = {}

    def noted(cell: str, why: str) -> str:
        return f"{cell} <sup>{notes.setdefault(why, len(notes) + 1)}</sup>" if why else cell

    heads = {column: dict[str, None]() for column in shown.columns}  # with the claims of each
    rows = []
    for row in shown.rows:
        of_row = {c: found.cases[shown.case(row, c)] for c in shown.columns if (row, c) not in shown.absent}
        reasons = {case.why for case in of_row.values()}
        shared = reasons.pop() if len(reasons) == 1 else ""
        cells = [noted(f"`{row}`", shared)]
        for column, claims in heads.items():
            if case := of_row.get(column):
                claims[f"`{case.claim}`"] = None
                cells.append(noted(found.verdict(case.name), "" if shared else case.why))
            else:
                cells.append(noted("n/a", shown.absent[row, column]))
        rows.append(cells)
    drawn = table(["", *(f"{column}<br>{', '.join(claims)}" for column, claims in heads.items())], rows)
    return "\n".join([drawn, *([""] if notes else []), *(f"{n}. {why}" for why, n in notes.items())])


def revisions(claims: Manifest) -> str:
    """Return which hunks each revision has, and what else sets them apart."""
    others = dict.fromkeys(name for own in claims.revisions.values() for name in own)
    rows = [
        [
            f"`{name}`",
            claims.hunks.get(name, ""),
            *(_shown(own.get(name)) for own in claims.revisions.values()),
        ]
        for name in (*claims.hunks, *(name for name in others if name not in claims.hunks))
    ]
    return table(["", "", *claims.revisions], rows)


def _shown(value: ir.Value | None) -> str:
    """Return a constant as a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else ir.show(value)


def statements(found: Found) -> str:
    """Return what was said, the cases that settle it with their verdicts, and what comes of it."""
    rows = []
    for said in found.claims.statements:
        verdicts = "<br>".join(f"`{case}`: {found.verdict(case)}" for case in said.cases)
        finds = f"{BORNE_OUT}: {said.finds}" if said.agrees else f"**{CONTRADICTED}**: {said.finds}"
        rows.append([f"{said.text}<br>{said.by}, {said.where}", verdicts, finds, said.then])
    return table(["what was said", "settled by", "what the verdicts say", "what comes of it"], rows)
