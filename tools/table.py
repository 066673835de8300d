"""The table of mutants, as docs/mutants.md shows it."""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from judgement import Fate, Judgement

from rmapsmt.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from listed import Mutants
    from mutation import Mutant

    from rmapsmt.manifest import Manifest

HEADER = """\
# Mutants of the specification

<!-- Written by tools/mutants.py; change spec/mutants.yaml or tools/rules.py, and run it again. -->

Each mutant is the specification with one thing done wrong: a hunk of a patch or a caller's flag left out,
a lock not taken or not released, the wrong lock taken, a test decided beforehand, a loop one round short,
a write, a decrement or a reference left out, made to the wrong subpage, moved out of its critical section,
or done in the wrong order.
Every model of the manifest's default tier is then searched exhaustively, and what comes out is compared
with what the manifest expects; where nothing is false, what was inductive has to be inductive still.
The cases of the other tier are not asked.

"""

LEGEND = """\
- *proved → violated* and the like: so many cases of the manifest have another answer. \
*violated → proved* is a kill too: the bug that the case stands for is gone.
- *side claims*: claims that every model is held to are false in so many cases. A task that goes on \
without a lock, or gives it up at once, comes to its unlock without it: `ReleasedByHolder` alone says no more.
- *no meaning*: in so many cases a value is used that is not there, which TLC stops at.
- *no claim*: every claim is as true or as false as before. The lemmas named are not, or not inductive \
any more, so that a proof is lost; or the shortest counterexample has become longer than the bound that \
the manifest gives.
- *survives*: nothing is lost. These two kinds are explained below.
"""

NO_REASON = "no reason is given."


def table(
    mutants: Sequence[Mutant],
    judged: Sequence[Judgement],
    known: Mutants,
    claims: Manifest,
) -> str:
    """Return the whole document."""
    pairs = list(zip(mutants, judged, strict=True))
    by_verdict = sum(bool(j.changed) for _, j in pairs)
    fates = Counter(j.fate for _, j in pairs)
    total = (
        f"{plural(len(pairs), 'mutant')} against {plural(len(claims.cases), 'case')}: "
        f"{fates[Fate.KILLED]} killed, {by_verdict} of them by the verdict of a case; "
        f"{fates[Fate.WEAKER]} seen by no claim, but by a lemma or a bound; "
        f"{fates[Fate.SURVIVES]} survive.\n\n"
    )
    rules = (
        f"Mutated are, of {_listed(known.modules)}, the actions that these cases take, with their helpers; "
        "and, by hand, the locks of `Steps`. "
        f"Never taken, and so left alone, are of these modules {_listed(known.idle)}.\n\n"
    )
    parts = [HEADER, total, rules, LEGEND]
    parts += [
        "\n## The table\n\n| mutant | what it does | kernel statement | killed by |\n|---|---|---|---|\n"
    ]
    parts += [f"| `{m.name}` | {m.does} | {_statement(m.statement)} | {_killed_by(j)} |\n" for m, j in pairs]
    alive = [(m, j) for m, j in pairs if j.fate is not Fate.KILLED]
    if alive:
        parts.append("\n## Mutants that no claim sees, and why that is right\n\n")
        parts += [f"- `{m.name}` ({m.does}): {known.spared.get(m.name, NO_REASON)}\n" for m, _ in alive]
    if said := [m for m in mutants if m.name in known.remarks]:
        parts.append("\n## Remarks\n\n")
        parts += [f"- `{m.name}` ({m.does}): {known.remarks[m.name]}\n" for m in said]
    if changed := [(m, j) for m, j in pairs if j.changed]:
        parts.append("\n## The cases that have another answer\n\n")
        parts += [f"- `{m.name}`: {'; '.join(_cases(j.changed))}\n" for m, j in changed]
    return "".join(parts)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _statement(text: str) -> str:
    """Return kernel statements without their files, functions named once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for one in text.split("; "):
        words = one.split()
        if len(words) == 3 and words[0].endswith((".c", ".h")):  # noqa: PLR2004 - file, function, statement
            found[f"`{words[1]}`"][f"`{words[2]}`"] = None
        else:
            found[one] = {}
    return "; ".join(f"{where}: {', '.join(what)}" if what else where for where, what in found.items())


def _killed_by(judged: Judgement) -> str:
    """Return what a cell says of a judgement."""
    if judged.fate is Fate.SURVIVES:
        return "**survives**"
    said = [f"{what}: {number}" for what, number in Counter(what for _, what in judged.changed).items()]
    if judged.side:
        cases = len({case for case, _ in judged.side})
        names = dict.fromkeys(name for _, name in judged.side)
        only = "" if judged.changed else " only"
        said.append(
            f"side claims{only} in {plural(cases, 'case')}: {', '.join(_name(name) for name in names)}"
        )
    if judged.faults:
        said.append(f"no meaning: {len({case for case, _ in judged.faults})}")
    if judged.fate is Fate.WEAKER:
        lost = [_name(name) for name in dict.fromkeys(name for _, name in judged.lemmas)]
        lost += [f"{what}: {number}" for what, number in Counter(what for _, what in judged.weaker).items()]
        said.append(f"**no claim**: {', '.join(lost)}")
    return "; ".join(said)


def _name(claim: str) -> str:
    return claim if " " in claim else f"`{claim}`"


def _cases(changed: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the cases of each kind of change, variants of the same walker and racer together."""
    kinds: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for case, what in changed:
        group, _, variant = case.rpartition(".")
        kinds[what][group].append(variant)
    for what, groups in kinds.items():
        yield f"{what}: " + ", ".join(
            f"{group}.{found[0]}" if len(found) == 1 else f"{group}.{{{', '.join(found)}}}"
            for group, found in groups.items()
        )
