#!/usr/bin/env python3
"""One instance of the race, settled by one of our engines, alone in a process.

    python benchmarks/settle.py bmc|bmc-unreduced|induction|symbolic|switches|explicit LEVEL VARIANT N
    python benchmarks/settle.py tlc LEVEL VARIANT N FOLDER

LEVEL is pmd or pte, VARIANT sync or nosync.  One JSON line says what the verdict is, and what it took;
for TLC the instance is only written.
"""

from __future__ import annotations

import gc
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt import manifest, run
from rmapsmt.limits import CALLS, SELDOM
from rmapsmt.manifest import link
from rmapsmt.verdict import Violated

if TYPE_CHECKING:
    from rmapsmt.engine import Question
    from rmapsmt.manifest import Case, Manifest

RACERS = {"pmd": "zap_huge_pmd", "pte": "zap_pte_range"}
STRIDE = 8  # steps that bounded search is taken further by
Answer = dict[str, "str | int"]


def case_of(claims: Manifest, level: str, variant: str, size: int) -> Case:
    """Return the case of the bundled manifest with this many VMAs."""
    name = f"try_to_unmap.{RACERS[level]}.{variant}"
    case = next(case for case in claims.cases if case.name == name)
    return replace(case, constants={**case.constants, "N": size}, every_size=False)


def asked(claims: Manifest, case: Case, options: run.Options) -> tuple[list[str], Question]:
    """Return the case as a question to an encoding, and what else must hold in its model."""
    from rmapsmt.run.cases import Run  # noqa: PLC0415 - it loads the solver

    own = Run(claims, link.system(claims), run.Clock(options), lambda _: None)
    (question,) = own.questions([case])
    return own.side, question


def bmc(claims: Manifest, case: Case, *, reduced: bool = True) -> Answer:
    """Search ever further, until a behaviour breaks the claim or every behaviour has ended."""
    from rmapsmt.encode.solver import Absent, Found  # noqa: PLC0415 - each engine loads what it needs
    from rmapsmt.engine import exhaustion, shortest  # noqa: PLC0415 - as above

    _, question = asked(claims, case, run.Options(reduction=reduced))
    family = question.family
    while True:
        family.unroll(family.bound + STRIDE)
        answer = shortest(question, family.paths, [case.claim.name])
        if isinstance(answer, Found):
            return {
                "verdict": "violated",
                "depth": len(answer.behaviour.labels),
                "clauses": family.size.clauses,
            }
        if not isinstance(answer, Absent):
            return {"verdict": "unknown"}
        if (depth := exhaustion(question)) is not None:
            return {"verdict": "proved", "depth": depth, "clauses": family.size.clauses}


def induction(claims: Manifest, case: Case) -> Answer:
    """Ask whether the lemmas are inductive; no step is unrolled."""
    from rmapsmt import engine  # noqa: PLC0415 - as above

    side, question = asked(claims, case, run.Options(bound=0))
    together = [*side, *(ref.name for ref in case.lemmas), case.claim.name]
    answer = engine.induction(question, list(dict.fromkeys(together)), ())
    return {
        "verdict": "proved" if answer is None else "not inductive",
        "clauses": question.family.size.clauses,
    }


def symbolic(claims: Manifest, case: Case) -> Answer:
    """Prove the claim for all N and K; that takes no bounded search beyond the least."""
    whole = replace(case, every_size=True)
    (result,) = run.prove(claims, [whole], run.Options(bound=0), lambda _: None)
    return {"verdict": str(result.verdict.word) if not result.side else "not proved"}


def switches(claims: Manifest, case: Case) -> Answer:
    """Search the behaviours in which one actor gives way to another once."""
    (result,) = run.prove(claims, [case], run.Options(switches=1), lambda _: None)
    found = result.verdict
    depth = found.trace.depth if isinstance(found, Violated) else 0
    return {"verdict": str(found.word), "depth": depth, "states": result.spent.states}


def explicit(claims: Manifest, case: Case) -> Answer:
    """Visit every state."""
    from rmapsmt import interp  # noqa: PLC0415 - as above

    found = interp.explore(link.system(claims), case.constants, invariants=[case.claim.name], deadlock=False)
    violated = isinstance(found.outcome, interp.Violated)
    return {"verdict": "violated" if violated else "proved", "states": found.distinct}


def bmc_unreduced(claims: Manifest, case: Case) -> Answer:
    """Search all orders of independent steps."""
    return bmc(claims, case, reduced=False)


ENGINES = {
    "bmc": bmc,
    "bmc-unreduced": bmc_unreduced,
    "induction": induction,
    "symbolic": symbolic,
    "switches": switches,
    "explicit": explicit,
}


def main(engine: str, level: str, variant: str, size: str, folder: str = "") -> None:
    """Settle and say so."""
    gc.set_threshold(SELDOM)  # as the command line has it
    sys.setrecursionlimit(CALLS)
    claims = manifest.load(manifest.bundled())
    case = case_of(claims, level, variant, int(size))
    if engine == "tlc":
        from rmapsmt import files  # noqa: PLC0415 - as above
        from rmapsmt.export import tla  # noqa: PLC0415 - as above

        files.write_all(tla.export_tlc(claims, case), Path(folder))
    else:
        sys.stdout.write(json.dumps(ENGINES[engine](claims, case)) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
