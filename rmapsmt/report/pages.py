"""A folder of pages made from the verdicts: a page for each violated case, and tables over all of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rmapsmt.errors import UsageFault
from rmapsmt.manifest import FILE_NAME
from rmapsmt.report import generated, markdown, words
from rmapsmt.verdict import EverySize, Induction, Proved, Unreachable, Violated
from rmapsmt.why import Part, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rmapsmt.report.generated import Found
    from rmapsmt.why import Why

INDEX, PROOFS, MATRIX, CLAIMS = "index.md", "proofs.md", "matrix.md", "claims.md"
MARK = f"<!-- Written by `rmapsmt docs` from {FILE_NAME} and its verdicts. -->"
_ABOUT_TRACES = (
    "Each page shows a shortest behaviour that violates a claim, and of those one with the fewest switches. "
    "An interpreter that shares no code with the prover has run it."
)
_ABOUT_MATRICES = (
    "A revision is a named set of hunks. A matrix asks one question of each column and each row: "
    "a verdict leads to its trace, a number to the reason beneath, and *n/a* says that there is no such "
    "combination. `rmapsmt prove 'MATRIX.*'` settles one again."
)
_ABOUT_CLAIMS = (
    "Each thing that was said, the cases that settle it, what their verdicts say of it, what comes of it. "
    "**Contradicted** marks what the verdicts do not bear out. `rmapsmt claims` settles the cases again."
)
_ABOUT_NEEDS = (
    "Without any one of these the claim is lost. A lock is taken away by letting nobody wait for it. "
    "`rmapsmt why CASE` shows how long each counterexample is, and what was tried besides."
)


def pages(found: Found, needs: Sequence[Why]) -> dict[str, str]:
    """Return the pages by the names of their files; links between them are within the folder."""
    violated = [name for name, result in found.results.items() if isinstance(result.verdict, Violated)]
    if taken := {INDEX, PROOFS, MATRIX, CLAIMS} & {f"{name}.md" for name in violated}:
        raise UsageFault(
            f"no case may be called {min(taken).removesuffix('.md')}", hint="a page has that name"
        )
    made = {f"{name}.md": _case(name, found) for name in violated}
    tables = {PROOFS: _proofs(found, needs)}
    if found.claims.revisions or found.claims.matrices:
        tables[MATRIX] = _matrix(found)
    if found.claims.statements:
        tables[CLAIMS] = _claims(found)
    index = _index(found, violated, list(tables))
    return {name: text.rstrip() + "\n" for name, text in ({INDEX: index} | tables | made).items()}


def _case(name: str, found: Found) -> str:
    page = markdown.page(found.cases[name], found.results[name].verdict, found.tell(name))
    return f"{MARK}\n\n{page}\nDrawn by `rmapsmt trace {name}`; see [all traces]({INDEX}).\n"


def _index(found: Found, violated: Sequence[str], tables: Sequence[str]) -> str:
    titles = {PROOFS: "What the proofs rest on", MATRIX: "Revisions and matrices", CLAIMS: "What was said"}
    rows = []
    for name in violated:
        account = found.tell(name)
        acting = [event.actor for event in account.events] if account else []
        switches = sum(one != other for one, other in pairwise(acting))
        verdict, case = found.results[name].verdict, found.cases[name]
        rows.append([
            f"[{name}]({name}.md)", f"`{case.claim}`", str(words.depth(verdict)), str(switches),
            markdown.text(case.why),
        ])  # fmt: skip
    parts = [
        MARK,
        "# Traces",
        _ABOUT_TRACES,
        "\n".join(f"- [{titles[table]}]({table})" for table in tables),
    ]
    if rows:
        parts.append(markdown.table(["case", "claim", "steps", "switches", "because"], rows))
    return "\n\n".join(parts)


def _proofs(found: Found, needs: Sequence[Why]) -> str:
    parts = [MARK, "# What the proofs rest on"]
    if needs:
        parts += [
            "## What they cannot do without",
            _ABOUT_NEEDS,
            markdown.table(
                ["case", "hunks", "assumptions", "locks", "hunks that suffice"], map(_needed, needs)
            ),
        ]
    sets: dict[tuple[str, ...], int] = {}
    rows = list(_settled(found, sets))
    parts += [
        "## How each was settled",
        "What is on in a case's model, and which lemmas, listed beneath, are proved along with its claim.",
        markdown.table(["case", "claim", "settled", "lemmas", "hunks", "assumptions"], rows),
        "\n".join(f"{number}. {_names(names)}" for names, number in sets.items()),
    ]
    return "\n\n".join(parts)


def _needed(why: Why) -> list[str]:
    def lost(part: Part) -> str:
        return _names(
            change.name for change in why.changes if change.part is part and holds(change.answer) is False
        )

    sets = why.sets.minimal if why.sets else ()
    enough = " or ".join("{" + ", ".join(f"`{name}`" for name in one) + "}" for one in sets)
    return [f"`{why.case}`", lost(Part.HUNK), lost(Part.ASSUMPTION), lost(Part.LOCK), enough]


def _settled(found: Found, sets: dict[tuple[str, ...], int]) -> Iterator[list[str]]:
    """Yield a row for each proof; `sets` takes in the lemmas of each, numbered from 1."""
    claims = found.claims
    for name, result in found.results.items():
        verdict = result.verdict
        if not isinstance(verdict, Proved | Unreachable):
            continue
        case = found.cases[name]
        on = [
            [one for one in names if case.constants.get(one) is True]
            for names in (claims.hunks, claims.assumptions)
        ]
        lemmas = verdict.how.lemmas if isinstance(verdict.how, Induction | EverySize) else ()
        number = str(sets.setdefault(lemmas, len(sets) + 1)) if lemmas else ""
        yield [f"`{name}`", f"`{case.claim}`", str(verdict.how), number, *map(_names, on)]


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _matrix(found: Found) -> str:
    parts = [MARK, "# Revisions and matrices", _ABOUT_MATRICES]
    if found.claims.revisions:
        parts += ["## The revisions and their hunks", generated.revisions(found.claims)]
    parts += generated.matrices(found)
    return "\n\n".join(parts)


def _claims(found: Found) -> str:
    return "\n\n".join(
        [MARK, "# What was said, and the verdicts on it", _ABOUT_CLAIMS, generated.statements(found)]
    )
