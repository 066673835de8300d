"""Print what Z3 is asked when a bound and an induction are settled for a small specification."""

from __future__ import annotations

import sys
from pathlib import Path

from rmapsmt import engine, manifest, run
from rmapsmt.manifest import link
from rmapsmt.run.cases import Run
from rmapsmt.run.options import Clock


def main() -> None:
    """Settle, and print."""
    claims = manifest.load(Path(__file__).with_name("specs") / "peterson")
    own = Run(claims, link.system(claims), Clock(run.Options()), lambda _: None)
    (question,) = own.questions(claims.cases[:1])
    family = question.family
    family.unroll(family.shallow + 1)
    names = list(family.encoding.predicates)
    engine.shortest(question, family.paths, names[:1])
    engine.inductive_part(question, names)
    for solver in (family.paths.solver, family.step.solver):
        sys.stdout.write(f"{solver.solver.sexpr()}\n{solver.clauses}\n")


if __name__ == "__main__":
    main()
